"""What a check found, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARNING = "warning"  # it works; a person should look
    WRONG = "wrong"  # something does not work until it is mended
    SKIPPED = "skipped"  # it could not be looked at, because something before it is wrong


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; `advice` is what to do where it is not well."""

    check: str
    health: Health
    what: str
    advice: str = ""


def well(check: str, what: str) -> Finding:
    """As it should be."""
    return Finding(check=check, health=Health.OK, what=what)


def doubtful(check: str, what: str, advice: str) -> Finding:
    """It works, but a person should look."""
    return Finding(check=check, health=Health.WARNING, what=what, advice=advice)


def wrong(check: str, what: str, advice: str) -> Finding:
    """It does not work."""
    return Finding(check=check, health=Health.WRONG, what=what, advice=advice)


def skipped(check: str, what: str) -> Finding:
    """It could not be looked at."""
    return Finding(check=check, health=Health.SKIPPED, what=what)
