"""The refund quote of one request: the order of computation of the money rules, from step to step.

Paid amounts (MR-2), entitlement (MR-3 to MR-8), outbound freight (MR-10 to MR-13, MR-34), deductions (MR-9, MR-12,
MR-14, MR-15, MR-18, MR-33), limits (MR-1), tenders (MR-28), and compensation beside the order (MR-13, MR-19, MR-32).
"""

from dataclasses import dataclass

from domain.order import Order, Stage
from domain.quotes.deductions import deductions
from domain.quotes.discounts import line_paid
from domain.quotes.entitlement import balances, entitlement
from domain.quotes.freight import bearers, freight_part
from domain.quotes.guard import broken_limit
from domain.quotes.quote import (
    COMPENSATION,
    DEDUCTIONS,
    ORDER_CHANNEL,
    Bearer,
    Breach,
    Decision,
    Flag,
    LineKind,
    Quote,
    QuoteLine,
    total,
)
from domain.quotes.refund_request import PriorRefund, QuotePolicy, RefundRequest, RequestKind
from domain.quotes.tenders import tender_split
from domain.quotes.validity import check_order, check_policy, check_request

DEFAULT_POLICY = QuotePolicy()


def refund_quote(
    order: Order,
    request: RefundRequest,
    prior: tuple[PriorRefund, ...] = (),
    policy: QuotePolicy = DEFAULT_POLICY,
) -> Quote:
    """What the buyer gets for this request, after what earlier cases paid back.

    A request beyond what is left is answered by `decision="reject"` with its error (MR-1). What cannot be true raises
    OrderError, RequestError or MoneyError, each a ValueError in plain words.
    """
    check_order(order)
    check_request(order, request, prior)
    check_policy(policy)
    paid = line_paid(order)
    held = balances(order, paid, request, prior)
    sheet = _Sheet(order=order, paid=paid, prior=prior)
    if broken := broken_limit(order, held, request, prior):
        return sheet.quote((broken[1],), decision=Decision.REJECT, error=broken[0])
    if request.decision_block is not None:
        return _whole_return_offered(sheet, request, policy)
    goods = entitlement(order, held, request, policy)
    off = deductions(request, goods.lines, policy)
    freight = freight_part(order, held, request, prior, policy)
    lines = (*goods.lines, *freight.lines, *off.lines, *_forfeited(order, request), *_other_compensation(request))
    flags = (*goods.flags, *freight.flags, *off.flags, *_seller_may_resend(request))
    return sheet.quote(lines, back=freight.back, flags=flags, shortfall=goods.shortfall)


def summed(order: Order, lines: tuple[QuoteLine, ...], prior: tuple[PriorRefund, ...] = ()) -> Quote:
    """The quote of lines that come from elsewhere, as from two parts of one document; its totals are their sums."""
    return _Sheet(order=order, paid=line_paid(order), prior=prior).quote(lines)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """What a quote is written on; its totals are the sums of its lines."""

    order: Order
    paid: dict[str, int]
    prior: tuple[PriorRefund, ...]

    def quote(
        self,
        lines: tuple[QuoteLine, ...],
        *,
        decision: Decision = Decision.APPROVE,
        error: Breach | None = None,
        back: Bearer = Bearer.NOBODY,
        flags: tuple[Flag, ...] = (),
        shortfall: int = 0,
    ) -> Quote:
        """The quote of these lines; deductions above the refund are not collected but told."""
        uncollected = max(0, -total(lines, *ORDER_CHANNEL))
        if uncollected:
            lines = (*lines, QuoteLine(kind=LineKind.NOT_COLLECTED, amount=uncollected, rule="MR-1"))
            flags = (*flags, Flag.DEDUCTIONS_CLAMPED)
        refund, compensation = total(lines, *ORDER_CHANNEL), total(lines, *COMPENSATION)
        refunded = [tender for earlier in self.prior for tender in earlier.tenders]
        return Quote(
            currency=self.order.currency,
            decision=decision,
            error=error,
            line_paid=self.paid,
            goods_refund=total(lines, LineKind.GOODS),
            outbound_freight_refund=total(lines, LineKind.OUTBOUND_REFUND),
            deductions={kind: -total(lines, kind) for kind in DEDUCTIONS},
            order_refund=refund,
            compensation={kind: total(lines, kind) for kind in COMPENSATION},
            compensation_total=compensation,
            buyer_receives_total=refund + compensation,
            return_freight_bearer=back,
            shortfall_not_collected=shortfall + uncollected,
            tender_split=tender_split(self.order.tenders, refund, refunded),
            flags=flags,
            lines=lines,
        )


def _whole_return_offered(sheet: _Sheet, request: RefundRequest, policy: QuotePolicy) -> Quote:
    """A set sold as one SKU goes back whole or stays (MR-8)."""
    line = QuoteLine(kind=LineKind.HELD_BACK, rule="MR-8")
    return sheet.quote((line,), decision=Decision.OFFER_WHOLE_RETURN, back=bearers(request, policy).back)


def _forfeited(order: Order, request: RefundRequest) -> tuple[QuoteLine, ...]:
    """The deposit of a presale that the buyer cancels: at most a fifth of the price is one (MR-30)."""
    amount, presale = request.forfeited_deposit, order.presale
    if not amount or presale is None or request.kind is not RequestKind.CANCEL:
        return ()
    terms = {"deposit": presale.deposit, "price": presale.contract_price}
    return (QuoteLine(kind=LineKind.DEPOSIT, amount=-amount, rule="MR-30", terms=terms),)


def _other_compensation(request: RefundRequest) -> tuple[QuoteLine, ...]:
    """Beside the order and not capped by what was paid (MR-1)."""
    if not request.other_compensation:
        return ()
    return (QuoteLine(kind=LineKind.OTHER, amount=request.other_compensation, rule="MR-1"),)


def _seller_may_resend(request: RefundRequest) -> tuple[Flag, ...]:
    """Goods refused without the no-reason right: the seller may refund, or resend at the buyer's cost (MR-21)."""
    refused = request.kind is RequestKind.REFUSE_DELIVERY and request.stage is Stage.IN_TRANSIT
    excluded = refused and request.statutory_no_reason is False and not request.seller_answers
    return (Flag.SELLER_MAY_RESEND,) if excluded else ()
