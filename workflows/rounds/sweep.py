"""The nightly sweep (R20): one more batch of refund-only requests before midnight."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.rounds import Batch, Rounds, Swept
    from domain.rounds import Order
    from workflows import calls


@workflow.defn(name="NightlySweep")
class NightlySweep:
    """Decide what policy allows, a batch at a time."""

    @workflow.run
    async def run(self, order: Order) -> Swept:
        """What became of all of them."""
        total = batch = await self.take(Batch(shop=order.shop))
        while batch.after:
            await workflow.sleep(calls.BETWEEN_BATCHES)
            batch = await self.take(Batch(shop=order.shop, after=batch.after))
            total = Swept(
                decided=total.decided + batch.decided,
                left=total.left + batch.left,
                unanswered=total.unanswered + batch.unanswered,
            )
        return total

    async def take(self, batch: Batch) -> Swept:
        """One batch."""
        return await workflow.execute_activity_method(
            Rounds.sweep_batch, batch, heartbeat_timeout=calls.HEARTBEAT, **calls.SWEEP
        )
