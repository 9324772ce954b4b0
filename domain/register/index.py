"""The composite after-sales index of a shop, and whether it may enter the platform's official events (R149, R150).

The platform publishes neither its formula nor the marks of the other shops. So the index is the weighted mean of where
the shop stands among others in the three official metrics (F102, F103), by marks and weights that are terms: a shop
sets those that its platform shows it. Marks are the worst, the middle and the best of comparable shops, which are the
places 0, 50 and 100.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.register.figures import Rates
from domain.terms import Terms

WORST, MIDDLE, BEST = 0.0, 50.0, 100.0


class Metric(StrEnum):
    """The three official metrics."""

    SPEED = "speed"  # hours from request to refund
    SELF = "self"  # share of refunds that the shop completed itself
    DISPUTE = "dispute"  # rulings for the buyer / paid orders


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What comparable shops have: the worst, the middle and the best; `weight` is the metric's part of the index."""

    worst: float
    middle: float
    best: float
    weight: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the shop stands in one metric: its value, and its place among others, 0 the worst and 100 the best.

    `alert` once the value is worse than the middle by more than the share that the terms name.
    """

    metric: Metric
    value: float
    place: float
    weight: int
    alert: bool


@dataclass(frozen=True, kw_only=True)
class Index:
    """The index and what it is made of. `value` is None where a metric that counts is not known.

    `campaign_enrol`: new events may be entered. None where that is not known. It speaks of new enrolments alone: those
    that were entered and approved are not touched (R150).
    """

    value: float | None
    threshold: int
    campaign_enrol: bool | None
    standings: tuple[Standing, ...]
    missing: tuple[Metric, ...]


def marks_of(terms: Terms) -> dict[Metric, Marks]:
    """The marks of the terms in the units of Rates: hours, and shares of 1."""
    return {
        Metric.SPEED: Marks(
            worst=terms.index_speed_worst_hours,
            middle=terms.index_speed_middle_hours,
            best=terms.index_speed_best_hours,
            weight=terms.index_speed_weight_percent,
        ),
        Metric.SELF: Marks(
            worst=terms.index_self_worst_percent / 100,
            middle=terms.index_self_middle_percent / 100,
            best=terms.index_self_best_percent / 100,
            weight=terms.index_self_weight_percent,
        ),
        Metric.DISPUTE: Marks(
            worst=terms.index_dispute_worst_bp / 10_000,
            middle=terms.index_dispute_middle_bp / 10_000,
            best=terms.index_dispute_best_bp / 10_000,
            weight=terms.index_dispute_weight_percent,
        ),
    }


def index_of(rates: Rates, terms: Terms) -> Index:
    """The index of a span, and the gate `campaign_enrol = index >= threshold`.

    Without a threshold there is no gate: nothing asks for the index, and new events are open.
    """
    values = {
        Metric.SPEED: rates.average_refund_hours,
        Metric.SELF: rates.self_completion,
        Metric.DISPUTE: rates.disputes,
    }
    standings, missing = [], []
    for metric, marks in marks_of(terms).items():
        value = values[metric]
        if value is not None:
            standings.append(_standing(metric, value, marks, terms.index_alert_percent))
        elif marks.weight:
            missing.append(metric)
    weight = sum(standing.weight for standing in standings)
    index = None
    if weight and not missing:
        index = round(sum(standing.place * standing.weight for standing in standings) / weight, 2)
    return Index(
        value=index,
        threshold=terms.index_threshold_percent,
        campaign_enrol=_enrol(index, terms.index_threshold_percent),
        standings=tuple(standings),
        missing=tuple(missing),
    )


def _enrol(index: float | None, threshold: int) -> bool | None:
    if not threshold:
        return True
    return None if index is None else index >= threshold


def _standing(metric: Metric, value: float, marks: Marks, alert_percent: int) -> Standing:
    worse = _better_by(marks, marks.middle) - _better_by(marks, value)
    return Standing(
        metric=metric,
        value=value,
        place=round(place_of(value, marks), 2),
        weight=marks.weight,
        alert=worse > marks.middle * alert_percent / 100,
    )


def place_of(value: float, marks: Marks) -> float:
    """The place between the marks on either side, in proportion; 0 from the worst on, 100 from the best on."""
    at, worst, middle, best = (_better_by(marks, each) for each in (value, marks.worst, marks.middle, marks.best))
    if at <= worst:
        return WORST
    if at >= best:
        return BEST
    if at < middle:
        return MIDDLE * (at - worst) / (middle - worst)
    return MIDDLE + (BEST - MIDDLE) * (at - middle) / (best - middle)


def _better_by(marks: Marks, value: float) -> float:
    """The value so turned that more is better: of hours and disputes less is."""
    return -value if marks.worst > marks.best else value
