"""The check of the hand-over (table 3.19 rows 3 to 5), before the shift ends: nothing is left in nobody's hand."""

from zoneinfo import ZoneInfo

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.handover import Batch, Done, Due, Handover, Look, Missing
    from domain.people.handover import Rules
    from domain.rounds import Order
    from workflows import calls

AT_ONCE = 30  # cases that one activity asks: well below the updates that a server takes at once


@workflow.defn(name="HandoverCheck")
class HandoverCheck:
    """Give cases that nobody has, or whose owner is away or full, to others; tell of what was not taken; count gaps."""

    @workflow.run
    async def run(self, order: Order) -> Missing:
        """What is missing afterwards."""
        rules = Rules(most=order.most, note_hours=order.note_hours, take_hours=order.take_hours)
        look = Look(shop=order.shop, now=workflow.now(), rules=rules)
        due = await workflow.execute_activity_method(Handover.plan, look, **calls.ROUND)
        day = workflow.now().astimezone(ZoneInfo(order.time_zone)).date().isoformat()
        for batch in batches(due):
            await self.carry(Batch(day=day, hours=order.take_hours, due=batch))
        if due.moves:
            await workflow.sleep(calls.BETWEEN_BATCHES)  # until the list of cases tells of what has just moved
        counted = Look(shop=order.shop, now=workflow.now(), rules=rules)
        return await workflow.execute_activity_method(Handover.note, counted, **calls.ROUND)

    async def carry(self, batch: Batch) -> Done:
        """One batch."""
        return await workflow.execute_activity_method(
            Handover.carry, batch, heartbeat_timeout=calls.HEARTBEAT, **calls.SWEEP
        )


def batches(due: Due) -> list[Due]:
    """All that is due, so many cases at a time."""
    moves = [due.moves[at : at + AT_ONCE] for at in range(0, len(due.moves), AT_ONCE)]
    waiting = [due.untaken[at : at + AT_ONCE] for at in range(0, len(due.untaken), AT_ONCE)]
    return [*(Due(moves=part) for part in moves), *(Due(untaken=part) for part in waiting)]
