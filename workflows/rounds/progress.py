"""Word every day to buyers whose case waits for others in the house (R128), a batch at a time."""

from zoneinfo import ZoneInfo

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.progress import Progress, ProgressBatch, Told
    from domain.rounds import Order
    from workflows import calls


@workflow.defn(name="DailyProgress")
class DailyProgress:
    """Ask every case that may owe its buyer a word."""

    @workflow.run
    async def run(self, order: Order) -> Told:
        """How many buyers hear, and how many cases did not answer."""
        day = workflow.now().astimezone(ZoneInfo(order.time_zone)).date().isoformat()
        total = batch = await self.ask(ProgressBatch(shop=order.shop, day=day))
        while batch.after:
            batch = await self.ask(ProgressBatch(shop=order.shop, day=day, after=batch.after))
            total = Told(told=total.told + batch.told, unanswered=total.unanswered + batch.unanswered)
        return total

    async def ask(self, batch: ProgressBatch) -> Told:
        """One batch."""
        return await workflow.execute_activity_method(
            Progress.batch, batch, heartbeat_timeout=calls.HEARTBEAT, **calls.SWEEP
        )
