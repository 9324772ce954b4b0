"""The scribe of a case: writes its events to the register, beside the story.

Nothing that Temporal records may follow from a write being done (decision 7): a query that comes in between can move
the end of a local activity to the next workflow task, while replay has it in the one before.

An entry is written in the task that records its event, before the server has that task: a worker that dies in between
takes the task with it. The one that does it again says which task it is, and the register then keeps its word and not
the lost one's (decision 15).
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    import structlog

    from activities.register import Page, Register
    from domain.case import Case
    from domain.events import Event, StepParked
    from domain.register.row import CaseRow, row_of
    from store.codec import Entry, entry
    from store.register import Author
    from workflows import calls
    from workflows.counting import counted_apart
    from workflows.failures import parked
    from workflows.resting import the_story_rests

LONGEST_SUMMARY = 100  # characters; the server takes 400 bytes


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What one write holds: so many entries, and how the case's row in the lists reads after them."""

    entries: int
    row: CaseRow


class Scribe:
    """Keeps what is still to be written."""

    def __init__(self) -> None:
        self.pending: list[Entry] = []
        self.tasks: list[int] = []  # of each pending entry, the workflow task that it was recorded in
        self.sealed: list[Sealed] = []  # the next writes
        self.apart = False  # whether writes are counted apart from the story's activities
        self.seals = False  # whether what a write holds is settled when the story rests, and not when a write ends
        self.writes = 0

    def note(self, event: Event, *, seq: int, at: datetime) -> None:
        """Queue an event for the register."""
        written = entry(event, seq=seq, at=at)
        self.pending.append(written)
        self.tasks.append(workflow.info().get_current_history_length())
        _log(written, event)

    async def seal(self, case: Callable[[], Case]) -> None:
        """Make one write of all that was recorded until the story rests: how many there are follows from it alone.

        When the write before ends, a replay knows earlier: nothing may follow from it (decision 20).
        """
        while True:
            await workflow.wait_condition(lambda: len(self.pending) > self._sealed())
            await the_story_rests()
            row = row_of(case(), self.pending[-1].at)
            self.sealed.append(Sealed(entries=len(self.pending) - self._sealed(), row=row))

    def _sealed(self) -> int:
        return sum(each.entries for each in self.sealed)

    async def keep(self, case: Callable[[], Case]) -> None:
        """Write pending entries to the register, one batch at a time; runs beside the story for its whole life.

        Postgres may be away: the story goes on, and the entries wait here. The longer it is away, the less often it is
        asked, since every try adds to the history; news of the case is a reason to ask at once.
        """
        failures = 0
        while True:
            await workflow.wait_condition(lambda: bool(self.sealed if self.seals else self.pending))
            if not self.seals:
                await the_story_rests()
            try:
                await self._write(case)
                failures = 0
            except FailureError as error:
                if is_cancelled_exception(error):
                    raise
                await self._wait(failures, error)
                failures += 1

    async def settled(self) -> None:
        """Wait until the register holds everything."""
        await workflow.wait_condition(lambda: not self.pending)

    async def _wait(self, failures: int, error: FailureError) -> None:
        pause = calls.REGISTER_PAUSES[min(failures, len(calls.REGISTER_PAUSES) - 1)]
        waiting, known = f"the register does not take entries: {parked('register', error).reason}", len(self.pending)
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: len(self.pending) > known, timeout=pause, timeout_summary=waiting[:LONGEST_SUMMARY]
            )

    async def _write(self, current: Callable[[], Case]) -> None:
        case = current()
        batch = tuple(self.pending[: self.sealed[0].entries] if self.seals else self.pending)
        row = self.sealed[0].row if self.seals else row_of(case, batch[-1].at)
        author = Author(run=workflow.info().run_id, tasks=tuple(self.tasks[: len(batch)]))
        page = Page(case_id=case.case_id, entries=batch, row=row, author=author)
        await self._start(page)
        del self.pending[: len(batch)], self.tasks[: len(batch)], self.sealed[:1]

    def _start(self, page: Page) -> workflow.ActivityHandle[None]:
        self.writes += 1
        with counted_apart(self.writes) if self.apart else contextlib.nullcontext():
            return workflow.start_local_activity_method(
                Register.append, page, summary=f"{len(page.entries)} register entries", **calls.REGISTER
            )


def _log(written: Entry, event: Event) -> None:
    """One line an event, by its kind alone: what it holds is the register's. A parked step is a warning."""
    log = structlog.stdlib.get_logger("case")
    if isinstance(event, StepParked):
        log.warning("a step waits for a person", seq=written.seq, step=event.step, error_class=event.reason)
    else:
        log.info("an event was recorded", seq=written.seq, event_type=written.type)
