"""Goods that have not left and cannot be sent as they were sold: what the buyer may choose, and what it comes to.

Source: table 3.1 rows 4 and 5, MR-26 (the penalty), MR-31 (the difference), F1, F14, F24.
"""

from datetime import datetime, timedelta

from domain.case import Case
from domain.commands import NameSupply
from domain.compensation import paid_for
from domain.events import CompensationSettled, Hold, Means, ReplacementOrdered
from domain.exchanges.replacement import Purpose, Sending
from domain.exchanges.sending import ordered, serving
from domain.quotes.penalties import shipment_penalty
from domain.request import Ground, Supply
from domain.shipments import shipping
from domain.shipments.shipping import cancels
from domain.shipments.supply import Way
from domain.windows import Clock, Due, since

RULE = "MR-26"


def supply(case: Case) -> Supply | None:
    """What the shop can still do: as a person said last, else as its order system said; None where nobody did."""
    return case.supplying.named or case.request.supply


def named(command: NameSupply, case: Case) -> Supply:
    """What the command says; where it says nothing, what was said before."""
    if command.until is None and command.substitute is None:
        return supply(case) or Supply()
    return Supply(until=command.until, substitute=command.substitute, promised=command.promised)


def has_left(case: Case) -> bool:
    """The goods are on their way, as far as the case knows: by a scan, or by the warehouse's word."""
    return shipping.has_left(case) or case.hold is Hold.HANDED_OVER


def chooses(case: Case) -> bool:
    """The case is about goods that have not left, and the buyer is given a choice."""
    return cancels(case) and supply(case) is not None and case.hold in {None, Hold.HELD}


def granted(case: Case) -> bool:
    """Somebody who may has let the buyer be offered this."""
    return bool(case.supplying.granted_by)


def ways(case: Case, at: datetime) -> tuple[Way, ...]:
    """What the buyer may choose now. The money always; a platform's request for it keeps other goods back (F24)."""
    can, failed = supply(case), case.supplying.failed
    found = []
    if can is not None and can.until is not None and can.until > at and Way.WAIT not in failed:
        found.append(Way.WAIT)
    if to_send(case) and Way.SUBSTITUTE not in failed and case.claim is None:
        found.append(Way.SUBSTITUTE)
    return (*found, Way.MONEY)


def may_choose(case: Case, way: Way) -> bool:
    """The buyer's word counts: it was offered, and nothing was decided yet; or they waited, and it has not left."""
    known = case.supplying
    if not chooses(case) or case.agreement is not None or case.payments or way is known.chosen:
        return False
    return way in known.ways and known.chosen in {None, Way.WAIT}


def goods_wanted(case: Case) -> bool:
    """The buyer chose goods in place of the money: they wait by consent, or are sent another item."""
    return chooses(case) and case.supplying.chosen in {Way.WAIT, Way.SUBSTITUTE}


def to_send(case: Case) -> tuple[Sending, ...]:
    """The other item, for the units of the one line that the request is about; nothing where there is none."""
    can = supply(case)
    if can is None or can.substitute is None or len(case.request.items) != 1:
        return ()
    item = case.request.items[0]
    return (Sending(line_id=item.line_id, sku=can.substitute.sku, qty=item.qty, cost=paid_for(case)),)


def order_of(case: Case) -> tuple[ReplacementOrdered, ...]:
    """The decision to send it, as the buyer chose; nothing once it was ordered and may still come."""
    return () if serving(case) else ordered(case, to_send(case), Purpose.SUBSTITUTE, by="buyer")


def difference(case: Case) -> int:
    """What goes back where the other item is cheaper, minor units; a dearer one costs the buyer nothing (MR-31)."""
    can = supply(case)
    if can is None or can.substitute is None or not to_send(case):
        return 0
    return max(0, paid_for(case) - can.substitute.unit_price * case.request.items[0].qty)


def overdue(case: Case, at: datetime) -> bool:
    """It should have left by now: as the listing promised, else as the terms have it; or a date was let pass (F22)."""
    if Way.WAIT in case.supplying.failed:
        return True
    paid_at, hours = case.order.paid_at, case.terms.ship_hours
    if case.order.ship_by is not None:
        return at > case.order.ship_by
    return bool(hours) and paid_at is not None and at > paid_at + timedelta(hours=hours)


def most_penalty(case: Case) -> int:
    """The penalty, should one come to be owed: the measure of who may let it be offered; minor units (M38)."""
    terms, can = case.terms, supply(case)
    return shipment_penalty(
        paid=paid_for(case),
        rate_bp=terms.penalty_share_percent * 100,
        floor=terms.penalty_least_minor,
        cap=terms.penalty_most_minor,
        promised=can.promised if can is not None else 0,
    )


def penalty(case: Case, at: datetime, elsewhere: int = 0) -> int:
    """What goes with the money now, minor units: where the shop is overdue, or cannot deliver at all.

    `elsewhere` is what other cases of the order gave for the same: it is not given twice.
    """
    due = overdue(case, at) or case.request.ground is Ground.OUT_OF_STOCK
    return max(0, most_penalty(case) - elsewhere) if due else 0


def settled(amount: int, case: Case) -> CompensationSettled:
    """The penalty as a promise: beside the order, as in a case of compensation (table 3.13 row 6)."""
    line_id = case.request.items[0].line_id if len(case.request.items) == 1 else ""
    return CompensationSettled(amount=amount, means=Means.PAYOUT, rule=RULE, line_id=line_id)


def choice_due(case: Case) -> Due | None:
    """By when the buyer chooses; past it the money goes back: silence is no consent to wait."""
    known = case.supplying
    if known.chosen is not None or known.offered_at is None:
        return None
    told = max(case.told_at or known.offered_at, known.offered_at)
    return since(told, case.terms.buyer_choice_hours, Clock.BUYER_CHOICE)


def wait_due(case: Case) -> Due | None:
    """The date that the buyer agreed to wait for; None where they did not."""
    known = case.supplying
    if known.chosen is not Way.WAIT or known.until is None or known.chosen_at is None:
        return None
    return Due(at=known.until, clock=Clock.SHIPMENT, starts_at=known.chosen_at)
