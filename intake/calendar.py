"""Days on which a country rests, which move the end of the no-reason window (rule F43; Civil Code art. 203).

Weekends count as rest: of the two readings the later end is taken.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from holidays.countries.china import ChinaStaticHolidays

from domain.terms import Terms
from domain.windows import no_reason_window


class CalendarUnknown(Exception):
    """The legal holidays of a year are not known to this version, so the end of a window is not either."""


def no_reason_until(signed_at: datetime, requested_at: datetime, terms: Terms) -> datetime:
    """The end of the no-reason window of a parcel signed at `signed_at`, holidays at its end included.

    A request inside the plain seven days is in time whatever the calendar says, so it does not need one; the plain end
    is returned then if the calendar of that year is not published yet. Raises CalendarUnknown for a later request.
    """
    _, plain_end = no_reason_window(signed_at, terms.no_reason_days, terms.time_zone)
    try:
        rest = _rest_days(plain_end, terms)
    except CalendarUnknown:
        if requested_at < plain_end:
            return plain_end
        raise
    return no_reason_window(signed_at, terms.no_reason_days, terms.time_zone, rest)[1]


def _rest_days(plain_end: datetime, terms: Terms) -> frozenset[date]:
    """The days without work from the window's last day on, up to the first working one."""
    day = (plain_end - timedelta(days=1)).astimezone(ZoneInfo(terms.time_zone)).date()
    rest = set()
    while not _worked(terms.holidays, day):
        rest.add(day)
        day += timedelta(days=1)
    return frozenset(rest)


def _worked(country: str, day: date) -> bool:
    """Whether the country works on this day; a weekend may be worked to make up for a holiday."""
    return _calendar(country, day.year).is_working_day(day)


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
