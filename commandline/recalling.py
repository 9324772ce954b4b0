"""`register catch-up`: the register had to be restored from an older backup; Temporal's histories have what it lacks.

A history, replayed, records the same events at the same instants as the case did: these are the missing entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline import histories
from commandline.connections import register
from commandline.exits import Exit
from commandline.options import DryRun, Json
from commandline.output import emit, line, progress, say
from commandline.replaying import replayer, silent

if TYPE_CHECKING:
    from temporalio.client import WorkflowHistory

    from store.codec import Entry
    from store.pool import Pool

ALL_CASES = "WorkflowType = 'AfterSalesCase'"


@dataclass(frozen=True, kw_only=True)
class Caught:
    """What became of one case: how many entries were missing, or why they cannot be written."""

    case_id: str
    entries: int = 0
    problem: str = ""


async def catch_up(
    *,
    query: Annotated[
        str | None,
        Parameter(help="Only those cases; a list filter of Temporal: \"CloseTime > '2026-11-01T00:00:00Z'\"."),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> Exit:
    """Write into the register what Temporal's histories have and it lacks: after the restore of an older backup.

    Safe to repeat, and while cases go on. Closed cases too, as long as Temporal keeps them. Ends with 1 when a case's
    entries cannot be written.
    """
    client, cases = await histories.listed(ALL_CASES, query, None)
    cases.sort(key=lambda case: case.start_time)  # a case that was taken up again has its beginning in an older run
    written = broken = 0
    async with register() as pool:
        with progress("catching up", len(cases)) as done:
            async for kept in histories.fetched(client, cases):
                caught = await _caught_up(pool, kept.history, client, dry_run=dry_run)
                written, broken = written + caught.entries, broken + bool(caught.problem)
                _tell(caught, as_json=json)
                done()
    say(f"{written} entries {'are missing' if dry_run else 'were written'}; {broken} cases could not be caught up.")
    return Exit.ERROR if broken else Exit.OK


def _tell(caught: Caught, *, as_json: bool) -> None:
    if as_json and (caught.entries or caught.problem):
        emit({"case_id": caught.case_id, "entries": caught.entries, "problem": caught.problem})
    elif caught.problem:
        line(f"FAILS  {caught.case_id}: {caught.problem}")
    elif caught.entries:
        line(f"{caught.entries:>5}  {caught.case_id}")


async def _caught_up(pool: "Pool", history: "WorkflowHistory", client: Any, *, dry_run: bool) -> Caught:
    """Write what this run of a case recorded and the register lacks."""
    from domain.register.row import row_of
    from store.codec import fold
    from store.register import GapInRegister, RegisterConflict, append, events

    case_id = history.workflow_id
    told, failure = await recorded(history, client)
    if failure is not None:
        return Caught(case_id=case_id, problem=f"its history does not replay on this code: {failure}"[:300])
    known = await events(pool, case_id)
    fresh = [entry for entry in told if entry.seq > len(known)]
    if not fresh or dry_run:
        return Caught(case_id=case_id, entries=len(fresh))
    try:
        row = row_of(fold([*known, *fresh]), fresh[-1].at)
        written = await append(pool, case_id, _joined(told, fresh), row)
    except (GapInRegister, RegisterConflict) as wrong:
        return Caught(case_id=case_id, problem=str(wrong))
    return Caught(case_id=case_id, entries=written)


def _joined(told: "Sequence[Entry]", fresh: "Sequence[Entry]") -> "Sequence[Entry]":
    """What is missing with the entry before it, where this run has it: the register compares that with its own."""
    return [entry for entry in told if entry.seq >= fresh[0].seq - 1]


async def recorded(history: "WorkflowHistory", client: Any) -> "tuple[list[Entry], Exception | None]":
    """All entries that a run of a case has made, oldest first, and why it does not replay, if so."""
    from temporalio import workflow
    from temporalio.worker import (
        ExecuteWorkflowInput,
        Interceptor,
        WorkflowInboundInterceptor,
        WorkflowInterceptorClassInput,
    )

    entries: list[Entry] = []

    class Pending(list["Entry"]):
        """The scribe's list, which we read as it grows."""

        def append(self, entry: "Entry") -> None:
            entries.append(entry)
            super().append(entry)

    class Listening(WorkflowInboundInterceptor):
        """Begins to listen before the case does anything; what its opening wrote is in the list already."""

        async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002 - the SDK's name
            scribe = workflow.instance().file.scribe
            entries.extend(scribe.pending)
            scribe.pending = Pending(scribe.pending)
            return await super().execute_workflow(input)

    class Listener(Interceptor):
        """Puts `Listening` into the workflow."""

        def workflow_interceptor_class(
            self,
            input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's name
        ) -> type[WorkflowInboundInterceptor]:
            return Listening

    with silent():
        result = await replayer(client, Listener()).replay_workflow(history, raise_on_replay_failure=False)
    return entries, result.replay_failure
