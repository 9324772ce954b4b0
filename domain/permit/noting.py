"""What people add to a case: what it takes, and what that becomes."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import (
    Attach,
    NoteCall,
    Noting,
    NotPermitted,
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
            _may_note(command)
        case _:
            assert_never(command)


def _may_note(command: NoteCall) -> None:
    """Only the buyer hears of the case: with anybody else the call ends at the first step (R118)."""
    spoke = command.outcome in {ev.CallOutcome.REACHED, ev.CallOutcome.CALL_BACK, ev.CallOutcome.NO_MORE_CALLS}
    beyond = set(command.done) - {ev.CallStep.IDENTIFY}
    if beyond and not spoke:
        what = f"With {command.outcome} nothing of the case was told: no step beyond `identify` was gone."
        raise NotPermitted("NOBODY_TO_TELL", what)


def effect(command: Noting) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Attach():
            return (filing.effect(command),)
        case NoteCall():
            done = tuple(step for step in ev.CallStep if step in command.done)
            return (ev.BuyerCalled(outcome=command.outcome, by=command.by, note=command.note, done=done),)
        case _:
            assert_never(command)
