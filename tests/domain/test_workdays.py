"""Working days: holidays do not count, make-up days do, and what is not published is not guessed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.workdays import CalendarUnknown, WorkCalendar, after_working_days
from intake.calendar import MADE_UP, work_calendar, works_on
from tests.domain.packs import pack

SHANGHAI = ZoneInfo("Asia/Shanghai")
# National Day of 2026: closed 1 to 7 October; Sunday 20 September and Saturday 10 October are worked.
AUTUMN = work_calendar(pack("cn_taobao"), datetime(2026, 9, 10, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("begins", "days", "last"),
    [
        (date(2026, 9, 14), 1, date(2026, 9, 15)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Sunday, made up
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # the whole week rests
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # Saturday, made up
        (date(2026, 9, 30), 6, date(2026, 10, 14)),
        (date(2026, 9, 14), 0, date(2026, 9, 14)),
    ],
)
def test_days_are_counted_over_holidays_and_make_up_days(begins: date, days: int, last: date) -> None:
    """The day of the event does not count, and the last day counts whole."""
    noon = datetime(begins.year, begins.month, begins.day, 12, tzinfo=SHANGHAI)
    end = after_working_days(noon, days, "Asia/Shanghai", AUTUMN)
    assert end == datetime(last.year, last.month, last.day + 1, tzinfo=SHANGHAI)


def test_a_count_that_leaves_the_calendar_is_an_error() -> None:
    """The message says how far the calendar reaches and what gives the case a newer one."""
    short = WorkCalendar(country="CN", since=date(2026, 12, 1), until=date(2027, 1, 1))
    with pytest.raises(CalendarUnknown, match=r"CN works on 2027-01-01 .* terms revise"):
        after_working_days(datetime(2026, 12, 30, tzinfo=UTC), 6, "Asia/Shanghai", short)


def test_naive_times_are_refused() -> None:
    """A day needs a zone."""
    with pytest.raises(ValueError, match="aware"):
        after_working_days(datetime(2026, 9, 14), 1, "Asia/Shanghai", AUTUMN)  # noqa: DTZ001 - the mistake itself


def test_a_case_keeps_only_what_is_published() -> None:
    """China decrees a year's holidays in the autumn before: a calendar ends where the next year is not known."""
    calendar = work_calendar(pack("cn_taobao"), datetime(2048, 12, 20, tzinfo=UTC))
    assert calendar.until == calendar.since
    known = work_calendar(pack("uk"), datetime(2026, 12, 20, tzinfo=UTC))
    assert date(2026, 12, 25) in known.closed
    assert known.until == date(2027, 4, 19)


@pytest.mark.parametrize("file", sorted(MADE_UP.glob("*.toml")), ids=lambda file: file.stem)
def test_files_of_make_up_days_agree_with_the_package(file: object) -> None:
    """Each made-up day is a weekend day, and the package of holidays knows of no other."""
    import holidays

    country, year = str(getattr(file, "stem", "")).split("-")
    legal = holidays.country_holidays(country, years=[int(year)])
    first = date(int(year), 1, 1).toordinal()
    for day in map(date.fromordinal, range(first, date(int(year) + 1, 1, 1).toordinal())):
        assert works_on(country, day) is legal.is_working_day(day), day


def test_a_year_without_its_file_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package alone is not enough: both must know the year."""
    from intake import calendar

    monkeypatch.setattr(calendar, "MADE_UP", MADE_UP / "nowhere")
    calendar._made_up.cache_clear()
    with pytest.raises(CalendarUnknown, match=r"CN-2025\.toml is missing"):
        works_on("CN", date(2025, 5, 5))
    calendar._made_up.cache_clear()
