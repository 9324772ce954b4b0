"""Who bears which freight leg, and what that moves (MR-10 to MR-13, MR-15, MR-18 to MR-22, MR-32 to MR-34, MR-39).

The sources are the Taobao dispute rules art. 7, 27, 40 and 49 to 53, and the Consumer Protection Law art. 24 and 25.
"""

from dataclasses import dataclass

from domain.fault import Fault
from domain.order import FreightMode, Order
from domain.quotes.discounts import goods_value
from domain.quotes.entitlement import Balances
from domain.quotes.quote import Bearer, Flag, LineKind, QuoteLine
from domain.quotes.refund_request import LegPayer, PriorRefund, QuotePolicy, RefundRequest, RequestKind, ReturnLeg


@dataclass(frozen=True, kw_only=True)
class Bearers:
    """Who bears the way out and the way back, and by which rule."""

    outbound: Bearer
    back: Bearer
    rule: str


@dataclass(frozen=True, kw_only=True)
class FreightPart:
    """The freight lines of a quote."""

    back: Bearer
    lines: tuple[QuoteLine, ...]
    flags: tuple[Flag, ...] = ()


def bearers(request: RefundRequest, policy: QuotePolicy) -> Bearers:
    """Who bears the freight of this request; the first rule that fits, the platform's finding before an agreement.

    In a parcel with several faults `request.fault` is the party first at fault, who bears the shared way back (MR-39).
    """
    outbound, back, rule = _bearers_of_return(request, policy)
    return Bearers(outbound=outbound, back=back if request.sends_goods_back else Bearer.NOBODY, rule=rule)


def _bearers_of_return(request: RefundRequest, policy: QuotePolicy) -> tuple[Bearer, Bearer, str]:
    if request.shipped_without_consent:
        return Bearer.SELLER, Bearer.SELLER, "MR-22"
    if request.seller_answers:
        return Bearer.SELLER, Bearer.SELLER, "MR-39" if request.mixed_faults else "MR-13"
    if request.abuse_confirmed:
        return Bearer.BUYER, Bearer.BUYER, "MR-33"
    if policy.withdrawal and request.statutory_no_reason:
        return Bearer.SELLER, Bearer.BUYER if policy.told_return_cost else Bearer.SELLER, "MR-36"
    if request.agreement_without_freight_terms:
        return Bearer.SELLER, Bearer.SELLER, "MR-20"
    if request.round_trip_binds:
        return Bearer.BUYER, Bearer.BUYER, "MR-15"
    if request.fault is Fault.NONE:
        return Bearer.SELLER, Bearer.BUYER, "MR-34"
    if request.kind is RequestKind.REFUSE_DELIVERY:
        return Bearer.BUYER, Bearer.SELLER if policy.waive_refusal_leg else Bearer.BUYER, "MR-21"
    return Bearer.BUYER, Bearer.BUYER, "MR-39" if request.mixed_faults else "MR-11"


def freight_part(
    order: Order, held: Balances, request: RefundRequest, prior: tuple[PriorRefund, ...], policy: QuotePolicy
) -> FreightPart:
    """Outbound freight paid back or taken off, the return leg, and postage made good."""
    if request.kind is RequestKind.KEEP_GOODS:
        return FreightPart(back=Bearer.NOBODY, lines=())
    legs = bearers(request, policy)
    lines = [_outbound_refund(order, held, request, prior, policy, legs)]
    lines += _outbound_deduction(order, held, request, prior, policy, legs)
    postage = _return_leg(request, policy, legs)
    flags = []
    if _full_return_of_free_shipping(order, held, request, legs):
        flags.append(Flag.FULL_RETURN_OF_FREE_SHIPPING)
    if any("cap" in line.terms for line in postage):
        flags.append(Flag.POSTAGE_CAPPED)
    moved = [line for line in lines if line.amount or line.terms.get("charged")]
    return FreightPart(back=legs.back, lines=(*moved, *postage), flags=tuple(flags))


def _outbound_refund(
    order: Order,
    held: Balances,
    request: RefundRequest,
    prior: tuple[PriorRefund, ...],
    policy: QuotePolicy,
    legs: Bearers,
) -> QuoteLine:
    charged = order.freight.charged
    before = sum(refund.freight_amount for refund in prior)
    terms = {"charged": charged}
    if before:
        terms["before"] = before
    amount, rule = 0, legs.rule
    everything_gone = not any(balance.kept for balance in held.values())
    if request.kind is RequestKind.CANCEL:
        rule = "MR-10"
        needed = 0 if everything_gone else _still_needed(charged, policy)
        terms["needed"] = needed
        amount = max(0, charged - needed - before)
    elif legs.outbound is Bearer.SELLER and everything_gone:
        amount = max(0, _due_back(order, legs) - before)
    return QuoteLine(kind=LineKind.OUTBOUND_REFUND, amount=amount, rule=rule, terms=terms)


def _due_back(order: Order, legs: Bearers) -> int:
    """The surcharge of an express delivery stays with us on a withdrawal (MR-36)."""
    charged, standard = order.freight.charged, order.freight.standard
    return min(charged, standard) if legs.rule == "MR-36" and standard is not None else charged


def _still_needed(charged: int, policy: QuotePolicy) -> int:
    return charged if policy.freight_for_remaining is None else policy.freight_for_remaining


def _outbound_deduction(
    order: Order,
    held: Balances,
    request: RefundRequest,
    prior: tuple[PriorRefund, ...],
    policy: QuotePolicy,
    legs: Bearers,
) -> list[QuoteLine]:
    """The base freight of goods that went out free, where a rule puts the way out on the buyer; taken once an order."""
    rule = _rule_of_deduction(order, held, request, policy, legs)
    if rule is None or order.freight.charged or order.freight.mode is FreightMode.BUYER_PAID:
        return []
    amount = order.freight.base - sum(refund.freight_deducted for refund in prior)
    if amount <= 0:
        return []
    terms = {"base": order.freight.base}
    if rule == "MR-12" and order.freight.free_threshold is not None:
        terms |= {"threshold": order.freight.free_threshold, "kept": _value(held, after=True)}
    return [QuoteLine(kind=LineKind.OUTBOUND_FREIGHT, amount=-amount, rule=rule, terms=terms)]


def _rule_of_deduction(
    order: Order, held: Balances, request: RefundRequest, policy: QuotePolicy, legs: Bearers
) -> str | None:
    if not request.sends_goods_back or request.claw_backs_barred or legs.outbound is not Bearer.BUYER:
        return None
    if legs.rule in {"MR-33", "MR-15"}:
        return legs.rule
    return "MR-12" if _free_shipping_lost(order, held, policy) else None


def _free_shipping_lost(order: Order, held: Balances, policy: QuotePolicy) -> bool:
    """Goods fall below the threshold by this return, not an earlier one; a full return only where the policy says so.

    The goods count after line discounts and before order discounts, the reading under which the promise lives longer.
    """
    threshold = order.freight.free_threshold
    if order.freight.mode is not FreightMode.FREE_ABOVE or threshold is None:
        return False
    lost_before = any(balance.returned for balance in held.values()) and _value(held, after=False) < threshold
    if lost_before or _value(held, after=True) >= threshold:
        return False
    return policy.deduct_base_on_full_return or any(balance.kept for balance in held.values())


def _value(held: Balances, *, after: bool) -> int:
    """The value of the goods that the buyer has, after or before this request."""
    return sum(
        goods_value(balance.line, balance.kept + (0 if after else balance.requested)) for balance in held.values()
    )


def _full_return_of_free_shipping(order: Order, held: Balances, request: RefundRequest, legs: Bearers) -> bool:
    """Art. 53 speaks of a partial return, the Measures' art. 18 might allow more: a person may look (MR-12)."""
    return (
        order.freight.mode is FreightMode.FREE_ABOVE
        and order.freight.charged == 0
        and request.sends_goods_back
        and legs.outbound is Bearer.BUYER
        and not request.claw_backs_barred
        and not any(balance.kept for balance in held.values())
    )


def _return_leg(request: RefundRequest, policy: QuotePolicy, legs: Bearers) -> list[QuoteLine]:
    if legs.back is Bearer.NOBODY:
        return []
    told = QuoteLine(kind=LineKind.RETURN_LEG, rule=legs.rule, terms={"seller": int(legs.back is Bearer.SELLER)})
    leg = request.return_leg
    if leg is None:
        return [told]
    if leg.paid_by is LegPayer.SELLER_ON_DELIVERY:
        moved = _collect_fee(request, leg, legs)
    elif legs.back is Bearer.SELLER:
        moved = _postage_back(leg, policy, legs)
    else:
        moved = _dearer_address(leg)
    return [*moved, told]


def _collect_fee(request: RefundRequest, leg: ReturnLeg, legs: Bearers) -> list[QuoteLine]:
    """The carrier billed the seller for a leg that is the buyer's: it comes off the refund (MR-18, MR-21, MR-33)."""
    if legs.back is Bearer.SELLER or leg.collect_agreed or request.claw_backs_barred:
        return []
    amount = leg.amount if leg.amount_to_listed_origin is None else min(leg.amount, leg.amount_to_listed_origin)
    rule = legs.rule if legs.rule in {"MR-21", "MR-33"} else "MR-18"
    terms = {"fee": leg.amount}
    return [QuoteLine(kind=LineKind.RETURN_LEG_FREIGHT, amount=-amount, rule=rule, terms=terms)] if amount else []


def _postage_back(leg: ReturnLeg, policy: QuotePolicy, legs: Bearers) -> list[QuoteLine]:
    """Reasonable postage that the buyer advanced for a leg that is the seller's, less what the insurer paid (MR-32)."""
    terms = {"postage": leg.amount}
    reasonable = leg.amount
    if policy.return_postage_cap is not None and policy.return_postage_cap < leg.amount:
        reasonable = terms["cap"] = policy.return_postage_cap
    if leg.insurance_payout:
        terms["insured"] = leg.insurance_payout
    rule = "MR-32" if leg.insurance_payout else legs.rule
    return _made_good(max(0, reasonable - leg.insurance_payout), rule, terms)


def _dearer_address(leg: ReturnLeg) -> list[QuoteLine]:
    """What another address than the listed origin costs more is the seller's, never above what the buyer is out of."""
    if leg.amount_to_listed_origin is None:
        return []
    extra = max(0, leg.amount - leg.amount_to_listed_origin)
    amount = min(extra, max(0, leg.amount - leg.insurance_payout))
    return _made_good(amount, "MR-19", {"postage": leg.amount, "listed": leg.amount_to_listed_origin})


def _made_good(amount: int, rule: str, terms: dict[str, int]) -> list[QuoteLine]:
    if amount == 0 and "insured" not in terms:
        return []
    return [QuoteLine(kind=LineKind.RETURN_FREIGHT_REIMBURSED, amount=amount, rule=rule, terms=terms)]
