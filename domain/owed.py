"""What a case owes its buyer now, from what was asked, what came back and what was agreed."""

from dataclasses import replace

from domain import compensation
from domain.case import Case, Offer
from domain.complaints import owed as complained
from domain.defects import repair_price
from domain.events import Answer, Means, Party, Payment, PaymentState
from domain.exchanges import exchanging
from domain.inspection import assess
from domain.money_request import beside, money_request, policy, released
from domain.order import Stage
from domain.quotes.discounts import line_paid
from domain.quotes.quote import Bearer, Decision, Quote
from domain.quotes.refund import refund_quote
from domain.quotes.refund_request import (
    RefundRequest,
    RequestedItem,
    RequestKind,
)
from domain.request import Scenario
from domain.shipments import owed as supplied


def owed(case: Case, *, depreciation_bp: int | None = None) -> Quote:
    """The quote for the case as it stands, knowing what other cases of the order have paid back.

    `depreciation_bp` asks "what if": the quote that an offer of this depreciation would make.
    """
    if case.request.kind is Scenario.INVOICE:
        return _nothing(case)
    if keeps_goods(case):
        return _compensation(case, settled=True)
    if complained.applies(case):
        return _complaint(case, chosen=True)
    if repair_price.settles_alone(case):
        return _price_back(case)
    if supplied.applies(case):
        return _difference(case)
    if case.scenario is Scenario.EXCHANGE:
        return exchanging.quote(case, _merely_returned(case), policy(case))
    request = money_request(case, depreciation_bp)
    return refund_quote(case.order, request, case.prior, policy(case)) if request.items else _nothing(case)


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
    if keeps_goods(case):
        return _compensation(case, settled=False)
    if complained.applies(case):
        return _complaint(case, chosen=False)
    untouched = replace(case, findings=(), offer=None)
    return refund_quote(case.order, money_request(untouched, 0), case.prior, policy(case))


def _difference(case: Case) -> Quote:
    """What another item costs less than the one that could not be sent."""
    request = supplied.request_of(case)
    return _nothing(case) if request is None else refund_quote(case.order, request, case.prior, policy(case))


def _complaint(case: Case, *, chosen: bool) -> Quote:
    request = complained.request_of(case, chosen=chosen)
    return _nothing(case) if request is None else refund_quote(case.order, request, case.prior, policy(case))


def keeps_goods(case: Case) -> bool:
    """The goods stay with the buyer, and what is owed is an amount for that."""
    kept = case.scenario is Scenario.QUALITY and case.settlement is not None
    return kept or Scenario.COMPENSATION in {case.scenario, case.request.kind}


def _compensation(case: Case, *, settled: bool) -> Quote:
    """The goods stay: a part of the payment goes back (MR-16), or money beside the order once finance lets it leave.

    With `settled` what was settled on, else what the rules alone would give.
    """
    promise, rules = case.settlement, compensation.entitlement(case)
    if promise is not None or settled:
        means, amount = (promise.means, promise.amount) if promise is not None else (Means.ORDER, 0)
        beside = released(case)
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
    return refund_quote(case.order, request, case.prior, policy(case))


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


def _price_back(case: Case) -> Quote:
    """Of a repair that was not done; the goods are the buyer's, and nothing of the order goes back."""
    if not beside(case):
        return _nothing(case)
    lines = {item.line_id for item in case.request.items}
    request = RefundRequest(
        kind=RequestKind.KEEP_GOODS,
        stage=Stage.RECEIVED,
        fault=case.request.fault,
        items=tuple(
            RequestedItem(line_id=line.line_id, qty=line.qty) for line in case.order.lines if line.line_id in lines
        ),
        agreed_amount=0,
        other_compensation=beside(case),
    )
    return refund_quote(case.order, request, case.prior, policy(case))


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

    The same where money of the buyer's came in late, for nothing.

    Nothing is owed again to a buyer who took the request back, or whose request was refused since.
    """
    ruled_out = case.ruling is not None and case.ruling.in_favour_of is Party.SELLER and not case.ruling.amount
    if case.withdrawn or case.refusal is not None or ruled_out:
        return False
    newest = {payment.kind: payment for payment in case.payments}
    reversed_last = any(payment.state is PaymentState.REVERSED for payment in newest.values())
    return reversed_last or _taken_back_before(case) or paid_for_nothing(case)


def _taken_back_before(case: Case) -> bool:
    """The bank took back a payment that others had followed, and what it paid is not back with the buyer."""
    return any(payment.owed_anew for payment in case.payments) and any(left_to_pay(case, owed(case)).values())


def paid_for_nothing(case: Case) -> bool:
    """The buyer paid for an item that is not to be theirs, for work not done, or twice, and does not have it back."""
    if not exchanging.paid_on_top(case) and not repair_price.unearned(case):
        return False
    return left_to_pay(case, owed(case))[Payment.COMPENSATION] > 0
