"""What a shop or its warehouse tells of goods that leave, and of buyers who want them to."""

from domain.facts import ConsentReported, ShipmentReported
from intake.fields import Form, each_once
from intake.messages import Departure


def read_consent(data: Form, fact: str) -> ConsentReported:
    """The buyer wants goods shipped although their refund was asked for; with `consented` false not any more.

    `request_id` is taken before. No line named means all that the request is about.
    """
    data.moment("at")
    given, lines = data.flag("consented", default=True), read_lines(data)
    data.finish()
    return ConsentReported(fact=fact, given=given, lines=lines)


def read_departure(data: Form, fact: str) -> Departure:
    """Goods of an order left the warehouse."""
    order_id = data.id("order_id")
    carrier, waybill, at, lines = data.id("carrier"), data.id("waybill"), data.moment("at"), read_lines(data)
    data.finish()
    left = ShipmentReported(fact=fact, carrier=carrier, waybill=waybill, at=at, lines=lines)
    return Departure(order_id=order_id, fact=left)


def read_lines(data: Form) -> tuple[str, ...]:
    """Lines of an order, each once; none where none is named."""
    lines = data.ids("line_ids")
    each_once(lines, data.at("line_ids"))
    return lines
