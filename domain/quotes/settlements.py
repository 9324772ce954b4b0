"""Sums of special sales: price protection (MR-27), platform funding (MR-29), deposit (MR-30), exchange (MR-31)."""

from dataclasses import dataclass

from domain.quotes.quote import Bearer

DEPOSIT_SHARE = 5  # a deposit is at most one fifth of the price


@dataclass(frozen=True, kw_only=True)
class Funding:
    """Who gives back what when a platform paid part of the price; minor units."""

    buyer_refund: int
    platform_subsidy_reversal: int
    seller_settlement_reversal: int


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """What of a deposit counts as one, what is forfeited, and what goes back to the buyer; minor units."""

    effective_deposit: int
    forfeited: int
    refund: int


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The money of an exchange: `buyer_pays_seller` holds top-up and freight, `compensation` the postage made good."""

    top_up: int
    refund: int
    buyer_pays_seller: int
    compensation: int
    return_freight_bearer: Bearer

    @property
    def buyer_receives_total(self) -> int:
        """What the buyer gets, by whatever channel."""
        return self.refund + self.compensation


def price_protection(
    *,
    qty: int,
    paid_total: int,
    new_unit_price: int,
    coupon: int,
    threshold: int = 0,
    days_since: int,
    window_days: int,
) -> int:
    """What was paid above the new price with the same coupon, while it still holds; 0 outside the promised window."""
    goods = qty * new_unit_price
    still = min(coupon, goods) if goods >= threshold else 0
    return max(0, paid_total - (goods - still)) if 0 <= days_since <= window_days else 0


def funding(*, list_price: int, platform_coupon: int, shop_coupon: int, buyer_paid: int) -> Funding:
    """The buyer gets what was paid; the platform takes its own part back from the seller.

    Raises ValueError when the parts do not make up the list price. Source: Measures art. 17.
    """
    if list_price - platform_coupon - shop_coupon != buyer_paid:
        raise ValueError(
            f"{list_price} - {platform_coupon} - {shop_coupon} is not the {buyer_paid} that the buyer paid"
        )
    return Funding(
        buyer_refund=buyer_paid,
        platform_subsidy_reversal=platform_coupon,
        seller_settlement_reversal=buyer_paid + platform_coupon,
    )


def deposit(*, contract_price: int, deposit_paid: int, buyer_defaults: bool) -> Deposit:
    """Up to a fifth of the price is a deposit: the buyer forfeits it, the seller returns it twice; the rest is owed.

    Source: Civil Code art. 586-587.
    """
    effective = min(deposit_paid, contract_price // DEPOSIT_SHARE)
    excess = deposit_paid - effective
    if buyer_defaults:
        return Deposit(effective_deposit=effective, forfeited=effective, refund=excess)
    return Deposit(effective_deposit=effective, forfeited=0, refund=2 * effective + excess)


def exchange(
    *, old_line_paid: int, new_price: int, no_reason: bool, second_freight: int, postage_by_buyer: int = 0
) -> Exchange:
    """Price difference one way or the other; a no-reason exchange leaves all freight with the buyer, any fault none.

    Source: Taobao dispute rules art. 54; Consumer Protection Law art. 24.
    """
    top_up, refund = max(0, new_price - old_line_paid), max(0, old_line_paid - new_price)
    return Exchange(
        top_up=top_up,
        refund=refund,
        buyer_pays_seller=top_up + (second_freight if no_reason else 0),
        compensation=0 if no_reason else postage_by_buyer,
        return_freight_bearer=Bearer.BUYER if no_reason else Bearer.SELLER,
    )
