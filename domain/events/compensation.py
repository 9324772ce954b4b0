"""Events of making good what went wrong: offers of goodwill, what was settled, and payouts beside the order."""

from dataclasses import dataclass
from datetime import datetime

from domain.events.vocabulary import Means, Rung


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One offer prepared before a talk; `value` in minor units."""

    offer_no: int
    rung: Rung
    value: int


@dataclass(frozen=True, kw_only=True)
class OffersPrepared:
    """Before a talk with the buyer: several offers, and the bottom line (R88). Nothing is offered yet."""

    floor: int
    offers: tuple[Planned, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class CompensationOffered:
    """The buyer was offered something, worth `value` minor units, for so many `hours`. `floor`: our bottom line (R88).

    With the offer the buyer keeps the goods, and this ground is settled; statutory rights remain. `reference` names the
    coupon, benefit or gift; `instead_of_cash` the buyer's express wish for it where cash is owed (F56).
    """

    offer_no: int
    rung: Rung
    value: int
    floor: int
    hours: int
    reason: str
    by: str
    reference: str = ""
    line_id: str = ""
    instead_of_cash: str = ""


@dataclass(frozen=True, kw_only=True)
class CompensationLapsed:
    """The buyer did not answer an offer before its end: silence is no consent."""

    offer_no: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CompensationSettled:
    """What the buyer gets: `amount` minor units by these means and rule. `line_id`: the units it is for (MR-5)."""

    amount: int
    means: Means
    rule: str
    line_id: str = ""
    reference: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PayoutPromised:
    """Money beside the order is promised: a task with an owner and an end (R91). `account` is masked."""

    payout_id: str
    owner: str
    account: str
    amount: int
    due_at: datetime
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PayoutLate:
    """A promised payout has waited for so many hours: whoever answers for it is told."""

    payout_id: str
    hours: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PayoutReleased:
    """Finance lets a promised payout leave; `second` approved it where four eyes are needed."""

    payout_id: str
    amount: int
    by: str
    second: str = ""


CompensationEvent = (
    OffersPrepared
    | CompensationOffered
    | CompensationLapsed
    | CompensationSettled
    | PayoutPromised
    | PayoutLate
    | PayoutReleased
)
