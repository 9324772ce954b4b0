"""The state of one case, as its events have made it (`domain.evolution`)."""

from dataclasses import dataclass
from datetime import datetime

from domain import events as ev
from domain.events import (
    Answer,
    Hold,
    Intercept,
    Payment,
    PaymentState,
    Question,
    ReopenReason,
    Resolution,
)
from domain.goods import Finding, Parcel, ParcelState
from domain.order import Order
from domain.quote import Quote
from domain.refund_request import PriorRefund
from domain.request import Claim, Request, Scenario
from domain.terms import Terms
from domain.trail import Found, Ticket, Trace
from domain.workdays import WorkCalendar

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
class Piece:
    """One piece of evidence, by reference; `sha256` is "" where nobody looked at the thing itself."""

    code: str
    reference: str
    by: str
    at: datetime
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """How a dispute was decided."""

    in_favour_of: ev.Party
    amount: int | None
    article: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A decision that waits for a second person; see ApprovalAsked."""

    approval_id: str
    command: str
    details: str
    level: str
    act: str
    amount: int
    payee: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class CompensationOffer:
    """One offer of goodwill; `answer` is None while it stands open. See CompensationOffered."""

    offer_no: int
    rung: ev.Rung
    value: int
    floor: int
    at: datetime
    expires_at: datetime
    reason: str
    by: str
    reference: str = ""
    line_id: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What the buyer gets as compensation; see CompensationSettled."""

    amount: int
    means: ev.Means
    rule: str
    at: datetime
    line_id: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Payout:
    """A promised payout beside the order; `released_by` is empty while it waits for finance."""

    payout_id: str
    owner: str
    account: str
    amount: int
    promised_at: datetime
    due_at: datetime
    reason: str
    late_hours: int = 0
    released_by: str = ""
    second: str = ""


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
    evidence: tuple[Piece, ...] = ()
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
    approval: Approval | None = None
    approvals: int = 0  # asked for so far
    floor: int = 0  # the bottom line of what may be offered, and what was prepared above it
    planned: tuple[ev.Planned, ...] = ()
    offers: tuple[CompensationOffer, ...] = ()
    settlement: Settlement | None = None
    payouts: tuple[Payout, ...] = ()
    calendar: WorkCalendar | None = None  # None: opened before cases kept one
    officer_since: datetime | None = None  # since when the platform's officer holds the case
    trace: Trace | None = None
    tickets: tuple[Ticket, ...] = ()
    found: Found | None = None
    claims: tuple[str, ...] = ()  # ids of claims against carriers that the case has begun

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
    def open_offer(self) -> CompensationOffer | None:
        """The offer of goodwill that the buyer has not answered."""
        return next((offer for offer in self.offers if offer.answer is None), None)

    @property
    def promised_payout(self) -> Payout | None:
        """The payout that was promised and that finance has not released."""
        return next((payout for payout in self.payouts if not payout.released_by), None)

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
