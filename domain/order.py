"""The order that a case is about: what was bought, what was paid for it, and where the goods are.

All amounts are integers in minor units of the order's currency (CNY fen, EUR cent). Outside ids are strings, since
they exceed 2^53. Nothing here identifies a person: `buyer` is our own reference, the name and address live in Postgres.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.invoices.invoice import Invoice


class Stage(StrEnum):
    """Where the goods of the order are, seen from the buyer (rules.md 3.0.1)."""

    UNSHIPPED = "unshipped"  # no carrier scan yet: the click on "shipped" does not count
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"


class FreightMode(StrEnum):
    """How the way out was charged."""

    BUYER_PAID = "buyer_paid"
    FREE = "free_unconditional"
    FREE_ABOVE = "free_conditional"


class Funder(StrEnum):
    """Who gives a discount: a platform's discount is not the seller's cash (MR-29)."""

    SELLER = "seller"
    PLATFORM = "platform"


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """One sub-order. `line_discount` is for the whole line; a `paid` that the platform states wins (MR-2)."""

    line_id: str
    qty: int
    unit_price: int
    line_discount: int = 0
    paid: int | None = None
    sku: str = ""
    title: str = ""
    category: str = "general"
    nth_free: int | None = None  # "buy n, the nth is free": one unit in every n costs nothing
    separable: bool = True  # False: a set sold as one SKU, returned whole (MR-8)
    supplier: str = ""  # who delivered it to the shop, by the shop's own name for them; "" where it is not told


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A discount on the order, split over `scope` (all lines when empty); `threshold` is the goods value it needs."""

    discount_id: str
    amount: int
    threshold: int | None = None
    funded_by: Funder = Funder.SELLER
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Freight:
    """The way out: `charged` was paid by the buyer, `base` is what the template or the carrier asks."""

    mode: FreightMode = FreightMode.FREE
    charged: int = 0
    base: int = 0
    free_threshold: int | None = None
    standard: int | None = None  # what the cheapest standard delivery cost; None: what was charged (F116)


@dataclass(frozen=True, kw_only=True)
class Tender:
    """One means of payment (cash, red_packet, points) and what it paid."""

    type: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Presale:
    """Bought with a deposit, the balance due later; minor units. What was paid by now, the order's lines say."""

    contract_price: int
    deposit: int


@dataclass(frozen=True, kw_only=True)
class Order:
    """A snapshot of one order as it was when the case was opened."""

    shop: str
    order_id: str
    currency: str
    lines: tuple[OrderLine, ...]
    discounts: tuple[Discount, ...] = ()
    freight: Freight = Freight()
    tenders: tuple[Tender, ...] = ()
    stage: Stage = Stage.RECEIVED
    paid_at: datetime | None = None
    shipped_at: datetime | None = None  # the first scan, not the click
    signed_at: datetime | None = None
    confirmed_at: datetime | None = None  # the buyer confirmed the receipt: the burden of proof turns (F79)
    outbound_carrier: str = ""
    outbound_waybill: str = ""
    outbound_eta: datetime | None = None
    promo_terms_disclosed: bool = False  # only then may a partial no-reason return be repriced (MR-6)
    excluded_category_confirmed: bool = False  # the buyer confirmed an exclusion for this very purchase (E20)
    gift_value: int | None = None  # declared value of the gift that came with the goods; None: none was declared (MR-9)
    gift_sku: str = ""  # by which the warehouse knows the gift
    shop_promise_covers: bool = False  # the shop promises the no-reason return even where the law excludes it (F47)
    address_change_promised: bool = False  # before dispatch we took a new address: the old one is our risk (F26)
    last_signed_at: datetime | None = None  # of several parcels, the last one; None: there is but one
    remote: bool = False  # to where scans come seldom (rule 3.0.2, t.no_trace_escalate)
    insured_value: int | None = None  # declared to the carrier, minor units; None: not insured
    invoice: Invoice | None = None  # None: nothing is known of one
    in_production_since: datetime | None = None  # goods made to order: since when they are being made
    presale: Presale | None = None  # bought with a deposit (F40)
    ship_by: datetime | None = None  # by when the listing promised that it leaves; None: the terms say so
    no_reason_until: datetime | None = (
        None  # end of the no-reason window, resolved at opening with the calendar of then
    )

    def line(self, line_id: str) -> OrderLine:
        """The line with this id; raises KeyError when the order has none."""
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise KeyError(line_id)

    def titles(self, line_ids: Iterable[str]) -> str:
        """What these lines are called, as letters name them; a line without a title by its id."""
        return ", ".join(self.line(line_id).title or line_id for line_id in line_ids)
