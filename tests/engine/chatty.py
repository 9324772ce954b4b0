"""A workflow that says what it does."""

from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    import structlog

log = structlog.get_logger("amends.test")


@activity.defn
async def pack() -> None:
    """Say something inside an activity."""
    log.info("packed")


@workflow.defn
class Chatty:
    """Speaks before and after a long wait."""

    @workflow.run
    async def run(self) -> None:
        """Speak, wait a fortnight, speak."""
        log.info("opened")
        await workflow.execute_activity(pack, start_to_close_timeout=timedelta(seconds=10))
        await workflow.sleep(timedelta(days=14))
        workflow.logger.info("closed")


@workflow.defn(name="Chatty")
class Changed:
    """The same workflow after a change that its running cases cannot bear."""

    @workflow.run
    async def run(self) -> None:
        """Wait where the other one packs."""
        await workflow.sleep(timedelta(days=14))
