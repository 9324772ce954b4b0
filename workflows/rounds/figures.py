"""The figures of the past days (rule 3.17): computed anew, since the register may have heard late of what happened."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.rounds import FiguresDay, Rounds
    from domain.rounds import Order
    from workflows import calls


@workflow.defn(name="DailyFigures")
class DailyFigures:
    """Compute each of a shop's past days."""

    @workflow.run
    async def run(self, order: Order) -> int:
        """How many days were computed: those before today, by the shop's calendar."""
        today = workflow.now().astimezone(ZoneInfo(order.time_zone)).date()
        for ago in range(order.days, 0, -1):
            day = FiguresDay(shop=order.shop, day=today - timedelta(days=ago), time_zone=order.time_zone)
            await workflow.execute_activity_method(Rounds.figures_of_day, day, **calls.ROUND)
        return order.days
