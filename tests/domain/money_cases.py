"""Orders and requests that the money tests are told with."""

from typing import Any

from domain.fault import Fault
from domain.order import Discount, Freight, FreightMode, Order, OrderLine, Stage
from domain.quotes.quote import Quote
from domain.quotes.refund_request import (
    LegPayer,
    PromoMode,
    QuotePolicy,
    RefundRequest,
    RequestedItem,
    RequestKind,
    ReturnLeg,
)

PROMO = Discount(discount_id="P1", amount=5000, threshold=30000)
REPRICE = QuotePolicy(promo_mode=PromoMode.REPRICE)
FREE = Freight(mode=FreightMode.FREE, base=600)
PAID = Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000)
FREE_ABOVE_99 = Freight(mode=FreightMode.FREE_ABOVE, base=800, free_threshold=9900)
COLLECT = ReturnLeg(paid_by=LegPayer.SELLER_ON_DELIVERY, amount=1500)
ADVANCED = ReturnLeg(paid_by=LegPayer.BUYER, amount=1500)


def bought(*prices: int, freight: Freight = FREE, **more: Any) -> Order:
    """An order of one unit a line, L1, L2 and so on."""
    lines = tuple(OrderLine(line_id=f"L{n}", qty=1, unit_price=price) for n, price in enumerate(prices, start=1))
    return Order(shop="s", order_id="o", currency="CNY", lines=lines, freight=freight, **more)


def back(*line_ids: str, fault: Fault = Fault.BUYER, **more: Any) -> RefundRequest:
    """A return of one unit of each line."""
    items = tuple(RequestedItem(line_id=line_id, qty=1) for line_id in line_ids)
    return RefundRequest(
        **{"kind": RequestKind.RETURN_REFUND, "stage": Stage.RECEIVED, "fault": fault, "items": items} | more
    )


def taken(quote: Quote) -> dict[str, int]:
    """The deductions that are not zero."""
    return {kind: amount for kind, amount in quote.deductions.items() if amount}
