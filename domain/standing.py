"""Where a case stands, in the words of the register: its stage, what it waits for, until when, and who must act.

All of it is a function of the case, so that a view can be dropped and rebuilt from the events alone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import windows
from domain.case import Case, CasePayment
from domain.delivery import CHOICES, next_look, promise, signed, situation, waits_until
from domain.eligibility import verdict
from domain.events import Hold, Intercept, Means, Payment, PaymentState, Question
from domain.goods import ParcelState
from domain.inspection import Awaiting, assess, awaiting
from domain.order import Stage
from domain.owed import asked
from domain.request import Scenario
from domain.trail import Situation
from domain.windows import Clock, Due


class CaseStage(StrEnum):
    """The states of rule 3.0.3 that stage 1 of the product knows."""

    DECIDING = "deciding"
    HOLDING = "holding"
    WAIT_BUYER_CHOICE = "wait_buyer_choice"
    INTERCEPTING = "intercepting"
    RETURNING = "returning"
    TRACING = "tracing"
    WAIT_CARRIER = "wait_carrier"
    WAIT_DELIVERY = "wait_delivery"
    WAIT_BUYER_SHIP = "wait_buyer_ship"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_LOST = "return_lost"
    INSPECTING = "inspecting"
    DECIDING_GOODS = "deciding_goods"
    WAIT_BUYER_ANSWER = "wait_buyer_answer"
    WAIT_BUYER_MODIFY = "wait_buyer_modify"
    APPROVING = "approving"
    PAYING_OUT = "paying_out"
    DISPUTE = "dispute"
    EXECUTING = "executing"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answer to "what is with this case?": `waits_for` in words, `due` by the case's own clock."""

    stage: CaseStage
    waits_for: str
    due: Due | None
    needs_human: bool
    stuck: str  # "step: reason" where a step is parked, else "retrying: step: reason" beyond a soft limit, else ""


RETRYING = "retrying: "  # what `stuck` begins with where a step is still tried again by itself
HUMAN = frozenset(
    {
        CaseStage.DECIDING_GOODS,
        CaseStage.RETURN_LOST,
        CaseStage.REOPENED,
        CaseStage.APPROVING,
        CaseStage.PAYING_OUT,
    }
)

WAITS = {
    CaseStage.DECIDING: "a decision on the request",
    CaseStage.HOLDING: "the warehouse to hold the goods",
    CaseStage.WAIT_BUYER_CHOICE: "the buyer to choose: wait, or call the parcel back",
    CaseStage.INTERCEPTING: "the courier to stop the parcel",
    CaseStage.RETURNING: "the parcel's return scan",
    CaseStage.TRACING: "the carrier's trace of the parcel",
    CaseStage.WAIT_CARRIER: "the carrier's answer to our inquiry",
    CaseStage.WAIT_DELIVERY: "the parcel that the buyer agreed to wait for",
    CaseStage.WAIT_BUYER_SHIP: "the buyer's parcel",
    CaseStage.RETURN_IN_TRANSIT: "the return parcel to arrive",
    CaseStage.RETURN_LOST: "a person: the return parcel is lost, and no other is under way",
    CaseStage.INSPECTING: "the warehouse's finding",
    CaseStage.DECIDING_GOODS: "a decision on the goods that came back",
    CaseStage.WAIT_BUYER_ANSWER: "the buyer's answer to the offer",
    CaseStage.WAIT_BUYER_MODIFY: "the buyer to change the request, or to call in the platform",
    CaseStage.APPROVING: "a second person to approve the decision",
    CaseStage.PAYING_OUT: "finance to pay what was promised",
    CaseStage.DISPUTE: "a ruling",
    CaseStage.EXECUTING: "the payment",
    CaseStage.FOLLOW_UP: "the follow-up with the buyer",
    CaseStage.REOPENED: "a person to take up the reopened case",
    CaseStage.CLOSED: "nothing; it can still be reopened",
}


def standing(case: Case) -> Standing:
    """Where the case stands now."""
    stage = stage_of(case)
    parked = case.parked[0] if case.parked else None
    waits_for = f"a person: step {parked.step} is parked ({parked.reason})" if parked else WAITS[stage]
    if case.held:
        waits_for = "a person to release the hold"
    stuck = f"{parked.step}: {parked.reason}" if parked else _retrying(case)
    undecided = stage is CaseStage.DECIDING and case.agreement is None
    human = stage in HUMAN or undecided or bool(case.parked) or case.held
    return Standing(stage=stage, waits_for=waits_for, due=due_of(case, stage), needs_human=human, stuck=stuck)


def _retrying(case: Case) -> str:
    first = case.retrying[0] if case.retrying else None
    return f"{RETRYING}{first.step}: {first.reason}" if first else ""


def stage_of(case: Case) -> CaseStage:
    """The stage, most advanced fact first."""
    if case.resolution is not None:
        return CaseStage.CLOSED
    if case.reopened is not None:
        return CaseStage.REOPENED
    if case.money_moving:
        return CaseStage.EXECUTING
    if case.approval is not None:
        return CaseStage.APPROVING
    last = case.payments[-1] if case.payments else None
    if last is not None and not _unpaid(case, last) and not _goes_on(case, last):
        return CaseStage.EXECUTING if last.state is PaymentState.FAILED else CaseStage.FOLLOW_UP
    if case.refusal is not None and not (case.claim and case.claim.officer_is_in):
        return CaseStage.WAIT_BUYER_MODIFY
    if case.scenario is Scenario.DISPUTE or case.refusal is not None:
        return CaseStage.EXECUTING if case.ruling is not None and last is not None else CaseStage.DISPUTE
    if case.scenario is Scenario.COMPENSATION:
        return _stage_of_compensation(case)
    if case.scenario is Scenario.DELIVERY:
        return _stage_of_delivery(case)
    if case.scenario is Scenario.REFUND_ONLY:
        pays_again = last is not None and case.agreement is not None
        return CaseStage.EXECUTING if pays_again else _stage_before_receipt(case)
    return _stage_of_return(case)


def _unpaid(case: Case, last: CasePayment) -> bool:
    """The newest payment did not reach the buyer, and the case waits for a person or went another way.

    One that failed because the request had changed is decided anew at once.
    """
    if last.state is PaymentState.REVERSED:
        return True
    elsewhere = case.refusal is not None or case.scenario is Scenario.DISPUTE
    return last.state is PaymentState.FAILED and (elsewhere or case.parked_at(last.kind) is not None)


def _goes_on(case: Case, last: CasePayment) -> bool:
    """A reopened case whose earlier money is back, while what came later is still to be dealt with."""
    if case.reopenings == 0:
        return False
    if case.refusal is not None:
        return case.refusal.at > last.decided_at
    return case.scenario is Scenario.RETURN_REFUND and _stage_of_return(case) is not CaseStage.EXECUTING


def _stage_of_compensation(case: Case) -> CaseStage:
    if case.settlement is None:
        return CaseStage.DECIDING if case.open_offer is None else CaseStage.WAIT_BUYER_ANSWER
    if case.promised_payout is not None:
        return CaseStage.PAYING_OUT
    handed_out = case.settlement.means in {Means.COUPON, Means.OUTSIDE}
    return CaseStage.FOLLOW_UP if handed_out else CaseStage.EXECUTING


def _stage_before_receipt(case: Case) -> CaseStage:
    if case.order.stage is Stage.UNSHIPPED and case.hold is not Hold.HANDED_OVER:
        return CaseStage.HOLDING if case.hold is None else CaseStage.DECIDING
    if case.outbound in {ParcelState.COMING_BACK, ParcelState.REFUSED, ParcelState.ARRIVED, ParcelState.LOST}:
        return CaseStage.DECIDING if _a_person_decides(case) else CaseStage.RETURNING
    if case.intercept is Intercept.ORDERED:
        return CaseStage.INTERCEPTING
    if case.intercept is not None:
        return CaseStage.RETURNING
    return CaseStage.WAIT_BUYER_CHOICE


def _stage_of_delivery(case: Case) -> CaseStage:
    """Found out first, then the buyer's choice, then the decision (R27, R28)."""
    if case.agreement is not None:
        return CaseStage.EXECUTING
    if case.found is not None and case.found.situation is Situation.ON_ITS_WAY and case.intercept is not None:
        return _stage_before_receipt(case)
    arrived = case.found is not None and case.found.situation in CHOICES and signed(case)
    if not arrived and waits_until(case) is not None and (case.found is None or case.found.situation in CHOICES):
        answered = case.answers[-1].at
        if case.found is None or case.found.at <= answered:
            return CaseStage.WAIT_DELIVERY
    if case.found is None or arrived:
        return CaseStage.WAIT_CARRIER if any(t.answer is None for t in case.tickets) else CaseStage.TRACING
    asked = case.found.situation in CHOICES and not any(a.at >= case.found.at for a in case.answers)
    return CaseStage.WAIT_BUYER_CHOICE if asked else CaseStage.DECIDING


def _a_person_decides(case: Case) -> bool:
    """The parcel is back, and policy does not agree by itself to pay for it: also where no quote can be made."""
    if case.agreement is not None:
        return False
    try:
        return not verdict(case, asked(case).order_refund).agree
    except ValueError:
        return True


def _stage_of_return(case: Case) -> CaseStage:
    if case.agreement is None:
        return CaseStage.DECIDING
    if case.offer is not None and case.offer.answer is None:
        return CaseStage.WAIT_BUYER_ANSWER
    match awaiting(case):
        case Awaiting.PARCEL:
            return CaseStage.RETURN_LOST if case.parcels else CaseStage.WAIT_BUYER_SHIP
        case Awaiting.ARRIVAL | Awaiting.REST:
            return CaseStage.RETURN_IN_TRANSIT
        case Awaiting.FINDING:
            return CaseStage.INSPECTING
        case Awaiting.NOTHING:
            answered = case.offer is not None
            return CaseStage.DECIDING_GOODS if assess(case).contested and not answered else CaseStage.EXECUTING


def due_of(case: Case, stage: CaseStage) -> Due | None:  # noqa: C901, PLR0912 - one arm a stage
    """The deadline that the case runs against at this stage; None where none runs."""
    terms = case.terms
    match stage:
        case CaseStage.DECIDING | CaseStage.HOLDING:
            return windows.decide(case)
        case CaseStage.WAIT_BUYER_CHOICE:
            choice = windows.since(case.told_at or case.opened_at, terms.buyer_choice_hours, Clock.BUYER_CHOICE)
            own = delivery(case) if waiting_for_delivery(case) else choice
            return windows.earliest(own, windows.platform_answers(case))
        case CaseStage.INTERCEPTING:
            own = windows.since(case.intercept_at, terms.intercept_hours, Clock.INTERCEPT)
            return windows.earliest(own, windows.platform_answers(case))
        case CaseStage.RETURNING:
            own = windows.since(case.intercept_at or case.opened_at, terms.returning_parcel_hours, Clock.RETURNING)
            return windows.earliest(own, windows.platform_answers(case))
        case CaseStage.TRACING | CaseStage.WAIT_CARRIER | CaseStage.WAIT_DELIVERY:
            return windows.earliest(_look(case, stage), windows.platform_answers(case))
        case CaseStage.WAIT_BUYER_SHIP:
            return windows.ship_back(case) or _letter_leaves(case)
        case CaseStage.INSPECTING:
            return windows.earliest(windows.inspect(case), windows.settle(case))
        case CaseStage.RETURN_IN_TRANSIT | CaseStage.RETURN_LOST | CaseStage.DECIDING_GOODS | CaseStage.EXECUTING:
            return windows.settle(case)
        case CaseStage.APPROVING:
            return windows.earliest(_approval(case), windows.decide(case))
        case CaseStage.PAYING_OUT:
            return payout(case)
        case CaseStage.WAIT_BUYER_ANSWER if case.open_offer is not None:
            return open_offer(case)
        case CaseStage.WAIT_BUYER_ANSWER:
            return windows.since(case.offer.at if case.offer else None, terms.buyer_modify_hours, Clock.BUYER_MODIFY)
        case CaseStage.WAIT_BUYER_MODIFY:
            return windows.buyer_modify(case)
        case CaseStage.FOLLOW_UP:
            return windows.since(settled_at(case), terms.follow_up_hours, Clock.FOLLOW_UP)
        case CaseStage.DISPUTE:
            return windows.platform_decision(case)
        case CaseStage.REOPENED | CaseStage.CLOSED:
            return None


def _approval(case: Case) -> Due | None:
    if case.approval is None:
        return None
    return Due(at=case.approval.expires_at, clock=Clock.APPROVAL, starts_at=case.approval.asked_at)


def payout(case: Case) -> Due | None:
    """By when finance pays what was promised (R91); None where nothing waits."""
    waiting = case.promised_payout
    return Due(at=waiting.due_at, clock=Clock.PAYOUT, starts_at=waiting.promised_at) if waiting is not None else None


def open_offer(case: Case) -> Due | None:
    """Until when the open offer of goodwill stands; None where none does."""
    offer = case.open_offer
    return Due(at=offer.expires_at, clock=Clock.OFFER, starts_at=offer.at) if offer is not None else None


def _look(case: Case, stage: CaseStage) -> Due | None:
    """When the parcel is looked for again, by what was known at the newest event; a promise where one was made."""
    if stage is CaseStage.WAIT_DELIVERY:
        return promise(case)
    opened = case.tickets[-1].opened_at if case.tickets else case.opened_at
    moment = max(case.trace.read_at, opened) if case.trace is not None else opened
    return next_look(case, situation(case, moment))


def _letter_leaves(case: Case) -> Due | None:
    """The buyer's window opens once they were told: a letter that waits for the morning says when that will be."""
    if case.contact_until is None or case.agreement is None:
        return None
    return Due(at=case.contact_until, clock=Clock.LETTER, starts_at=case.agreement.at)


def delivery(case: Case) -> Due:
    """By when a parcel that the buyer agreed to wait for should be there; past it the delay is the carrier's."""
    starts = case.opened_at
    fallback = windows.since(starts, case.terms.respond_refund_hours, Clock.DELIVERY)
    promised = case.order.outbound_eta
    if promised is not None and promised > starts:
        return Due(at=promised, clock=Clock.DELIVERY, starts_at=starts)
    assert fallback is not None  # `starts` is never None
    return fallback


def waiting_for_delivery(case: Case) -> bool:
    """True while the buyer's newest word is that the parcel may still come."""
    answered = case.answer(Question.WAIT_OR_INTERCEPT)
    return answered is not None and answered.answer == "wait"


def settled_at(case: Case) -> datetime | None:
    """When the last decided refund was made, as far as the case knows: the follow-up counts from here."""
    return max((p.decided_at for p in case.payments if p.kind is Payment.REFUND), default=None)
