"""The scribe of a case: writes its events to the register and shows where it stands, beside the story."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    import structlog

    from activities.register import Page, Register
    from domain.case import Case
    from domain.events import Event, StepParked
    from domain.row import row_of
    from store.codec import encode
    from store.register import Entry
    from workflows import calls, search
    from workflows.details import details
    from workflows.failures import parked

LONGEST_SUMMARY = 100  # characters; the server takes 400 bytes


class Scribe:
    """Keeps what is still to be written."""

    def __init__(self) -> None:
        self.pending: list[Entry] = []
        self.shown = 0  # the newest event that lists and the Temporal UI tell of
        # Local activities run one at a time: two at once may end in another order than replay resolves them in.
        self.local = asyncio.Lock()

    def note(self, event: Event, *, seq: int, at: datetime) -> None:
        """Queue an event for the register."""
        entry = entry_of(event, seq=seq, at=at)
        self.pending.append(entry)
        _log(entry, event)

    async def keep(self, case: Callable[[], Case]) -> None:
        """Write pending entries to the register and show the case's standing; runs beside the story for its whole life.

        Postgres may be away: the story goes on, and the entries wait here. The longer it is away, the less often it is
        asked, since every try adds to the history; news of the case is a reason to ask at once.
        """
        failures = 0
        while True:
            await workflow.wait_condition(lambda: bool(self.pending))
            self._show(case())
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
        async with self.local:
            case, batch = current(), tuple(self.pending)
            page = Page(case_id=case.case_id, entries=batch, row=row_of(case, batch[-1].at))
            await workflow.execute_local_activity_method(
                Register.append, page, summary=f"{len(batch)} register entries", **calls.REGISTER
            )
            del self.pending[: len(batch)]

    def _show(self, case: Case) -> None:
        """Tell the lists and the Temporal UI where the case stands: one update for all that happened in this task.

        Whether there is one depends on events alone, never on what is shown: how a standing reads may change with any
        deploy, and must not send the history of an open case down another path.
        """
        if self.shown == case.version:
            return
        workflow.upsert_search_attributes(search.updates(case))
        self.shown = case.version
        workflow.set_current_details(details(case))


def entry_of(event: Event, *, seq: int, at: datetime) -> Entry:
    """The register's entry of an event."""
    kind, data = encode(event)
    return Entry(seq=seq, type=kind, at=at, actor=event.by, data=data)


def _log(entry: Entry, event: Event) -> None:
    """One line an event, by its kind alone: what it holds is the register's. A parked step is a warning."""
    log = structlog.stdlib.get_logger("case")
    if isinstance(event, StepParked):
        log.warning("a step waits for a person", seq=entry.seq, step=event.step, error_class=event.reason)
    else:
        log.info("an event was recorded", seq=entry.seq, event_type=entry.type)
