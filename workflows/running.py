"""Which steps run now: what the worker's watchdog needs to name a step, and a case to know whether its word is late.

The name of the step and the number of its run travel with each activity as a header, which is no part of what replay
compares: histories from before it replay.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from temporalio import workflow
from temporalio.worker import StartActivityInput, WorkflowInboundInterceptor, WorkflowOutboundInterceptor

with workflow.unsafe.imports_passed_through():
    from domain.events import StepRecovered, StepRetrying

if TYPE_CHECKING:
    from workflows.casefile import CaseFile

T = TypeVar("T")

HEADER = "amends-step"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a step: its name, and which of its runs in this workflow it is."""

    step: str
    number: int


@dataclass(frozen=True, kw_only=True)
class StillFailing:
    """What the watchdog tells a case: `reason` is the class of the newest failure, `activity` its id in Temporal."""

    step: str
    run: int
    reason: str
    activity: str
    attempts: int


# None outside of any step, as for a reading that nobody waits for.
RUN: ContextVar[Run | None] = ContextVar("run", default=None)


class Runs:
    """The runs of the steps of one case."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.going: set[str] = set()

    def begin(self, step: str) -> None:
        """Activities that are started from here on belong to a run of this step."""
        number = self.numbers[step] = self.numbers.get(step, 0) + 1
        self.going.add(step)
        RUN.set(Run(step=step, number=number))

    def end(self, step: str) -> None:
        """The run is over."""
        self.going.discard(step)
        RUN.set(None)

    def goes_on(self, step: str, number: int) -> bool:
        """Whether this very run is not over."""
        return step in self.going and self.numbers[step] == number


async def run_of(file: "CaseFile", step: str, act: Callable[[], Awaitable[T]]) -> T:
    """One run of a step, which the watchdog may report as retrying; once it has its answer it is shown so no more."""
    file.runs.begin(step)
    try:
        result = await act()
    except Exception:  # not what ends a coroutine that is evicted: that happens outside of any run
        file.runs.end(step)
        raise
    file.runs.end(step)
    recovered(file, step)
    return result


def recovered(file: "CaseFile", step: str) -> None:
    """A step that was shown as retrying has its answer."""
    if file.case.retrying_at(step) is not None:
        file.record(StepRecovered(step=step))


def still_failing(file: "CaseFile", report: StillFailing) -> None:
    """The watchdog's word: taken once a run of the step; late word of a run that has ended changes nothing."""
    if file.runs.goes_on(report.step, report.run) and file.case.retrying_at(report.step) is None:
        told = StepRetrying(step=report.step, reason=report.reason, activity=report.activity, attempts=report.attempts)
        file.record(told)


class NamesSteps(WorkflowInboundInterceptor):
    """Every activity of a step bears the step's name."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Put the naming before what starts activities."""
        super().init(_Naming(outbound))


class _Naming(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002 - the SDK's name
        """Add the header."""
        run = RUN.get()
        if run is not None:
            [payload] = workflow.payload_converter().to_payloads([run])
            input = replace(input, headers={**input.headers, HEADER: payload})  # noqa: A001 - as above
        return super().start_activity(input)
