"""How a case changes by decisions that wait for a second person."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from domain import events as ev
from domain.case import Approval, Case
from domain.events import ApprovalEvent, Event

# Once one of these has come about, what waited for an approval is decided, and nobody is asked any more.
DECIDES = (
    ev.RequestAgreed
    | ev.RequestRefused
    | ev.DeductionOffered
    | ev.CompensationOffered
    | ev.RulingGiven
    | ev.ScenarioChanged
    | ev.RequestWithdrawn
    | ev.ClosureOrdered
    | ev.CaseClosed
    | ev.PayoutReleased
)


def after(case: Case, event: ApprovalEvent, at: datetime) -> Case:
    """The case after this event. A newer question replaces an older one."""
    match event:
        case ev.ApprovalAsked():
            asked = Approval(
                approval_id=event.approval_id,
                command=event.command,
                details=event.details,
                level=event.level,
                act=event.act,
                amount=event.amount,
                payee=event.payee,
                asked_by=event.by,
                asked_at=at,
                expires_at=later(at, event.hours),
            )
            return replace(case, approval=asked, approvals=case.approvals + 1)
        case ev.ApprovalGiven() | ev.ApprovalDeclined():
            return replace(case, approval=None)
        case _:
            assert_never(event)


def moot(case: Case, event: Event) -> Case:
    """Whoever decided meanwhile made the question needless."""
    return replace(case, approval=None) if case.approval is not None and isinstance(event, DECIDES) else case


def later(at: datetime, hours: int) -> datetime:
    """So many hours later; the end of time where a calendar has none."""
    try:
        return at + timedelta(hours=hours)
    except OverflowError:
        return datetime.max.replace(tzinfo=at.tzinfo)
