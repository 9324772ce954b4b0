"""A shop's figures, as platforms measure shops: refund speed, self-completion, after-sales and dispute rates.

Source: F102 and F103; rule 3.17. Figures are computed from the events of the register, so that computing a day again
gives the same, whenever it is done.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.events import Event, Party, Payment, PaymentState


@dataclass(frozen=True, kw_only=True)
class Dated:
    """An event of a case, and when it happened by the case's clock."""

    event: Event
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What happened in a span of time. Sums of several spans are figures too."""

    opened: int = 0
    refunds: int = 0  # cases whose first refund was certainly paid
    refund_seconds: int = 0  # of these, from the buyer's request to the payment, all together
    self_completed: int = 0  # of these, paid by the shop and not by the platform
    grounds: dict[str, int] = field(default_factory=dict)  # of these, by the buyer's ground
    rulings: int = 0
    rulings_for_buyer: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """The figures of both."""
        return Figures(
            opened=self.opened + other.opened,
            refunds=self.refunds + other.refunds,
            refund_seconds=self.refund_seconds + other.refund_seconds,
            self_completed=self.self_completed + other.self_completed,
            grounds=dict(sorted((Counter(self.grounds) + Counter(other.grounds)).items())),
            rulings=self.rulings + other.rulings,
            rulings_for_buyer=self.rulings_for_buyer + other.rulings_for_buyer,
        )


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What follows from figures; None where there is nothing to divide by."""

    average_refund_hours: float | None
    self_completion: float | None
    after_sales: float | None  # completed refunds / paid orders
    after_sales_by_ground: dict[str, float] | None
    disputes: float | None  # rulings for the buyer / paid orders


def rates(figures: Figures, *, paid_orders: int | None) -> Rates:
    """The rates of F102 and F103. `paid_orders` is how many orders were paid in the same span; None: not known."""
    grounds = {ground: _share(count, paid_orders) for ground, count in figures.grounds.items()}
    return Rates(
        average_refund_hours=_share(figures.refund_seconds, figures.refunds * 3600),
        self_completion=_share(figures.self_completed, figures.refunds),
        after_sales=_share(figures.refunds, paid_orders),
        after_sales_by_ground={ground: share for ground, share in grounds.items() if share is not None} or None,
        disputes=_share(figures.rulings_for_buyer, paid_orders),
    )


def _share(part: int, whole: int | None) -> float | None:
    return round(part / whole, 4) if whole else None


def day_of(day: date, time_zone: str) -> tuple[datetime, datetime]:
    """The first moment of a day, and of the next one, in a shop's time zone."""
    zone = ZoneInfo(time_zone)
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=1)
    return first, datetime(after.year, after.month, after.day, tzinfo=zone)


def figures_between(stories: Iterable[Sequence[Dated]], start: datetime, end: datetime) -> Figures:
    """The figures of `start` <= moment < `end`, from whole stories of cases, each beginning with its opening."""
    total = Figures()
    for story in stories:
        total += _of_case(story, start, end)
    return total


def _of_case(story: Sequence[Dated], start: datetime, end: datetime) -> Figures:
    opening = story[0]
    assert isinstance(opening.event, ev.CaseOpened)  # the first event of every case
    inside = [dated.event for dated in story if start <= dated.at < end]
    rulings = [event for event in inside if isinstance(event, ev.RulingGiven)]
    told = Figures(
        opened=int(opening.event in inside),
        rulings=len(rulings),
        rulings_for_buyer=sum(ruling.in_favour_of is Party.BUYER for ruling in rulings),
    )
    paid = first_refund(story)
    if paid is None or not start <= paid[1] < end:
        return told
    decision, at = paid
    return told + Figures(
        refunds=1,
        refund_seconds=max(0, round((at - opening.event.request.requested_at).total_seconds())),
        self_completed=int(decision.by != "platform"),
        grounds={ground_of(opening.event, story): 1},
    )


def first_refund(story: Sequence[Dated]) -> tuple[ev.PaymentDecided, datetime] | None:
    """The first refund that was certainly paid, and when; a bank that takes it back later does not unmake it."""
    decided: dict[str, ev.PaymentDecided] = {}
    for dated in story:
        match dated.event:
            case ev.PaymentDecided(kind=Payment.REFUND, key=key) as decision:
                decided[key] = decision
            case ev.PaymentChanged(state=PaymentState.SETTLED, key=key) if key in decided:
                return decided[key], dated.at
            case _:
                pass
    return None


def ground_of(opening: ev.CaseOpened, story: Sequence[Dated]) -> str:
    """The ground as it was last corrected by a person."""
    corrected = [d.event.value for d in story if isinstance(d.event, ev.CaseCorrected) and d.event.field == "ground"]
    return corrected[-1] if corrected else opening.request.ground.value
