"""What may come off a refund for the goods' sake: gift, packaging, depreciation, use (MR-9, MR-14, MR-15, MR-17).

Use apart (the three guarantees), none of it where the seller or the carrier is at fault, and none of it on goods that
never came back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.fault import Fault
from domain.money import half_up
from domain.quotes.quote import Flag, LineKind, QuoteLine
from domain.quotes.refund_request import QuotePolicy, RefundRequest


@dataclass(frozen=True, kw_only=True)
class Deducted:
    """One possible deduction: its line, or a flag that tells why it is not taken or should be looked at."""

    lines: tuple[QuoteLine, ...] = ()
    flags: tuple[Flag, ...] = ()


def deductions(request: RefundRequest, goods: Sequence[QuoteLine], policy: QuotePolicy) -> Deducted:
    """Every deduction this request carries, as negative lines; `goods` are the lines of what is paid for."""
    if request.sends_goods_back and request.use_bp:
        return _use(request, goods)
    if not request.sends_goods_back or request.claw_backs_barred:
        return Deducted()
    parts = (_gift(request), _packaging(request, policy), _depreciation(request, _worn_value(request, goods)))
    return Deducted(
        lines=tuple(line for part in parts for line in part.lines),
        flags=tuple(flag for part in parts for flag in part.flags),
    )


def _use(request: RefundRequest, goods: Sequence[QuoteLine]) -> Deducted:
    """Money back instead of another item of the same model: less the use, though the defect is the seller's (MR-17)."""
    paid = sum(line.amount for line in goods if line.kind is LineKind.GOODS)
    amount = half_up(paid, request.use_bp, 10_000)
    return _deducted(LineKind.DEPRECIATION, amount, "MR-17", goods=paid, bp=request.use_bp)


def _gift(request: RefundRequest) -> Deducted:
    """A gift the buyer kept or broke costs its declared value; without one a person agrees on it. It blocks nothing."""
    gift = request.gift
    if gift is None or gift.returned or gift.lost_without_buyer_fault or request.fault is not Fault.BUYER:
        return Deducted()
    if gift.declared_value is None:
        return Deducted(flags=(Flag.GIFT_VALUE_TO_AGREE,))
    return _deducted(LineKind.GIFT_VALUE, gift.declared_value, "MR-9")


def _packaging(request: RefundRequest, policy: QuotePolicy) -> Deducted:
    """Only outside the statutory right, and never above what the buyer agreed to.

    A fee below the policy's minimum is flagged, not raised: the express agreement is to the amount.
    """
    fee = request.packaging_fee_agreed
    if fee == 0:
        return Deducted()
    if request.statutory_no_reason:
        return Deducted(flags=(Flag.PACKAGING_FEE_BARRED,))
    below = fee < policy.packaging_fee_min
    taken = _deducted(LineKind.PACKAGING_FEE, fee, "MR-14", least=policy.packaging_fee_min)
    return Deducted(lines=taken.lines, flags=(Flag.PACKAGING_FEE_BELOW_MINIMUM,) if below else ())


def _worn_value(request: RefundRequest, goods: Sequence[QuoteLine]) -> int:
    """What is paid for units that came back not intact: sound ones of the same parcel are decided apart.

    Source: table 3.10 step 4 row 11.
    """
    paid = {line.line_id: line.amount for line in goods if line.kind is LineKind.GOODS}
    if all(item.worn is None for item in request.items):
        return sum(paid.values())
    return sum(half_up(paid.get(item.line_id, 0), item.worn or 0, item.qty) for item in request.items)


def _depreciation(request: RefundRequest, goods_refund: int) -> Deducted:
    """An agreed share of the refund for goods that were found not intact."""
    share = request.depreciation_bp_agreed
    if request.goods_intact is not False:
        return Deducted(flags=(Flag.DEPRECIATION_BARRED,)) if share else Deducted()
    if share == 0:
        return Deducted(flags=(Flag.NOT_INTACT_NOTHING_AGREED,))
    amount = half_up(goods_refund, share, 10_000)
    return _deducted(LineKind.DEPRECIATION, amount, "MR-15", goods=goods_refund, bp=share)


def _deducted(kind: LineKind, amount: int, rule: str, **terms: int) -> Deducted:
    return Deducted(lines=(QuoteLine(kind=kind, amount=-amount, rule=rule, terms=terms),) if amount else ())
