"""News that a closed case must not swallow."""

from domain import events as ev
from domain.case import Case
from domain.events import Event, ReopenReason


def reopening(case: Case, reason: ReopenReason, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """News that a closed case must not swallow reopens it."""
    if case.resolution is None or not events:
        return events
    return (*events, ev.CaseReopened(reason=reason))
