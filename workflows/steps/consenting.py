"""Goods that the buyer wants although a refund was asked for: they leave, are stopped again, or left unasked.

What runs here runs beside the scenario: the warehouse hears of the buyer's word at once, whatever the case waits for.
"""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.goods import Goods, HoldOrder
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.events import Hold, Question, WarehouseAnswered
    from domain.request import Scenario
    from domain.shipments.shipping import (
        left_against_request,
        lines_agreed,
        lines_asked,
        refund_open,
        too_late,
        wanted_after_all,
    )
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer, outbound, platform
    from workflows.steps.goods import settled_elsewhere


def follow(file: CaseFile, before: Case) -> None:
    """Have done what follows from a buyer's word, or from goods that left; `before` is the case before it."""
    now, then = lines_agreed(file.case), lines_agreed(before)
    if agreed := tuple(line_id for line_id in now if line_id not in then):
        file.meanwhile(_let_leave(file, _order(file.case, agreed)))
    if taken_back := tuple(line_id for line_id in then if line_id not in now):
        file.meanwhile(_stop_again(file, _order(file.case, taken_back)))
    if before.left is None and left_against_request(file.case):
        file.meanwhile(outbound.recall(file))


async def ask(file: CaseFile, ship_by: datetime) -> None:
    """Ask the buyer whether they would rather have the goods; not once that is settled anyhow."""

    def settled(case: Case) -> bool:
        return not refund_open(case) or too_late(case) or not lines_asked(case)

    def say() -> Words:
        return Words(item=file.case.order.titles(lines_asked(file.case)), date=ship_by)

    await buyer.tell(file, "UNS-4", say, question=Question.SHIP, moot=settled)


async def taken_back_there(file: CaseFile) -> None:
    """On a platform a buyer who wants the goods takes the request back there; until then nothing is decided.

    Where they do not, the platform's clock runs on: what it did in the end is read.
    """

    def over(case: Case) -> bool:
        return settled_elsewhere(case) or not wanted_after_all(case)

    if over(file.case):
        return
    waiting = "the buyer to take the request back on the platform"
    if not await file.until(over, by=windows.respond, waiting=waiting, alarms=True):
        await platform.read(file)
        await file.until(over, waiting=waiting)


async def _let_leave(file: CaseFile, order: HoldOrder) -> None:
    """Release these lines, once the warehouse has said that they are held at all."""
    await file.until(_hold_known, waiting="the warehouse: are the goods held?")
    if file.case.hold is not Hold.HELD:
        return

    async def act() -> None:
        await workflow.execute_activity_method(
            Goods.release, order, summary="let the goods leave, as the buyer wants", **calls.OUTWARD
        )

    try:
        await file.attempt("release_goods", act)
    except StepSkipped:
        return


async def _stop_again(file: CaseFile, order: HoldOrder) -> None:
    """The buyer does not want them after all: stopped once more; what has left by now is called back."""

    async def act() -> Hold:
        return await workflow.execute_activity_method(
            Goods.hold, order, summary="hold the goods once more", **calls.OUTWARD
        )

    try:
        answer = await file.attempt("hold_goods", act)
    except StepSkipped:
        answer = Hold.HELD  # a person stopped them by other means
    file.record(WarehouseAnswered(hold=answer))
    if answer is Hold.SHIPPED:
        await outbound.recall(file)


def _hold_known(case: Case) -> bool:
    return case.hold is not None or case.closing or case.scenario is not Scenario.REFUND_ONLY


def _order(case: Case, lines: tuple[str, ...]) -> HoldOrder:
    """A key of its own for every word of the buyer: the warehouse does each of them once."""
    return HoldOrder(
        case_id=case.case_id, shop=case.shop, order_id=case.order.order_id, line_ids=lines, turn=case.version
    )
