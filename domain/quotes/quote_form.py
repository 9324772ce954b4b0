"""The form of a worked refund: `inputs` of a refund_quote example into order, request, earlier refunds and policy."""

from dataclasses import dataclass

from domain.fault import Fault
from domain.order import Discount, Freight, FreightMode, Funder, Order, OrderLine, Stage, Tender
from domain.quotes.example_form import ExampleError, Fields
from domain.quotes.refund_request import (
    Block,
    Gift,
    LegPayer,
    PriorRefund,
    PromoMode,
    QuotePolicy,
    RefundRequest,
    RequestedItem,
    RequestKind,
    ReturnLeg,
)


@dataclass(frozen=True, kw_only=True)
class QuoteInputs:
    """Everything that a refund quote is computed from."""

    order: Order
    request: RefundRequest
    prior: tuple[PriorRefund, ...]
    policy: QuotePolicy


def quote_inputs(inputs: Fields) -> QuoteInputs:
    """Read the inputs of a refund_quote; raises ExampleError with field and reason.

    Repricing counts as disclosed where the policy asks for it, unless `promo_terms_disclosed` says otherwise.
    """
    policy = _policy(inputs.part("policy")) if inputs.has("policy") else QuotePolicy()
    request = _request(inputs.part("request"))
    stated = inputs.maybe_flag("promo_terms_disclosed")
    order = Order(
        shop="",
        order_id="",
        currency=inputs.text("currency"),
        lines=tuple(_line(line) for line in inputs.parts("lines")),
        discounts=tuple(_discount(discount) for discount in inputs.parts("order_discounts")),
        freight=_freight(inputs.part("freight")) if inputs.has("freight") else Freight(),
        tenders=tuple(_tender(tender) for tender in inputs.parts("tenders")),
        stage=request.stage,
        promo_terms_disclosed=policy.promo_mode is PromoMode.REPRICE if stated is None else stated,
    )
    prior = tuple(_prior(refund) for refund in inputs.parts("prior_refunds"))
    inputs.refuse_slips()
    return QuoteInputs(order=order, request=request, prior=prior, policy=policy)


def _line(line: Fields) -> OrderLine:
    read = OrderLine(
        line_id=line.text("line_id"),
        qty=line.whole("qty", least=1),
        unit_price=line.whole("unit_price"),
        line_discount=line.whole_or("line_discount", 0),
        paid=_platform_paid(line),
        nth_free=_nth_free(line.part("item_promo")) if line.has("item_promo") else None,
    )
    line.refuse_slips()
    return read


def _platform_paid(line: Fields) -> int | None:
    """The platform's own amount for the line, under either of the names of MR-2 or ours."""
    if line.has("part_mjz_discount"):
        net = line.whole("qty", least=1) * line.whole("unit_price") - line.whole_or("line_discount", 0)
        return net - line.whole("part_mjz_discount")
    return line.maybe_whole("divide_order_fee" if line.has("divide_order_fee") else "paid")


def _nth_free(promo: Fields) -> int:
    if promo.text("type") != "nth_free":
        raise ExampleError(f"{promo.path}.type: must be nth_free, got {promo.text('type')!r}")
    return promo.whole("n", least=2)


def _discount(discount: Fields) -> Discount:
    scope = discount.values.get("scope") if discount.has("scope") else []
    if not isinstance(scope, list) or not all(isinstance(line_id, str) for line_id in scope):
        raise ExampleError(f"{discount.path}.scope: must be a list of line ids, got {scope!r:.60}")
    read = Discount(
        discount_id=discount.text("id"),
        amount=discount.whole("amount"),
        threshold=discount.maybe_whole("threshold"),
        funded_by=discount.choice_or("funded_by", Funder.SELLER),
        scope=tuple(scope),
    )
    discount.refuse_slips()
    return read


def _freight(freight: Fields) -> Freight:
    read = Freight(
        mode=freight.choice("mode", FreightMode),
        charged=freight.whole_or("charged", 0),
        base=freight.whole_or("base", 0),
        free_threshold=freight.maybe_whole("free_threshold"),
    )
    freight.refuse_slips()
    return read


def _tender(tender: Fields) -> Tender:
    return Tender(type=tender.text("type"), amount=tender.whole("amount"))


def _request(request: Fields) -> RefundRequest:
    read = RefundRequest(
        kind=request.choice("kind", RequestKind),
        stage=request.choice("stage", Stage),
        fault=request.choice("fault", Fault),
        items=tuple(_item(item) for item in request.parts("items")),
        statutory_no_reason=request.maybe_flag("statutory_no_reason"),
        goods_intact=request.maybe_flag("goods_intact"),
        agreed_amount=request.maybe_whole("agreed_amount"),
        agreed_bp=request.maybe_whole("agreed_bp"),
        packaging_fee_agreed=request.whole_or("packaging_fee_agreed", 0),
        agreed_round_trip=request.flag("agreed_round_trip"),
        depreciation_bp_agreed=request.whole_or("depreciation_bp_agreed", 0),
        gift=_gift(request.part("gift")) if request.has("gift") else None,
        abuse_confirmed=request.flag("abuse_confirmed"),
        agreement_without_freight_terms=request.flag("agreement_without_freight_terms"),
        shipped_without_consent=request.flag("shipped_without_consent"),
        decision_block=request.choice("decision_block", Block) if request.has("decision_block") else None,
        return_leg=_return_leg(request.part("return_leg")) if request.has("return_leg") else None,
        other_compensation=request.whole_or("other_compensation", 0),
    )
    request.refuse_slips()
    return read


def _item(item: Fields) -> RequestedItem:
    fault = item.choice("fault", Fault) if item.has("fault") else None
    return RequestedItem(line_id=item.text("line_id"), qty=item.whole("qty", least=1), fault=fault)


def _gift(gift: Fields) -> Gift:
    read = Gift(
        returned=gift.flag("returned"),
        declared_value=gift.maybe_whole("declared_value"),
        lost_without_buyer_fault=gift.flag("lost_without_buyer_fault"),
    )
    gift.refuse_slips()
    return read


def _return_leg(leg: Fields) -> ReturnLeg:
    read = ReturnLeg(
        paid_by=leg.choice("paid_by", LegPayer),
        amount=leg.whole("amount"),
        amount_to_listed_origin=leg.maybe_whole("amount_to_listed_origin"),
        insurance_payout=leg.whole_or("insurance_payout", 0),
        collect_agreed=leg.flag("collect_agreed"),
    )
    leg.refuse_slips()
    return read


def _prior(refund: Fields) -> PriorRefund:
    read = PriorRefund(
        line_id=refund.text("line_id") if refund.has("line_id") else None,
        qty=refund.whole_or("qty", 0),
        goods_amount=refund.whole_or("goods_amount", 0),
        applies_to_requested_units=refund.flag("applies_to_requested_units"),
        seller_fault=refund.flag("seller_fault"),
        freight_amount=refund.whole_or("freight_amount", 0),
        freight_deducted=refund.whole_or("freight_deducted", 0),
        tenders=tuple(_tender(tender) for tender in refund.parts("tenders")),
    )
    refund.refuse_slips()
    return read


def _policy(policy: Fields) -> QuotePolicy:
    usual = QuotePolicy()
    read = QuotePolicy(
        promo_mode=policy.choice_or("promo_mode", usual.promo_mode),
        packaging_fee_min=policy.whole_or("packaging_fee_min", usual.packaging_fee_min),
        freight_for_remaining=policy.maybe_whole("freight_for_remaining"),
        deduct_base_on_full_return=policy.flag("deduct_base_on_full_return"),
        waive_refusal_leg=policy.flag("waive_refusal_leg"),
        return_postage_cap=policy.maybe_whole("return_postage_cap"),
    )
    policy.refuse_slips()
    return read
