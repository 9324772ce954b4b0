"""What both sides of a dispute agreed on: told, performed by both, and final then (table 3.14 row 8, F16)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.disputes.disputing import Accord
    from domain.events import SettlementPerformed, StepParked
    from domain.money import format_money
    from domain.standing import settlement
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer, homeward, money, platform


async def kept(file: CaseFile) -> bool:
    """See the settlement through; False where the buyer broke it, or a ruling came before it was performed.

    The buyer does their part first. Whoever took the request back, changed it to the sum, or was paid by the platform,
    has done it.
    """
    accord = file.case.dispute.accord
    assert accord is not None  # the caller asks first
    file.meanwhile(_tell(file, accord))
    in_time = await file.until(_moved, by=settlement, waiting="the buyer's part of the settlement", alarms=True)
    if not in_time:
        await file.until(_moved, waiting="a person: the buyer's part of the settlement is overdue")
    if _superseded(file.case):
        return False
    await _paid(file, accord)
    if _superseded(file.case):
        return False
    if accord.goods_back:
        homeward.agreed(file)
    file.record(SettlementPerformed())
    return True


def _moved(case: Case) -> bool:
    accord = case.dispute.accord
    return accord is None or accord.done or case.withdrawn or platform.paid_there(case) or _asks_for_it(case)


def _asks_for_it(case: Case) -> bool:
    """The buyer changed the refused request on the platform to what was agreed on."""
    claim, accord = case.claim, case.dispute.accord
    return claim is not None and accord is not None and case.refusal is None and claim.amount == accord.amount


def _superseded(case: Case) -> bool:
    """The buyer broke it, or a ruling came."""
    return case.dispute.accord is None


async def _paid(file: CaseFile, accord: Accord) -> None:
    """Pay until all of it is paid, by us or by the hand of a person."""
    while not _superseded(file.case) and file.case.paid_back() < accord.amount:
        await money.pay_settlement(file, accord.amount)
        if not _superseded(file.case) and await _paid_by_hand(file, accord):
            return


async def _paid_by_hand(file: CaseFile, accord: Accord) -> bool:
    """Ask a person where the platform closed the request before all was paid: a promise is not forgotten."""
    if file.case.paid_back() >= accord.amount:
        return True
    due = format_money(accord.amount - file.case.paid_back(), file.case.order.currency)
    words = (
        f"{due} of the settlement is not paid, and the platform has closed the request that it would go through. "
        "Pay it there by hand and skip this step, or divert the case."
    )
    try:
        await file.park(StepParked(step="settlement", reason="CLAIM_CLOSED", message=words))
    except StepSkipped:
        return True
    return False


async def _tell(file: CaseFile, accord: Accord) -> None:
    said = f"{accord.terms}; {accord.buyer_does}" if accord.buyer_does else accord.terms
    words = Words(reason=said, seller_pays_freight=accord.seller_pays_freight, date=accord.due_at)
    await buyer.tell(file, "DSP-4", lambda: words, moot=_superseded)
