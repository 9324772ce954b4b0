"""The limits that no refund passes, whatever the case says (rule MR-1)."""

from domain.money import cumulative
from domain.order import Order
from domain.quotes.entitlement import Balances, agreed_amount
from domain.quotes.quote import Breach, LineKind, QuoteLine
from domain.quotes.refund_request import PriorRefund, RefundRequest, RequestKind


def breach_of(*, paid: int, refunded: int, amount: int, units: int, returned: int, requested: int) -> Breach | None:
    """Which limit `requested` units, or `amount` minor units, would break on a line with so much gone already."""
    if returned + requested > units:
        return Breach.QTY
    return Breach.AMOUNT if refunded + amount > paid else None


def remaining_share(*, paid: int, refunded: int, units: int, returned: int, requested: int) -> int:
    """What the requested units still bring within the line's balance (MR-3, MR-1)."""
    share = cumulative(paid, units, returned + requested) - cumulative(paid, units, returned)
    return min(share, max(0, paid - refunded))


def broken_limit(
    order: Order, held: Balances, request: RefundRequest, prior: tuple[PriorRefund, ...]
) -> tuple[Breach, QuoteLine] | None:
    """The limit that this request breaks and the line that tells of it; None when it keeps to all of them."""
    for line_id, balance in held.items():
        asked = request.qty(line_id)
        breach = breach_of(
            paid=balance.paid,
            refunded=balance.refunded,
            amount=0,
            units=balance.line.qty,
            returned=balance.returned,
            requested=asked,
        )
        if breach:
            terms = {"units": balance.line.qty, "before": balance.returned, "asked": asked}
            terms |= {"paid": balance.paid, "refunded": balance.refunded}
            return breach, QuoteLine(kind=LineKind.HELD_BACK, rule="MR-1", line_id=line_id, qty=asked, terms=terms)
    return _broken_total(order, held, request, prior)


def _broken_total(
    order: Order, held: Balances, request: RefundRequest, prior: tuple[PriorRefund, ...]
) -> tuple[Breach, QuoteLine] | None:
    freight_back = sum(refund.freight_amount for refund in prior)
    over_refunded = freight_back > order.freight.charged
    if over_refunded or _nothing_left_to_agree_on(held, request):
        paid = sum(balance.paid for balance in held.values())
        refunded = sum(balance.refunded for balance in held.values()) + freight_back
        terms = {"paid": paid + order.freight.charged, "refunded": refunded}
        return Breach.AMOUNT, QuoteLine(kind=LineKind.HELD_BACK, rule="MR-1", terms=terms)
    return None


def _nothing_left_to_agree_on(held: Balances, request: RefundRequest) -> bool:
    """A keep-goods refund is capped by what is left; with nothing left there is no refund at all (MR-16, MR-1)."""
    if request.kind is not RequestKind.KEEP_GOODS or agreed_amount(held, request) == 0:
        return False
    named = {item.line_id for item in request.items} or set(held)
    return all(held[line_id].left == 0 for line_id in named)
