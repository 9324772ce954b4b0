"""Mending, moving and ending a case."""

from dataclasses import dataclass

from domain.authority import Level
from domain.request import Scenario
from domain.terms import Terms
from domain.workdays import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Correct:
    """Mend a value: one of CORRECTABLE."""

    by: str
    field: str
    value: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Skip:
    """Take a parked step as done by other means."""

    by: str
    step: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Divert:
    """Take the case over to another remedy; it happens at the next wait, never inside a payment."""

    by: str
    to: Scenario
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Stop the case from taking further steps; clocks of the law and the platform run on."""

    by: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Release:
    """Let a held case go on."""

    by: str
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Close:
    """End the case here, by hand."""

    by: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Retry:
    """Try parked steps again: one, or all when `step` is empty."""

    by: str
    step: str = ""
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Revise:
    """Bind the case by other terms of its pack. Where the buyer is worse off by them, `accepts_harm` must say so."""

    by: str
    reason: str
    terms: Terms
    calendar: WorkCalendar | None = None
    accepts_harm: bool = False
    role: Level = Level.AGENT


Steering = Correct | Skip | Divert | Hold | Release | Close | Retry | Revise
