"""The refund quote: what the buyer gets, by which rule, line by line.

A quote is part of a case's history, so it holds plain values only. The lines are the truth; the totals are their sums.
"""

from dataclasses import dataclass, field
from enum import StrEnum

FOR_THE_UNITS = "for_the_units"  # a term of a line of goods: it was paid for these very units, which stay (MR-5)


class Decision(StrEnum):
    """What the money rules say to the request."""

    APPROVE = "approve"
    REJECT = "reject"
    OFFER_WHOLE_RETURN = "offer_whole_return"


class Breach(StrEnum):
    """Which limit of MR-1 a rejected request breaks."""

    QTY = "QTY_EXCEEDS_REMAINING"
    AMOUNT = "AMOUNT_EXCEEDS_REMAINING"


class Bearer(StrEnum):
    """Who bears a freight leg."""

    BUYER = "buyer"
    SELLER = "seller"
    NOBODY = "n/a"


class LineKind(StrEnum):
    """What a line of a quote is; the last two move no money and only tell."""

    GOODS = "goods"
    OUTBOUND_REFUND = "outbound_freight_refund"
    OUTBOUND_FREIGHT = "outbound_freight"
    RETURN_LEG_FREIGHT = "return_leg_freight"
    PACKAGING_FEE = "packaging_fee"
    DEPRECIATION = "depreciation"
    GIFT_VALUE = "gift_value"
    DEPOSIT = "deposit"  # of a presale, forfeited (MR-30)
    TOP_UP = "exchange_top_up"  # what another item costs more, taken off what goes back (MR-31)
    NOT_COLLECTED = "not_collected"
    RETURN_FREIGHT_REIMBURSED = "return_freight_reimbursed"
    OTHER = "other"
    RETURN_LEG = "return_leg"
    HELD_BACK = "held_back"


DEDUCTIONS = (
    LineKind.OUTBOUND_FREIGHT,
    LineKind.RETURN_LEG_FREIGHT,
    LineKind.PACKAGING_FEE,
    LineKind.DEPRECIATION,
    LineKind.GIFT_VALUE,
)
COMPENSATION = (LineKind.RETURN_FREIGHT_REIMBURSED, LineKind.OTHER)
ORDER_CHANNEL = (
    LineKind.GOODS,
    LineKind.OUTBOUND_REFUND,
    *DEDUCTIONS,
    LineKind.DEPOSIT,
    LineKind.TOP_UP,
    LineKind.NOT_COLLECTED,
)


class Flag(StrEnum):
    """What a person should look at before the money leaves."""

    REPRICE_CLAMPED = "reprice_clamped"
    DEDUCTIONS_CLAMPED = "deductions_clamped"
    PROMO_NOT_REPRICED = "promo_not_repriced"
    CAPPED_TO_REMAINING = "capped_to_remaining"
    FULL_RETURN_OF_FREE_SHIPPING = "full_return_of_free_shipping"
    GIFT_VALUE_TO_AGREE = "gift_value_to_agree"
    PACKAGING_FEE_BARRED = "packaging_fee_barred"
    PACKAGING_FEE_BELOW_MINIMUM = "packaging_fee_below_minimum"
    DEPRECIATION_BARRED = "depreciation_barred"
    NOT_INTACT_NOTHING_AGREED = "not_intact_nothing_agreed"
    POSTAGE_CAPPED = "postage_capped"
    SELLER_MAY_RESEND = "seller_may_resend"


@dataclass(frozen=True, kw_only=True)
class QuoteLine:
    """One amount and the rule that made it; deductions are negative, `terms` are the numbers of its arithmetic."""

    kind: LineKind
    rule: str
    amount: int = 0
    line_id: str | None = None
    qty: int | None = None
    terms: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The answer to one request; amounts are minor units, `order_refund` goes through the order's own channel."""

    currency: str
    decision: Decision
    error: Breach | None = None
    line_paid: dict[str, int]
    goods_refund: int
    outbound_freight_refund: int
    deductions: dict[str, int]
    order_refund: int
    compensation: dict[str, int]
    compensation_total: int
    buyer_receives_total: int
    return_freight_bearer: Bearer
    shortfall_not_collected: int
    tender_split: dict[str, int]
    flags: tuple[Flag, ...] = ()
    lines: tuple[QuoteLine, ...] = ()

    def goods_by_line(self) -> dict[str, int]:
        """What this quote pays for the goods of each line, before deductions: what the ledger caps (MR-1)."""
        by_line: dict[str, int] = {}
        for line in self.lines:
            if line.kind is LineKind.GOODS and line.line_id is not None:
                by_line[line.line_id] = by_line.get(line.line_id, 0) + line.amount
        return by_line


def total(lines: tuple[QuoteLine, ...], *kinds: LineKind) -> int:
    """The signed sum of the lines of these kinds."""
    return sum(line.amount for line in lines if line.kind in kinds)
