"""What the rounds of a shop do: each activity one piece of work that may be done twice."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta

from temporalio import activity
from temporalio.client import (
    Client,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from domain.case import Case
from domain.sweep import swept
from store import figures, rounds
from store.pool import Pool

BATCH = 30  # cases that one activity looks at: well below the updates that a server takes at once
PATIENCE = timedelta(seconds=10)  # for one answer of one case
SILENT = (TimeoutError, RPCError, WorkflowQueryFailedError, WorkflowQueryRejectedError)


@dataclass(frozen=True, kw_only=True)
class FiguresDay:
    """One day of one shop."""

    shop: str
    day: date
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The next cases of a shop, beyond the id `after`."""

    shop: str
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What became of a batch; `after` is where the next begins, "" when there is none."""

    decided: tuple[str, ...] = field(default=())
    left: int = 0  # policy leaves them to a person
    unanswered: int = 0  # they are looked at again the next night
    after: str = ""


class Rounds:
    """The hand of the rounds."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @activity.defn(name="figures_of_day")
    async def figures_of_day(self, day: FiguresDay) -> None:
        """Compute a shop's figures of one day from the register."""
        await figures.compute(self.pool, day.shop, day.day, day.time_zone)

    @activity.defn(name="sweep_batch")
    async def sweep_batch(self, batch: Batch) -> Swept:
        """Take, of the next undecided refund-only requests, those that policy allows, by the cases' own command."""
        found = await rounds.undecided(self.pool, batch.shop, batch.after, BATCH)
        decided, unanswered = [], 0
        for case_id in found:
            try:
                if await sweep(activity.client(), case_id):
                    decided.append(case_id)
            except SILENT:
                unanswered += 1
            activity.heartbeat()
        after = found[-1] if len(found) == BATCH else ""
        left = len(found) - len(decided) - unanswered
        return Swept(decided=tuple(decided), left=left, unanswered=unanswered, after=after)


async def sweep(client: Client, case_id: str) -> bool:
    """Whether the case took the sweep's decision; False where there was nothing to take, or it moved on meanwhile.

    The id of the update is made of the case's version: a sweep that is tried again asks the same. Raises SILENT errors.
    """
    handle = client.get_workflow_handle(case_id)
    case: Case = await asyncio.wait_for(handle.query("case", result_type=Case), PATIENCE.total_seconds())
    command = swept(case)
    if command is None:
        return False
    update = handle.execute_update("agree", command, id=f"sweep-{case_id}-{case.version}")
    try:
        await asyncio.wait_for(update, PATIENCE.total_seconds())
    except WorkflowUpdateFailedError:  # decided, held or closed since it was asked where it stands
        return False
    except WorkflowUpdateRPCTimeoutOrCancelledError as silent:
        raise TimeoutError(f"{case_id} did not answer") from silent
    return True
