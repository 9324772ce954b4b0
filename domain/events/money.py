"""Events of money: what was taken before, decided, sent and settled."""

from dataclasses import dataclass

from domain.events.vocabulary import Payment, PaymentState
from domain.quotes.quote import Quote
from domain.quotes.refund_request import PriorRefund
from domain.request import Claim


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
    owed_anew: bool = False  # the bank took back one that others had followed: it is to be paid again
    by: str = "payments"


MoneyEvent = AccountRead | PaymentDecided | PaymentChanged
