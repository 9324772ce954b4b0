"""How a case changes by how people handle it: none of it changes what the buyer is owed."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import HandlingEvent
from domain.people.handling import HandingOver, Handling, Note


def after(case: Case, event: HandlingEvent, at: datetime) -> Case:
    """The case after this event."""
    return replace(case, handling=_after(case.handling, event, at))


def _after(now: Handling, event: HandlingEvent, at: datetime) -> Handling:
    match event:
        case ev.TagAdded(tag=tag):
            return replace(now, tags=_with(now.tags, tag), removed=_without(now.removed, tag))
        case ev.TagRemoved(tag=tag):
            return replace(now, tags=_without(now.tags, tag), removed=_with(now.removed, tag))
        case ev.RootCauseSet():
            return replace(now, cause=event.cause)
        case ev.CaseAssigned():
            return replace(now, owner=event.to, owned_since=at, handing_over=None)
        case ev.CaseHandedOver():
            return replace(now, handing_over=HandingOver(to=event.to, by=event.by, at=at))
        case ev.HandoverOverdue():
            waiting = now.handing_over
            return now if waiting is None else replace(now, handing_over=replace(waiting, alarmed=True))
        case ev.CaseNoted():
            note = Note(by=event.by, at=at, text=event.text, next_action=event.next_action, next_due=event.next_due)
            return replace(now, note=note, notes=now.notes + 1)
        case ev.ProgressOwed():
            if event.eta is None:
                return replace(now, progress_at=at)
            return replace(now, progress_at=at, delay_reason=event.reason, delay_until=event.eta)
        case _:
            assert_never(event)


def ran_out(case: Case, clock: str) -> Case:
    """The case after one of its clocks ran out: which did is among what it is found by."""
    return replace(case, handling=replace(case.handling, late=_with(case.handling.late, clock)))


def _with(marks: tuple[str, ...], mark: str) -> tuple[str, ...]:
    return marks if mark in marks else (*marks, mark)


def _without(marks: tuple[str, ...], mark: str) -> tuple[str, ...]:
    return tuple(each for each in marks if each != mark)
