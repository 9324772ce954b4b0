"""Orders and requests that cannot be true, refused before any money is computed from them."""

from collections.abc import Iterable

from domain.fault import Fault
from domain.money import decimals
from domain.order import Order, OrderLine, Stage
from domain.quotes.discounts import OrderError
from domain.quotes.refund_request import PriorRefund, QuotePolicy, RefundRequest, RequestKind

STAGES = {
    RequestKind.CANCEL: {Stage.UNSHIPPED},
    RequestKind.RETURN_REFUND: {Stage.IN_TRANSIT, Stage.RECEIVED},
    RequestKind.KEEP_GOODS: set(Stage),
    RequestKind.REFUSE_DELIVERY: {Stage.IN_TRANSIT, Stage.RECEIVED},
    RequestKind.LOST: {Stage.IN_TRANSIT},
    RequestKind.SHORT: {Stage.IN_TRANSIT, Stage.RECEIVED},
}


class RequestError(ValueError):
    """A request that contradicts itself or its order; the message names the field and what would be right."""


def check_order(order: Order) -> None:
    """Raises OrderError (or MoneyError for the currency) when the order cannot be true."""
    decimals(order.currency)
    if not order.lines:
        raise OrderError("order has no lines: a refund needs at least one")
    line_ids = [line.line_id for line in order.lines]
    if twice := _first_double(line_ids):
        raise OrderError(f"order names line {twice} twice: line ids are unique")
    for line in order.lines:
        _check_line(line)
    for discount in order.discounts:
        _not_negative(
            OrderError, f"discount {discount.discount_id}", amount=discount.amount, threshold=discount.threshold
        )
        if unknown := [line_id for line_id in discount.scope if line_id not in line_ids]:
            raise OrderError(f"discount {discount.discount_id} names line {unknown[0]}, which the order does not have")
    freight = order.freight
    _not_negative(OrderError, "freight", charged=freight.charged, base=freight.base, threshold=freight.free_threshold)
    for tender in order.tenders:
        _not_negative(OrderError, f"tender {tender.type}", amount=tender.amount)


def _check_line(line: OrderLine) -> None:
    where = f"line {line.line_id}"
    _not_negative(OrderError, where, unit_price=line.unit_price, line_discount=line.line_discount, paid=line.paid)
    if line.qty < 1:
        raise OrderError(f"{where}: qty is {line.qty}: a line has at least one unit")
    if line.line_discount > line.unit_price * line.qty:
        raise OrderError(f"{where}: line_discount {line.line_discount} exceeds its price {line.unit_price * line.qty}")
    if line.nth_free is not None and line.nth_free < 2:
        raise OrderError(f"{where}: nth_free is {line.nth_free}: one unit in two is the most that can be free")


def check_request(order: Order, request: RefundRequest, prior: tuple[PriorRefund, ...]) -> None:
    """Raises RequestError when the request or an earlier refund cannot be true for this order."""
    _check_words(request)
    _check_stage(request)
    _check_items(order, request)
    _check_amounts(request)
    _check_agreements(request)
    for refund in prior:
        _check_prior(order, refund)


def check_policy(policy: QuotePolicy) -> None:
    """Raises RequestError for a negative amount in the shop's policy."""
    _not_negative(
        RequestError,
        "policy",
        packaging_fee_min=policy.packaging_fee_min,
        freight_for_remaining=policy.freight_for_remaining,
        return_postage_cap=policy.return_postage_cap,
    )


def _check_words(request: RefundRequest) -> None:
    for name, value, known in (
        ("kind", request.kind, list(RequestKind)),
        ("stage", request.stage, list(Stage)),
        ("fault", request.fault, list(Fault)),
    ):
        if not isinstance(value, type(known[0])):
            raise RequestError(f"request.{name} {value!r} is unknown: it is one of {', '.join(known)}")


def _check_stage(request: RefundRequest) -> None:
    if request.stage not in STAGES[request.kind]:
        wanted = " or ".join(sorted(STAGES[request.kind]))
        raise RequestError(f"request.stage is {request.stage}: {request.kind} is for goods that are {wanted}")


def _check_items(order: Order, request: RefundRequest) -> None:
    known = {line.line_id for line in order.lines}
    for item in request.items:
        if item.line_id not in known:
            raise RequestError(f"request.items names line {item.line_id}: the order has {', '.join(sorted(known))}")
        if item.qty < 1:
            raise RequestError(f"request.items, line {item.line_id}: qty is {item.qty}, ask for at least one unit")
        if item.fault is not None and item.fault not in list(Fault):
            raise RequestError(f"request.items, line {item.line_id}: fault {item.fault!r} is unknown")
    if twice := _first_double([item.line_id for item in request.items]):
        raise RequestError(f"request.items names line {twice} twice: give one item with the whole qty")
    needs_items = request.kind is not RequestKind.KEEP_GOODS and request.decision_block is None
    if needs_items and not request.items:
        raise RequestError(f"request.items is empty: {request.kind} needs the lines and units it is about")


def _check_amounts(request: RefundRequest) -> None:
    leg, gift = request.return_leg, request.gift
    _not_negative(
        RequestError,
        "request",
        agreed_amount=request.agreed_amount,
        packaging_fee_agreed=request.packaging_fee_agreed,
        other_compensation=request.other_compensation,
        gift_declared_value=gift.declared_value if gift else None,
        return_leg_amount=leg.amount if leg else None,
        return_leg_amount_to_listed_origin=leg.amount_to_listed_origin if leg else None,
        return_leg_insurance_payout=leg.insurance_payout if leg else None,
    )
    for name, share in (
        ("agreed_bp", request.agreed_bp or 0),
        ("depreciation_bp_agreed", request.depreciation_bp_agreed),
    ):
        if not 0 <= share <= 10_000:
            raise RequestError(f"request.{name} is {share}: a share is 0 to 10000 basis points")


def _check_agreements(request: RefundRequest) -> None:
    named = [name for name in ("agreed_amount", "agreed_bp") if getattr(request, name) is not None]
    if request.kind is RequestKind.KEEP_GOODS and len(named) != 1:
        raise RequestError("request: keep_goods needs either agreed_amount or agreed_bp, what the parties agreed on")
    if request.kind is not RequestKind.KEEP_GOODS and named:
        raise RequestError(f"request.{named[0]} belongs to keep_goods: {request.kind} pays what the units are worth")
    if request.agreement_without_freight_terms and request.agreed_round_trip:
        raise RequestError("request: agreement_without_freight_terms and agreed_round_trip contradict each other")
    if request.return_leg is not None and not request.sends_goods_back:
        raise RequestError(f"request.return_leg: with {request.kind} no goods travel back, so there is no return leg")
    if request.decision_block is not None and (request.kind is not RequestKind.RETURN_REFUND or request.seller_answers):
        raise RequestError(
            f"request.decision_block {request.decision_block} holds for a no-reason return alone: "
            "a faulty part goes back with the whole set, or is settled by keep_goods"
        )


def _check_prior(order: Order, refund: PriorRefund) -> None:
    where = f"prior refund of line {refund.line_id}" if refund.line_id is not None else "prior refund of freight"
    _not_negative(
        RequestError,
        where,
        qty=refund.qty,
        goods_amount=refund.goods_amount,
        freight_amount=refund.freight_amount,
        freight_deducted=refund.freight_deducted,
    )
    for tender in refund.tenders:
        _not_negative(RequestError, f"{where}, tender {tender.type}", amount=tender.amount)
    if refund.line_id is None and (refund.qty or refund.goods_amount):
        raise RequestError(f"{where}: qty and goods_amount need the line_id they belong to")
    if refund.line_id is not None and all(line.line_id != refund.line_id for line in order.lines):
        raise RequestError(f"{where}: the order does not have this line")


def _not_negative(error: type[ValueError], where: str, **amounts: int | None) -> None:
    for name, amount in amounts.items():
        if amount is not None and amount < 0:
            raise error(f"{where}: {name} is {amount}: amounts and counts are 0 or more")


def _first_double(ids: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for line_id in ids:
        if line_id in seen:
            return line_id
        seen.add(line_id)
    return None
