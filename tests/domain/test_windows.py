"""Deadlines: which clock runs, from when, and which of them is the earliest."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import events as ev
from domain import windows
from domain.case import Case
from domain.goods import ParcelState
from domain.windows import Clock, Due, after_days, no_reason_window
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    DAY,
    HOUR,
    NOON,
    OPEN_WINDOW,
    REFUSED,
    cancelled,
    case_of,
    inspected,
    moved,
    sent,
    stated,
    travelling,
    units,
)

SHANGHAI = "Asia/Shanghai"
OFFICERS = (2, 3, 4, 5, 10, 11)


def midnight(month: int, day: int, zone: str = SHANGHAI) -> datetime:
    """Local midnight at the start of a day of 2026."""
    return datetime(2026, month, day, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment", "zone", "end"),
    [
        (datetime(2026, 5, 4, 4, tzinfo=UTC), SHANGHAI, midnight(5, 12)),
        (datetime(2026, 5, 4, 15, 59, 59, tzinfo=UTC), SHANGHAI, midnight(5, 12)),
        (datetime(2026, 5, 4, 16, 0, tzinfo=UTC), SHANGHAI, midnight(5, 13)),
        (datetime(2026, 3, 27, 12, tzinfo=UTC), "Europe/Berlin", midnight(4, 4, "Europe/Berlin")),
    ],
    ids=["noon", "a second before midnight", "at midnight", "across the change to summer time"],
)
def test_statutory_days_are_local_and_the_first_does_not_count(moment: datetime, zone: str, end: datetime) -> None:
    """Seven days after a moment end at the local midnight after the seventh day (F42)."""
    assert after_days(moment, 7, zone) == end


def test_a_naive_moment_has_no_statutory_day() -> None:
    """Without a zone nobody can say which day it is."""
    with pytest.raises(ValueError, match="aware time"):
        after_days(NOON.replace(tzinfo=None), 7, SHANGHAI)


@pytest.mark.parametrize(
    ("closed_days", "end"),
    [((), 12), ((11,), 13), ((11, 12), 14), ((5, 12), 12)],
    ids=["168 hours", "the last day is a holiday", "two in a row", "a holiday in between or after changes nothing"],
)
def test_the_no_reason_window(closed_days: tuple[int, ...], end: int) -> None:
    """From the midnight after signature for seven full days, and over a holiday at its end (F42, F43)."""
    rest = [date(2026, 5, day) for day in closed_days]
    assert no_reason_window(NOON, 7, SHANGHAI, rest) == (midnight(5, 5), midnight(5, end))


@pytest.mark.parametrize(
    ("case", "hours"),
    [
        (cancelled(), 48),
        (travelling(), 120),
        (case_of(), 120),
        (case_of(claim=stated(modified_at=NOON + 30 * HOUR)), 150),
        (case_of(claim=stated(deadline=NOON + 9 * HOUR)), 9),
        (case_of(claim=stated("SELLER_REFUSE_BUYER", deadline=NOON + 9 * HOUR)), 120),
    ],
    ids=["F1", "F2 in transit", "F2 return", "a modification restarts it", "stated", "stated of another clock"],
)
def test_the_platform_agrees_by_itself(case: Case, hours: int) -> None:
    """Silence is agreement after the platform's own time; what it states wins (3.0.2 (1), (3))."""
    due = windows.respond(case)
    assert due is not None
    assert (due.clock, due.at) == (Clock.RESPOND, NOON + hours * HOUR)


@pytest.mark.parametrize("answer", [AGREED, REFUSED], ids=["agreed", "refused"])
def test_an_answer_ends_the_wait_for_one(answer: ev.Event) -> None:
    """Once somebody answered, the platform waits for us no more; the fifteen days run on."""
    case = case_of(answer)
    assert windows.respond(case) is None
    decide = windows.decide(case)
    assert decide is not None
    assert decide.clock is Clock.DELIBERATE_DELAY


@pytest.mark.parametrize("cs_status", range(1, 12))
def test_an_officer_stops_the_parties_clocks_and_no_other(cs_status: int) -> None:
    """STOP_TIMEOUT holds for answer, posting and confirmation; law and fifteen days run on (F13, 3.0.2 (2))."""
    claim = stated("WAIT_SELLER_CONFIRM_GOODS", cs_status=cs_status, deadline=NOON + 9 * DAY)
    case = case_of(OPEN_WINDOW, sent(), moved(ParcelState.ARRIVED), claim=claim)
    stopped = cs_status in OFFICERS
    assert (windows.respond(case) is None) == stopped
    assert (windows.ship_back(case) is None) == stopped
    law = {Clock.STATUTORY_REFUND, Clock.DELIBERATE_DELAY}
    assert {due.clock for due in windows.settle_clocks(case)} == (law if stopped else law | {Clock.CONFIRM_RETURN})


@pytest.mark.parametrize(
    ("status", "deadline", "at"),
    [
        ("WAIT_BUYER_RETURN_GOODS", None, 7 * DAY),
        ("WAIT_BUYER_RETURN_GOODS", 3 * DAY, 3 * DAY),
        ("WAIT_SELLER_AGREE", 3 * DAY, 7 * DAY),
    ],
)
def test_the_buyers_window(status: str, deadline: timedelta | None, at: timedelta) -> None:
    """It closes when we said, or when the platform says of this very wait."""
    claim = stated(status, deadline=None if deadline is None else NOON + deadline)
    due = windows.ship_back(case_of(AGREED, OPEN_WINDOW, claim=claim))
    assert due is not None
    assert (due.clock, due.at, due.starts_at) == (Clock.SHIP_BACK, NOON + at, NOON + HOUR)


def test_no_window_before_it_is_open() -> None:
    """A window runs from the moment at which the buyer knows where to send the goods."""
    assert windows.ship_back(case_of(AGREED)) is None


@pytest.mark.parametrize(
    ("events", "more", "clock", "at"),
    [
        ([], {}, Clock.DELIBERATE_DELAY, midnight(5, 20)),
        ([sent()], {}, Clock.CONFIRM_RETURN, NOON + 2 * HOUR + 10 * DAY),
        ([sent()], {"terms": "cn_other"}, Clock.DELIBERATE_DELAY, midnight(5, 20)),
        ([sent(), moved(ParcelState.ARRIVED)], {}, Clock.STATUTORY_REFUND, midnight(5, 12)),
        (
            [sent(), moved(ParcelState.ARRIVED)],
            {"claim": stated("WAIT_SELLER_CONFIRM_GOODS", deadline=NOON + 3 * DAY)},
            Clock.CONFIRM_RETURN,
            NOON + 3 * DAY,
        ),
        (
            [sent(), sent("ST2"), moved(ParcelState.ARRIVED), moved(ParcelState.ARRIVED, "ST2", NOON + 3 * DAY)],
            {},
            Clock.STATUTORY_REFUND,
            midnight(5, 12),
        ),
    ],
    ids=["nothing back", "platform", "no platform", "the law", "the platform's word", "the first of two parcels"],
)
def test_the_earliest_of_three_clocks(events: list[ev.Event], more: dict[str, Any], clock: Clock, at: datetime) -> None:
    """Ten days from the waybill, seven from receipt, fifteen against delay: whichever is first (3.26 (9), (10))."""
    due = windows.settle(case_of(*events, **more))
    assert due is not None
    assert (due.clock, due.at) == (clock, at)


@pytest.mark.parametrize(
    ("events", "hours"),
    [
        ([sent()], None),
        ([moved(ParcelState.ARRIVED)], 51),
        ([moved(ParcelState.ARRIVED), moved(ParcelState.ARRIVED, "ST2", NOON + 9 * HOUR)], 51),
        ([moved(ParcelState.ARRIVED), moved(ParcelState.ARRIVED, "ST2", NOON + 9 * HOUR), ALL_SOUND], 57),
        ([ALL_SOUND], None),
        ([inspected(units("mug", 1), waybill="ST2"), moved(ParcelState.ARRIVED)], 51),
    ],
    ids=["under way", "on the dock", "the one that lies longest", "the one still closed", "all seen", "out of order"],
)
def test_inspection_is_due_parcel_by_parcel(events: list[ev.Event], hours: int | None) -> None:
    """Two days after a parcel arrived somebody should have looked into it, whatever came later (F54)."""
    due = windows.inspect(case_of(*events))
    assert (due and due.at) == (None if hours is None else NOON + hours * HOUR)


@pytest.mark.parametrize(("percent", "hours"), [(0, 0), (50, 24), (80, 38.4), (95, 45.6), (100, 48)])
def test_shares_of_a_deadline(percent: int, hours: float) -> None:
    """An alarm point is a share of the time that the clock began with."""
    due = Due(at=NOON + 48 * HOUR, clock=Clock.RESPOND, starts_at=NOON)
    assert due.share(percent) == NOON + hours * HOUR


def test_a_span_needs_its_beginning() -> None:
    """Before its moment came, a span does not run."""
    assert windows.since(None, 4, Clock.INTERCEPT) is None
    assert windows.since(NOON, 4, Clock.INTERCEPT) == Due(at=NOON + 4 * HOUR, clock=Clock.INTERCEPT, starts_at=NOON)


@pytest.mark.parametrize(
    ("now", "does"),
    [
        (Due(at=NOON + timedelta(hours=9), clock=Clock.PAUSE, starts_at=NOON), True),
        (Due(at=NOON + timedelta(hours=10), clock=Clock.PAUSE, starts_at=NOON + timedelta(hours=1)), True),
        (Due(at=NOON + timedelta(hours=8), clock=Clock.PAUSE, starts_at=NOON), False),
        (Due(at=NOON + timedelta(hours=10), clock=Clock.PAUSE, starts_at=NOON - timedelta(hours=9)), False),
        (Due(at=NOON + timedelta(hours=10), clock=Clock.RESPOND, starts_at=NOON), False),
        (None, False),
    ],
)
def test_a_timer_does_for_a_deadline_that_moved_later(now: Due | None, *, does: bool) -> None:
    """A later deadline of the same clock is seen when the timer fires; an earlier one, or another's, would not be."""
    due = Due(at=NOON + timedelta(hours=9), clock=Clock.PAUSE, starts_at=NOON)
    assert windows.still_told(due, now) is does
    assert windows.still_told(None, now) is (now is None)
