"""A small workflow with each kind of payload: input, update, activity, timer with a summary, memo, and a failure."""

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

SECRET = "ST90000000011"
FAULT = "the parcel of Lin Qiuyue was refused at the door"


@activity.defn
async def deliver(waybill: str) -> str:
    """Fails with words that nobody else should read."""
    raise ApplicationError(f"{waybill}: {FAULT}", {"buyer": "Lin Qiuyue"}, type="REFUSED", non_retryable=True)


@workflow.defn
class ParcelCase:
    """Waits for a parcel, fails to deliver it, and says why."""

    def __init__(self) -> None:
        self.waybill = ""

    @workflow.update
    def posted(self, waybill: str) -> str:
        """The buyer has sent it."""
        self.waybill = waybill
        return f"noted {waybill}"

    @workflow.run
    async def run(self, _order: str) -> str:
        """The whole story."""
        await workflow.wait_condition(lambda: bool(self.waybill))
        await workflow.sleep(timedelta(milliseconds=1), summary=f"until {SECRET} is there")
        try:
            await workflow.execute_activity(
                deliver,
                self.waybill,
                start_to_close_timeout=timedelta(seconds=10),
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except ActivityError as failed:
            raise ApplicationError(f"not delivered: {failed.cause}", type="LOST") from failed
        return "delivered"
