"""Personal data has an end (rule 3.18, F99, F101): what is older than the terms keep it is erased in batches."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.retention import PurgeBatch, Purged, Retention
    from domain.rounds import Order
    from workflows import calls


@workflow.defn(name="DailyPurge")
class DailyPurge:
    """Erase what is personal of buyers whose last case ended long ago."""

    @workflow.run
    async def run(self, order: Order) -> Purged:
        """How many were erased, and how many are kept as evidence."""
        before = workflow.now() - timedelta(days=order.days)
        total = batch = await self.erase(PurgeBatch(shop=order.shop, before=before))
        while batch.after:
            batch = await self.erase(PurgeBatch(shop=order.shop, before=before, after=batch.after))
            total = Purged(erased=total.erased + batch.erased, kept=total.kept + batch.kept)
        return total

    async def erase(self, batch: PurgeBatch) -> Purged:
        """One batch."""
        return await workflow.execute_activity_method(
            Retention.batch, batch, heartbeat_timeout=calls.HEARTBEAT, **calls.SWEEP
        )
