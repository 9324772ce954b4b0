"""The buyer's word on goods that a refund was asked for, and goods that left: what reports of it mean for a case."""

from domain import events as ev
from domain.case import Case
from domain.events import Event, Hold
from domain.facts.reported import ConsentReported, ShipmentReported
from domain.order import Stage
from domain.request import Scenario
from domain.shipments.shipping import has_left, lines_agreed, lines_asked, refund_open, too_late
from domain.shipments.supply import Way


def consent_given(fact: ConsentReported, case: Case) -> tuple[Event, ...]:
    """A word that comes too late changes nothing: the goods left, the money is going back, the request has ended."""
    if case.resolution is not None or too_late(case):
        return ()
    if fact.given:
        lines = lines_asked(case, fact.lines) if refund_open(case) else ()
        return (ev.ShippingConsented(lines=lines, fact=fact.fact),) if lines else ()
    back = lines_agreed(case, fact.lines) if not case.withdrawn else ()
    return (ev.ConsentWithdrawn(lines=back, fact=fact.fact),) if back else ()


def goods_left(fact: ShipmentReported, case: Case) -> tuple[Event, ...]:
    """Goods that were to stay left, after the refund was asked for; told once.

    What is handed over already is followed by its scans (table 3.1 row 2); what left of other lines is none of the
    case's. A request that was taken back keeps nothing here.
    """
    unshipped = case.request.kind is Scenario.REFUND_ONLY and case.order.stage is Stage.UNSHIPPED
    about = any(not fact.lines or item.line_id in fact.lines for item in case.request.items)
    if not unshipped or not about or case.resolution is not None or has_left(case) or case.hold is Hold.HANDED_OVER:
        return ()
    waits = case.supplying.chosen is Way.WAIT
    if not (refund_open(case) or case.consents or waits) or fact.at < case.request.requested_at:
        return ()
    return (ev.GoodsLeft(carrier=fact.carrier, waybill=fact.waybill, at=fact.at, fact=fact.fact),)
