"""What happens by the clock beside the cases: which rounds a shop has, and at which hour of its own day."""

from dataclasses import dataclass
from enum import StrEnum

from domain.speech import Sentence
from domain.terms import Terms


class Round(StrEnum):
    """A piece of work that is done once a day for a whole shop."""

    SWEEP = "sweep"
    FIGURES = "figures"


WORDS = {
    Round.SWEEP: Sentence(
        en="decides refund-only requests that policy allows by now", zh="处理按规则已可自动同意的仅退款申请"
    ),
    Round.FIGURES: Sentence(en="computes the figures of the past days", zh="汇总过去几天的售后指标"),
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a round is told: whose it is, in which time zone its days are counted, and how many of them it covers."""

    shop: str
    time_zone: str
    days: int = 1


@dataclass(frozen=True, kw_only=True)
class Rota:
    """One round of one shop: daily at `hour` o'clock of the shop's time zone."""

    round: Round
    hour: int
    order: Order

    @property
    def name(self) -> str:
        """The id of its schedule."""
        return f"{self.round}-{self.order.shop}"


def rota(shop: str, terms: Terms) -> tuple[Rota, ...]:
    """The rounds of a shop under its terms (R20, rules 3.17 and 3.19)."""

    def daily(of: Round, hour: int, days: int = 1) -> Rota:
        return Rota(round=of, hour=hour, order=Order(shop=shop, time_zone=terms.time_zone, days=days))

    return (
        daily(Round.SWEEP, terms.sweep_clock),
        daily(Round.FIGURES, terms.figures_clock, terms.figures_window_days),
    )
