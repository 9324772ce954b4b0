"""What the buyer asks for, as it stood when the case was opened or last modified."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.complaints.flaw import Flaw, Remedy
from domain.defects.defect import Defect
from domain.fault import Fault
from domain.grievance import Grievance
from domain.instants import check_instant
from domain.invoices.invoice import InvoiceWish


class Scenario(StrEnum):
    """The remedy flow that a case is in. Reason, fault and stage are data, not flows."""

    RETURN_REFUND = "return_refund"
    REFUND_ONLY = "refund_only"
    DISPUTE = "dispute"
    COMPENSATION = "compensation"
    EXCHANGE = "exchange"  # another item in place of what comes back
    DELIVERY = "delivery"  # a parcel that did not come
    INVOICE = "invoice"  # an invoice that is late, or has a wrong title
    COUNTERFEIT = "counterfeit"  # the goods are said to be fakes
    QUALITY = "quality"  # a defect: help, proof, a look at the goods, and the lawful remedy
    REPAIR = "repair"
    COMPLAINT = "complaint"  # what arrived is short, wrong or damaged


DEFECTS = frozenset({Scenario.QUALITY, Scenario.REPAIR})
# The buyer has the goods.
AFTER_RECEIPT = frozenset({Scenario.RETURN_REFUND, Scenario.EXCHANGE, Scenario.COUNTERFEIT}) | DEFECTS
BEFORE_RECEIPT = frozenset({Scenario.REFUND_ONLY, Scenario.DELIVERY})  # money back without goods in hand


class Ground(StrEnum):
    """Why the buyer asks, in the few classes that rules depend on; the buyer's own words stay in the register."""

    NO_REASON = "no_reason"
    NOT_WANTED = "not_wanted"  # before receipt: changed mind, ordered twice
    OUT_OF_STOCK = "out_of_stock"
    LATE_SHIPMENT = "late_shipment"  # not shipped in the time that was promised
    NOT_RECEIVED = "not_received"
    QUALITY = "quality"
    WRONG_ITEM = "wrong_item"
    SHORT = "short"
    DAMAGED = "damaged"
    COUNTERFEIT = "counterfeit"
    OTHER = "other"
    COMPENSATION = "compensation"  # the goods stay; what is wrong stands in the request's grievance
    INVOICE = "invoice"  # the goods stay, and so does the money


class Way(StrEnum):
    """By which way a request reached the shop (R3); however it came, it is one form of case."""

    PAGE = "page"  # the shop's own page or app
    PLATFORM = "platform"
    CHAT = "chat"
    MAIL = "mail"
    PHONE = "phone"
    SERVICE_CENTRE = "service_centre"


GOODS_BACK = frozenset({Scenario.RETURN_REFUND, Scenario.EXCHANGE})  # the goods travel back to us


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The item that the buyer wants instead, at the shop's price of now: minor units for one."""

    sku: str
    unit_price: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Supply:
    """What the shop can still do about goods that it has not sent: a new date, another item, or both (table 3.1).

    `promised` is the shop's own promise for a late or missing shipment, minor units: it counts where it is more than
    the rule's penalty (MR-26).
    """

    until: datetime | None = None
    substitute: Wanted | None = None
    promised: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        if self.until is not None:
            check_instant(self.until, "supply.until")


@dataclass(frozen=True, kw_only=True)
class Item:
    """So many units of one order line. In an exchange, one without `wanted` simply comes back (R73).

    `fault` differs from the request's where one parcel holds lines of different faults (MR-39).
    """

    line_id: str
    qty: int
    component: str = ""  # of a set sold as one: the part of it that is asked back (MR-8); "" for all of it
    wanted: Wanted | None = None
    fault: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """One after-sales request. `amount` is what the buyer claims, in minor units; None when nothing was stated."""

    kind: Scenario  # what is asked for: never DISPUTE
    ground: Ground
    fault: Fault
    items: tuple[Item, ...]
    requested_at: datetime
    amount: int | None = None
    reason: str = ""  # the platform's reason text, for the register
    grievance: Grievance | None = None  # of a COMPENSATION
    invoice: InvoiceWish | None = None  # of an INVOICE
    way: Way | None = None  # None: opened before it was kept, or the sender did not say
    defect: Defect | None = None  # of a QUALITY or a REPAIR
    flaw: Flaw | None = None  # of a COMPLAINT: what exactly is wrong, where the buyer or a person said
    wish: Remedy | None = None  # of a COMPLAINT: what the buyer asked for, None where they leave it open
    supply: Supply | None = None  # of goods that have not left: what the shop can still do

    def qty(self, line_id: str) -> int:
        """Units of this line that the request is about."""
        return sum(item.qty for item in self.items if item.line_id == line_id)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The platform's standing of the request: what an agreement of ours refers to.

    `version` is an optimistic lock; `deadline` is the platform's own and overrides ours (rule 3.0.2 (3)).
    """

    refund_id: str
    version: str
    phase: str
    status: str
    amount: int
    modified_at: datetime
    deadline: datetime | None = None
    cannot_refuse: bool = False
    cs_status: int = 1  # 1: no officer involved (rule F107)
    waybill: str = ""
    carrier: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.modified_at, "claim.modified_at")
        if self.deadline is not None:
            check_instant(self.deadline, "claim.deadline")

    @property
    def officer_is_in(self) -> bool:
        """True while the platform's officer holds the case: party timers stand still (rules F13, 3.0.2 (2))."""
        return self.cs_status in {2, 3, 4, 5, 10, 11}
