"""Events of steps that need a person, or somebody's patience."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class StepParked:
    """A step gave up; the case waits for a person. `reason` is the class of the failure, `message` its words."""

    step: str
    reason: str
    message: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class StepRetrying:
    """A step has failed, or hung, beyond its soft limit and is still tried again by itself: mostly an outage.

    `reason` is the class of its newest failure, `activity` its id in Temporal, `attempts` how often it was tried.
    """

    step: str
    reason: str
    activity: str = ""
    attempts: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class StepRecovered:
    """A step that was retried for long got its answer."""

    step: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class StepRetried:
    """A person asked for a parked step to be tried again."""

    step: str
    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class StepSkipped:
    """A person took a parked step as done by other means."""

    step: str
    by: str
    reason: str


StepsEvent = StepParked | StepRetrying | StepRecovered | StepRetried | StepSkipped
