"""What is judged: the sandbox's books first of all, then our ledger and register, and what was done to the run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chaos.settle import Recovery
from chaos.storm import Tally
from domain.case import Case
from store.codec import Entry


@dataclass(frozen=True, kw_only=True)
class Paid:
    """One movement in the provider's books; minor units, negative when the money came back."""

    order_id: str
    reference: str
    refund_id: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that reached the provider: `at` in seconds since 1970, `body` its fingerprint."""

    key: str
    order_id: str
    at: float
    body: str


@dataclass(frozen=True, kw_only=True)
class Left:
    """One parcel in the warehouse's books, and how often it was asked for under its key while things failed."""

    key: str
    order_id: str
    sku: str
    qty: int
    times: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One movement in our ledger; times in seconds since 1970."""

    key: str
    case_id: str
    order_id: str
    state: str
    amount: int
    provider_ref: str
    created_at: float
    first_sent_at: float | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a movement's history in our ledger."""

    key: str
    state: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Carried:
    """One copy of a message that the postman brought, and what our server answered."""

    shop: str
    source: str
    message_id: str
    copy: int
    held: bool
    status: int


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Approvals at once on one order: what the order was paid, and what the ledger holds of it afterwards."""

    order_id: str
    paid: int
    committed: int
    refused: int
    raw: bool  # written past our own checks, so that the database's constraint stood alone


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """A message that one shop sent about another shop's case: what became of it in the inbox."""

    about: str
    state: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a case was to pay back, minor units."""

    case_id: str
    order_id: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a case was to send."""

    case_id: str
    order_id: str
    sku: str
    qty: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All of it; a small trial fills what its check needs, and the rest stays empty."""

    due: Sequence[Due] = ()
    captured: Mapping[str, int] = field(default_factory=dict)  # order -> paid, by the provider's books
    paid: Sequence[Paid] = ()
    asked: Sequence[Asked] = ()
    wanted: Sequence[Wanted] = ()
    left: Sequence[Left] = ()
    bites: Mapping[str, int] = field(default_factory=dict)
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)  # (case, question) -> how often it was mailed
    ledger: Sequence[Kept] = ()
    history: Sequence[Step] = ()
    register: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    breaches: Sequence[str] = ()
    told: Mapping[str, Case | str] = field(default_factory=dict)  # by the workflow's history; text: why it cannot tell
    cases: Sequence[tuple[str, str, str]] = ()  # (shop, source, external id)
    requests: Sequence[tuple[str, str, str]] = ()  # the same, as the world sent them
    inbox: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # message -> its state
    carried: Sequence[Carried] = ()
    finished: Mapping[str, bool] = field(default_factory=dict)  # case -> its run came to its end
    tally: Tally = field(default_factory=Tally)
    recovery: Recovery | None = None
    crowds: Sequence[Crowd] = ()
    mutations: int = 0
    accepted_mutations: Sequence[str] = ()
    strangers: Sequence[Stranger] = ()
