"""Our generic JSON form: what a shop's own system sends when the buyer asks, and where its other messages are read.

One object `{"type", "timestamp", "data"}` a message. Everything is checked here, before anything is
kept: a message that this module takes can be opened as a case.
"""

from collections.abc import Mapping
from typing import Any

from domain.fault import Fault
from domain.order import Order, Stage
from domain.quotes.discounts import line_paid
from domain.request import DEFECTS, GOODS_BACK, Ground, Item, Request, Scenario, Way
from intake.complaint_form import NO_COMPLAINT, read_complaint
from intake.conversing import OF_BUYERS
from intake.defect_form import read_defect
from intake.fields import LONGEST_WORDS, Envelope, Form
from intake.grievance_form import read_grievance
from intake.invoice_form import read_wish
from intake.messages import (
    BadMessage,
    CaseRequest,
    Meaning,
    ReviewNotice,
    Source,
)
from intake.order_form import read_order
from intake.reasons import Reasons
from intake.shipping_form import read_departure
from intake.shop_facts import FACTS
from intake.shop_fields import read_wanted, request_id
from intake.supply_form import read_supply

MOST_STARS = 5
LATER = frozenset({Scenario.DISPUTE, Scenario.DELIVERY})  # what a case becomes, and is not asked for
# Kinds whose ground is the kind itself, whatever the reason says.
BESIDE: Mapping[Scenario, Ground] = {
    Scenario.COMPENSATION: Ground.COMPENSATION,
    Scenario.INVOICE: Ground.INVOICE,
    Scenario.QUALITY: Ground.QUALITY,
    Scenario.REPAIR: Ground.QUALITY,
}


def read_shop_message(found: Mapping[str, Any], *, shop: str, message_id: str, reasons: Reasons) -> Meaning:
    """What a message of the generic form means. Raises BadMessage that names the field."""
    envelope = Envelope(found)
    if envelope.type == "case.requested":
        return read_case(envelope.data, shop=shop, reasons=reasons)
    if envelope.type == "review.posted":
        return _reviewed(envelope.data)
    if (of_buyer := OF_BUYERS.get(envelope.type)) is not None:
        return of_buyer(envelope.data, f"{Source.SHOP}:{message_id}")
    if envelope.type == "order.shipped":
        return read_departure(envelope.data, f"{Source.SHOP}:{message_id}")
    reader = FACTS.get(envelope.type)
    if reader is None:
        known = ", ".join(("case.requested", *OF_BUYERS, "order.shipped", *FACTS))
        raise BadMessage("type", f"unknown; known are {known}")
    return reader(envelope.data, shop, f"{Source.SHOP}:{message_id}")


def read_case(data: Form, *, shop: str, reasons: Reasons) -> CaseRequest:
    """The request of `case.requested`."""
    external_id = request_id(data, shop)
    stage = data.choice("stage", Stage)
    order, person = read_order(data.inner("order"), shop=shop, stage=stage)
    request = _request(data, order, reasons)
    data.finish()
    return CaseRequest(
        shop=shop, source=Source.SHOP, external_id=external_id, person=person, order=order, request=request
    )


def _reviewed(data: Form) -> ReviewNotice:
    """A public review; it may be of an order that has no case."""
    told = ReviewNotice(
        review_id=data.id("review_id"),
        order_id=data.id("order_id"),
        stars=data.whole("stars"),
        text=data.optional_text("text", longest=LONGEST_WORDS),
        at=data.moment("at"),
    )
    if not 1 <= told.stars <= MOST_STARS:
        raise data.bad("stars", f"1 to {MOST_STARS} are expected")
    data.finish()
    return told


def _request(data: Form, order: Order, reasons: Reasons) -> Request:
    kind = data.choice("kind", Scenario)
    if kind is Scenario.DISPUTE:
        begins = (begun for begun in Scenario if begun not in LATER)
        raise data.bad("kind", f"a case begins as one of {', '.join(begins)}")
    if kind in GOODS_BACK and order.stage is Stage.UNSHIPPED:
        raise data.bad("kind", f"{kind} needs goods that were shipped; ask for refund_only while unshipped")
    if kind in DEFECTS and order.stage is not Stage.RECEIVED:
        raise data.bad("kind", f"{kind} needs goods that the buyer has: the stage is {order.stage}")
    if kind is Scenario.COUNTERFEIT and order.stage is not Stage.RECEIVED:
        raise data.bad("kind", "counterfeit needs goods that the buyer has: stage is received")
    reason = data.text("reason")
    meant = reasons.meant(reason, order.stage)
    grievance = read_grievance(data.inner("compensation")) if kind is Scenario.COMPENSATION else None
    complaint = read_complaint(data, meant.ground) if kind is Scenario.COMPLAINT else NO_COMPLAINT
    wish = read_wish(data.inner("invoice"), order, data) if kind is Scenario.INVOICE else None
    defect = read_defect(data.inner("defect")) if kind in DEFECTS else None
    return Request(
        kind=kind,
        reason=reason,
        ground=BESIDE.get(kind, meant.ground),
        grievance=grievance,
        flaw=complaint.flaw,
        wish=complaint.wish,
        invoice=wish,
        defect=defect,
        supply=read_supply(data, kind=kind, stage=order.stage),
        fault=data.choice("fault", Fault),
        items=_items(data, order, exchange=kind is Scenario.EXCHANGE),
        amount=_amount(data, order),
        requested_at=data.moment("requested_at"),
        way=data.optional_choice("channel", Way),
    )


def _items(data: Form, order: Order, *, exchange: bool) -> tuple[Item, ...]:
    lines = {line.line_id: line for line in order.lines}
    items: dict[str, Item] = {}
    for row in data.rows("items", least=1):
        line_id = row.id("line_id")
        if line_id not in lines:
            raise row.bad("line_id", f"no line of the order has this id: it has {', '.join(sorted(lines))[:200]}")
        if line_id in items:
            raise row.bad("line_id", "an item above it has this line: give one item with the whole qty")
        qty = row.whole("qty", least=1)
        if qty > lines[line_id].qty:
            raise row.bad("qty", f"more than the {lines[line_id].qty} that the order has of this line")
        wanted = read_wanted(row.inner("wanted")) if exchange and row.has("wanted") else None
        fault = row.choice("fault", Fault) if row.has("fault") else None
        component = row.optional_text("component", longest=200)
        if component and lines[line_id].separable:
            raise row.bad("component", "only a set sold as one (`separable` false) has components")
        row.finish()
        items[line_id] = Item(line_id=line_id, qty=qty, wanted=wanted, fault=fault, component=component)
    if exchange and not any(item.wanted for item in items.values()):
        raise data.bad("items", "an exchange needs the wanted item, with sku and unit_price, of at least one of them")
    return tuple(items.values())


def _amount(data: Form, order: Order) -> int | None:
    amount = data.optional_whole("amount", least=1)
    paid = sum(line_paid(order).values()) + order.freight.charged
    if amount is not None and amount > paid:
        raise data.bad("amount", f"more than the {paid} that the order was paid")
    return amount
