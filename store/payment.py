"""What the ledger speaks of: an order to pay, the movement it becomes, what is reported of it, and what goes wrong."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from domain.events import Payment, PaymentState
from domain.money import format_money
from domain.quotes.refund_request import PriorRefund


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """Goods that a payment pays back: minor units before deductions; `qty` 0 when the buyer keeps them."""

    line_id: str
    amount: int
    qty: int


@dataclass(frozen=True, kw_only=True)
class ClaimVersion:
    """The platform's request that an agreement pays, in the version that the decision was based on."""

    refund_id: str
    version: str
    phase: str


@dataclass(frozen=True, kw_only=True)
class PaymentOrder:
    """Money that is to leave. The key is made once per decision and never changes; amounts in minor units.

    `channel` names the connection of the shop that pays. `tenders` share the amount over the buyer's means of payment;
    `lines` are what the caps of the order's lines count. `prior` is what a refund was computed on: what other cases of
    the order had paid back. Where that is not true any more, the refund is not reserved (AccountMoved).
    """

    key: str
    case_id: str
    shop: str
    order_id: str
    kind: Payment
    channel: str
    amount: int
    currency: str
    decision: int
    reason: str
    tenders: dict[str, int]
    lines: tuple[PaidLine, ...] = ()
    claim: ClaimVersion | None = None
    prior: tuple[PriorRefund, ...] = ()

    @property
    def substance(self) -> dict[str, Any]:
        """What makes it this payment and no other.

        Not the wording, not what it was computed on, and not the version of the claim: the version that was decided on
        stays in the ledger and is the one that is sent, so that the platform finds out a request that changed since
        (STALE).
        """
        told = asdict(self)
        del told["reason"], told["prior"]
        told["claim"] = self.claim and self.claim.refund_id
        return told


class Source(StrEnum):
    """From where something is known of a payment."""

    ORDER = "order"  # our own doing
    ANSWER = "answer"
    NOTICE = "notice"
    LOOKUP = "lookup"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is known of a payment after an answer, a notice, a lookup or a person's word.

    SENT: accepted, not yet paid. FAILED: certainly not paid, and it will not be. `amount` is what the reporter says.
    """

    state: PaymentState
    amount: int | None = None
    provider_ref: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One movement of money as the ledger has it. `failure` are the newest words on why it is not paid."""

    key: str
    case_id: str
    shop: str
    order_id: str
    kind: Payment
    channel: str
    amount: int
    currency: str
    state: PaymentState
    decision: int
    reason: str
    tenders: dict[str, int]
    lines: tuple[PaidLine, ...]
    claim: ClaimVersion | None
    overpaid: int
    provider_ref: str
    provider_amount: int | None
    source: Source
    failure: str
    first_sent_at: datetime | None
    last_sent_at: datetime | None
    sends: int
    next_lookup_at: datetime | None
    lookups: int
    created_at: datetime
    updated_at: datetime

    @property
    def order(self) -> PaymentOrder:
        """The order that the movement was made from."""
        return PaymentOrder(
            key=self.key,
            case_id=self.case_id,
            shop=self.shop,
            order_id=self.order_id,
            kind=self.kind,
            channel=self.channel,
            amount=self.amount,
            currency=self.currency,
            decision=self.decision,
            reason=self.reason,
            tenders=self.tenders,
            lines=self.lines,
            claim=self.claim,
        )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a report did; `changed` is False when nothing new was learnt of the state."""

    before: PaymentState
    after: PaymentState
    movement: Movement

    @property
    def changed(self) -> bool:
        """The state is another than before."""
        return self.before is not self.after


class LedgerError(Exception):
    """The ledger does not do what was asked; the message says why and what to do next. Nothing was written."""


class UnknownOrder(LedgerError):
    """The ledger has no account of this order."""


class UnknownPayment(LedgerError):
    """The ledger has no payment with this key."""


class OrderDisagrees(LedgerError):
    """A later snapshot of an order says something else about what was paid."""


class KeyReused(LedgerError):
    """The key was used for a payment of other content."""


class AccountMoved(LedgerError):
    """Other cases of the order paid back something since the refund was computed: it must be computed anew."""


class OverCap(LedgerError):
    """The order, or a line of it, was not paid enough for this refund; `left` is what may still go back."""

    def __init__(self, what: str, *, asked: int, left: int, currency: str) -> None:
        super().__init__(
            f"{what}: {format_money(asked, currency)} would go back, {format_money(left, currency)} is left of what "
            "was paid. See what other cases of this order paid back, then decide on an amount that is left."
        )
        self.left = left


class OverQuantity(OverCap):
    """More units of a line would go back than were bought."""

    def __init__(self, what: str, *, asked: int, left: int) -> None:
        LedgerError.__init__(
            self,
            f"{what}: {asked} units would go back, {left} are left of what was bought. "
            "See which units other cases of this order took back.",
        )
        self.left = left


_MOVEMENT = TypeAdapter(Movement)


def movement_of(row: dict[str, Any]) -> Movement:
    """A row of the ledger as a movement."""
    return _MOVEMENT.validate_python(row)
