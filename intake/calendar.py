"""Days on which a country rests: they move the end of the no-reason window, and are no working days.

Legal holidays come from the package `holidays`; the weekend days that China works to make up for them (调休) are a file
a year in `intake/calendars`. A year that either of them lacks is not known, and not guessed.
Source: rule F43; Civil Code art. 203. Weekends count as rest: of the two readings the later end is taken.
"""

import tomllib
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
from holidays.countries.china import ChinaStaticHolidays

from domain.terms import Terms
from domain.windows import lengthened, no_reason_window
from domain.workdays import WEEKEND, CalendarUnknown, WorkCalendar

MADE_UP = Path(__file__).with_name("calendars")
MAKES_UP = frozenset({"CN"})  # countries that work on some weekend days, by decree
PINNED_DAYS = 120  # how far a case's own calendar reaches
BEFORE = timedelta(days=31)  # a request may be older than its case


def no_reason_until(signed_at: datetime, requested_at: datetime, terms: Terms) -> datetime:
    """The end of the no-reason window of a parcel signed at `signed_at`, holidays at its end included.

    A request inside the plain days is in time whatever the calendar says, so it does not need one; the plain end
    is returned then if the calendar of that year is not published yet. Raises CalendarUnknown for a later request.
    A shop that does not tell of the right lengthens it by twelve months (rule F112).
    """
    end = _end(signed_at, requested_at, terms)
    return end if terms.informs_right_flag else lengthened(end, terms.time_zone)


def _end(signed_at: datetime, requested_at: datetime, terms: Terms) -> datetime:
    _, plain_end = no_reason_window(signed_at, terms.no_reason_days, terms.time_zone)
    if not terms.window_moves_flag:
        return plain_end
    try:
        rest = _rest_days(plain_end, terms)
    except CalendarUnknown:
        if requested_at < plain_end:
            return plain_end
        raise
    return no_reason_window(signed_at, terms.no_reason_days, terms.time_zone, rest)[1]


def work_calendar(terms: Terms, at: datetime, *, days: int = PINNED_DAYS) -> WorkCalendar:
    """The calendar that a case opened (or revised) `at` keeps: a month back, and as far ahead as is published."""
    country, zone = terms.holidays, ZoneInfo(terms.time_zone)
    since = (at - BEFORE).astimezone(zone).date()
    closed, worked = [], []
    day, end = since, at.astimezone(zone).date() + timedelta(days=days)
    while day < end:
        try:
            works = works_on(country, day)
        except CalendarUnknown:
            break
        if works and day.weekday() in WEEKEND:
            worked.append(day)
        if not works and day.weekday() not in WEEKEND:
            closed.append(day)
        day += timedelta(days=1)
    return WorkCalendar(country=country, since=since, until=day, closed=tuple(closed), worked=tuple(worked))


def works_on(country: str, day: date) -> bool:
    """Whether the country works on this day. Raises CalendarUnknown for a year that is not known."""
    legal, made_up = _calendar(country, day.year), _made_up(country, day.year)
    return day in made_up or bool(legal.is_working_day(day))


def _rest_days(plain_end: datetime, terms: Terms) -> frozenset[date]:
    """The days without work from the window's last day on, up to the first working one."""
    day = (plain_end - timedelta(days=1)).astimezone(ZoneInfo(terms.time_zone)).date()
    rest = set()
    while not works_on(terms.holidays, day):
        rest.add(day)
        day += timedelta(days=1)
    return frozenset(rest)


@lru_cache(maxsize=64)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    """One year's calendar. China's is decreed each autumn for the next year, and not foreseeable."""
    if country == "CN" and year not in ChinaStaticHolidays.special_public_holidays:
        raise CalendarUnknown(
            f"the legal holidays of {country} in {year} are not known to the installed 'holidays' package: update it"
        )
    try:
        return holidays.country_holidays(country, years=[year])
    except NotImplementedError:
        raise CalendarUnknown(f"no legal holidays are known for {country!r}: check `holidays` of the pack") from None


@lru_cache(maxsize=64)
def _made_up(country: str, year: int) -> frozenset[date]:
    """The weekend days that are worked in this year."""
    if country not in MAKES_UP:
        return frozenset()
    file = MADE_UP / f"{country}-{year}.toml"
    if not file.exists():
        raise CalendarUnknown(
            f"the make-up working days of {country} in {year} are not known: {file.name} is missing from {MADE_UP}"
        )
    return frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["worked"])
