"""How a case changes by its clocks, and by being held, closed and taken up again."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import (
    LifecycleEvent,
    ReopenReason,
)
from domain.evolution import disputing, handling
from domain.request import Scenario


def after(case: Case, event: LifecycleEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.AlarmRaised():
            return replace(case, alarms=(*case.alarms, f"{event.clock}:{event.percent}:{event.due_at.isoformat()}"))
        case ev.CaseHeld():
            return replace(case, held=True)
        case ev.CaseReleased():
            return replace(case, held=False)
        case ev.ClosureOrdered():
            return replace(case, closing=True)
        case ev.CaseClosed():
            return replace(
                case,
                resolution=event.resolution,
                closed_at=at,
                reopened=None,
                parked=(),
                retrying=(),
                closing=False,
                held=False,
            )
        case ev.CaseReopened():
            return _reopened(case, event.reason)
        case ev.TermsRevised():
            return replace(case, terms=event.terms, calendar=event.calendar or case.calendar)
        case ev.DeadlinePassed():
            return disputing.ran_out(handling.ran_out(case, event.clock), event.clock)
        case ev.CaseTakenUp():
            return case
        case _:
            assert_never(event)


SETTLED_ANEW = frozenset({Scenario.COMPENSATION, Scenario.QUALITY, Scenario.REPAIR})


def _reopened(case: Case, reason: ReopenReason) -> Case:
    """A reopened case keeps its story; a person decides what is owed, except where a bank took a payment back."""
    by_hand = None if reason is ReopenReason.PAYMENT_REVERSED else reason
    agreement = None if reason is ReopenReason.LATE_PARCEL else case.agreement
    settlement = case.settlement
    if case.scenario in SETTLED_ANEW and by_hand is not None:
        agreement, settlement = None, None  # what more is due is settled anew; what was paid stays paid
    return replace(
        case,
        resolution=None,
        closed_at=None,
        closing=False,
        withdrawn=False,
        lapsed=False,
        consents=(),  # what the buyer wants now is another matter
        reopened=by_hand,
        agreement=agreement,
        settlement=settlement,
        choice=case.choice if agreement is not None else None,
        diagnosed=False if case.diagnosed else case.diagnosed,  # it helped, and then did not
        reopenings=case.reopenings + 1,
    )
