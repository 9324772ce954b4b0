"""The bare workflow: the skeleton of our straight case with empty activities; no register, no encryption.

Started by the bench as `python -m bench.bare`, on a task queue of its own. Jumped over the same days as our case.
"""

import asyncio
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    import logs
    import settings as configuration
    from bench.bell import ring
    from bench.plan import the_plan
    from bench.ringing import Ringing
    from bench.skeleton import Kind
    from codec.converter import converter_with
    from runner import sparing
    from worker import workflow_runner

NOTE = "The lamp flickers after ten minutes and the switch is loose; the buyer would like to send it back. " * 3
SHORT = timedelta(seconds=30)
CASES_IN_MOTION = 1000  # as our worker


@activity.defn(name="empty")
async def empty(note: str) -> str:
    """Nothing."""
    return note


@workflow.defn(name="BareCase")
class BareCase:
    """Plays the plan, bone by bone."""

    def __init__(self) -> None:
        self.heard = 0

    @workflow.run
    async def run(self, note: str) -> str:
        """The whole of it; rings where the next signal is awaited."""
        timers: dict[str, asyncio.Task[None]] = {}
        awaited = 0
        for bone in the_plan():
            match bone.kind:
                case Kind.ACTIVITY:
                    await workflow.execute_activity(empty, note, start_to_close_timeout=SHORT)
                case Kind.TIMER:
                    timers[bone.timer] = asyncio.create_task(asyncio.sleep(bone.seconds))
                    await asyncio.sleep(0)  # it is started before what comes next
                case Kind.FIRES:
                    await timers.pop(bone.timer)
                case Kind.CANCELS:
                    timers.pop(bone.timer).cancel()
                case Kind.SIGNAL:
                    awaited += 1
                    _tell(f"signal{awaited}")
                    await self._hears(awaited)
                case Kind.JUMP:
                    _tell("jump")
        return note

    async def _hears(self, times: int) -> None:
        await workflow.wait_condition(lambda: self.heard >= times)

    @workflow.signal
    def hear(self, note: str) -> None:  # noqa: ARG002 - carried, as a fact would be
        """Something from outside."""
        self.heard += 1


def _tell(what: str) -> None:
    if not workflow.unsafe.is_replaying():
        with workflow.unsafe.sandbox_unrestricted():
            ring(workflow.info().workflow_id, what)


async def main() -> None:
    """Poll until the bench ends us."""
    settings = configuration.load()
    client = await Client.connect(
        settings.temporal_address,
        data_converter=converter_with(None, settings.temporal_namespace),
        runtime=logs.runtime(),
        interceptors=[Ringing()],
    )
    worker = Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[BareCase],
        activities=[empty],
        workflow_runner=sparing(workflow_runner(), client.data_converter),
        max_cached_workflows=CASES_IN_MOTION,
    )
    async with worker:
        assert settings.ready_file is not None  # the bench names it
        await asyncio.to_thread(settings.ready_file.touch)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
