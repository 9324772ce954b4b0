"""Sending goods again or in exchange: what leaves, under which key, whether it may, and until when it should be there.

Source: tables 3.2 to 3.4 (rows that reship), 3.11; rule 3.0.4 (who may grant it); R28, R30, R35.
"""

from datetime import datetime

from domain.case import Case
from domain.delivery import RESENT, misdelivery
from domain.events import Answer, Question, ReplacementOrdered
from domain.exchanges.replacement import (
    MAY_LEAVE,
    NEVER_CAME,
    TRAVELS,
    WITH_BUYER,
    Purpose,
    Replacement,
    ReplacementState,
    Sending,
)
from domain.fault import Fault
from domain.goods import ParcelState
from domain.quotes.discounts import line_paid
from domain.windows import Clock, Due, earliest, since

CHOOSES = frozenset({Question.DELIVERY, Question.REMEDY})  # what asks a buyer for the remedy


def asked_again(case: Case) -> tuple[Sending, ...]:
    """The units that the request is about, to be sent once more; those that have left, or may have, are left out."""
    paid = line_paid(case.order)
    found = []
    for item in case.request.items:
        line = case.order.line(item.line_id)
        left = item.qty - sum(r.qty for r in serving(case) if r.line_id == item.line_id)
        if left > 0:
            cost = paid[item.line_id] * left // line.qty
            found.append(Sending(line_id=item.line_id, sku=line.sku, qty=left, cost=cost))
    return tuple(found)


def serving(case: Case) -> tuple[Replacement, ...]:
    """Shipments that have reached the buyer, or still may."""
    return tuple(shipment for shipment in case.replacements if shipment.state not in NEVER_CAME)


def ordered(
    case: Case, sendings: tuple[Sending, ...], purpose: Purpose, *, by: str, note: str = ""
) -> tuple[ReplacementOrdered, ...]:
    """The decision to send these, one shipment a line, each under a key of its own that is made here and never again.

    Raises ValueError for an item without a code: no warehouse could tell what to send.
    """
    if nameless := [sending.line_id for sending in sendings if not sending.sku]:
        raise ValueError(f"line {nameless[0]} of the order has no sku, so the warehouse cannot tell what to send")
    first = 1 + len(case.replacements)
    return tuple(
        ReplacementOrdered(
            key=f"{case.case_id}/sending/{number}",
            purpose=purpose,
            line_id=sending.line_id,
            sku=sending.sku,
            qty=sending.qty,
            cost=sending.cost,
            by=by,
            note=note,
        )
        for number, sending in enumerate(sendings, start=first)
    )


def on_shelf(case: Case, sendings: tuple[Sending, ...]) -> bool:
    """Whether the warehouse, as it was last asked, could send all of these; lines of one item share its shelf."""
    wanted: dict[str, int] = {}
    for sending in sendings:
        wanted[sending.sku] = wanted.get(sending.sku, 0) + sending.qty
    shelf = {shelved.sku: shelved.available for shelved in case.shelf}
    return bool(sendings) and all(shelf.get(sku, 0) >= qty for sku, qty in wanted.items())


def cost_of(sendings: tuple[Sending, ...]) -> int:
    """What the units were paid, minor units: the measure of who may grant it."""
    return sum(sending.cost for sending in sendings)


def cost_of_serving(case: Case) -> int:
    """What the units were paid, minor units, that were sent again and are with the buyer or may still come."""
    return sum(shipment.cost for shipment in serving(case) if shipment.purpose is Purpose.AGAIN)


def by_policy(case: Case, sendings: tuple[Sending, ...]) -> bool:
    """Whether policy sends these by itself. Rule 3.0.4 leaves it to people: a shop may allow it up to a sum."""
    cost = cost_of(sendings)
    return bool(sendings) and not case.reopenings and 0 < cost <= case.terms.reship_auto_minor


def wants_goods(case: Case) -> bool:
    """The buyer's newest word on the remedy is that the goods are sent again."""
    words = [answered for answered in case.answers if answered.question in CHOOSES]
    return bool(words) and words[-1].answer is Answer.RESHIP


def of_waybill(case: Case, waybill: str) -> Replacement | None:
    """The shipment that travels under this waybill; None where it is none of ours."""
    return next((shipment for shipment in case.replacements if waybill and shipment.waybill == waybill), None)


def may_choose(case: Case) -> bool:
    """The buyer may have the goods once more: the parcel is gone or stuck, and the shelf can give them.

    Once only: what did not come a second time is paid back. A request on a platform is for money there (F24).
    """
    if case.claim is not None or case.replacements or case.found is None or case.found.situation not in RESENT:
        return False
    if misdelivery(case) is Fault.BUYER:
        return False  # it went where the buyer said: others would leave at the buyer's cost (table 3.2 row 8)
    return on_shelf(case, asked_again(case))


def turned_up(case: Case) -> bool:
    """The first parcel was signed for since we took it for gone or stuck: nothing leaves before that is looked into."""
    found = case.found
    if found is None or case.outbound is not ParcelState.SIGNED or case.outbound_at is None:
        return False
    return case.outbound_at > found.at


def may_leave(case: Case) -> tuple[Replacement, ...]:
    """Shipments that were ordered, and of which nobody knows yet whether they left."""
    return tuple(shipment for shipment in case.replacements if shipment.state in MAY_LEAVE)


def travelling(case: Case) -> tuple[Replacement, ...]:
    """Shipments on their way to the buyer."""
    return tuple(shipment for shipment in case.replacements if shipment.state in TRAVELS)


def with_buyer(case: Case) -> bool:
    """All that was to be sent is with the buyer, as the newest decision on each line has it."""
    newest = newest_by_line(case)
    return bool(newest) and all(shipment.state in WITH_BUYER for shipment in newest)


def newest_by_line(case: Case) -> tuple[Replacement, ...]:
    """The last shipment for each line: an earlier one that never came counts no more."""
    newest = {shipment.line_id: shipment for shipment in case.replacements}
    return tuple(newest.values())


def leaves_by(case: Case) -> Due | None:
    """By when what was ordered should have left (table 3.11: the second way out within 24 h; R30: the same day)."""
    hours = case.terms.reship_hours
    return earliest(*(since(shipment.ordered_at, hours, Clock.SENDING) for shipment in may_leave(case)))


def there_by(case: Case) -> Due | None:
    """By when the first parcel that travels should be with the buyer."""
    hours = case.terms.replacement_travel_hours
    return earliest(*(since(shipment.shipped_at, hours, Clock.NEW_PARCEL) for shipment in on_time(case)))


def on_time(case: Case) -> tuple[Replacement, ...]:
    """Parcels on their way that are not late yet."""
    return tuple(shipment for shipment in travelling(case) if shipment.state is ReplacementState.ON_ITS_WAY)


def there_at(case: Case) -> datetime | None:
    """When the buyer had all of it; None before."""
    if not with_buyer(case):
        return None
    moments = [shipment.moved_at for shipment in newest_by_line(case) if shipment.moved_at is not None]
    return max(moments, default=None)
