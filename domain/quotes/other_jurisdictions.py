"""Whole refunds outside China: EU withdrawal (MR-36) and a late shipment in the US (MR-38)."""

from dataclasses import dataclass

US_WORKING_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """What a withdrawal pays back and who bears the way back; minor units."""

    refund: int
    consumer_bears_return: bool
    return_cost_reimbursed: int

    @property
    def total(self) -> int:
        """Refund and return cost together."""
        return self.refund + self.return_cost_reimbursed


@dataclass(frozen=True, kw_only=True)
class LateShipment:
    """What is due when goods were not shipped in time; `deadline_working_days` is None when nothing is due."""

    refund: int
    deadline_working_days: int | None


def eu_withdrawal(
    *,
    goods_paid: int,
    delivery_paid: int,
    cheapest_standard_delivery: int,
    return_cost: int,
    informed_of_return_cost: bool,
    value_lost: int = 0,
    informed_of_value_loss: bool = False,
) -> Withdrawal:
    """All payments with the cheapest standard delivery; an express surcharge stays.

    `value_lost` comes from handling beyond need and counts only when the consumer was informed; the return cost is
    the consumer's only when informed. Source: Consumer Rights Directive art. 13 and 14.
    """
    paid = goods_paid + min(delivery_paid, cheapest_standard_delivery)
    lost = min(goods_paid, value_lost) if informed_of_value_loss else 0
    return Withdrawal(
        refund=paid - lost,
        consumer_bears_return=informed_of_return_cost,
        return_cost_reimbursed=0 if informed_of_return_cost else return_cost,
    )


def us_late_shipment(*, goods_paid: int, shipping_paid: int, shipped: bool, consented_to_delay: bool) -> LateShipment:
    """Everything with shipping, to the original payment, within seven working days; never as store credit.

    Nothing is due while the goods were shipped or the buyer consents to the delay. Source: 16 CFR 435.
    """
    if shipped or consented_to_delay:
        return LateShipment(refund=0, deadline_working_days=None)
    return LateShipment(refund=goods_paid + shipping_paid, deadline_working_days=US_WORKING_DAYS)
