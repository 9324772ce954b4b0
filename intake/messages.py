"""What comes in, once it is understood: an opening, a fact for a case, or a hint that something is to be read again.

A mapper of each source makes these from raw messages, without I/O; whatever is wrong with a message is a `BadMessage`
that names the field and the reason.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.claim import ClaimWord
from domain.facts import Fact, ShipmentReported
from domain.order import Order
from domain.request import Claim, Request
from store import payment as money

EXTERNAL_ID = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
LONGEST_CASE_ID = 200


class Source(StrEnum):
    """Who speaks to us over HTTP; the word stands in the address that the messages are sent to."""

    SHOP = "shop"
    TAOBAO = "taobao"
    PAYMENTS = "payments"
    COURIER = "courier"
    WAREHOUSE = "warehouse"
    REPAIRS = "repairs"


class BadMessage(ValueError):
    """A message that cannot be taken in: `field` is the path of what is wrong, `reason` says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Person:
    """A buyer as the outside knows them. Personal: it goes to Postgres and nowhere else."""

    platform_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
    time_zone: str = ""
    orders: int | None = None  # how many the buyer has had in the shop, where the shop says so


@dataclass(frozen=True, kw_only=True)
class CaseRequest:
    """A buyer asks for something: the one message that opens a case."""

    shop: str
    source: Source
    external_id: str
    person: Person
    order: Order
    request: Request
    claim: Claim | None = None


@dataclass(frozen=True, kw_only=True)
class ByRequest:
    """The case is the one of this request; it may still be on its way to us."""

    source: Source
    external_id: str


@dataclass(frozen=True, kw_only=True)
class ByWaybill:
    """The cases are those that this parcel belongs to."""

    carrier: str
    waybill: str


@dataclass(frozen=True, kw_only=True)
class ByKey:
    """The case is the one that made this key, `<case id>/<step>/<n>`."""

    key: str


@dataclass(frozen=True, kw_only=True)
class ByReturn:
    """The case is the one that this return was announced for; the parcel tells when nothing was announced."""

    return_no: str
    waybill: str


Route = ByRequest | ByWaybill | ByKey | ByReturn


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a buyer wrote in one message. Personal: kept in Postgres; the fact gets a reference to it."""

    message_id: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Report:
    """A fact, the way to its case, and what the buyer wrote, if that is what it tells of.

    `carries` is a waybill that belongs to the case from now on, as (carrier, waybill).
    """

    route: Route
    fact: Fact
    words: Words | None = None
    carries: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentNotice:
    """A payment provider speaks of one of our payouts; the ledger hears it before the case does."""

    notice_id: str
    key: str
    report: money.Report


@dataclass(frozen=True, kw_only=True)
class ClaimNotice:
    """A carrier speaks of one of our claims, which lives beside the case."""

    claim_id: str
    word: ClaimWord


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Something about a platform's request changed: read it again. With `words`, its thread as well."""

    request_id: str
    words: bool


@dataclass(frozen=True, kw_only=True)
class Ignored:
    """A message that concerns no case; `reason` says why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Goods of an order left the warehouse: news for those cases alone that asked for them to stay.

    `order_id` is empty where a carrier's first scan says so: then the parcel tells.
    """

    fact: ShipmentReported
    order_id: str = ""


@dataclass(frozen=True, kw_only=True)
class OptOut:
    """A buyer does not want to be written to any more, or does again; it holds for all of their cases."""

    platform_id: str
    opted_out: bool


@dataclass(frozen=True, kw_only=True)
class Consented:
    """A buyer wants to hear of offers, or no more; `ref` is where the shop keeps their own words."""

    platform_id: str
    given: bool
    ref: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """A buyer wrote, and named no request: the conversation tells which of their cases is meant.

    `refs` are the messages of ours that the answer refers to, by the ids that the channel gave them.
    """

    platform_id: str
    refs: tuple[str, ...]
    words: Words


@dataclass(frozen=True, kw_only=True)
class ReviewNotice:
    """A buyer has reviewed an order in public. `text` is personal: kept in Postgres."""

    review_id: str
    order_id: str
    stars: int
    text: str
    at: datetime


Meaning = (
    CaseRequest
    | Report
    | PaymentNotice
    | ClaimNotice
    | Hint
    | Ignored
    | OptOut
    | ReviewNotice
    | Wrote
    | Consented
    | Departure
)


def case_id(shop: str, source: str, external_id: str) -> str:
    """The id of a case, readable in the Temporal UI. Raises BadMessage when the outside id does not fit into one."""
    if not EXTERNAL_ID.fullmatch(external_id):
        raise BadMessage(
            "request_id", "letters, digits, '_', '.' and '-' are expected: it becomes part of the case's id"
        )
    made = f"case-{shop}-{source}-{external_id}"
    if len(made) > LONGEST_CASE_ID:
        raise BadMessage(
            "request_id", f"the case's id would have {len(made)} characters, {LONGEST_CASE_ID} are possible"
        )
    return made
