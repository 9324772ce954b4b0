"""A Taobao trade and a refund request on it, as the order and the request of a case.

The platform splits discounts itself (`divide_order_fee`), and what it states beats our allocation (rule MR-2). The
click on "shipped" (`consign_time`) is not the carrier's scan (rules F23, F24), so it sets no time here.
"""

from collections.abc import Mapping

from activities.platform import claim_of
from domain.money import MoneyError, parse_money, split
from domain.order import Freight, FreightMode, Order, OrderLine, Stage, Tender
from domain.request import Item, Request, Scenario, Way
from gateways.platform import PlatformRefund
from gateways.reading import JunkError, Row, inner, optional_text, rows, text
from gateways.taobao.parsing import CURRENCY, shanghai_time
from intake.messages import BadMessage, CaseRequest, Person, Source
from intake.reasons import Reasons

RECEIVED = frozenset({"BUYER_RECEIVED", "BUYER_RETURNED_GOODS"})
NOT_SENT = frozenset({"WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_PAY", "PAY_PENDING", "TRADE_NO_CREATE_PAY"})
SIGNED = frozenset({"TRADE_BUYER_SIGNED", "TRADE_FINISHED"})
CATEGORY = "general"
ADDRESS = ("receiver_state", "receiver_city", "receiver_district", "receiver_address")


def read_request(shop: str, refund: PlatformRefund, trade: Row, reasons: Reasons) -> CaseRequest:
    """The case that a refund request on a trade opens. Raises BadMessage that names the field of the trade."""
    try:
        order = _order(shop, refund, trade)
        person = _person(refund, trade)
    except JunkError as junk:
        raise BadMessage("trade", str(junk)) from None
    return CaseRequest(
        shop=shop,
        source=Source.TAOBAO,
        external_id=refund.refund_id,
        person=person,
        order=order,
        request=_request(refund, order, reasons),
        claim=claim_of(refund),
    )


def _request(refund: PlatformRefund, order: Order, reasons: Reasons) -> Request:
    meant = reasons.meant(refund.reason, order.stage)
    return Request(
        kind=Scenario.RETURN_REFUND if refund.wants_return else Scenario.REFUND_ONLY,
        reason=refund.reason,
        ground=meant.ground,
        fault=meant.fault,
        items=(Item(line_id=refund.line_id, qty=_units(refund, order)),),
        amount=refund.amount,
        requested_at=refund.created_at,
        way=Way.PLATFORM,
    )


def _units(refund: PlatformRefund, order: Order) -> int:
    """How many units are meant: as stated, else the fewest whose price covers what the buyer asks for."""
    try:
        line = order.line(refund.line_id)
    except KeyError:
        raise BadMessage("trade.orders", f"no line {refund.line_id}, which the refund is about") from None
    if refund.qty:
        return min(refund.qty, line.qty)
    paid = line.paid or 0
    return min(line.qty, max(1, -(-refund.amount * line.qty // paid))) if paid else line.qty


def _order(shop: str, refund: PlatformRefund, trade: Row) -> Order:
    found = rows(inner(trade, "orders"), "order")
    freight, payment = _fen(trade, "post_fee", absent=0), _fen(trade, "payment")
    paid = _paid([_line_paid(row) for row in found], payment - freight)
    own = next((row for row in found if text(row, "oid") == refund.line_id), {})
    return Order(
        shop=shop,
        order_id=refund.order_id,
        currency=CURRENCY,
        lines=tuple(_line(row, amount) for row, amount in zip(found, paid, strict=True)),
        freight=_freight(freight),
        tenders=(Tender(type="cash", amount=payment),),
        stage=_stage(refund, trade, own),
        paid_at=shanghai_time(trade, "pay_time") if optional_text(trade, "pay_time") else None,
        outbound_carrier=optional_text(own, "logistics_company"),
        outbound_waybill=optional_text(own, "invoice_no"),
    )


def _paid(stated: list[int], goods: int) -> list[int]:
    """What each line was paid. Where the platform's own figures do not sum, the order's total is shared by them."""
    if goods < 0:
        raise BadMessage("trade.payment", "it is less than post_fee, so no goods were paid for")
    if sum(stated) == goods:
        return stated
    return list(split(goods, stated if any(stated) else [1] * len(stated)))


def _line_paid(row: Row) -> int:
    if optional_text(row, "divide_order_fee"):
        return _fen(row, "divide_order_fee")
    return max(0, _fen(row, "payment", absent=0) - _fen(row, "part_mjz_discount", absent=0))


def _line(row: Row, paid: int) -> OrderLine:
    qty, price = _whole(row, "num"), _fen(row, "price")
    return OrderLine(
        line_id=text(row, "oid"),
        sku=optional_text(row, "outer_sku_id") or optional_text(row, "sku_id") or optional_text(row, "num_iid"),
        title=optional_text(row, "title")[:500],
        category=CATEGORY,
        qty=qty,
        unit_price=price,
        line_discount=min(_fen(row, "discount_fee", absent=0), price * qty),
        paid=paid,
    )


def _freight(charged: int) -> Freight:
    return Freight(mode=FreightMode.BUYER_PAID if charged else FreightMode.FREE, charged=charged, base=charged)


def _stage(refund: PlatformRefund, trade: Row, line: Row) -> Stage:
    """Where the goods are: the buyer's word on the request first, else how far the order is."""
    status = optional_text(line, "status") or optional_text(trade, "status")
    if refund.goods_status in RECEIVED or (status in SIGNED and refund.goods_status != "BUYER_NOT_RECEIVED"):
        return Stage.RECEIVED
    if status in NOT_SENT or (not status and not optional_text(trade, "consign_time")):
        return Stage.UNSHIPPED
    return Stage.RECEIVED if refund.wants_return and not refund.goods_status else Stage.IN_TRANSIT


def _person(refund: PlatformRefund, trade: Row) -> Person:
    address: Mapping[str, str] = {
        name.removeprefix("receiver_"): value for name in ADDRESS if (value := optional_text(trade, name))
    }
    known_as = optional_text(trade, "buyer_open_uid") or refund.buyer_id or optional_text(trade, "buyer_nick")
    if not known_as:
        raise BadMessage("trade.buyer_open_uid", "missing, and the refund does not name its buyer either")
    return Person(
        platform_id=known_as,
        name=optional_text(trade, "receiver_name"),
        email=optional_text(trade, "buyer_email"),
        phone=optional_text(trade, "receiver_mobile"),
        address=address,
        locale="zh-CN",
        time_zone="Asia/Shanghai",
    )


def _fen(row: Row, name: str, *, absent: int | None = None) -> int:
    word = optional_text(row, name)
    if not word and absent is not None:
        return absent
    try:
        return parse_money(word or text(row, name), CURRENCY)
    except MoneyError:
        raise BadMessage(f"trade.{name}", "not an amount in yuan like 118.00") from None


def _whole(row: Row, name: str) -> int:
    word = text(row, name)
    if not (word.isascii() and word.isdigit() and 0 < int(word) <= 1_000_000):
        raise BadMessage(f"trade.{name}", "not a number of units")
    return int(word)
