"""Events of a dispute beside its ruling: mediation, suspension, and a settlement with its performance."""

from dataclasses import dataclass

from domain.disputes.disputing import Stay


@dataclass(frozen=True, kw_only=True)
class MediationAsked:
    """The shop asked for mediation (R107); `number` is what the request has there."""

    to: str
    number: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DisputeSuspended:
    """The dispute stands still for `days`, 0 where only a judgment ends that (F15); `number` proves court or police."""

    stay: Stay
    days: int
    by: str
    reason: str
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class DisputeResumed:
    """The dispute goes on: its time is over, or somebody said so."""

    by: str = "policy"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SettlementAgreed:
    """Both sides agreed: `amount` (minor units) goes back, the buyer does their part, all of it within `hours`.

    `goods_back`: what is here of the buyer's goods goes to them again.
    """

    amount: int
    seller_pays_freight: bool
    terms: str
    hours: int
    by: str
    buyer_does: str = ""
    goods_back: bool = False


@dataclass(frozen=True, kw_only=True)
class BuyersPartDone:
    """The buyer did what was agreed on."""

    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SettlementBroken:
    """The buyer did not do it, and the dispute goes on."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SettlementPerformed:
    """Both sides did what was agreed on: it is final (F16)."""

    by: str = "policy"


DisputingEvent = (
    MediationAsked
    | DisputeSuspended
    | DisputeResumed
    | SettlementAgreed
    | BuyersPartDone
    | SettlementBroken
    | SettlementPerformed
)
