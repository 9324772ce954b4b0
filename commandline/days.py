"""Days and spans of days, as people type them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from commandline.connections import now
from commandline.exits import Declined


def day(option: str, text: str) -> date:
    """A day of the calendar. Raises Declined."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day of the calendar has no time zone
    except ValueError:
        raise Declined("BAD_DAY", f"{option} {text!r} is no day.", "write it as 2026-11-01") from None


def span(first: str, last: str | None, zone: str) -> tuple[datetime, datetime]:
    """The first moment of the days `first` to `last` (today when it is None) in a time zone, and the one after them."""
    try:
        here = ZoneInfo(zone)
    except (KeyError, ValueError):
        raise Declined("BAD_ZONE", f"{zone!r} is no time zone.", "write it as Asia/Shanghai") from None
    begins = day("--from", first)
    ends = now().astimezone(here).date() if last is None else day("--to", last)
    if begins > ends:
        raise Declined("BAD_SPAN", f"--from {begins} is after --to {ends}.", "give the earlier day first")
    return _midnight(begins, here), _midnight(ends + timedelta(days=1), here)


def _midnight(of: date, here: ZoneInfo) -> datetime:
    return datetime(of.year, of.month, of.day, tzinfo=here)
