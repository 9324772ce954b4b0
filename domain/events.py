"""What happened in a case, past tense and immutable: the register is the list of these.

`by` names the person, or `policy`, `platform`, `buyer`, `warehouse`, `courier`; `fact` is the outside id of the report
that an event comes from, so that the same report is absorbed once. Amounts are minor units of the order's currency.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.goods import Finding, ParcelState
from domain.order import Order
from domain.quote import Quote
from domain.refund_request import PriorRefund
from domain.request import Claim, Request, Scenario
from domain.terms import Terms


class Resolution(StrEnum):
    """How a case ended."""

    REFUNDED = "refunded"
    REFUNDED_LESS = "refunded_less"  # the buyer agreed to a deduction, or less came back
    REFUNDED_BY_PLATFORM = "refunded_by_platform"  # the platform paid by itself
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the buyer let a window pass
    REFUSED = "refused"
    RULED_BUYER = "ruled_buyer"
    RULED_SELLER = "ruled_seller"
    CLOSED_BY_HAND = "closed_by_hand"


class Party(StrEnum):
    """A side of a dispute."""

    BUYER = "buyer"
    SELLER = "seller"


class Question(StrEnum):
    """What we ask a buyer, and wait for an answer to."""

    WAIT_OR_INTERCEPT = "wait_or_intercept"
    DEDUCTION = "deduction"
    SOLVED = "solved"
    SURVEY = "survey"
    CANCEL_REASON = "cancel_reason"


class Answer(StrEnum):
    """A buyer's answer, as far as the case's course depends on it."""

    WAIT = "wait"
    INTERCEPT = "intercept"
    ACCEPT = "accept"
    DECLINE = "decline"
    YES = "yes"
    NO = "no"
    WORDS = "words"  # free text: kept outside Temporal, by reference


class Hold(StrEnum):
    """What the warehouse could do about goods that must not leave."""

    HELD = "held"
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"


class Intercept(StrEnum):
    """How calling back a parcel on its way out stands."""

    ORDERED = "ordered"
    STOPPED = "stopped"
    FAILED = "failed"


class Payment(StrEnum):
    """What a payment is for: refunds count against what the order was paid, compensation does not (MR-1)."""

    REFUND = "refund"
    COMPENSATION = "compensation"


class PaymentState(StrEnum):
    """Where one payment is, in the words of the ledger."""

    RESERVED = "reserved"
    SENT = "sent"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    FAILED = "failed"
    REVERSED = "reversed"  # the bank took a settled payment back


# The more is known, the higher: a report never brings a payment down, so their order does not matter.
CERTAINTY = {
    PaymentState.RESERVED: 0,
    PaymentState.SENT: 1,
    PaymentState.UNKNOWN: 1,
    PaymentState.FAILED: 2,
    PaymentState.SETTLED: 3,  # above failed: late truth, the money did leave
    PaymentState.REVERSED: 4,  # a bank takes back only what was settled
}


class ReopenReason(StrEnum):
    """Why a closed case was taken up again."""

    UNSOLVED = "unsolved"
    DISSATISFIED = "dissatisfied"
    LATE_PARCEL = "late_parcel"
    PAYMENT_REVERSED = "payment_reversed"
    PLATFORM = "platform"
    BY_HAND = "by_hand"


@dataclass(frozen=True, kw_only=True)
class CaseOpened:
    """A case began. It carries all that the case was opened with; the rest of the register follows from it."""

    case_id: str
    shop: str
    source: str
    external_id: str
    buyer: str  # our reference of the buyer, never a name
    order: Order
    request: Request
    terms: Terms
    claim: Claim | None = None
    prior: tuple[PriorRefund, ...] = ()  # what other cases of the order had paid back by then
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class AlarmRaised:
    """A share of a deadline has passed without what it waits for."""

    clock: str
    percent: int
    due_at: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class DeadlinePassed:
    """A deadline passed without what it waited for."""

    clock: str
    due_at: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RequestAgreed:
    """We take the request: the goods may come back, or (refund only) the money may leave."""

    by: str
    note: str = ""
    seller_pays_freight: bool | None = None  # None: nothing was said, so the seller pays (MR-20)


@dataclass(frozen=True, kw_only=True)
class RequestRefused:
    """We do not take the request, or not the goods as they came back."""

    by: str
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimChanged:
    """The platform's standing of the request changed: status, version, amount or deadline."""

    claim: Claim
    fact: str = ""
    by: str = "platform"


@dataclass(frozen=True, kw_only=True)
class BuyerContacted:
    """A message left for the buyer."""

    letter: str
    channel: str
    key: str
    question: Question | None = None
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ContactDeferred:
    """A message waits for an hour at which the buyer may be written to (rule 3.0.5)."""

    letter: str
    until: datetime
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ContactDenied:
    """A message was not sent: a cap over all of the buyer's cases, an opt-out, or no channel that takes it."""

    letter: str
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class BuyerAnswered:
    """The buyer answered a question of ours. `words` is a reference to what was written."""

    question: Question
    answer: Answer
    experience: int | None = None  # 1 to 5
    expectation: int | None = None
    words: str = ""
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ReturnWindowOpened:
    """The buyer knows where to send the goods, and until when."""

    ship_by: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ReturnWindowLapsed:
    """Nothing was sent back in time."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ParcelSent:
    """The buyer entered a waybill."""

    carrier: str
    waybill: str
    at: datetime
    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ParcelMoved:
    """A parcel of the case reached a place that matters."""

    carrier: str
    waybill: str
    state: ParcelState
    at: datetime
    fact: str = ""
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class GoodsInspected:
    """A parcel was opened and its goods were looked at."""

    finding: Finding
    fact: str = ""
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class ShortfallNoted:
    """No further parcel came: what is here is all there is."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class DeductionOffered:
    """The buyer was offered less than asked: `amount` is what would be paid back, minor units."""

    amount: int
    reason: str
    depreciation_bp: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class OfferLapsed:
    """The buyer did not answer an offer in time: silence is no consent."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class WarehouseAnswered:
    """The warehouse said whether the goods can still be stopped."""

    hold: Hold
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class InterceptChanged:
    """Calling back the parcel on its way out: ordered, stopped or failed."""

    state: Intercept
    fact: str = ""
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class AccountRead:
    """Other cases of the order have paid back more, or less, than this case knew."""

    prior: tuple[PriorRefund, ...]
    by: str = "ledger"


@dataclass(frozen=True, kw_only=True)
class PaymentDecided:
    """Money is to leave. The key is made here, once; `decision` counts the decisions of this kind in this case."""

    key: str
    kind: Payment
    decision: int
    amount: int
    quote: Quote | None = None
    claim: Claim | None = None  # the platform's request in the version that the decision was based on
    reason: str = ""
    beside: tuple[str, ...] = ()  # keys of what the case has paid before: the quote covers that too
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PaymentChanged:
    """What is known of a payment changed."""

    key: str
    state: PaymentState
    provider_ref: str = ""
    reason: str = ""
    fact: str = ""
    by: str = "payments"


@dataclass(frozen=True, kw_only=True)
class StepParked:
    """A step gave up; the case waits for a person. `reason` is the class of the failure, `message` its words."""

    step: str
    reason: str
    message: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class StepRetrying:
    """A step has failed, or hung, beyond its soft limit and is still tried again by itself: mostly an outage.

    `reason` is the class of its newest failure, `activity` its id in Temporal, `attempts` how often it was tried.
    """

    step: str
    reason: str
    activity: str = ""
    attempts: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class StepRecovered:
    """A step that was retried for long got its answer."""

    step: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class StepRetried:
    """A person asked for a parked step to be tried again."""

    step: str
    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class StepSkipped:
    """A person took a parked step as done by other means."""

    step: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseCorrected:
    """A person mended a value that the case was opened with."""

    field: str
    value: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseHeld:
    """A person stopped the case from taking further steps."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseReleased:
    """A held case goes on."""

    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ScenarioChanged:
    """The case went over to another remedy."""

    to: Scenario
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RulingGiven:
    """A dispute was decided; `amount` is what the buyer gets, minor units, None when the ruling names none."""

    in_favour_of: Party
    amount: int | None = None
    article: str = ""
    fact: str = ""
    by: str = "platform"


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn:
    """The buyer took the request back."""

    fact: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ClosureOrdered:
    """A person ends the case here."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed:
    """The case reached its end; facts may still reopen it for a while."""

    resolution: Resolution
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseReopened:
    """A closed case was taken up again."""

    reason: ReopenReason
    fact: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseTakenUp:
    """The run of an open case was lost, and a person had it taken up again from register and ledger."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TermsRevised:
    """The rules that bind the case changed, for a stated reason."""

    terms: Terms
    reason: str
    by: str


Event = (
    CaseOpened
    | AlarmRaised
    | DeadlinePassed
    | RequestAgreed
    | RequestRefused
    | ClaimChanged
    | BuyerContacted
    | ContactDeferred
    | ContactDenied
    | BuyerAnswered
    | ReturnWindowOpened
    | ReturnWindowLapsed
    | ParcelSent
    | ParcelMoved
    | GoodsInspected
    | ShortfallNoted
    | DeductionOffered
    | OfferLapsed
    | WarehouseAnswered
    | InterceptChanged
    | AccountRead
    | PaymentDecided
    | PaymentChanged
    | StepParked
    | StepRetrying
    | StepRecovered
    | StepRetried
    | StepSkipped
    | CaseCorrected
    | CaseHeld
    | CaseReleased
    | ScenarioChanged
    | RulingGiven
    | RequestWithdrawn
    | ClosureOrdered
    | CaseClosed
    | CaseReopened
    | CaseTakenUp
    | TermsRevised
)
