"""The quality loop (R44, rule 3.17): a defect that comes again is told to the product department, once."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.quality import Look, Quality
    from domain.rounds import Order
    from workflows import calls


@workflow.defn(name="QualityLoop")
class QualityLoop:
    """Look at the cases of the past weeks, and tell what they show together."""

    @workflow.run
    async def run(self, order: Order) -> int:
        """How many cards were made; those that could not be sent before are sent too."""
        look = Look(
            shop=order.shop,
            time_zone=order.time_zone,
            now=workflow.now(),
            days=order.days,
            least=order.least,
            answer_days=order.answer_days,
        )
        made = await workflow.execute_activity_method(Quality.make, look, **calls.ROUND)
        await workflow.execute_activity_method(Quality.send, look, **calls.ROUND)
        return made
