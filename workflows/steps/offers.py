"""Offers: where less is due than the buyer asked, the buyer takes it before money moves."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case, Offer
    from domain.events import Answer, DeductionOffered, OfferLapsed, Question
    from domain.inspection import assess, in_force
    from domain.owed import needs_consent, owed
    from domain.refusal import buyer_bears, refused_without_reason
    from domain.request import Scenario
    from domain.windows import Clock, Due
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, platform
    from workflows.steps.goods import settled_elsewhere


async def agreed_with_buyer(file: CaseFile) -> bool:
    """Where less is due than was asked, the buyer takes it; False when it goes to dispute instead.

    Policy makes the offer by itself when goods are merely short or the rules deduct; a person when they are worn.
    """
    while needs_consent(file.case) and not settled_elsewhere(file.case):
        _offer_by_rule(file)
        await file.until(_answerable, by=windows.settle, waiting="a decision on the goods", alarms=True)
        await file.until(_answerable, waiting="a decision on the goods")
        if file.case.refusal is not None or file.case.withdrawn:
            return False
        if not await _offer_accepted(file):
            return False
        if file.case.scenario is Scenario.RETURN_REFUND:
            # On a platform a changed amount is a new request: it asks for our word on the return once more.
            await platform.agree_return(file)
    return True


def _offer_by_rule(file: CaseFile) -> None:
    """What the rules alone decide needs no person: units that never came, a missing gift, a collect fee."""
    case = file.case
    assessment = assess(case)
    if case.offer is not None or case.refusal is not None or assessment.damaged or assessment.foreign:
        return
    quote = owed(case)
    nothing_sound = bool(case.findings) and not assessment.sound
    if nothing_sound or quote.order_refund <= 0:
        return
    reason = assessment.summary if case.findings and assessment.contested else "deductions by rule"
    file.record(DeductionOffered(amount=quote.order_refund, reason=reason))


def _answerable(case: Case) -> bool:
    return case.offer is not None or case.refusal is not None or settled_elsewhere(case)


async def _offer_accepted(file: CaseFile) -> bool:
    """The buyer takes the offer, and on a platform changes the claim to it; False on a no, or on silence."""
    offer = file.case.offer
    if offer is None:
        return True
    if offer.answer is Answer.DECLINE:
        return False

    def moot(case: Case) -> bool:
        newest = case.offer is not None and case.offer.at == offer.at and case.offer.answer is None
        return not newest or case.refusal is not None or settled_elsewhere(case)

    await buyer.tell(
        file,
        _letter(file.case),
        lambda: _words(file.case, offer),
        question=Question.DEDUCTION,
        moot=moot,
    )

    def ready(case: Case) -> bool:
        current = case.offer
        if current is None or current.at != offer.at or case.refusal is not None or settled_elsewhere(case):
            return True
        if current.answer is None and not needs_consent(case):
            return True  # the rest came after all: nothing is to be deducted any more
        taken = current.answer is Answer.ACCEPT
        fits = case.claim is None or case.claim.amount <= current.amount
        return current.answer is Answer.DECLINE or (taken and fits)

    def window(case: Case) -> Due | None:
        return windows.since(offer.at, case.terms.buyer_modify_hours, Clock.BUYER_MODIFY)

    if not await file.until(ready, by=window, waiting="the buyer's answer to the offer"):
        file.record(OfferLapsed())
    current = file.case.offer
    if current is None or current.at != offer.at or settled_elsewhere(file.case):
        return True
    return current.answer is Answer.ACCEPT or (current.answer is None and not needs_consent(file.case))


def _words(case: Case, offer: Offer) -> Words:
    """What is offered and why; of a parcel that came back, who bears its freight."""
    return Words(
        amount=offer.amount,
        currency=case.order.currency,
        reason=offer.reason,
        seller_pays_freight=not buyer_bears(owed(case)) if refused_without_reason(case) else None,
    )


def _letter(case: Case) -> str:
    """Before any goods are back, and for a missing gift, the letter is another: the goods are not in question."""
    if not case.findings:
        return "TRN-3" if refused_without_reason(case) and workflow.patched("freight-of-a-refusal") else "OFFER"
    gift_missing = any(finding.gift_present is False for finding in in_force(case))
    return "N7-5" if gift_missing and not assess(case).contested else "N7-4"
