"""What people ask about the handling of a case: marks, root cause, owner, hand-over and notes (tables 3.17, 3.19)."""

from dataclasses import dataclass
from datetime import datetime

from domain.authority import Level


@dataclass(frozen=True, kw_only=True)
class Tag:
    """Put marks on the case and take others off."""

    by: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class NameCause:
    """Say why the case came about: a key of the pick-list."""

    by: str
    cause: str
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Assign:
    """Make somebody the owner of the case; whoever takes a case that was handed over to them does it so too."""

    by: str
    to: str
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class HandCase:
    """Give the case to somebody, who has to take it; the owner stays until then."""

    by: str
    to: str
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class AlarmHandover:
    """Say once that a hand-over is not taken, after `hours`: the daily check does."""

    by: str
    hours: int
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class TakeNote:
    """Note the progress of the case; `next_due` is until when `next_action` is done."""

    by: str
    text: str
    next_action: str = ""
    next_due: datetime | None = None
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class TellProgress:
    """Let the buyer hear how the case stands, where that is due; with `reason` and `eta` a person tells of a delay.

    `incident` is what is disturbed meanwhile, a What of domain.register.incident: then that is the reason.
    """

    by: str
    reason: str = ""
    eta: datetime | None = None
    incident: str = ""
    role: Level = Level.AGENT


Handling = Tag | NameCause | Assign | HandCase | AlarmHandover | TakeNote | TellProgress
