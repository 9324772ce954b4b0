"""How a case changes by offers of goodwill, by what was settled, and by payouts."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case, CompensationOffer, Payout, Settlement
from domain.events import Answer, CompensationEvent, Event, Question
from domain.evolution.approvals import later


def after(case: Case, event: CompensationEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.OffersPrepared():
            return replace(case, floor=event.floor, planned=event.offers)
        case ev.CompensationOffered():
            # A newer offer stands in the place of one that is still open.
            return replace(
                case, offers=(*_answered(case, Answer.DECLINE), _offered(event, at)), refusal=None, reopened=None
            )
        case ev.CompensationLapsed():
            return replace(case, offers=_answered(case, Answer.DECLINE))
        case ev.CompensationSettled():
            offers = _answered(case, Answer.DECLINE)
            return replace(case, settlement=_settled(event, at), offers=offers, refusal=None, reopened=None)
        case ev.PayoutPromised():
            return replace(case, payouts=(*case.payouts, _promised(event, at)))
        case ev.PayoutLate():
            return _payout(case, event.payout_id, late_hours=event.hours)
        case ev.PayoutReleased():
            return _payout(case, event.payout_id, released_by=event.by, second=event.second)
        case _:
            assert_never(event)


# After one of these no offer stands any more: a late yes would be a promise that nobody keeps.
ENDS_OFFERS = ev.RequestRefused | ev.RequestWithdrawn | ev.ScenarioChanged | ev.CaseClosed | ev.ClosureOrdered


def moot(case: Case, event: Event) -> Case:
    """Offers end with what they were made in."""
    if case.open_offer is None or not isinstance(event, ENDS_OFFERS):
        return case
    return replace(case, offers=_answered(case, Answer.DECLINE))


def answered(case: Case, event: ev.BuyerAnswered) -> Case:
    """The buyer's yes or no to the open offer; words that say neither leave it open."""
    if event.question is not Question.COMPENSATION or event.answer not in {Answer.ACCEPT, Answer.DECLINE}:
        return case
    return replace(case, offers=_answered(case, event.answer))


def _answered(case: Case, answer: Answer) -> tuple[CompensationOffer, ...]:
    return tuple(replace(offer, answer=answer) if offer.answer is None else offer for offer in case.offers)


def _offered(event: ev.CompensationOffered, at: datetime) -> CompensationOffer:
    return CompensationOffer(
        offer_no=event.offer_no,
        rung=event.rung,
        value=event.value,
        floor=event.floor,
        at=at,
        expires_at=later(at, event.hours),
        reason=event.reason,
        by=event.by,
        reference=event.reference,
        line_id=event.line_id,
    )


def _settled(event: ev.CompensationSettled, at: datetime) -> Settlement:
    return Settlement(
        amount=event.amount,
        means=event.means,
        rule=event.rule,
        at=at,
        line_id=event.line_id,
        reference=event.reference,
    )


def _promised(event: ev.PayoutPromised, at: datetime) -> Payout:
    return Payout(
        payout_id=event.payout_id,
        owner=event.owner,
        account=event.account,
        amount=event.amount,
        promised_at=at,
        due_at=event.due_at,
        reason=event.reason,
    )


def _payout(case: Case, payout_id: str, **changes: str | int) -> Case:
    def changed(payout: Payout) -> Payout:
        return replace(payout, **changes) if payout.payout_id == payout_id else payout  # type: ignore[arg-type]

    return replace(case, payouts=tuple(changed(payout) for payout in case.payouts))
