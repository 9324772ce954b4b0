"""What is asked of one order: units, who is at fault, what was agreed, and what earlier cases have paid back.

These values are the whole input of a refund quote beside the order itself. All amounts are minor units of the order's
currency, shares are basis points (1500 = 15 %).
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.fault import Fault
from domain.order import Stage, Tender


class RequestKind(StrEnum):
    """What the buyer asks for, as far as the money is concerned."""

    CANCEL = "cancel"
    RETURN_REFUND = "return_refund"
    KEEP_GOODS = "keep_goods"
    REFUSE_DELIVERY = "refuse_delivery"
    LOST = "lost"
    SHORT = "short"


class LegPayer(StrEnum):
    """Who handed the return postage to the carrier: the buyer in advance, or the seller on delivery (collect)."""

    BUYER = "buyer"
    SELLER_ON_DELIVERY = "seller_on_delivery"


class PromoMode(StrEnum):
    """What a partial no-reason return does to a promotion: keep its share, or price the kept goods anew (MR-6)."""

    ALLOCATION = "allocation"
    REPRICE = "reprice"


class Block(StrEnum):
    """Why no money moves yet although the request is honest."""

    SET_NOT_SEPARABLE = "set_sku_not_separable"


@dataclass(frozen=True, kw_only=True)
class RequestedItem:
    """Units of one line; `fault` differs from the request's where one parcel holds both kinds of lines (MR-39).

    `worn` of them came back not intact; None where that was said of the goods as a whole (`goods_intact`).
    """

    line_id: str
    qty: int
    fault: Fault | None = None
    worn: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnLeg:
    """The way back: `amount_to_listed_origin` is what the address shown on the page would have cost (MR-19)."""

    paid_by: LegPayer
    amount: int
    amount_to_listed_origin: int | None = None
    insurance_payout: int = 0
    collect_agreed: bool = False  # the seller agreed to receive this parcel freight-collect (MR-18)


@dataclass(frozen=True, kw_only=True)
class Gift:
    """A gift that came with the goods; `declared_value` is None when the page stated none (MR-9)."""

    returned: bool
    declared_value: int | None = None
    lost_without_buyer_fault: bool = False


@dataclass(frozen=True, kw_only=True)
class RefundRequest:
    """One request with what was found and agreed.

    `stage` is where the goods are when the money is decided (the order keeps where they were at opening). `fault` is
    the party at fault, and the party first at fault where items differ. None means "not asserted".
    """

    kind: RequestKind
    stage: Stage
    fault: Fault
    items: tuple[RequestedItem, ...] = ()
    statutory_no_reason: bool | None = None  # inside a valid no-reason window, for goods that have the right
    goods_intact: bool | None = None
    agreed_amount: int | None = None  # keep_goods only
    agreed_bp: int | None = None  # keep_goods only: share of what was paid
    for_the_units: bool = False  # keep_goods only: for a fault of these very units, should they come back (MR-5)
    packaging_fee_agreed: int = 0
    agreed_round_trip: bool = False
    depreciation_bp_agreed: int = 0
    use_bp: int = 0  # the three guarantees' share for use, chosen instead of another item (MR-17)
    gift: Gift | None = None
    abuse_confirmed: bool = False  # a finding of the platform, never our own suspicion (MR-33)
    agreement_without_freight_terms: bool = False
    shipped_without_consent: bool = False
    decision_block: Block | None = None
    return_leg: ReturnLeg | None = None
    forfeited_deposit: int = 0  # cancel only: of a presale, by its own rule (MR-30)
    other_compensation: int = 0  # a penalty or proven loss that was decided by its own rule

    @property
    def seller_answers(self) -> bool:
        """The seller stands for this request towards the buyer (MR-13, MR-22, MR-23)."""
        return (
            self.shipped_without_consent or self.kind is RequestKind.LOST or self.fault in (Fault.SELLER, Fault.CARRIER)
        )

    @property
    def claw_backs_barred(self) -> bool:
        """Nothing may be taken back from the buyer: one line of the parcel is not the buyer's doing (MR-13, MR-39)."""
        return self.seller_answers or any(item.fault in (Fault.SELLER, Fault.CARRIER) for item in self.items)

    @property
    def mixed_faults(self) -> bool:
        """One parcel holds lines of different faults (MR-39)."""
        return len({item.fault or self.fault for item in self.items}) > 1

    @property
    def round_trip_binds(self) -> bool:
        """The buyer agreed to bear the way out too; inside the statutory right nobody can ask for that (MR-15)."""
        return self.agreed_round_trip and not self.statutory_no_reason

    @property
    def sends_goods_back(self) -> bool:
        """The goods travel back to the seller, so that there is a return leg to pay."""
        return self.kind in (RequestKind.RETURN_REFUND, RequestKind.REFUSE_DELIVERY)

    def qty(self, line_id: str) -> int:
        """How many units of this line the request names."""
        return sum(item.qty for item in self.items if item.line_id == line_id)


@dataclass(frozen=True, kw_only=True)
class PriorRefund:
    """What was already paid back on one line, or on the order's freight when `line_id` is None.

    `goods_amount` is before deductions. With `qty` 0 it was an amount for kept goods: `applies_to_requested_units` says
    that it was for the very units now returned (MR-5). `freight_deducted` is outbound freight already taken off.
    """

    line_id: str | None = None
    qty: int = 0
    goods_amount: int = 0
    applies_to_requested_units: bool = False
    seller_fault: bool = False  # these units went back by the seller's or the carrier's fault: no promo is lost (MR-7)
    freight_amount: int = 0
    freight_deducted: int = 0
    tenders: tuple[Tender, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuotePolicy:
    """The shop's choices where the rules leave one; part of the terms that are frozen at opening."""

    promo_mode: PromoMode = PromoMode.ALLOCATION
    packaging_fee_min: int = 500
    freight_for_remaining: int | None = None  # None: what was charged is still needed (MR-10)
    deduct_base_on_full_return: bool = False
    waive_refusal_leg: bool = False
    return_postage_cap: int | None = None  # what counts as reasonable postage (MR-13); None: the receipt
    withdrawal: bool = False  # a no-reason return gives back the cheapest standard delivery too (MR-36)
    told_return_cost: bool = True  # the buyer bears the way back of a withdrawal only where the shop told so (MR-36)
