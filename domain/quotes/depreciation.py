"""Deductions for use where the law allows one: the three guarantees (MR-17) and the UK's final rejection (MR-37)."""

from dataclasses import dataclass

from domain.money import half_up

UK_FREE_MONTHS = 6


@dataclass(frozen=True, kw_only=True)
class UseDeducted:
    """The deduction and what is paid back, in minor units; `days_counted` is None where months count."""

    deduction: int
    refund: int
    days_counted: int | None = None


def three_guarantees(*, price: int, days_since_invoice: int, repair_days: int, daily_rate_bp: int) -> UseDeducted:
    """Refund under the three guarantees: price x daily rate x days of use, repair days not counted, at most the price.

    The rate is in basis points a day and differs by category. Raises ValueError when the days cannot be true.
    """
    days = days_since_invoice - repair_days
    if repair_days < 0 or days < 0:
        raise ValueError(f"{repair_days} repair days in {days_since_invoice} days since the invoice cannot be true")
    deduction = min(price, half_up(price, daily_rate_bp * days, 10_000))
    return UseDeducted(deduction=deduction, refund=price - deduction, days_counted=days)


def uk_final_rejection(
    *, price: int, months_used: int, policy_life_months: int, motor_vehicle: bool = False
) -> UseDeducted:
    """Straight-line deduction over the policy's life, none in the first six months except for motor vehicles.

    Source: Consumer Rights Act 2015, s. 24. Raises ValueError for negative months or a life of no months.
    """
    if months_used < 0 or policy_life_months < 1:
        raise ValueError(f"{months_used} months of use in a life of {policy_life_months} cannot be true")
    free = months_used <= UK_FREE_MONTHS and not motor_vehicle
    deduction = 0 if free else min(price, half_up(price, months_used, policy_life_months))
    return UseDeducted(deduction=deduction, refund=price - deduction)
