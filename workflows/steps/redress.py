"""Making good what went wrong: what the rules give, offers of goodwill, and the letters about them."""

import contextlib
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case, CompensationOffer, Settlement
    from domain.compensation import by_rule, entitlement, still_owed
    from domain.eligibility import verdict
    from domain.events import CompensationLapsed, Means, Payment, Question, RequestAgreed, Rung, StepParked
    from domain.standing import open_offer
    from domain.words.proposal import by_wrong
    from workflows.casefile import CaseFile, Ready, StepSkipped, always_wanted
    from workflows.steps import buyer, first_answer
    from workflows.steps.goods import settled_elsewhere

FOR_THE_DIFFERENCE = frozenset({"MR-27", "3.13.2"})


async def settled(file: CaseFile) -> Settlement | None:
    """What the buyer gets, once that is settled; None when it was declined, withdrawn, or paid by the platform.

    Policy grants what a rule computes; a person grants the rest, or makes offers until the buyer takes one (R88).
    """
    escalated = False
    while file.case.settlement is None and not _over(file.case):
        _by_policy(file)
        granted = by_rule(file.case) if file.case.agreement is not None else None
        offer = file.case.open_offer
        if granted is not None:
            file.record(granted)
        elif offer is not None:
            await _answered(file, offer)
        elif not escalated and _above_the_desk(file.case):
            escalated = True
            file.meanwhile(_tell_escalated(file))
        else:
            await _decided(file, escalated=escalated)
    return None if _over(file.case) else file.case.settlement


def _over(case: Case) -> bool:
    return case.refusal is not None or settled_elsewhere(case)


def _by_policy(file: CaseFile) -> None:
    if file.case.agreement is not None or file.case.offers:
        return
    policy = verdict(file.case, still_owed(file.case))
    if policy.agree:
        file.record(RequestAgreed(by="policy", note=policy.reason))


def _above_the_desk(case: Case) -> bool:
    """A legal matter, or a decision that a second person was asked for (table 3.13 row 7, R90)."""
    return entitlement(case).means is Means.OUTSIDE or case.approval is not None


async def _decided(file: CaseFile, *, escalated: bool) -> None:
    """Wait for a person: to agree, to decline, to make the next offer, or to ask a second person."""

    def moved(case: Case) -> bool:
        granted = case.agreement is not None and by_rule(case) is not None
        asked = not escalated and _above_the_desk(case)
        return _over(case) or case.settlement is not None or case.open_offer is not None or granted or asked

    first_answer.begin(file)
    due = windows.decide(file.case)
    if due is not None and due.at > workflow.now():
        await file.until(moved, by=windows.decide, waiting="a decision on the compensation", alarms=True)
    await file.until(moved, waiting="a decision on the compensation")


async def _answered(file: CaseFile, offer: CompensationOffer) -> None:
    """The buyer takes the offer or not; silence is no consent, and a newer offer stands in its place."""

    def closed(case: Case) -> bool:
        open_now = case.open_offer
        return open_now is None or open_now.offer_no != offer.offer_no or _over(case)

    claim = file.case.request.grievance
    words = Words(
        amount=offer.value,
        currency=file.case.order.currency,
        reason=offer.reference,
        because=by_wrong(claim.wrong if claim is not None else None),
        date=offer.expires_at,
    )
    letter = "CMP-M" if offer.rung is Rung.CASH else "CMP-O"
    file.meanwhile(_tell(file, letter, words, question=Question.COMPENSATION, moot=closed))
    if not await file.until(closed, by=open_offer, waiting="the buyer's answer to the offer"):
        file.record(CompensationLapsed(offer_no=offer.offer_no))


async def hand_out(file: CaseFile, given: Settlement) -> None:
    """The coupon, benefit or gift goes to the buyer; a letter that no channel takes waits for a person."""
    words = Words(amount=given.amount, currency=file.case.order.currency, reason=given.reference)
    if await buyer.tell(file, "CMP-C", lambda: words):
        return
    message = f"Nobody could be told of {given.reference}. Hand it to the buyer by other means, then skip this step."
    with contextlib.suppress(StepSkipped):
        await file.park(StepParked(step="hand_out", reason="NOT_TOLD", message=message))


def tell_paid(file: CaseFile) -> None:
    """The money is there: the buyer hears of it at once (R92), of a payout, of a difference, or of a refund."""
    case = file.case
    promise = case.settlement
    letter = "DONE"
    if promise is not None and promise.means is Means.PAYOUT:
        letter = "CMP-D"
    elif promise is not None and promise.rule in FOR_THE_DIFFERENCE:
        letter = "CMP-3"
    amount = promise.amount if promise is not None else case.paid_back() + case.paid_back(Payment.COMPENSATION)
    file.meanwhile(_tell(file, letter, Words(amount=amount, currency=case.order.currency)))


def tell_declined(file: CaseFile) -> None:
    """Why nothing is given, and what the buyer may do about it."""
    refusal = file.case.refusal
    words = Words(reason=refusal.reason if refusal is not None else "")
    file.meanwhile(_tell(file, "CMP-N", words, moot=lambda case: case.refusal is None))


async def _tell_escalated(file: CaseFile) -> None:
    until = workflow.now() + timedelta(hours=file.case.terms.approval_hours)
    await buyer.tell(file, "CMP-2", lambda: Words(date=until), moot=_over)


async def _tell(
    file: CaseFile, letter: str, words: Words, *, question: Question | None = None, moot: Ready = always_wanted
) -> None:
    await buyer.tell(file, letter, lambda: words, question=question, moot=moot)
