"""Moments: seconds since 1970 inside, RFC 3339 or the marketplace's naive local time outside."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
TOP_FORM = "%Y-%m-%d %H:%M:%S"
RELATIVE = re.compile(r"^([+-])(\d+(?:\.\d+)?)([smhd])$")
SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}

Now = Callable[[], float]


def wall_clock() -> float:
    """The machine's clock, in seconds since 1970."""
    return time.time()


def rfc3339(seconds: float) -> str:
    """The moment with offset, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def top_time(seconds: float) -> str:
    """The moment as the marketplace writes it: local time of Shanghai, no zone."""
    return datetime.fromtimestamp(seconds, SHANGHAI).strftime(TOP_FORM)


def from_top(text: str) -> float:
    """Read the marketplace's form; raises ValueError when it is another."""
    return datetime.strptime(text, TOP_FORM).replace(tzinfo=SHANGHAI).timestamp()


def from_rfc3339(text: str) -> float:
    """Read a moment that states its offset; raises ValueError when it does not."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset: write it as 2026-01-31T08:00:00+08:00")
    return moment.timestamp()


def resolve(text: str, now: float) -> float:
    """A moment of a scene: RFC 3339, or relative to the loading of the scene (`-3d`, `-90m`, `+2h`)."""
    if match := RELATIVE.match(text):
        sign, number, unit = match.groups()
        return now + (1 if sign == "+" else -1) * float(number) * SECONDS[unit]
    return from_rfc3339(text)
