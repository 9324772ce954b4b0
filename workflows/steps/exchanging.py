"""Another item in place of what comes back: whether there is one, when it leaves, and that it arrives."""

import contextlib
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import owed, windows
    from domain.case import Case
    from domain.events import Answer, Question, ReturnWindowOpened, StepParked
    from domain.exchanges import exchanging, sending
    from domain.exchanges.replacement import Purpose
    from domain.inspection import assess
    from domain.money import format_money
    from domain.windows import Clock, Due
    from workflows.casefile import CaseFile, StepMoot, StepSkipped
    from workflows.steps import buyer
    from workflows.steps import sending as parcels
    from workflows.steps.goods import settled_elsewhere


async def on_shelf(file: CaseFile) -> bool:
    """The wanted item is there, or another one that the buyer chooses is; False where the return takes over (row 3)."""
    while not await parcels.on_shelf(file, exchanging.wanted(file.case)):
        before = file.case.request.items
        if settled_elsewhere(file.case) or not await _chooses_anew(file):
            return False
        if file.case.request.items == before:
            return False
    return not settled_elsewhere(file.case)


async def recorded(file: CaseFile) -> None:
    """The buyer hears what is exchanged for what, the difference, and who bears freight."""
    case = file.case
    if "EXC-1" in case.letters:
        return
    pays = case.agreement.seller_pays_freight if case.agreement is not None else None
    amount = owed.buyer_pays(case) or owed.owed(case).order_refund
    words = Words(
        item=_titles(case, new=False),
        option1=_titles(case, new=True),
        amount=amount,
        currency=case.order.currency,
        seller_pays_freight=pays,
    )
    file.meanwhile(_tell(file, "EXC-1", words))


async def in_advance(file: CaseFile) -> None:
    """At our fault, and up to a value, the other item leaves at once; else a person may let it (rows 1 and 2).

    It runs beside the way back, and ends once the goods are here: from then on the story itself sends.
    """
    case = file.case
    if not exchanging.sent_first(case) and exchanging.may_leave_first(case, owed.buyer_pays(case)):
        file.record(*sending.ordered(case, exchanging.wanted(case), Purpose.EXCHANGE, by="policy"))

    def ready(case: Case) -> bool:
        return bool(sending.may_leave(case)) or bool(case.findings) or case.lapsed or settled_elsewhere(case)

    await file.until(ready, waiting="the other item, should it leave first")
    if sending.may_leave(file.case):
        await leave(file)


async def leave(file: CaseFile) -> bool:
    """The other item leaves, once; False when the shelf could not give it any more."""
    what = exchanging.wanted(file.case)
    if what and not sending.may_leave(file.case):
        file.record(*sending.ordered(file.case, what, Purpose.EXCHANGE, by="policy"))
    if not sending.may_leave(file.case):
        return True  # it left in advance
    if not await parcels.leaves(file):
        return False
    if "EXC-5" not in file.case.letters:
        file.meanwhile(parcels.tell_sent(file, "EXC-5"))
    return True


async def arrived(file: CaseFile) -> bool:
    """The other item is with the buyer; False when it is lost, came back, or is not there in its time."""
    return await parcels.arrives(file)


async def not_returned(file: CaseFile) -> bool:
    """The other item is with the buyer, and what was to come back did not: a person charges it, or writes it off.

    True when it was written off; False when the buyer is given another window.
    """
    value = sum(exchanging.units_paid(file.case, item) for item in exchanging.exchanged(file.case))
    worth = format_money(value, file.case.order.currency)
    words = (
        f"The other item left in advance, and goods worth {worth} did not come back. Agree with the buyer on a charge, "
        "or write them off: then skip this step. To give the buyer another window, retry it."
    )
    try:
        await file.park(StepParked(step="goods_not_back", reason="NOT_RETURNED", message=words))
    except StepSkipped:
        return True
    span = timedelta(hours=file.case.terms.ship_back_hours)
    file.record(ReturnWindowOpened(ship_by=workflow.now() + span))
    return False


async def look_at_contested(file: CaseFile) -> None:
    """What came back is not as it was sold, and the other item has left already: a person settles it by skipping."""
    words = (
        f"The other item has left, and what came back is contested: {assess(file.case).summary}. Settle it with the "
        "buyer, then skip this step; retry once the warehouse has looked again."
    )
    while assess(file.case).contested:
        with contextlib.suppress(StepMoot):
            try:
                await file.park(StepParked(step="goods_contested", reason="CONTESTED", message=words))
            except StepSkipped:
                return


async def _chooses_anew(file: CaseFile) -> bool:
    """Another item, or the return; silence is for the return, which stands by itself."""
    before, asked_at = file.case.request.items, workflow.now()

    def chosen(case: Case) -> bool:
        answered = case.answer(Question.WANTED)
        refund = answered is not None and answered.answer is Answer.REFUND and answered.at >= asked_at
        return case.request.items != before or refund or settled_elsewhere(case) or case.refusal is not None

    def window(case: Case) -> Due | None:
        return windows.since(max(case.told_at or asked_at, asked_at), case.terms.buyer_choice_hours, Clock.BUYER_CHOICE)

    due = window(file.case)
    words = Words(option1=_titles(file.case, new=True), date=due.at if due is not None else asked_at)
    await buyer.tell(file, "EXC-2", lambda: words, question=Question.WANTED, moot=chosen)
    await file.until(chosen, by=window, waiting="the buyer: another item, or the return")
    return file.case.request.items != before


def _titles(case: Case, *, new: bool) -> str:
    if new:
        return ", ".join(i.wanted.title or i.wanted.sku for i in exchanging.exchanged(case) if i.wanted is not None)
    return case.order.titles(item.line_id for item in exchanging.exchanged(case))


async def _tell(file: CaseFile, letter: str, words: Words) -> None:
    await buyer.tell(file, letter, lambda: words)
