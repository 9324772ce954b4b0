"""How a case changes by what passes between the shop and the buyer."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Answered, Called, Case, Offer
from domain.events import (
    Answer,
    BuyerEvent,
    CallOutcome,
    Question,
)
from domain.evolution import compensation

SPOKEN = frozenset({CallOutcome.REACHED, CallOutcome.NO_MORE_CALLS})  # the buyer was told what a letter would have said


def after(case: Case, event: BuyerEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.BuyerContacted():
            return replace(case, letters=(*case.letters, event.letter), told_at=at, contact_until=None)
        case ev.ContactDeferred():
            return replace(case, contact_until=event.until)
        case ev.ContactDenied():
            return replace(case, contact_until=None)
        case ev.ChannelFailed():
            return case
        case ev.BuyerAnswered():
            return _answered(case, event, at)
        case ev.WishUnmet():
            newest = case.answer(event.question)
            return case if newest is None else replace(case, unmet=(*case.unmet, newest))
        case ev.ReturnWindowOpened():
            return replace(case, ship_by=event.ship_by, lapsed=False)
        case ev.ReturnWindowLapsed():
            return replace(case, lapsed=True)
        case ev.DeductionOffered():
            return replace(case, offer=_offered(case, event, at), refusal=None)
        case ev.BuyerCalled():
            called = replace(case, calls=(*case.calls, Called(outcome=event.outcome, at=at)))
            return replace(called, spoken_at=at) if event.outcome in SPOKEN else called
        case ev.OfferLapsed():
            lapsed = replace(case.offer, answer=Answer.DECLINE) if case.offer is not None else None
            return replace(case, offer=lapsed)
        case _:
            assert_never(event)


def _answered(case: Case, event: ev.BuyerAnswered, at: datetime) -> Case:
    answered = Answered(
        question=event.question,
        answer=event.answer,
        at=at,
        experience=event.experience,
        expectation=event.expectation,
    )
    offer = case.offer
    if event.question is Question.DEDUCTION and offer is not None and offer.answer is None:
        offer = replace(offer, answer=event.answer)
    case = compensation.answered(case, event)
    return replace(case, answers=(*case.answers, answered), offer=offer)


def _offered(case: Case, event: ev.DeductionOffered, at: datetime) -> Offer:
    return Offer(
        amount=event.amount,
        reason=event.reason,
        depreciation_bp=event.depreciation_bp,
        at=at,
        findings=len(case.findings),
    )
