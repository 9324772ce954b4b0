"""How a case changes by steps that need a person, or patience."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case, Parked, Retrying
from domain.events import (
    StepsEvent,
)


def after(case: Case, event: StepsEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.StepParked():
            parked = Parked(step=event.step, reason=event.reason, message=event.message, at=at)
            return replace(case, parked=(*_others(case, event.step), parked), retrying=_calm(case, event.step))
        case ev.StepRetrying():
            retrying = Retrying(step=event.step, reason=event.reason, activity=event.activity, at=at)
            return replace(case, retrying=(*_calm(case, event.step), retrying))
        case ev.StepRecovered():
            return replace(case, retrying=_calm(case, event.step))
        case ev.StepRetried():
            skipped = tuple(step for step in case.skipped if step != event.step)
            return replace(case, parked=_others(case, event.step), skipped=skipped)
        case ev.StepSkipped():
            return replace(case, parked=_others(case, event.step), skipped=(*case.skipped, event.step))
        case _:
            assert_never(event)


def _others(case: Case, step: str) -> tuple[Parked, ...]:
    return tuple(parked for parked in case.parked if parked.step != step)


def _calm(case: Case, step: str) -> tuple[Retrying, ...]:
    return tuple(retrying for retrying in case.retrying if retrying.step != step)
