"""Money above the price: punitive damages (MR-25) and the penalty for late, missing or fake shipment (MR-26)."""

from dataclasses import dataclass

from domain.money import half_up

PUNITIVE_TIMES, PUNITIVE_LEAST = 3, 50_000  # CNY 500; Consumer Protection Law art. 55
FOOD_TIMES, FOOD_LOSS_TIMES, FOOD_LEAST = 10, 3, 100_000  # CNY 1,000; Food Safety Law art. 148


@dataclass(frozen=True, kw_only=True)
class Punitive:
    """The refund of the purchase and the damages above it, in fen."""

    refund: int
    punitive: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.refund + self.punitive


def punitive_damages(
    *, price_paid: int, freight_paid: int = 0, food: bool = False, loss: int = 0, promised_times: int | None = None
) -> Punitive:
    """Price and freight back, and above them the larger of law and promise.

    By law 3 x price, for food 10 x price or 3 x loss, each at least its floor. `promised_times` is a promise of the
    shop or the platform ("one fake, four back" is 4). Sources: Consumer Protection Law
    art. 55; Food Safety Law art. 148.
    """
    by_law = (
        max(FOOD_TIMES * price_paid, FOOD_LOSS_TIMES * loss, FOOD_LEAST)
        if food
        else max(PUNITIVE_TIMES * price_paid, PUNITIVE_LEAST)
    )
    return Punitive(refund=price_paid + freight_paid, punitive=max(by_law, (promised_times or 0) * price_paid))


def shipment_penalty(*, paid: int, rate_bp: int, floor: int, cap: int, promised: int = 0) -> int:
    """A share of the item's paid price within floor and cap, or the shop's promise where that is higher.

    Rate, floor and cap belong to the platform's rule version. Raises ValueError when the floor is above the cap.
    """
    if floor > cap:
        raise ValueError(f"floor {floor} is above cap {cap}: the penalty needs a floor of at most the cap")
    return max(promised, min(max(half_up(paid, rate_bp, 10_000), floor), cap))
