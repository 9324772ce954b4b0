"""The state of one case, and how each event changes it. No event is refused here: what happened, happened."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.events import (
    CERTAINTY,
    Answer,
    Event,
    Hold,
    Intercept,
    Payment,
    PaymentState,
    Question,
    ReopenReason,
    Resolution,
)
from domain.fault import Fault
from domain.goods import Finding, Parcel, ParcelState
from domain.order import Order
from domain.quote import Quote
from domain.refund_request import PriorRefund
from domain.request import Claim, Ground, Request, Scenario
from domain.terms import Terms

MOVING = frozenset({PaymentState.RESERVED, PaymentState.SENT, PaymentState.UNKNOWN})


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Who took the request, when, and what was said about freight (None: nothing)."""

    by: str
    at: datetime
    seller_pays_freight: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Who refused, why, and on what evidence."""

    by: str
    at: datetime
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Less than asked, offered to the buyer; `answer` is None while it stands open.

    `findings` counts the findings that it was made on: goods that come later were not part of it.
    """

    amount: int
    reason: str
    depreciation_bp: int
    at: datetime
    answer: Answer | None = None
    findings: int = 0


@dataclass(frozen=True, kw_only=True)
class CasePayment:
    """One payment of the case, as far as the case knows."""

    key: str
    kind: Payment
    decision: int
    amount: int
    state: PaymentState
    decided_at: datetime
    by: str = "policy"
    quote: Quote | None = None
    claim: Claim | None = None
    purpose: str = ""
    beside: tuple[str, ...] = ()
    provider_ref: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Parked:
    """A step that gave up, why, and since when it waits for a person."""

    step: str
    reason: str
    message: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Retrying:
    """A step that is tried again and again beyond its soft limit: why, since when, and its activity in Temporal."""

    step: str
    reason: str
    activity: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A buyer's answer to a question of ours."""

    question: Question
    answer: Answer
    at: datetime
    experience: int | None = None
    expectation: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """How a dispute was decided."""

    in_favour_of: ev.Party
    amount: int | None
    article: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that a case's course depends on, folded from its events. `version` is the number of the last event."""

    case_id: str
    shop: str
    source: str
    external_id: str
    buyer: str
    order: Order
    request: Request
    terms: Terms
    opened_at: datetime
    scenario: Scenario
    version: int = 1
    claim: Claim | None = None
    prior: tuple[PriorRefund, ...] = ()  # what other cases of the order paid back, as far as the case knows
    agreement: Agreement | None = None
    refusal: Refusal | None = None
    ship_by: datetime | None = None
    lapsed: bool = False
    parcels: tuple[Parcel, ...] = ()
    outbound: ParcelState | None = None
    outbound_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    short: bool = False
    hold: Hold | None = None
    intercept: Intercept | None = None
    intercept_at: datetime | None = None
    offer: Offer | None = None
    answers: tuple[Answered, ...] = ()
    payments: tuple[CasePayment, ...] = ()
    parked: tuple[Parked, ...] = ()
    retrying: tuple[Retrying, ...] = ()
    skipped: tuple[str, ...] = ()
    held: bool = False
    closing: bool = False
    ruling: Ruling | None = None
    withdrawn: bool = False
    letters: tuple[str, ...] = ()
    told_at: datetime | None = None
    contact_until: datetime | None = None
    resolution: Resolution | None = None
    closed_at: datetime | None = None
    reopened: ReopenReason | None = None
    reopenings: int = 0
    alarms: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    def parcel(self, waybill: str) -> Parcel | None:
        """The parcel with this waybill, None when the case has none."""
        return next((parcel for parcel in self.parcels if parcel.waybill == waybill), None)

    def answer(self, question: Question) -> Answered | None:
        """The newest answer to a question."""
        return next((a for a in reversed(self.answers) if a.question is question), None)

    def payment(self, key: str) -> CasePayment | None:
        """The payment with this key."""
        return next((payment for payment in self.payments if payment.key == key), None)

    def parked_at(self, step: str) -> Parked | None:
        """How this step is parked, None when it is not."""
        return next((parked for parked in self.parked if parked.step == step), None)

    def retrying_at(self, step: str) -> Retrying | None:
        """How this step is retried beyond its soft limit, None when it is not."""
        return next((retrying for retrying in self.retrying if retrying.step == step), None)

    @property
    def money_moving(self) -> bool:
        """True while a payment is neither certainly made nor certainly not."""
        return any(payment.state in MOVING for payment in self.payments)

    @property
    def goods_back_at(self) -> datetime | None:
        """When the first parcel of goods reached our dock: the statutory clock starts here (rule F54)."""
        return min((p.arrived_at for p in self.parcels if p.arrived_at is not None), default=None)

    def paid_back(self, kind: Payment = Payment.REFUND) -> int:
        """Minor units that certainly went back to the buyer."""
        return sum(p.amount for p in self.payments if p.kind is kind and p.state is PaymentState.SETTLED)


def opened(event: ev.CaseOpened, at: datetime) -> Case:
    """The case as it begins."""
    return Case(
        case_id=event.case_id,
        shop=event.shop,
        source=event.source,
        external_id=event.external_id,
        buyer=event.buyer,
        order=event.order,
        request=event.request,
        terms=event.terms,
        claim=event.claim,
        prior=event.prior,
        scenario=event.request.kind,
        opened_at=at,
    )


def evolve(case: Case, event: Event, at: datetime) -> Case:
    """The case after `event`, which happened at `at`. Total: every event applies to every case."""
    fact = getattr(event, "fact", "")
    after = _apply(case, event, at)
    return replace(after, version=case.version + 1, seen=(*case.seen, fact) if fact else case.seen)


def _apply(case: Case, event: Event, at: datetime) -> Case:  # noqa: C901, PLR0912, PLR0915 - one arm an event
    match event:
        case ev.CaseOpened():
            return opened(event, at)
        case ev.AlarmRaised():
            return replace(case, alarms=(*case.alarms, f"{event.clock}:{event.percent}:{event.due_at.isoformat()}"))
        case ev.RequestAgreed():
            agreement = Agreement(by=event.by, at=at, seller_pays_freight=event.seller_pays_freight)
            return replace(case, agreement=agreement, refusal=None, reopened=None, lapsed=False)
        case ev.RequestRefused():
            refusal = Refusal(by=event.by, at=at, reason=event.reason, evidence=event.evidence)
            return replace(case, refusal=refusal, reopened=None)
        case ev.ClaimChanged():
            return _claim_changed(case, event.claim)
        case ev.BuyerContacted():
            return replace(case, letters=(*case.letters, event.letter), told_at=at, contact_until=None)
        case ev.ContactDeferred():
            return replace(case, contact_until=event.until)
        case ev.ContactDenied():
            return replace(case, contact_until=None)
        case ev.BuyerAnswered():
            return _answered(case, event, at)
        case ev.ReturnWindowOpened():
            return replace(case, ship_by=event.ship_by)
        case ev.ReturnWindowLapsed():
            return replace(case, lapsed=True)
        case ev.ParcelSent():
            return _parcel(case, event.carrier, event.waybill, ParcelState.UNDER_WAY, event.at)
        case ev.ParcelMoved():
            if event.waybill == case.order.outbound_waybill:
                return replace(case, outbound=event.state, outbound_at=event.at)
            return _parcel(case, event.carrier, event.waybill, event.state, event.at)
        case ev.GoodsInspected():
            return _inspected(case, event.finding)
        case ev.ShortfallNoted():
            return replace(case, short=True)
        case ev.DeductionOffered():
            return replace(case, offer=_offered(case, event, at), refusal=None)
        case ev.OfferLapsed():
            lapsed = replace(case.offer, answer=Answer.DECLINE) if case.offer is not None else None
            return replace(case, offer=lapsed)
        case ev.WarehouseAnswered():
            return replace(case, hold=event.hold)
        case ev.InterceptChanged():
            # The courier's word may come before our own order is booked.
            overtaken = event.state is Intercept.ORDERED and case.intercept is not None
            state = case.intercept if overtaken else event.state
            return replace(case, intercept=state, intercept_at=case.intercept_at or at)
        case ev.AccountRead():
            return replace(case, prior=event.prior)
        case ev.PaymentDecided():
            return replace(case, payments=(*case.payments, _decided(event, at)))
        case ev.PaymentChanged():
            return _payment_changed(case, event)
        case ev.StepParked():
            parked = Parked(step=event.step, reason=event.reason, message=event.message, at=at)
            return replace(case, parked=(*_others(case, event.step), parked), retrying=_calm(case, event.step))
        case ev.StepRetrying():
            retrying = Retrying(step=event.step, reason=event.reason, activity=event.activity, at=at)
            return replace(case, retrying=(*_calm(case, event.step), retrying))
        case ev.StepRecovered():
            return replace(case, retrying=_calm(case, event.step))
        case ev.StepRetried():
            skipped = tuple(step for step in case.skipped if step != event.step)
            return replace(case, parked=_others(case, event.step), skipped=skipped)
        case ev.StepSkipped():
            return replace(case, parked=_others(case, event.step), skipped=(*case.skipped, event.step))
        case ev.CaseCorrected():
            return _corrected(case, event)
        case ev.CaseHeld():
            return replace(case, held=True)
        case ev.CaseReleased():
            return replace(case, held=False)
        case ev.ScenarioChanged():
            # Steps of the course that was left wait for nobody any more.
            return replace(case, scenario=event.to, reopened=None, parked=())
        case ev.RulingGiven():
            ruling = Ruling(in_favour_of=event.in_favour_of, amount=event.amount, article=event.article, at=at)
            return replace(case, ruling=ruling, reopened=None if case.scenario is Scenario.DISPUTE else case.reopened)
        case ev.RequestWithdrawn():
            return replace(case, withdrawn=True)
        case ev.ClosureOrdered():
            return replace(case, closing=True)
        case ev.CaseClosed():
            return replace(
                case,
                resolution=event.resolution,
                closed_at=at,
                reopened=None,
                parked=(),
                retrying=(),
                closing=False,
                held=False,
            )
        case ev.CaseReopened():
            return _reopened(case, event.reason)
        case ev.TermsRevised():
            return replace(case, terms=event.terms)
        case ev.DeadlinePassed() | ev.CaseTakenUp():
            return case
        case _:
            assert_never(event)


def _others(case: Case, step: str) -> tuple[Parked, ...]:
    return tuple(parked for parked in case.parked if parked.step != step)


def _calm(case: Case, step: str) -> tuple[Retrying, ...]:
    return tuple(retrying for retrying in case.retrying if retrying.step != step)


def _claim_changed(case: Case, claim: Claim) -> Case:
    """A changed amount or a renewed request is a new question: a refusal of the old one does not answer it."""
    before = case.claim
    request = replace(case.request, amount=claim.amount)
    changed = replace(case, claim=claim, request=request)
    if before is None or (before.amount == claim.amount and before.status == claim.status):
        return changed
    renewed = before.status == "SELLER_REFUSE_BUYER" and claim.status == "WAIT_SELLER_CONFIRM_GOODS"
    if claim.status == "WAIT_SELLER_AGREE" or renewed:
        changed = replace(changed, refusal=None)
    if case.offer is not None and case.offer.answer is None and claim.amount <= case.offer.amount < before.amount:
        changed = replace(changed, offer=replace(case.offer, answer=Answer.ACCEPT))
    if claim.status == "CLOSED":
        changed = replace(changed, withdrawn=True, lapsed=case.lapsed or _ran_out(before, claim))
    return changed


def _ran_out(before: Claim, closed: Claim) -> bool:
    """The platform closed a return that nobody posted in time: silence, not a change of mind."""
    waited = before.status == "WAIT_BUYER_RETURN_GOODS" and before.deadline is not None
    return waited and before.deadline is not None and closed.modified_at >= before.deadline


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
    return replace(case, answers=(*case.answers, answered), offer=offer)


def _parcel(case: Case, carrier: str, waybill: str, state: ParcelState, at: datetime) -> Case:
    """A parcel never goes back from the dock: a late scan of the road does not undo its arrival."""
    known = case.parcel(waybill)
    if known is None:
        known = Parcel(carrier=carrier, waybill=waybill, sent_at=at, moved_at=at)
    elif known.state is not ParcelState.ARRIVED:
        known = replace(known, state=state, moved_at=max(at, known.moved_at))
    if state is ParcelState.ARRIVED and known.arrived_at is None:
        known = replace(known, state=state, arrived_at=at)
    others = tuple(parcel for parcel in case.parcels if parcel.waybill != waybill)
    return replace(case, parcels=(*others, known))


def _inspected(case: Case, finding: Finding) -> Case:
    """What lies opened on the table has arrived, whatever the courier reported."""
    parcel = case.parcel(finding.waybill)
    carrier = parcel.carrier if parcel is not None else ""
    arrived = _parcel(case, carrier, finding.waybill, ParcelState.ARRIVED, finding.at)
    return replace(arrived, findings=(*case.findings, finding), short=False)


def _offered(case: Case, event: ev.DeductionOffered, at: datetime) -> Offer:
    return Offer(
        amount=event.amount,
        reason=event.reason,
        depreciation_bp=event.depreciation_bp,
        at=at,
        findings=len(case.findings),
    )


def _decided(event: ev.PaymentDecided, at: datetime) -> CasePayment:
    return CasePayment(
        key=event.key,
        kind=event.kind,
        decision=event.decision,
        amount=event.amount,
        state=PaymentState.RESERVED,
        decided_at=at,
        by=event.by,
        quote=event.quote,
        claim=event.claim,
        purpose=event.reason,
        beside=event.beside,
    )


def _payment_changed(case: Case, event: ev.PaymentChanged) -> Case:
    """States meet in any order, and certainty only rises: open, failed, settled, taken back by the bank."""

    def changed(payment: CasePayment) -> CasePayment:
        if payment.key != event.key:
            return payment
        if CERTAINTY[event.state] < CERTAINTY[payment.state]:
            return payment
        return replace(
            payment, state=event.state, provider_ref=event.provider_ref or payment.provider_ref, reason=event.reason
        )

    return replace(case, payments=tuple(changed(payment) for payment in case.payments))


def _corrected(case: Case, event: ev.CaseCorrected) -> Case:
    match event.field:
        case "waybill":
            parcels = tuple(replace(p, waybill=event.value) if p.arrived_at is None else p for p in case.parcels)
            return replace(case, parcels=parcels)
        case "outbound_waybill":
            return replace(case, order=replace(case.order, outbound_waybill=event.value))
        case "outbound_carrier":
            return replace(case, order=replace(case.order, outbound_carrier=event.value))
        case "gift_present":
            findings = tuple(replace(f, gift_present=event.value == "yes") for f in case.findings)
            return replace(case, findings=findings)
        case "ground":
            return replace(case, request=replace(case.request, ground=Ground(event.value)))
        case "fault":
            return replace(case, request=replace(case.request, fault=Fault(event.value)))
        case _:
            return case


def _reopened(case: Case, reason: ReopenReason) -> Case:
    """A reopened case keeps its story; a person decides what is owed, except where a bank took a payment back."""
    by_hand = None if reason is ReopenReason.PAYMENT_REVERSED else reason
    agreement = None if reason is ReopenReason.LATE_PARCEL else case.agreement
    return replace(
        case,
        resolution=None,
        closed_at=None,
        closing=False,
        withdrawn=False,
        lapsed=False,
        reopened=by_hand,
        agreement=agreement,
        reopenings=case.reopenings + 1,
    )
