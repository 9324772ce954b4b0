"""A part of what was sold together goes back: what that does to the money, before anything is sent (table 3.22).

Three figures stand beside each other: the part, the whole, and what keeping it would bring. The loss test may lead
to an offer, and never to a refusal (row 6; Measures on no-reason returns art. 17).
"""

from dataclasses import dataclass, replace

from domain.case import Case
from domain.money_request import has_unsplit_set
from domain.owed import asked
from domain.quotes.discounts import line_paid
from domain.request import Ground, Item, Scenario


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What goes back for the part that is asked for, and for all of the order; minor units."""

    part: int
    whole: int
    loses: bool  # the part costs us more than what is kept brings (row 6)


def sold_together(case: Case) -> bool:
    """A part of goods that share a promotion, a set, or a gift is asked back without a reason."""
    order = case.order
    promoted = bool(order.discounts) or order.gift_value is not None
    promoted = promoted or any(line.nth_free is not None or not line.separable for line in order.lines)
    return promoted and is_part(case)


def is_part(case: Case) -> bool:
    """A return without a reason of less than the order has, others' returns included."""
    request = case.request
    if request.kind is not Scenario.RETURN_REFUND or request.ground is not Ground.NO_REASON:
        return False
    if any(item.component for item in request.items):
        return True
    return _left(case) != {item.line_id: item.qty for item in request.items if item.qty}


def _left(case: Case) -> dict[str, int]:
    """Units of each line that no earlier case took back."""
    gone = {line.line_id: 0 for line in case.order.lines}
    for prior in case.prior:
        if prior.line_id in gone:
            gone[prior.line_id] += prior.qty
    return {line.line_id: line.qty - gone[line.line_id] for line in case.order.lines if line.qty > gone[line.line_id]}


def choices(case: Case) -> Choices | None:
    """The figures that the buyer is shown; None where nothing was sold together, or all of it comes back."""
    if not sold_together(case):
        return None
    part = asked(case)
    everything = tuple(Item(line_id=line_id, qty=qty) for line_id, qty in _left(case).items())
    whole = asked(replace(case, request=replace(case.request, items=everything, amount=None)))
    freight = max(0, case.order.freight.base - case.order.freight.charged)  # what the way out cost us
    return Choices(
        part=part.order_refund,
        whole=whole.order_refund,
        loses=not has_unsplit_set(case) and loses(case, part.order_refund, freight),
    )


def loses(case: Case, refund: int, freight: int) -> bool:
    """Row 6: `refund_part + freight + handling > margin kept`, the margin being the shop's usual share of a sale."""
    terms = case.terms
    kept = max(0, sum(line_paid(case.order).values()) - refund)
    return refund + freight + terms.return_handling_minor > kept * terms.margin_share_percent // 100
