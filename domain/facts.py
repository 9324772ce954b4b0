"""What the outside reports to a case. A fact is absorbed once, by its outside id, and never refused.

`observe` turns a fact into the events that it means for this case; none, when it is old news.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.compensation import by_offer
from domain.delivery import GONE
from domain.events import CERTAINTY, Answer, Event, Intercept, PaymentState, Question, ReopenReason
from domain.goods import Finding, ParcelState
from domain.instants import check_instant
from domain.request import Claim, Scenario
from domain.standing import CaseStage, stage_of
from domain.trail import CarrierWord


@dataclass(frozen=True, kw_only=True)
class ClaimReported:
    """The platform's standing of the request, read anew; `paid` when the platform says that it has paid the buyer."""

    fact: str
    claim: Claim


@dataclass(frozen=True, kw_only=True)
class ParcelReported:
    """A parcel moved, or a waybill was entered by the buyer (`sent`)."""

    fact: str
    carrier: str
    waybill: str
    at: datetime
    state: ParcelState = ParcelState.UNDER_WAY
    sent: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.at, "parcel.at")


@dataclass(frozen=True, kw_only=True)
class GoodsReported:
    """The warehouse's finding on one parcel."""

    fact: str
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class AnswerReported:
    """The buyer answered. `question` is None when the words do not say which: the open question is meant."""

    fact: str
    answer: Answer
    question: Question | None = None
    experience: int | None = None
    expectation: int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class InterceptReported:
    """The courier stopped the parcel on its way out, or could not."""

    fact: str
    waybill: str
    state: Intercept


@dataclass(frozen=True, kw_only=True)
class PaymentReported:
    """A payment provider's notice, after the ledger has taken it in: `state` is the ledger's word."""

    fact: str
    key: str
    state: PaymentState
    provider_ref: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RulingReported:
    """A dispute was decided outside."""

    fact: str
    in_favour_of: ev.Party
    amount: int | None = None
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalReported:
    """The buyer took the request back."""

    fact: str


@dataclass(frozen=True, kw_only=True)
class InquiryReported:
    """The carrier answered an inquiry, which is known by our key."""

    fact: str
    key: str
    answer: CarrierWord

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.answer.at, "answer.at")


Fact = (
    ClaimReported
    | ParcelReported
    | GoodsReported
    | AnswerReported
    | InterceptReported
    | PaymentReported
    | RulingReported
    | WithdrawalReported
    | InquiryReported
)

TOLD_APART = frozenset(
    {ParcelState.REFUSED, ParcelState.COMING_BACK, ParcelState.ARRIVED, ParcelState.SIGNED, ParcelState.LOST}
)


# Buyers say yes and no to whatever was asked.
MEANT = {
    (Question.DEDUCTION, Answer.YES): Answer.ACCEPT,
    (Question.DEDUCTION, Answer.NO): Answer.DECLINE,
    (Question.WAIT_OR_INTERCEPT, Answer.YES): Answer.WAIT,
    (Question.WAIT_OR_INTERCEPT, Answer.NO): Answer.INTERCEPT,
    (Question.COMPENSATION, Answer.YES): Answer.ACCEPT,
    (Question.COMPENSATION, Answer.NO): Answer.DECLINE,
    (Question.DELIVERY, Answer.INTERCEPT): Answer.REFUND,
    (Question.WAIT_OR_INTERCEPT, Answer.REFUND): Answer.INTERCEPT,
    (Question.RECEIVED, Answer.ACCEPT): Answer.YES,
    (Question.RECEIVED, Answer.DECLINE): Answer.NO,
    (Question.SOLVED, Answer.ACCEPT): Answer.YES,
    (Question.SOLVED, Answer.DECLINE): Answer.NO,
}


def observe(fact: Fact, case: Case) -> tuple[Event, ...]:
    """The events that `fact` means for `case`, in order; empty when the case has heard it before."""
    if fact.fact in case.seen and not isinstance(fact, ClaimReported):  # a standing is told apart by its version
        return ()
    match fact:
        case ClaimReported():
            return _claim(fact, case)
        case ParcelReported():
            return _parcel(fact, case)
        case GoodsReported():
            return reopening(case, ReopenReason.LATE_PARCEL, _goods(fact, case))
        case AnswerReported():
            return _answer(fact, case)
        case InterceptReported():
            return _intercept(fact, case)
        case PaymentReported():
            return _payment(fact, case)
        case RulingReported():
            ruling = ev.RulingGiven(
                in_favour_of=fact.in_favour_of, amount=fact.amount, article=fact.article, fact=fact.fact
            )
            return () if case.ruling is not None else taking_up(case, ruling)
        case WithdrawalReported():
            done = case.withdrawn or case.resolution is not None
            return () if done else (ev.RequestWithdrawn(fact=fact.fact),)
        case InquiryReported():
            return _inquiry(fact, case)
        case _:
            assert_never(fact)


def _claim(fact: ClaimReported, case: Case) -> tuple[Event, ...]:
    """An older standing than the one we hold is a late message: nothing follows from it."""
    known = case.claim
    if known is not None and (fact.claim == known or _older(fact.claim, known)):
        return ()
    changed = ev.ClaimChanged(claim=fact.claim, fact=fact.fact)
    follow = (*_stated_waybill(fact, case), *_stated_ruling(fact, case))
    if case.resolution is None or any(isinstance(event, ev.CaseReopened) for event in follow):
        return (changed, *follow)
    return (changed, *follow, ev.CaseReopened(reason=ReopenReason.PLATFORM)) if _unsettled(fact, case) else (changed,)


def _older(claim: Claim, known: Claim) -> bool:
    """The platform tells whole seconds; within one of them the version, which only grows, says what came first."""
    if claim.modified_at != known.modified_at or not (claim.version.isdigit() and known.version.isdigit()):
        return claim.modified_at < known.modified_at
    return int(claim.version) < int(known.version)


def _unsettled(fact: ClaimReported, case: Case) -> bool:
    """On a closed case: the buyer asks again, or the platform has paid what nobody booked."""
    before = case.claim.status if case.claim is not None else ""
    if fact.claim.status == before:
        return False
    return fact.claim.status == "WAIT_SELLER_AGREE" or (fact.claim.status == "SUCCESS" and case.paid_back() == 0)


def _stated_waybill(fact: ClaimReported, case: Case) -> tuple[Event, ...]:
    """The platform's own field is how a Taobao buyer tells us the waybill; one that a person corrected is old news."""
    claim = fact.claim
    said = case.claim is not None and case.claim.waybill == claim.waybill and bool(case.parcels)
    if not claim.waybill or said or case.parcel(claim.waybill) is not None:
        return ()
    sent = ev.ParcelSent(carrier=claim.carrier, waybill=claim.waybill, at=claim.modified_at)
    return reopening(case, ReopenReason.LATE_PARCEL, (sent,))


def _stated_ruling(fact: ClaimReported, case: Case) -> tuple[Event, ...]:
    parties = {8: ev.Party.BUYER, 9: ev.Party.SELLER}
    party = parties.get(fact.claim.cs_status)
    if party is None or case.ruling is not None:
        return ()
    amount = fact.claim.amount if party is ev.Party.BUYER else 0
    return taking_up(case, ev.RulingGiven(in_favour_of=party, amount=amount))


def taking_up(case: Case, ruling: ev.RulingGiven) -> tuple[Event, ...]:
    """A ruling that gives the buyer more than was paid takes a closed case up again, as a dispute, to be executed."""
    given = ruling.in_favour_of is ev.Party.BUYER and (ruling.amount is None or ruling.amount > case.paid_back())
    if case.resolution is None or not given:
        return (ruling,)
    reopened = ev.CaseReopened(reason=ReopenReason.PLATFORM)
    if case.scenario is Scenario.DISPUTE:
        return (reopened, ruling)
    return (reopened, ev.ScenarioChanged(to=Scenario.DISPUTE, reason="a ruling is to be carried out"), ruling)


def _parcel(fact: ParcelReported, case: Case) -> tuple[Event, ...]:
    """Only what changes the case's course is told; a scan of the road in between is not."""
    known = case.parcel(fact.waybill)
    outbound = fact.waybill == case.order.outbound_waybill
    state = _state_here(fact.state, outbound=outbound)
    moved = ev.ParcelMoved(carrier=fact.carrier, waybill=fact.waybill, state=state, at=fact.at, fact=fact.fact)
    if fact.sent or (known is None and not outbound):
        if known is not None:
            return ()
        sent = ev.ParcelSent(carrier=fact.carrier, waybill=fact.waybill, at=fact.at, fact=fact.fact)
        # The first that is heard of a parcel may be that it is here.
        told = (sent, moved) if state in TOLD_APART and not fact.sent else (sent,)
        return reopening(case, ReopenReason.LATE_PARCEL, told)
    before = case.outbound if outbound else known.state if known is not None else None
    if state not in TOLD_APART or state is before or before is ParcelState.ARRIVED:
        return ()
    if not outbound:
        return reopening(case, ReopenReason.LATE_PARCEL, (moved,))
    # An older scan that comes late does not undo a newer one: goods that were signed for are not on their way back.
    if case.outbound_at is not None and fact.at < case.outbound_at:
        return ()
    turned_up = case.found is not None and case.found.situation in GONE and state is not ParcelState.LOST
    return reopening(case, ReopenReason.LATE_PARCEL, (moved,)) if turned_up else (moved,)


def _intercept(fact: InterceptReported, case: Case) -> tuple[Event, ...]:
    """The courier's first word counts, even when it comes before our order is booked."""
    answered = case.intercept not in {None, Intercept.ORDERED}
    if answered or fact.waybill != case.order.outbound_waybill:
        return ()
    return (ev.InterceptChanged(state=fact.state, fact=fact.fact),)


def _inquiry(fact: InquiryReported, case: Case) -> tuple[Event, ...]:
    """The newer of two answers counts, in whatever order they come; a closed case has no use for either."""
    ticket = next((ticket for ticket in case.tickets if ticket.key == fact.key), None)
    if ticket is None or case.resolution is not None:
        return ()
    if ticket.answer is not None and ticket.answer.at >= fact.answer.at:
        return ()
    return (ev.InquiryAnswered(key=fact.key, word=fact.answer, fact=fact.fact),)


def _state_here(state: ParcelState, *, outbound: bool) -> ParcelState:
    """A parcel of the buyer's that is signed for has arrived with us; one that is back with its sender has not."""
    if outbound:
        return state
    if state is ParcelState.SIGNED:
        return ParcelState.ARRIVED
    return ParcelState.COMING_BACK if state is ParcelState.ARRIVED else state


def _goods(fact: GoodsReported, case: Case) -> tuple[Event, ...]:
    if any(finding.finding_id == fact.finding.finding_id for finding in case.findings):
        return ()
    return (ev.GoodsInspected(finding=fact.finding, fact=fact.fact, by=fact.finding.inspector),)


def _answer(fact: AnswerReported, case: Case) -> tuple[Event, ...]:
    question = fact.question or _open_question(case)
    if question is None:
        return ()
    answered = ev.BuyerAnswered(
        question=question,
        answer=MEANT.get((question, fact.answer), fact.answer),
        experience=fact.experience,
        expectation=fact.expectation,
        words=fact.words,
        fact=fact.fact,
    )
    if question is Question.COMPENSATION and answered.answer is Answer.ACCEPT and case.open_offer is not None:
        return (answered, by_offer(case, case.open_offer))  # a yes binds both, whatever else happens to the case
    return _reopening_answer(case, answered)


def _open_question(case: Case) -> Question | None:
    """The question that stands open, or that the newest letter asked: buyers answer in words, not in codes."""
    if case.offer is not None and case.offer.answer is None:
        return Question.DEDUCTION
    if case.open_offer is not None:
        return Question.COMPENSATION
    if stage_of(case) is CaseStage.WAIT_BUYER_CHOICE and case.scenario is not Scenario.DELIVERY:
        return Question.WAIT_OR_INTERCEPT
    asked = {
        "TRN-1": Question.WAIT_OR_INTERCEPT,
        "TRN-4": Question.RECEIVED,
        "LOG-2": Question.DELIVERY,
        "LOG-3": Question.DELIVERY,
        "N7-4": Question.DEDUCTION,
        "FUP-2": Question.SOLVED,
        "FUP-3": Question.SURVEY,
        "UNS-1": Question.CANCEL_REASON,
    }
    return next((asked[letter] for letter in reversed(case.letters) if letter in asked), None)


def _reopening_answer(case: Case, answered: ev.BuyerAnswered) -> tuple[Event, ...]:
    if case.resolution is None:
        return (answered,)
    if answered.question is Question.SOLVED and answered.answer is Answer.NO:
        return (answered, ev.CaseReopened(reason=ReopenReason.UNSOLVED))
    if answered.question is Question.SURVEY and answered.experience is not None and answered.experience <= 2:
        return (answered, ev.CaseReopened(reason=ReopenReason.DISSATISFIED))
    return (answered,)


def _payment(fact: PaymentReported, case: Case) -> tuple[Event, ...]:
    payment = case.payment(fact.key)
    if payment is None or payment.state is fact.state or CERTAINTY[fact.state] < CERTAINTY[payment.state]:
        return ()
    changed = ev.PaymentChanged(
        key=fact.key, state=fact.state, provider_ref=fact.provider_ref, reason=fact.reason, fact=fact.fact
    )
    if fact.state is PaymentState.REVERSED:
        return reopening(case, ReopenReason.PAYMENT_REVERSED, (changed,))
    return (changed,)


def reopening(case: Case, reason: ReopenReason, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """News that a closed case must not swallow reopens it."""
    if case.resolution is None or not events:
        return events
    return (*events, ev.CaseReopened(reason=reason))
