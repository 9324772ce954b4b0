"""What people add to a case: what it takes, and what that becomes."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import (
    Attach,
    NoteCall,
    Noting,
)
from domain.events import Event
from domain.permit import filing
from domain.permit.checks import still_open


def fits(command: Noting, case: Case) -> None:
    """Raise NotPermitted where the case does not take this now."""
    match command:
        case Attach():
            filing.fits(command, case)
        case NoteCall():
            still_open(case)
        case _:
            assert_never(command)


def effect(command: Noting) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Attach():
            return (filing.effect(command),)
        case NoteCall():
            return (ev.BuyerCalled(outcome=command.outcome, by=command.by, note=command.note),)
        case _:
            assert_never(command)
