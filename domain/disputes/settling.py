"""Settle or fight: what a dispute would cost on average, beside what a settlement costs (table 3.14)."""

from dataclasses import dataclass

from domain.money import half_up


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What is at stake in a dispute; minor units, and a share in percent.

    `amount` is what the buyer claims, `freight` what the ways cost, `mark` what a lost dispute costs in the platform's
    figures, `handling` what it costs us to fight at all, `lose_percent` how likely we lose.
    """

    amount: int
    freight: int
    mark: int
    handling: int
    lose_percent: int

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with."""
        if not 0 <= self.lose_percent <= 100:
            raise ValueError(f"the likelihood of losing is 0 to 100 percent, not {self.lose_percent}")
        if min(self.amount, self.freight, self.mark, self.handling) < 0:
            raise ValueError("amounts at stake are not below nothing")

    @property
    def lost(self) -> int:
        """What a lost dispute costs, handling apart."""
        return self.amount + self.freight + self.mark

    @property
    def expected(self) -> int:
        """What fighting costs on average, rounded half up."""
        return half_up(self.lost, self.lose_percent, 100) + self.handling

    @property
    def peaceful(self) -> int:
        """Up to what peace is cheaper: what fighting costs on average, and never more than is claimed (R115)."""
        return min(self.expected, self.amount)

    def should_settle(self, offer: int) -> bool:
        """Whether a settlement at this price costs no more than fighting does on average."""
        return offer <= self.expected
