"""Worked examples of the money rules: one example in the form of money_examples.json, answered by the rules."""

from collections.abc import Callable, Mapping

from domain.claim.carrier_claim import Service, insured_claim, uninsured_claim
from domain.quotes.depreciation import three_guarantees, uk_final_rejection
from domain.quotes.example_form import ExampleError, Fields
from domain.quotes.guard import breach_of, remaining_share
from domain.quotes.other_jurisdictions import eu_withdrawal, us_late_shipment
from domain.quotes.penalties import punitive_damages, shipment_penalty
from domain.quotes.quote import Bearer, Breach, Decision, Quote
from domain.quotes.quote_form import quote_inputs
from domain.quotes.refund import refund_quote
from domain.quotes.return_risk import Basis, Mishap, return_risk
from domain.quotes.settlements import deposit, exchange, funding, price_protection

Answer = dict[str, object]

BASES = {basis.value: basis for basis in Basis}
MISHAPS = {"lost_in_return_transit": Mishap.LOST} | dict.fromkeys(
    ("broken_in_return_transit", "damaged_in_return_transit"), Mishap.BROKEN
)


def quote_example(example: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of `expected` for one example (`kind`, `jurisdiction`, `inputs`).

    Raises ExampleError for what cannot be read, and the rules' own ValueErrors for what cannot be true.
    """
    fields = Fields(example, "example")
    kind = fields.text("kind")
    if kind not in KINDS:
        raise ExampleError(f"example.kind {kind!r} is unknown: the kinds are {', '.join(sorted(KINDS))}")
    inputs = fields.part("inputs")
    inputs.path = "inputs"
    return KINDS[kind](inputs)


def quote_of(example: Mapping[str, object]) -> Quote:
    """The whole quote of a refund_quote example, for those who want it explained."""
    inputs = Fields(example, "example").part("inputs")
    inputs.path = "inputs"
    read = quote_inputs(inputs)
    return refund_quote(read.order, read.request, read.prior, read.policy)


def _refund_quote(inputs: Fields) -> Answer:
    read = quote_inputs(inputs)
    quote = refund_quote(read.order, read.request, read.prior, read.policy)
    answer: Answer = {
        "decision": quote.decision,
        "line_paid": quote.line_paid,
        "goods_refund": quote.goods_refund,
        "outbound_freight_refund": quote.outbound_freight_refund,
        "deductions": quote.deductions,
        "order_refund": quote.order_refund,
        "compensation": quote.compensation,
        "compensation_total": quote.compensation_total,
        "buyer_receives_total": quote.buyer_receives_total,
        "return_freight_bearer": quote.return_freight_bearer,
        "shortfall_not_collected": quote.shortfall_not_collected,
    }
    if read.order.tenders:
        answer["tender_split"] = quote.tender_split
    return answer | ({"error": quote.error} if quote.error else {})


def _guard(inputs: Fields) -> Answer:
    paid, refunded = inputs.whole("line_paid"), inputs.whole_or("prior_refunded", 0)
    units, returned = inputs.whole("qty", least=1), inputs.whole_or("prior_returned_qty", 0)
    requested, amount = inputs.whole_or("requested_qty", 0), inputs.maybe_whole("requested_amount")
    if not requested and amount is None:
        raise ExampleError("inputs.requested_qty: ask for units, or for a requested_amount")
    limits = {"paid": paid, "refunded": refunded, "units": units, "returned": returned, "requested": requested}
    inputs.refuse_slips()
    breach: Breach | None = breach_of(**limits, amount=amount or 0)
    if breach:
        return {"order_refund": 0, "decision": Decision.REJECT, "error": breach}
    return {"order_refund": remaining_share(**limits) if amount is None else amount, "decision": Decision.APPROVE}


def _three_guarantees(inputs: Fields) -> Answer:
    since = inputs.whole("return_day") - inputs.whole("invoice_day")
    used = three_guarantees(
        price=inputs.whole("price"),
        days_since_invoice=since,
        repair_days=inputs.whole_or("repair_days", 0),
        daily_rate_bp=inputs.whole("daily_rate_bp"),
    )
    return {"days_counted": used.days_counted, "depreciation": used.deduction, "refund": used.refund}


def _carrier_claim(inputs: Fields) -> Answer:
    loss = inputs.whole("actual_loss")
    if inputs.flag("insured"):
        declared, actual = inputs.whole("declared_value"), inputs.whole("actual_value", least=1)
        claim = insured_claim(declared_value=declared, actual_value=actual, actual_loss=loss)
    else:
        service, limit = inputs.choice("service", Service), inputs.maybe_whole("contract_limit")
        postage = inputs.whole_or("postage", 0)
        claim = uninsured_claim(service=service, actual_loss=loss, postage=postage, contract_limit=limit)
    return {"claim": claim.claim, "buyer_remedy": claim.buyer_remedy, "seller_net_loss": claim.seller_net_loss}


def _punitive(inputs: Fields) -> Answer:
    damages = punitive_damages(
        price_paid=inputs.whole("price_paid"),
        freight_paid=inputs.whole_or("freight_paid", 0),
        food=inputs.text("category") == "food",
        loss=inputs.whole_or("loss", 0),
        promised_times=inputs.maybe_whole("shop_promise_multiple"),
    )
    return {"refund": damages.refund, "punitive": damages.punitive, "total": damages.total}


def _late_shipment(inputs: Fields) -> Answer:
    paid, rate = inputs.whole("item_paid"), inputs.whole("rate_bp")
    floor, cap = inputs.whole_or("floor", 0), inputs.whole("cap")
    promised = inputs.whole_or("shop_promise", 0)
    return {"penalty": shipment_penalty(paid=paid, rate_bp=rate, floor=floor, cap=cap, promised=promised)}


def _price_protection(inputs: Fields) -> Answer:
    if (mode := inputs.text("mode")) != "like_for_like":
        raise ExampleError(f"inputs.mode: must be like_for_like, got {mode!r:.60}")
    difference = price_protection(
        qty=inputs.whole("qty", least=1),
        paid_total=inputs.whole("paid_total"),
        new_unit_price=inputs.whole("new_unit_price"),
        coupon=inputs.whole_or("coupon", 0),
        threshold=inputs.whole_or("coupon_threshold", 0),
        days_since=inputs.whole("days_since"),
        window_days=inputs.whole("window_days"),
    )
    return {"difference": difference, "goods_back": False}


def _funding(inputs: Fields) -> Answer:
    funded = funding(
        list_price=inputs.whole("list_price"),
        platform_coupon=inputs.whole_or("platform_coupon", 0),
        shop_coupon=inputs.whole_or("shop_coupon", 0),
        buyer_paid=inputs.whole("buyer_paid"),
    )
    return {
        "buyer_refund": funded.buyer_refund,
        "platform_subsidy_reversal": funded.platform_subsidy_reversal,
        "seller_settlement_reversal": funded.seller_settlement_reversal,
    }


def _deposit(inputs: Fields) -> Answer:
    price, paid, defaulting = inputs.whole("contract_price"), inputs.whole("deposit_paid"), inputs.text("defaulting")
    if defaulting not in {"buyer", "seller"}:
        raise ExampleError(f"inputs.defaulting: must be buyer or seller, got {defaulting!r:.60}")
    split = deposit(contract_price=price, deposit_paid=paid, buyer_defaults=defaulting == "buyer")
    return {"effective_deposit": split.effective_deposit, "forfeited": split.forfeited, "refund": split.refund}


def _exchange(inputs: Fields) -> Answer:
    no_reason = inputs.text("reason") == "buyer"
    swap = exchange(
        old_line_paid=inputs.whole("old_line_paid"),
        new_price=inputs.whole("new_price"),
        no_reason=no_reason,
        second_freight=inputs.whole_or("outbound2_freight", 0),
        postage_by_buyer=inputs.whole_or("return_freight_paid_by_buyer", 0),
    )
    if no_reason:
        return {
            "top_up": swap.top_up,
            "buyer_pays_seller": swap.buyer_pays_seller,
            "refund": swap.refund,
            "return_freight_bearer": swap.return_freight_bearer,
        }
    return {
        "top_up": swap.top_up,
        "refund": swap.refund,
        "compensation": swap.compensation,
        "buyer_receives_total": swap.buyer_receives_total,
    }


def _return_risk(inputs: Fields) -> Answer:
    basis, event = inputs.text("basis"), inputs.text("event")
    for name, word, known in (("basis", basis, set(BASES)), ("event", event, set(MISHAPS))):
        if word not in known:
            raise ExampleError(f"inputs.{name}: must be one of {', '.join(sorted(known))}, got {word!r:.60}")
    bearer = return_risk(BASES[basis], MISHAPS[event], seller_fault_proven=inputs.flag("seller_fault_proven"))
    by_buyer = bearer is Bearer.BUYER
    refund, claims_from = (0, "carrier") if by_buyer else (inputs.whole("line_paid"), None)
    return {"refund": refund, "risk_bearer": bearer, "buyer_claims_from": claims_from}


def _eu_withdrawal(inputs: Fields) -> Answer:
    handled = inputs.flag("goods_handled_beyond_need")
    withdrawal = eu_withdrawal(
        goods_paid=inputs.whole("goods_paid"),
        delivery_paid=inputs.whole_or("delivery_paid", 0),
        cheapest_standard_delivery=inputs.whole_or("cheapest_standard_delivery", 0),
        return_cost=inputs.whole_or("return_cost", 0),
        informed_of_return_cost=inputs.flag("informed_of_return_cost"),
        value_lost=inputs.whole_or("diminished_value", 0) if handled else 0,
        informed_of_value_loss=inputs.flag("informed_of_diminished_value"),
    )
    return {
        "refund": withdrawal.refund,
        "return_cost_bearer": "consumer" if withdrawal.consumer_bears_return else "trader",
        "return_cost_reimbursed": withdrawal.return_cost_reimbursed,
        "total": withdrawal.total,
    }


def _uk_final_reject(inputs: Fields) -> Answer:
    used = uk_final_rejection(
        price=inputs.whole("price"),
        months_used=inputs.whole("months_used"),
        policy_life_months=inputs.whole("policy_life_months", least=1),
        motor_vehicle=inputs.flag("motor_vehicle"),
    )
    return {"deduction": used.deduction, "refund": used.refund}


def _us_late(inputs: Fields) -> Answer:
    late = us_late_shipment(
        goods_paid=inputs.whole("goods_paid"),
        shipping_paid=inputs.whole_or("shipping_paid", 0),
        shipped=inputs.flag("shipped"),
        consented_to_delay=inputs.flag("consent_to_delay"),
    )
    return {
        "refund": late.refund,
        "method": "original_payment",
        "store_credit_allowed": False,
        "deadline_working_days": late.deadline_working_days,
    }


KINDS: dict[str, Callable[[Fields], Answer]] = {
    "refund_quote": _refund_quote,
    "guard": _guard,
    "sanbao_refund_with_depreciation": _three_guarantees,
    "carrier_claim": _carrier_claim,
    "punitive": _punitive,
    "late_shipment": _late_shipment,
    "price_protection": _price_protection,
    "funding": _funding,
    "deposit": _deposit,
    "exchange": _exchange,
    "return_risk": _return_risk,
    "eu_withdrawal": _eu_withdrawal,
    "uk_final_reject": _uk_final_reject,
    "us_late": _us_late,
}
