"""The case on the desk: the one place where the events of a case meet Temporal.

A scenario talks to a `CaseFile` only: it records events, waits for facts, and attempts steps. Parking, the register,
search attributes, the page that people see in the Temporal UI, holds and diversions are all behind it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from domain.case import Case
    from domain.events import (
        AlarmRaised,
        CaseOpened,
        DeadlinePassed,
        Event,
        StepParked,
        StepRecovered,
        StepRetried,
    )
    from domain.evolution import opened, unfolded
    from domain.facts import Fact, observe
    from domain.register.row import row_of
    from domain.request import Scenario
    from domain.windows import Clock, Due, still_told
    from store.codec import entry
    from workflows import search
    from workflows.details import details
    from workflows.display import Display
    from workflows.failures import parked
    from workflows.running import Runs, recovered, run_of
    from workflows.scribe import Scribe

T = TypeVar("T")
Ready = Callable[[Case], bool]
Deadline = Callable[[Case], Due | None]


class Diverted(Exception):
    """A person took the case over to another remedy while a scenario waited."""


class ClosureOrdered(Exception):
    """A person ended the case while a scenario waited."""


class StepSkipped(Exception):
    """A person took a parked step as done by other means."""


class StepMoot(Exception):
    """What a step was for has come about, or is not wanted any more."""


class StepFailed(Exception):
    """A step failed in a way that its caller knows how to answer."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


# The scenario that the running coroutine belongs to: what it started beside itself inherits it, and so hears of a
# diversion even when that fell into one of its activities. None outside of any scenario, as after the close.
COURSE: ContextVar[Scenario | None] = ContextVar("course", default=None)


def never(_case: Case) -> Due | None:
    """No deadline."""
    return None


def within(span: timedelta, clock: Clock = Clock.PAUSE) -> Deadline:
    """So long from now, whatever becomes of the case."""
    start = workflow.now()
    due = Due(at=start + span, clock=clock, starts_at=start)
    return lambda _: due


def always_wanted(_case: Case) -> bool:
    """Nothing makes this step needless."""
    return False


class CaseFile:
    """A case and its dealings with the engine. Only workflow code may hold one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.scribe = Scribe()
        self.display = Display()
        self.runs = Runs()
        self.asides: list[asyncio.Task[None]] = []
        self.watched: set[str] = set()
        self.polls: dict[str, int] = {}
        self.letters_begun: list[str] = []  # on their way, or gone
        self.deaf = False

    @classmethod
    def open(cls, event: CaseOpened) -> "CaseFile":
        """A new case, with its first entry waiting for the register."""
        at = workflow.now()
        file = cls(opened(event, at))
        file._note(event, at)
        file.record()  # what the opening itself makes the case count
        return file

    @classmethod
    def resume(cls, case: Case) -> "CaseFile":
        """A case taken up again from its register: steps that were parked are tried anew by the story itself."""
        file = cls(case)
        reason = "taken up again from the register"
        file.record(*(StepRecovered(step=retrying.step) for retrying in case.retrying))
        file.record(*(StepRetried(step=parked.step, by="policy", reason=reason) for parked in case.parked))
        return file

    def record(self, *events: Event) -> None:
        """Fold events into the case and queue them for the register. Synchronous: handlers may call it."""
        at = workflow.now()
        for event, self.case in unfolded(self.case, events, at):  # noqa: B020 - the case goes on from event to event
            self._note(event, at)

    def _note(self, event: Event, at: datetime) -> None:
        self.scribe.note(event, seq=self.case.version, at=at)
        self.display.note(event)

    def rehearse(self, *events: Event) -> None:
        """Raise what recording these events would come to raise, here or where the case is shown; changes nothing."""
        case, at = self.case, workflow.now()
        for event, case in unfolded(case, events, at):  # noqa: B020 - the case goes on from event to event
            entry(event, seq=case.version, at=at)
        row_of(case, at)
        search.attributes(case)
        details(case)

    def absorb(self, fact: Fact) -> None:
        """Take in what the outside reports; old news changes nothing."""
        self.record(*observe(fact, self.case))

    async def until(
        self, ready: Ready, *, by: Deadline = never, waiting: str = "", alarms: bool = False, quiet: bool = False
    ) -> bool:
        """Wait until `ready(case)`; False once the deadline, which events may move, has passed.

        `waiting` is the timer's summary in the Temporal UI. With `alarms`, a person is told at the shares of the
        deadline that the terms name. A `quiet` deadline is our own pause: its passing is no event.
        A held case does not go on, however ready; a diversion surfaces here.
        """
        while not (ready(self.case) and not self._stopped):
            self._surface()
            due = by(self.case)
            alarm = self._next_alarm(due) if alarms else None
            moment = alarm[1] if alarm is not None else due.at if due is not None else None
            if await self._wait_for_news(ready, by, due, moment, waiting) or by(self.case) != due:
                continue
            if alarm is not None and due is not None:
                self.record(AlarmRaised(clock=due.clock, percent=alarm[0], due_at=due.at))
            elif not self._stopped and due is not None:
                if not quiet:
                    self.record(DeadlinePassed(clock=due.clock, due_at=due.at))
                return False
            else:
                await self._wait_for_news(ready, by, due, None, "held")
        self._surface()
        return True

    async def _wait_for_news(
        self, ready: Ready, by: Deadline, due: Due | None, moment: datetime | None, waiting: str
    ) -> bool:
        """True when something changed, False when `moment` came first.

        A deadline that only moved later wakes nobody: the timer is set anew when it fires, not at each of ten scans.
        """
        stopped, course = self._stopped, COURSE.get()  # the engine looks at `changed` outside of any course

        def changed() -> bool:
            moved = self._called_away(course) or self._stopped != stopped or not still_told(due, by(self.case))
            return moved or (ready(self.case) and not self._stopped)

        left = None if moment is None else moment - workflow.now()
        if left is not None and left.total_seconds() <= 0:
            return changed()
        try:
            await workflow.wait_condition(changed, timeout=left, timeout_summary=waiting or None)
        except TimeoutError:
            return False
        return True

    def _next_alarm(self, due: Due | None) -> tuple[int, datetime] | None:
        """The next share of the deadline at which a person is told; shares long past are not made up for."""
        if due is None:
            return None
        now = workflow.now()
        for percent in self.case.terms.alarm_points:
            told = f"{due.clock}:{percent}:{due.at.isoformat()}" in self.case.alarms
            if not told and due.share(percent) > now:
                return percent, due.share(percent)
        return None

    def _surface(self) -> None:
        if self._called_away(COURSE.get()):
            raise ClosureOrdered if self.case.closing else Diverted

    def _called_away(self, course: Scenario | None) -> bool:
        return not self.deaf and course is not None and (self.case.closing or self.case.scenario is not course)

    @property
    def _stopped(self) -> bool:
        return self.case.held and not self.deaf

    def take_course(self) -> Scenario:
        """What runs from here on belongs to the scenario that the case is in now, and hears of a diversion from it."""
        COURSE.set(self.case.scenario)
        return self.case.scenario

    def leave_course(self) -> None:
        """What runs from here on belongs to no scenario."""
        COURSE.set(None)

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Neither a hold nor a diversion nor a closure takes effect in here: money that left is followed first."""
        self.deaf = True
        try:
            yield
        finally:
            self.deaf = False

    async def pause(self, length: timedelta, waiting: str, *, moot: Ready = always_wanted) -> None:
        """Let time pass, until `moot(case)` at the longest; a diversion or a closure ends it."""
        await self.until(moot, by=within(length), waiting=waiting, quiet=True)

    async def attempt(
        self,
        step: str,
        act: Callable[[], Awaitable[T]],
        *,
        hands_back: frozenset[str] = frozenset(),
        moot: Ready = always_wanted,
    ) -> T:
        """Run a step's activity; when it gives up, park and wait for a person to retry it.

        `act` must read the case anew on every try, since a person may have corrected it in between. A failure whose
        type is in `hands_back` is the caller's to answer: it comes as StepFailed. Raises StepSkipped when a person
        took the step as done by other means, and StepMoot once `moot(case)`: it is not tried (again) then.
        """
        while True:
            await self.until(lambda _: True)
            if moot(self.case):
                raise StepMoot(step)
            try:
                return await run_of(self, step, act)
            except FailureError as error:
                if is_cancelled_exception(error):
                    raise
                event = parked(step, error)
                if event.reason in hands_back:
                    recovered(self, step)
                    raise StepFailed(event.reason, event.message) from error
            await self.park(event, moot=moot)

    async def park(self, event: StepParked, *, moot: Ready = always_wanted) -> None:
        """Show why the case cannot go on, and wait for a person.

        Raises StepSkipped when that person skips it, and StepMoot when `moot(case)` came about without any person.
        """
        self.record(event)
        await self.until(
            lambda case: case.parked_at(event.step) is None or moot(case), waiting=f"{event.step} is parked"
        )
        if event.step in self.case.skipped:
            raise StepSkipped(event.step)
        if self.case.parked_at(event.step) is not None:
            self.record(StepRetried(step=event.step, by="policy", reason="it is not needed any more"))
            raise StepMoot(event.step)

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside the scenario: a letter that waits for the morning must not hold up a refund."""

        async def aside() -> None:
            # A case that took another course owes nothing more of this.
            with contextlib.suppress(Diverted, ClosureOrdered, StepSkipped, StepMoot):
                await work

        self.asides.append(asyncio.create_task(aside()))

    async def done_aside(self, *, unless: Ready = always_wanted) -> None:
        """Wait for everything that runs beside the scenario, or for news that the case may not wait with."""
        await workflow.wait_condition(lambda: all(aside.done() for aside in self.asides) or unless(self.case))
        ended = [aside for aside in self.asides if aside.done()]
        self.asides = [aside for aside in self.asides if not aside.done()]
        for aside in ended:
            aside.result()  # what broke it must not go unseen
