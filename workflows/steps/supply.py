"""Goods that cannot be sent as they were sold: the buyer waits, takes another item, or has the money (table 3.1)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from activities.register import OrderOfCase, Penalties, Register
    from domain.case import Case
    from domain.eligibility import verdict
    from domain.events import (
        Hold,
        Question,
        RequestAgreed,
        SupplyChosen,
        SupplyFailed,
        SupplyOffered,
    )
    from domain.owed import asked
    from domain.shipments import supplying
    from domain.shipments.supply import Way
    from domain.windows import decide
    from workflows import calls
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, goods, outbound, platform
    from workflows.steps import sending as parcels
    from workflows.steps.goods import settled_elsewhere

SILENT = "the buyer did not choose in time: silence is no consent to wait"
ONLY_MONEY = "nothing else can be done"
DATE_PASSED = "it had not left by the date that the buyer agreed to wait for"
NOT_WITHDRAWN = "the request for the money was not withdrawn on the platform"
EMPTY = "the shelf is empty"
NEVER_CAME = "it did not leave, or did not reach the buyer"
LETTERS = {
    frozenset({Way.WAIT, Way.SUBSTITUTE, Way.MONEY}): "UNS-3",
    frozenset({Way.WAIT, Way.MONEY}): "UNS-9",
    frozenset({Way.SUBSTITUTE, Way.MONEY}): "UNS-5",
}


async def chosen(file: CaseFile) -> Way | None:
    """What the buyer chose; None once the request was taken back, or the platform has paid.

    Whoever waited in vain has the money at once; so has a buyer to whom nothing else can be offered.
    """
    while file.case.supplying.chosen is None and not _over(file.case):
        await _look_on_shelf(file)
        open_ways = supplying.ways(file.case, workflow.now())
        if Way.WAIT in file.case.supplying.failed:
            file.record(SupplyChosen(way=Way.MONEY, note=DATE_PASSED, by="policy"))
        elif not supplying.granted(file.case):
            await _granted(file)
        elif open_ways == (Way.MONEY,):
            file.record(SupplyChosen(way=Way.MONEY, note=ONLY_MONEY, by="policy"))
        else:
            await _offer(file, open_ways)
    waits_withdrawn = file.case.withdrawn and file.case.supplying.chosen is Way.WAIT
    if platform.paid_there(file.case) or (file.case.withdrawn and not waits_withdrawn):
        return None
    return Way.MONEY if file.case.agreement is not None else file.case.supplying.chosen


def _over(case: Case) -> bool:
    return case.agreement is not None or case.refusal is not None or settled_elsewhere(case)


async def _look_on_shelf(file: CaseFile) -> None:
    """Only what lies on the shelf is promised."""
    known, what = file.case.supplying, supplying.to_send(file.case)
    if Way.SUBSTITUTE not in supplying.ways(file.case, workflow.now()) or known.offered_at is not None:
        return
    if not await parcels.on_shelf(file, what):
        file.record(SupplyFailed(way=Way.SUBSTITUTE, reason=EMPTY))


async def _granted(file: CaseFile) -> None:
    """Policy lets the buyer choose within its limit, and where a platform's rule names the penalty; else a person."""
    if verdict(file.case, asked(file.case).order_refund).agree:
        await _offer(file, supplying.ways(file.case, workflow.now()))
        return
    before = file.case.supplying

    def moved(case: Case) -> bool:
        return case.supplying != before or _over(case)

    due = decide(file.case)
    if due is None or due.at <= workflow.now():
        await file.until(moved, waiting="a person to let the buyer choose")
    elif not await file.until(moved, by=decide, waiting="a person to let the buyer choose", alarms=True):
        await platform.read(file)


async def _offer(file: CaseFile, ways: tuple[Way, ...]) -> None:
    """The buyer reads what they may choose, once; silence is for the money."""
    if file.case.supplying.offered_at is None:
        amount = supplying.penalty(file.case, workflow.now(), await _given_elsewhere(file))
        if _over(file.case):
            return
        file.record(SupplyOffered(ways=ways, penalty=amount))
        letter = LETTERS.get(frozenset(ways))
        if letter is None:
            return
        await buyer.tell(file, letter, lambda: _words(file.case), question=Question.SUPPLY, moot=_settled)
    if not await outbound.until(file, _settled, supplying.choice_due, "the buyer: wait, another item, or the money"):
        file.record(SupplyChosen(way=Way.MONEY, note=SILENT, by="policy"))


def _settled(case: Case) -> bool:
    return case.supplying.chosen is not None or case.supplying.offered_at is None or _over(case)


def _words(case: Case) -> Words:
    can = supplying.supply(case)
    other = can.substitute if can is not None else None
    return Words(
        item=case.titles,
        date=can.until if can is not None else None,
        option1=(other.title or other.sku) if other is not None else "",
        amount=asked(case).order_refund,
        currency=case.order.currency,
        penalty=case.supplying.penalty,
    )


async def left(file: CaseFile) -> bool:
    """The buyer waits, by consent: the goods may leave, and have by the date; False when they have not, or need not.

    A platform's request for the money is withdrawn by the buyer first, or is paid there (F1, F14, F24).
    """
    before = file.case.supplying.chosen_at
    if file.case.claim is not None and not await _withdrawn_there(file):
        return False
    await goods.release(file)

    def ready(case: Case) -> bool:
        return supplying.has_left(case) or case.supplying.chosen_at != before or platform.paid_there(case)

    await file.until(ready, by=supplying.wait_due, waiting="the goods that the buyer waits for, to leave")
    if not supplying.has_left(file.case) and await goods.hold(file) is Hold.HELD:
        if file.case.supplying.chosen_at == before:
            file.record(SupplyFailed(way=Way.WAIT, reason=DATE_PASSED))
        return False
    return file.case.supplying.chosen is Way.WAIT


async def _withdrawn_there(file: CaseFile) -> bool:
    """The buyer takes the request back on the platform; its clock runs, and past it it pays."""
    before = file.case.supplying.chosen_at

    def ready(case: Case) -> bool:
        return settled_elsewhere(case) or case.supplying.chosen_at != before

    due = supplying.wait_due(file.case)
    if not await outbound.until(file, ready, lambda _: due, "the buyer to withdraw the request on the platform"):
        file.record(SupplyChosen(way=Way.MONEY, note=NOT_WITHDRAWN, by="policy"))
        return False
    return file.case.withdrawn and file.case.supplying.chosen_at == before


async def brought(file: CaseFile) -> bool:
    """The other item is with the buyer; False when the shelf is empty after all, or it did not come."""
    file.record(*supplying.order_of(file.case))
    if await parcels.leaves(file):
        if "UNS-6" not in file.case.letters:
            file.meanwhile(parcels.tell_sent(file, "UNS-6"))
        if await parcels.arrives(file):
            return True
    file.record(SupplyFailed(way=Way.SUBSTITUTE, reason=NEVER_CAME))
    return False


def agree(file: CaseFile) -> None:
    """The money was offered, so whoever let it be offered has agreed to it."""
    if file.case.agreement is None:
        note = "the money, as it was offered to the buyer"
        file.record(RequestAgreed(by=file.case.supplying.granted_by or "policy", note=note))


async def promised(file: CaseFile) -> bool:
    """The penalty is promised, beside the order, once for the order; False where none is owed (MR-26)."""
    if file.case.settlement is None:
        amount = supplying.penalty(file.case, workflow.now(), await _given_elsewhere(file))
        if amount:
            file.record(supplying.settled(amount, file.case))
    return file.case.settlement is not None


async def _given_elsewhere(file: CaseFile) -> int:
    """What other cases of the order gave for the same, or have promised; minor units."""
    if not supplying.most_penalty(file.case):
        return 0

    async def act() -> Penalties:
        case = file.case
        order = OrderOfCase(shop=case.shop, order_id=case.order.order_id, case_id=case.case_id)
        return await workflow.execute_activity_method(
            Register.penalties, order, summary="read what penalties the order has had", **calls.LEDGER
        )

    return (await file.attempt("read_penalties", act)).given


def tell_sorry(file: CaseFile) -> None:
    """The money is back; what was not done is told with an apology first, and what is still to come."""
    case = file.case
    penalty = case.settlement.amount if case.settlement is not None else 0
    words = Words(item=case.titles, amount=case.paid_back(), currency=case.order.currency, penalty=penalty)
    if "UNS-7" not in case.letters:
        file.meanwhile(buyer.tell_about(file, "UNS-7", words))


def tell_ask_again(file: CaseFile) -> None:
    """The request was withdrawn there and the goods did not leave: only a new one there can be paid."""
    case = file.case
    words = Words(item=case.titles, amount=asked(case).order_refund, currency=case.order.currency)
    file.meanwhile(buyer.tell_about(file, "UNS-8", words))
