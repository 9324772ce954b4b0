"""What a case is made of: agreements, payments, answers, evidence, offers, and what else its events leave behind."""

from dataclasses import dataclass
from datetime import datetime

from domain import events as ev
from domain.events import Answer, Payment, PaymentState, Question
from domain.quotes.quote import Quote
from domain.request import Claim, Item


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Who took the request, when, and what was said about freight (None: nothing)."""

    by: str
    at: datetime
    seller_pays_freight: bool | None = None
    packaging_fee: int = 0  # agreed on for a return out of goodwill (R72), minor units
    round_trip: bool = False  # and that the buyer bears both ways


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
    owed_anew: bool = False  # taken back by the bank after others had followed it


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
class Called:
    """A call to the buyer that a person entered."""

    outcome: ev.CallOutcome
    at: datetime


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
class Proof:
    """What the buyer was asked to show: any kind fills its place; `lapsed` once the time for it is over."""

    needs: tuple[tuple[str, ...], ...]
    asked_at: datetime
    until: datetime
    lapsed: bool = False


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
class Consent:
    """What the buyer wants to be shipped although its refund was asked for; `amount` is what was claimed before it."""

    items: tuple[Item, ...]
    at: datetime
    amount: int | None = None


@dataclass(frozen=True, kw_only=True)
class Left:
    """Goods of the request left the warehouse; `consented`: as the buyer wanted, all of them."""

    at: datetime
    consented: bool
