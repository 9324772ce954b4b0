"""Offers: where less is due than the buyer asked, the buyer takes it before money moves."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.events import Answer, DeductionOffered, OfferLapsed, Question
    from domain.inspection import assess
    from domain.owed import needs_consent, owed
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
    if not assessment.sound or quote.order_refund <= 0:
        return
    reason = assessment.summary if assessment.contested else "deductions by rule"
    file.record(DeductionOffered(amount=quote.order_refund, reason=reason))


def _answerable(case: Case) -> bool:
    return case.offer is not None or case.refusal is not None or settled_elsewhere(case)


async def _offer_accepted(file: CaseFile) -> bool:
    """The buyer takes the offer, and on a platform changes the claim to it; False on a no, or on silence."""
    offer = file.case.offer
    if offer is None:
        return True
    await buyer.tell(
        file,
        _letter(file.case),
        lambda: Words(amount=offer.amount, currency=file.case.order.currency, reason=offer.reason),
        question=Question.DEDUCTION,
    )

    def ready(case: Case) -> bool:
        current = case.offer
        if current is None or current.at != offer.at or case.refusal is not None or settled_elsewhere(case):
            return True
        taken = current.answer is Answer.ACCEPT
        fits = case.claim is None or case.claim.amount <= current.amount
        return current.answer is Answer.DECLINE or (taken and fits)

    def window(case: Case) -> Due | None:
        return windows.since(offer.at, case.terms.buyer_modify_hours, Clock.BUYER_MODIFY)

    if not await file.until(ready, by=window, waiting="the buyer's answer to the offer"):
        file.record(OfferLapsed())
    current = file.case.offer
    renewed = current is not None and current.at != offer.at
    return renewed or settled_elsewhere(file.case) or (current is not None and current.answer is Answer.ACCEPT)


def _letter(case: Case) -> str:
    """A missing gift has a letter of its own: the goods themselves are not in question."""
    gift_missing = any(finding.gift_present is False for finding in case.findings)
    return "N7-5" if gift_missing and not assess(case).contested else "N7-4"
