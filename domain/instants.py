"""Instants that come from outside: aware, and of a century in which days can be counted on and back."""

from datetime import datetime

EARLIEST, LATEST = 2000, 2100  # years


def check_instant(moment: datetime, what: str) -> None:
    """Raise ValueError for an instant without a time zone, or one that no shop, courier or warehouse can mean."""
    if moment.tzinfo is None:
        raise ValueError(f"{what} {moment.isoformat()} has no time zone: write it like 2026-01-31T08:00:00+08:00")
    if not EARLIEST < moment.year < LATEST:
        raise ValueError(f"{what} {moment.isoformat()} is not of this century")
