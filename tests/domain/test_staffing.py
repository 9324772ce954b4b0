"""Shifts follow traffic."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.staffing import HOURS, Pace, average, shifts

PACE = Pace(handled=6, occupancy=0.8)  # 4.8 cases an hour


def test_the_evening_needs_more_people_than_the_morning() -> None:
    """Two cases in the morning hour are one person's work; twenty at nine in the evening are five people's."""
    day = shifts({9: 2, 21: 20}, PACE, opens=9, closes=22)
    assert (day[0].hour, day[0].expected, day[0].people) == (9, 2, 1)
    assert (day[-1].hour, day[-1].expected, day[-1].people) == (21, 20, 5)
    assert {each.people for each in day[1:-1]} == {0}


def test_what_came_by_night_is_worked_off_over_the_day() -> None:
    """Twelve cases of the night and as many that wait are two an hour of a day of twelve."""
    day = shifts({3: 12}, PACE, opens=10, closes=22, waiting=12)
    assert {(each.expected, each.people) for each in day} == {(2.0, 1)}


def test_a_promotion_multiplies_what_comes_and_not_what_waits() -> None:
    """Factor 4 of three cases an hour; the twelve that wait stay twelve."""
    day = shifts(
        dict.fromkeys(range(10, 22), 3.0), Pace(handled=6, occupancy=0.8, factor=4), opens=10, closes=22, waiting=12
    )
    assert {(each.expected, each.people) for each in day} == {(13.0, 3)}


def test_an_average_is_over_all_days_also_those_without_a_case() -> None:
    """Four cases at ten o'clock in eight Mondays are half a case."""
    usual = average({10: 4}, days=8)
    assert usual[10] == 0.5
    assert list(usual) == list(HOURS)


@given(
    st.dictionaries(st.sampled_from(list(HOURS)), st.floats(0, 500)),
    st.integers(0, 12),
    st.integers(13, 24),
    st.integers(0, 1000),
)
def test_nothing_that_comes_is_forgotten(comes: dict[int, float], opens: int, closes: int, waiting: int) -> None:
    """Over the day all that comes and waits is planned for, and nobody is planned for nothing."""
    day = shifts(comes, PACE, opens=opens, closes=closes, waiting=waiting)
    assert isclose(sum(each.expected for each in day), sum(comes.values()) + waiting, abs_tol=0.05 * len(day) + 1e-6)
    assert all((each.people - 1) * PACE.of_one <= each.expected + 0.05 for each in day)


@pytest.mark.parametrize(("opens", "closes"), [(22, 9), (9, 9), (-1, 9), (9, 25)])
def test_hours_that_are_no_day_are_refused(opens: int, closes: int) -> None:
    """A day opens before it closes."""
    with pytest.raises(ValueError, match="a day opens"):
        shifts({}, PACE, opens=opens, closes=closes)


@pytest.mark.parametrize("wrong", [{"handled": 0}, {"occupancy": 0}, {"occupancy": 1.2}, {"factor": 0}])
def test_a_pace_at_which_nothing_is_done_is_refused(wrong: dict[str, float]) -> None:
    """Nobody divides by it."""
    with pytest.raises(ValueError, match="people handle"):
        Pace(**{"handled": 6, "occupancy": 0.8, **wrong})


def test_an_average_of_no_day_is_refused() -> None:
    """There is nothing to learn from."""
    with pytest.raises(ValueError, match="at least one day"):
        average({}, days=0)
