"""Events of the life of a case: its clocks, held, closed, taken up again, under other terms."""

from dataclasses import dataclass
from datetime import datetime

from domain.events.vocabulary import ReopenReason, Resolution
from domain.terms import Terms
from domain.workdays import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class AlarmRaised:
    """A share of a deadline has passed without what it waits for."""

    clock: str
    percent: int
    due_at: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class DeadlinePassed:
    """A deadline passed without what it waited for."""

    clock: str
    due_at: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseHeld:
    """A person stopped the case from taking further steps."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseReleased:
    """A held case goes on."""

    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ClosureOrdered:
    """A person ends the case here."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed:
    """The case reached its end; facts may still reopen it for a while."""

    resolution: Resolution
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseReopened:
    """A closed case was taken up again."""

    reason: ReopenReason
    fact: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseTakenUp:
    """The run of an open case was lost, and a person had it taken up again from register and ledger."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TermsRevised:
    """The rules that bind the case changed, for a stated reason.

    `calendar` is the newest one, None where it stays; `accepts_harm` says that the buyer may be worse off by it.
    """

    terms: Terms
    reason: str
    by: str
    calendar: WorkCalendar | None = None
    accepts_harm: bool = False


LifecycleEvent = (
    AlarmRaised
    | DeadlinePassed
    | CaseHeld
    | CaseReleased
    | ClosureOrdered
    | CaseClosed
    | CaseReopened
    | CaseTakenUp
    | TermsRevised
)
