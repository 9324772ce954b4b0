"""Events of people who handle a case: owners, hand-overs, notes, tags and root causes (tables 3.17 and 3.19)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class TagAdded:
    """A person marked the case, so that it is found with others of its kind (R145)."""

    tag: str
    by: str


@dataclass(frozen=True, kw_only=True)
class TagRemoved:
    """A person took a mark off, also one that the case bears by itself."""

    tag: str
    by: str


@dataclass(frozen=True, kw_only=True)
class RootCauseSet:
    """Why the case came about at all: a key of the pick-list (R153)."""

    cause: str
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseAssigned:
    """The case has an owner now; one who takes it over from another ends that hand-over."""

    to: str
    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver:
    """The owner gives the case to somebody, who has to take it."""

    to: str
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HandoverOverdue:
    """A hand-over that nobody took for so many hours: an alarm."""

    to: str
    hours: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CaseNoted:
    """A dated note of a person on the progress of the case, with what is done next (R142)."""

    text: str
    by: str
    next_action: str = ""
    next_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ProgressOwed:
    """The buyer is to hear how the case stands (R128); with `reason` and `eta`, of a delay (R15, R119).

    `incident` is what was disturbed just then (R158).
    """

    reason: str = ""
    eta: datetime | None = None
    incident: str = ""
    by: str = "policy"


HandlingEvent = (
    TagAdded | TagRemoved | RootCauseSet | CaseAssigned | CaseHandedOver | HandoverOverdue | CaseNoted | ProgressOwed
)
