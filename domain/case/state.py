"""The state of one case, as its events have made it (`domain.evolution`)."""

from dataclasses import dataclass, field
from datetime import datetime

from domain import events as ev
from domain.background import Background
from domain.case.parts import (
    Agreement,
    Answered,
    Approval,
    Called,
    CasePayment,
    CompensationOffer,
    Consent,
    Left,
    Offer,
    Parked,
    Payout,
    Piece,
    Proof,
    Refusal,
    Retrying,
    Ruling,
    Settlement,
)
from domain.complaints.complaint import NOTHING_KNOWN, Complaint
from domain.defects.defect import Choice, Diagnosis, Examination, ExaminationOrder
from domain.defects.repair import Job, PastRepair, SentHome
from domain.disputes.authenticity import Judged, ReportedTo
from domain.disputes.conduct import Review, Score, Signal
from domain.disputes.disputing import Dispute
from domain.events import (
    Hold,
    Intercept,
    Payment,
    PaymentState,
    Question,
    ReopenReason,
    Resolution,
)
from domain.exchanges.replacement import Replacement, Shelved
from domain.exchanges.topup import TopUp
from domain.goods import Finding, Parcel, ParcelState
from domain.invoices.invoice import Correcting
from domain.order import Order
from domain.people.handling import Handling
from domain.quotes.quote import Bearer
from domain.quotes.refund_request import PriorRefund
from domain.request import Claim, Request, Scenario
from domain.shipments.supply import NOTHING_OFFERED, Supplying
from domain.terms import Terms
from domain.trail import Found, Ticket, Trace
from domain.workdays import WorkCalendar

MOVING = frozenset({PaymentState.RESERVED, PaymentState.SENT, PaymentState.UNKNOWN})


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
    given_back: bool = False  # refused goods travel to the buyer again
    loss: Bearer | None = None  # who bears a return parcel that is lost for good (MR-35)
    hold: Hold | None = None
    intercept: Intercept | None = None
    intercept_at: datetime | None = None
    offer: Offer | None = None
    answers: tuple[Answered, ...] = ()
    unmet: tuple[Answered, ...] = ()  # of them, what asked for something that was not open
    payments: tuple[CasePayment, ...] = ()
    parked: tuple[Parked, ...] = ()
    retrying: tuple[Retrying, ...] = ()
    skipped: tuple[str, ...] = ()
    spoken_at: datetime | None = None  # when a person last spoke with the buyer
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
    complaint: Complaint = NOTHING_KNOWN  # about what arrived
    proof: Proof | None = None  # what the buyer was asked to show
    corrections: tuple[Correcting, ...] = ()  # of the order's invoice
    handling: Handling = field(default_factory=Handling)
    shelf: tuple[Shelved, ...] = ()  # what could leave, as the warehouse was last asked
    replacements: tuple[Replacement, ...] = ()  # goods that left again, or are to
    background: Background | None = None  # what was known of the buyer at the opening
    noted: tuple[Signal, ...] = ()  # what people saw of the buyer's conduct
    threatened: bool = False
    night_edits: int = 0  # of the request
    score: Score | None = None
    reviewed: Review | None = None
    abuse: str = ""  # the platform's finding, by which all freight is the buyer's (MR-33)
    judged: tuple[Judged, ...] = ()  # of papers, reports and claims of counterfeit goods, oldest first
    stopped: tuple[str, ...] = ()  # goods that are not sold any more
    alarmed: tuple[str, ...] = ()  # those of them that the product department was told of
    reported: tuple[ReportedTo, ...] = ()  # conduct of the buyer
    topups: tuple[TopUp, ...] = ()  # what the buyer was asked to pay for another item
    diagnoses: tuple[Diagnosis, ...] = ()
    diagnosed: bool | None = None  # whether help from afar solved it; None while it goes on
    examination_order: ExaminationOrder | None = None  # somebody is to look at the goods, and has not
    examinations: tuple[Examination, ...] = ()
    choice: Choice | None = None
    past_repairs: tuple[PastRepair, ...] = ()
    jobs: tuple[Job, ...] = ()  # of the repair shop
    guarantee_until: datetime | None = None  # where a repair moved its end
    sent_home: SentHome | None = None  # goods of the buyer's that were here, on their way back
    lost_home: bool = False  # they were lost on that way: the buyer chooses what takes their place
    calls: tuple[Called, ...] = ()  # to the buyer, oldest first
    dispute: Dispute = field(default_factory=Dispute)  # what is done about it beside proof and ruling
    consents: tuple[Consent, ...] = ()  # of the buyer, to ship what a refund was asked for; those that stand
    left: Left | None = None
    given_up_row: int = 0  # of table 3.12, once no further repair is tried (rows 4 to 6)
    holds: int = 0  # how often the warehouse was asked to keep the goods: each time is a question of its own
    supplying: Supplying = NOTHING_OFFERED  # of goods that cannot be sent as they were sold

    def parcel(self, waybill: str) -> Parcel | None:
        """The parcel with this waybill, None when the case has none."""
        return next((parcel for parcel in self.parcels if parcel.waybill == waybill), None)

    @property
    def titles(self) -> str:
        """What the case is about, as letters name it."""
        return self.order.titles(item.line_id for item in self.request.items)

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
    def examined(self) -> Examination | None:
        """What was found last on the goods, None while nobody looked."""
        return self.examinations[-1] if self.examinations else None

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
