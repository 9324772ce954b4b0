"""Working days: the days on which a country works, as a case knew them when it opened.

A calendar of the future is decreed late and may be changed, so a case keeps the one that it was opened with, as it
keeps its terms. Beyond what is published nothing is guessed: whoever counts further is told so.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKEND = (5, 6)  # Saturday and Sunday, as date.weekday() counts


class CalendarUnknown(Exception):
    """The working days of a year are not known to this version; the message names country and year."""


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The days of a country that are not as the week says, from `since` up to, and without, `until`.

    `closed` are days of the week without work; `worked` are weekend days that are worked to make up for a holiday.
    """

    country: str
    since: date
    until: date
    closed: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    def works(self, day: date) -> bool:
        """Whether the country works on this day. Raises CalendarUnknown for a day that the calendar does not hold."""
        if not self.since <= day < self.until:
            raise CalendarUnknown(
                f"whether {self.country} works on {day} is not in the case's calendar, which holds {self.since} "
                f"to {self.until}: `starter.py terms revise` gives the case the newest one"
            )
        if day.weekday() in WEEKEND:
            return day in self.worked
        return day not in self.closed


def after_working_days(moment: datetime, days: int, zone: str, calendar: WorkCalendar) -> datetime:
    """The end of the `days`-th working day after the day of `moment` in `zone`, that day not counted.

    Raises CalendarUnknown where the count leaves the calendar, and ValueError for naive times.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment}: a working day needs an aware time")
    day = moment.astimezone(ZoneInfo(zone)).date()
    while days > 0:
        day += timedelta(days=1)
        days -= calendar.works(day)
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
