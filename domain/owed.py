"""What a case owes its buyer now, from what was asked, what came back and what was agreed."""

from dataclasses import replace

from domain import compensation, exchanging
from domain.case import Case, Offer
from domain.delivery import GONE
from domain.discounts import line_paid
from domain.eligibility import excluded_line
from domain.events import Answer, Hold, Intercept, Means, Party, Payment, PaymentState
from domain.fault import Fault
from domain.goods import ParcelState
from domain.inspection import accepted_units, assess, in_force
from domain.order import Stage
from domain.quote import Bearer, Decision, Quote
from domain.refund import refund_quote
from domain.refund_request import (
    Gift,
    LegPayer,
    PromoMode,
    QuotePolicy,
    RefundRequest,
    RequestedItem,
    RequestKind,
    ReturnLeg,
)
from domain.request import AFTER_RECEIPT, BEFORE_RECEIPT, Scenario
from domain.trail import Situation


def owed(case: Case, *, depreciation_bp: int | None = None) -> Quote:
    """The quote for the case as it stands, knowing what other cases of the order have paid back.

    `depreciation_bp` asks "what if": the quote that an offer of this depreciation would make.
    """
    if case.request.kind is Scenario.INVOICE:
        return _nothing(case)
    if _keeps_goods(case):
        return _compensation(case, settled=True)
    if case.scenario is Scenario.EXCHANGE:
        return exchanging.quote(case, _merely_returned(case), _policy(case))
    request = _money_request(case, depreciation_bp)
    return refund_quote(case.order, request, case.prior, _policy(case)) if request.items else _nothing(case)


def _merely_returned(case: Case) -> Quote | None:
    """What goes back for the lines of an exchange for which nothing else is wanted (R73)."""
    items = exchanging.returned(case)
    if not items:
        return None
    apart = replace(case, scenario=Scenario.RETURN_REFUND, request=replace(case.request, items=items))
    return owed(apart)


def buyer_pays(case: Case) -> int:
    """What the buyer pays on top for the other item, minor units; net of what the same document gives back.

    Raises ValueError while nobody has determined the fault.
    """
    return exchanging.sums(case, _merely_returned(case)).buyer_pays


def owes_buyer(case: Case) -> bool:
    """Something is left to be paid, by whatever channel."""
    return any(left_to_pay(case, owed(case)).values())


def asked(case: Case) -> Quote:
    """What the request would come to if all that is asked came back sound: the measure of limits and rulings."""
    if case.request.kind is Scenario.INVOICE:
        return _nothing(case)
    if _keeps_goods(case):
        return _compensation(case, settled=False)
    untouched = replace(case, findings=(), offer=None)
    return refund_quote(case.order, _money_request(untouched, 0), case.prior, _policy(case))


def _keeps_goods(case: Case) -> bool:
    return Scenario.COMPENSATION in {case.scenario, case.request.kind}


def _compensation(case: Case, *, settled: bool) -> Quote:
    """The goods stay: a part of the payment goes back (MR-16), or money beside the order once finance lets it leave.

    With `settled` what was settled on, else what the rules alone would give.
    """
    promise, rules = case.settlement, compensation.entitlement(case)
    if promise is not None or settled:
        means, amount = (promise.means, promise.amount) if promise is not None else (Means.ORDER, 0)
        beside = _released(case)
    else:
        means, amount, beside = rules.means, rules.amount, rules.amount if rules.means is Means.PAYOUT else 0
    partial = amount + _before(case) if means is Means.ORDER else 0
    if not partial and not beside:
        return _nothing(case)
    line_id = promise.line_id if promise is not None else ""
    lines = {line_id} if line_id else {item.line_id for item in case.request.items}
    request = RefundRequest(
        kind=RequestKind.KEEP_GOODS,
        stage=Stage.RECEIVED,
        fault=case.request.fault,
        items=tuple(
            RequestedItem(line_id=line.line_id, qty=line.qty) for line in case.order.lines if line.line_id in lines
        ),
        agreed_amount=partial,
        for_the_units=bool(line_id),
        other_compensation=beside,
    )
    return refund_quote(case.order, request, case.prior, _policy(case))


def _released(case: Case) -> int:
    """What finance lets leave beside the order, minor units."""
    return sum(payout.amount for payout in case.payouts if payout.released_by)


def _before(case: Case) -> int:
    """What the case paid back before it was taken up again and settled anew: a quote covers that too."""
    settled = case.settlement
    if settled is None:
        return 0
    return sum(
        payment.amount
        for payment in case.payments
        if payment.kind is Payment.REFUND and payment.state is PaymentState.SETTLED and payment.decided_at < settled.at
    )


def _nothing(case: Case) -> Quote:
    """Nothing that came back is to be paid for."""
    return Quote(
        currency=case.order.currency,
        decision=Decision.APPROVE,
        line_paid=line_paid(case.order),
        goods_refund=0,
        outbound_freight_refund=0,
        deductions={},
        order_refund=0,
        compensation={},
        compensation_total=0,
        buyer_receives_total=0,
        return_freight_bearer=Bearer.NOBODY,
        shortfall_not_collected=0,
        tender_split={},
    )


def payable(case: Case, quote: Quote) -> dict[Payment, int]:
    """What is to be paid by channel. Never above an accepted offer, and never above what the buyer claims.

    The offer was for the goods that were here: what came after it is paid for on top.
    """
    refund = quote.order_refund
    if case.offer is not None and case.offer.answer is Answer.ACCEPT:
        refund = min(refund, case.offer.amount + _came_since(case, case.offer))
    claimed = case.claim.amount if case.claim is not None else case.request.amount
    if claimed is not None:
        refund = min(refund, claimed)
    return {Payment.REFUND: refund, Payment.COMPENSATION: quote.compensation_total}


def _came_since(case: Case, offer: Offer) -> int:
    if offer.findings in {0, len(case.findings)}:
        return 0
    before = replace(case, findings=case.findings[: offer.findings])
    return max(0, owed(case).order_refund - owed(before).order_refund)


def left_to_pay(case: Case, quote: Quote) -> dict[Payment, int]:
    """What of it has not certainly left yet."""
    return {kind: max(0, amount - case.paid_back(kind)) for kind, amount in payable(case, quote).items()}


def needs_consent(case: Case) -> bool:
    """True when the buyer must take less than asked before money can move.

    A platform pays exactly what the buyer claims there: less is only possible once the buyer changes the claim.
    """
    if case.offer is not None and case.offer.answer is Answer.ACCEPT:
        return False
    if case.offer is not None and case.offer.answer is None:
        return True
    if case.findings and assess(case).contested:
        return True
    return case.claim is not None and case.claim.amount > owed(case).order_refund


def owes_again(case: Case) -> bool:
    """True when the bank took a payment back and nothing was decided since (point 6 of how money leaves).

    Nothing is owed again to a buyer who took the request back, or whose request was refused since.
    """
    ruled_out = case.ruling is not None and case.ruling.in_favour_of is Party.SELLER and not case.ruling.amount
    if case.withdrawn or case.refusal is not None or ruled_out:
        return False
    newest = {payment.kind: payment for payment in case.payments}
    return any(payment.state is PaymentState.REVERSED for payment in newest.values())


def _money_request(case: Case, depreciation_bp: int | None) -> RefundRequest:
    offer = case.offer
    agreed_bp = offer.depreciation_bp if offer is not None and offer.answer is Answer.ACCEPT else 0
    kind = _kind(case)
    goods_travel_back = kind in {RequestKind.RETURN_REFUND, RequestKind.REFUSE_DELIVERY}
    return RefundRequest(
        kind=kind,
        stage=_stage(kind),
        fault=case.request.fault,
        items=_items(case, what_if=depreciation_bp),
        statutory_no_reason=case.request.fault is Fault.BUYER and _statutory(case),
        goods_intact=not assess(case).damaged if case.findings else None,
        depreciation_bp_agreed=agreed_bp if depreciation_bp is None else depreciation_bp,
        gift=_gift(case) if goods_travel_back else None,
        agreement_without_freight_terms=_freight_unsaid(case),
        shipped_without_consent=_shipped_against_request(case),
        return_leg=_return_leg(case) if goods_travel_back else None,
        other_compensation=_beside(case),
    )


def _beside(case: Case) -> int:
    """What goes back beside the order: damages that finance let leave, and what was paid on top for nothing.

    The latter never was a part of the order: the other item is not to be the buyer's any more.
    """
    damages = _released(case) if case.request.kind is Scenario.COUNTERFEIT else 0
    return damages + (0 if case.scenario is Scenario.EXCHANGE else exchanging.paid_on_top(case))


def _kind(case: Case) -> RequestKind:
    if case.found is not None and case.found.situation in GONE:
        return RequestKind.LOST
    if case.found is not None and case.found.situation is Situation.NOT_HANDED_OVER:
        return RequestKind.CANCEL
    if case.request.kind in AFTER_RECEIPT or case.outbound is ParcelState.SIGNED:
        return RequestKind.RETURN_REFUND
    if case.order.stage is Stage.UNSHIPPED and _never_left(case):
        return RequestKind.CANCEL
    if case.outbound is ParcelState.LOST:
        return RequestKind.LOST
    return RequestKind.REFUSE_DELIVERY


def _never_left(case: Case) -> bool:
    """Held at the warehouse, or stopped before the first scan (table 3.1 rows 1 and 2)."""
    stopped = case.hold is Hold.HANDED_OVER and case.intercept is Intercept.STOPPED
    return case.hold in {None, Hold.HELD} or stopped


def _stage(kind: RequestKind) -> Stage:
    stages = {RequestKind.CANCEL: Stage.UNSHIPPED, RequestKind.RETURN_REFUND: Stage.RECEIVED}
    return stages.get(kind, Stage.IN_TRANSIT)


def _items(case: Case, *, what_if: int | None) -> tuple[RequestedItem, ...]:
    """With a "what if", worn units count as taken; else only what was accepted."""
    if not case.findings:
        return tuple(RequestedItem(line_id=item.line_id, qty=item.qty) for item in case.request.items)
    sound, worn = accepted_units(case, worn_too=bool(what_if))
    return tuple(
        RequestedItem(line_id=line_id, qty=sound[line_id] + worn[line_id], worn=worn[line_id])
        for line_id in dict.fromkeys((*sound, *worn))
    )


def _statutory(case: Case) -> bool:
    """A refusal at the door counts as a no-reason return of goods that have the right; worn ones are outside it.

    Source: rules MR-15 and MR-21.
    """
    if case.request.kind in BEFORE_RECEIPT:
        return excluded_line(case) is None
    inside = case.order.no_reason_until is None or case.request.requested_at < case.order.no_reason_until
    return inside and not (case.findings and assess(case).damaged)


def _gift(case: Case) -> Gift | None:
    states = [finding.gift_present for finding in in_force(case) if finding.gift_present is not None]
    if not states:
        return None
    return Gift(returned=any(states), declared_value=case.order.gift_value)


def _freight_unsaid(case: Case) -> bool:
    """A person agreed to a return and said nothing of freight: the buyer was told that it is ours (MR-20).

    Policy says who pays; the platform's agreement by silence is no agreement of the parties.
    """
    agreement = case.agreement
    if agreement is None or agreement.by in {"policy", "platform"} or _kind(case) is not RequestKind.RETURN_REFUND:
        return False
    return agreement.seller_pays_freight is None


def _shipped_against_request(case: Case) -> bool:
    """Goods that left after the request without consent travel at the seller's cost and risk (MR-22)."""
    if case.request.kind is not Scenario.REFUND_ONLY:
        return False
    shipped = case.order.shipped_at
    late = shipped is not None and shipped > case.request.requested_at
    return late or (case.order.stage is Stage.UNSHIPPED and case.hold is Hold.SHIPPED)


def _return_leg(case: Case) -> ReturnLeg | None:
    collected = sum(finding.collect_fee for finding in in_force(case))
    if not collected:
        return None
    agreed = case.agreement is not None and case.agreement.seller_pays_freight is True
    return ReturnLeg(paid_by=LegPayer.SELLER_ON_DELIVERY, amount=collected, collect_agreed=agreed)


def _policy(case: Case) -> QuotePolicy:
    return QuotePolicy(
        promo_mode=PromoMode.REPRICE if case.order.promo_terms_disclosed else PromoMode.ALLOCATION,
        packaging_fee_min=case.terms.packaging_fee_least_minor,
        withdrawal=case.terms.freight_back_choice == "cheapest_standard",
        told_return_cost=case.terms.informs_return_cost_flag,
    )
