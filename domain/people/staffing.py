"""How many people a day of after-sales needs, hour by hour: shifts follow traffic (rule 3.19 row 1; R155, R156).

What comes is told by what came: the average of the same weekday and hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

HOURS = range(24)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What one person gets done: `handled` cases in an hour of which `occupancy` (0 to 1) is spent on cases.

    `factor` is by how much more comes than usual; after a big promotion 3 to 5 for a week.
    """

    handled: float
    occupancy: float
    factor: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError for a pace at which nothing would ever be done."""
        if not (self.handled > 0 and 0 < self.occupancy <= 1 and self.factor > 0):
            raise ValueError("people handle more than 0 cases an hour, busy for a share of it, and a factor is above 0")

    @property
    def of_one(self) -> float:
        """Cases that one person gets done in an hour."""
        return self.handled * self.occupancy


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One hour of a day, by the shop's clock: cases that are expected, and the people whom they need."""

    hour: int
    expected: float
    people: int


def average(counts: Mapping[int, int], days: int) -> dict[int, float]:
    """Cases by hour of one day, from their counts in `days` such days. Raises ValueError where there were none."""
    if days < 1:
        raise ValueError("an average needs at least one day")
    return {hour: counts.get(hour, 0) / days for hour in HOURS}


def shifts(
    expected: Mapping[int, float], pace: Pace, *, opens: int, closes: int, waiting: int = 0
) -> tuple[Shift, ...]:
    """The hours from `opens` to `closes`, and whom they need.

    What comes by night is there when the day begins, with the `waiting` cases that nobody decided yet; both are worked
    off evenly over the day. Raises ValueError for hours that are no day.
    """
    if not 0 <= opens < closes <= len(HOURS):
        raise ValueError("a day opens before it closes, between hour 0 and hour 24")
    worked = range(opens, closes)
    night = sum(count * pace.factor for hour, count in expected.items() if hour not in worked)
    carried = (night + waiting) / len(worked)
    found = []
    for hour in worked:
        comes = expected.get(hour, 0.0) * pace.factor + carried
        found.append(Shift(hour=hour, expected=round(comes, 1), people=ceil(round(comes / pace.of_one, 6))))
    return tuple(found)
