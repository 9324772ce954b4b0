"""What happens by the clock beside the cases: which rounds a shop has, and at which hour of its own day."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.terms import Terms
from domain.words.speech import Sentence


class Round(StrEnum):
    """A piece of work that is done once a day for a whole shop."""

    SWEEP = "sweep"
    FIGURES = "figures"
    QUALITY = "quality"
    HANDOVER = "handover"
    PROGRESS = "progress"
    PURGE = "purge"


WORDS = {
    Round.SWEEP: Sentence(
        en="decides refund-only requests that policy allows by now", zh="处理按规则已可自动同意的仅退款申请"
    ),
    Round.FIGURES: Sentence(en="computes the figures of the past days", zh="汇总过去几天的售后指标"),
    Round.QUALITY: Sentence(
        en="tells the product department of defects that come again", zh="把反复出现的质量问题反馈给产品部门"
    ),
    Round.PROGRESS: Sentence(
        en="writes to buyers whose case waits for others and who heard nothing for a day",
        zh="给等待其他部门且一天没有消息的买家发送进展",
    ),
    Round.PURGE: Sentence(
        en="erases what is personal of buyers whose last case ended longer ago than the terms keep it",
        zh="删除保存期已满的买家的个人信息",
    ),
    Round.HANDOVER: Sentence(
        en="gives cases that nobody can look after to others, and counts what is missing for the hand-over",
        zh="把无人处理的售后单转给其他人，并检查交接是否齐全",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a round is told: whose it is, in which time zone its days are counted, and how many of them it covers."""

    shop: str
    time_zone: str
    days: int = 1
    least: int = 0  # cases from which a defect is told
    answer_days: int = 0  # until when an answer to that is due
    most: int = 0  # open cases of one person
    note_hours: int = 0  # how old the newest note of an open case may be
    take_hours: int = 0  # within which a hand-over is taken


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
    """The rounds of a shop under its terms (R20, R44, rule 3.17)."""
    plain = Order(shop=shop, time_zone=terms.time_zone)
    defects = replace(
        plain,
        days=terms.quality_window_days,
        least=terms.quality_cases_count,
        answer_days=terms.quality_answer_days,
    )
    people = replace(plain, most=terms.owner_cases_count, note_hours=terms.note_hours, take_hours=terms.take_hours)
    return (
        Rota(round=Round.SWEEP, hour=terms.sweep_clock, order=plain),
        Rota(round=Round.FIGURES, hour=terms.figures_clock, order=replace(plain, days=terms.figures_window_days)),
        Rota(round=Round.QUALITY, hour=terms.quality_clock, order=defects),
        Rota(round=Round.HANDOVER, hour=terms.handover_clock, order=people),
        Rota(round=Round.PROGRESS, hour=terms.progress_clock, order=plain),
        Rota(round=Round.PURGE, hour=terms.purge_clock, order=replace(plain, days=terms.personal_data_days)),
    )
