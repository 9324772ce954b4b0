"""The hand of the daily word to buyers: asks each case that waits for others to tell its buyer, where that is due."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from domain.commands import TellProgress
from domain.contact.progress import WAITS_FOR
from store import incidents, rounds
from store.pool import Pool

BATCH = 30  # cases that one activity asks: well below the updates that a server takes at once
PATIENCE = timedelta(seconds=10)  # for one answer of one case
SILENT = (TimeoutError, RPCError, WorkflowUpdateRPCTimeoutOrCancelledError)


@dataclass(frozen=True, kw_only=True)
class ProgressBatch:
    """The next cases of a shop, beyond the id `after`; `day` names the round, by which a repeat is known."""

    shop: str
    day: str
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of a batch; `after` is where the next begins, "" when there is none."""

    told: int = 0
    unanswered: int = 0  # they are asked again the next day
    after: str = ""


class Progress:
    """Asks cases; whether a word is due each decides for itself, by its own clock."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @activity.defn(name="progress_batch")
    async def batch(self, batch: ProgressBatch) -> Told:
        """Ask the next cases; how many had a word for their buyer. Done again the same day it writes nothing twice."""
        found = await rounds.waiting(self.pool, batch.shop, list(WAITS_FOR), batch.after, BATCH)
        lasting = await incidents.listed(self.pool, batch.shop)
        told, unanswered = 0, 0
        for case_id in found:
            try:
                why = await incidents.explaining(self.pool, lasting, case_id) if lasting else None
                told += await _asked(activity.client(), case_id, batch.day, disturbed=why.what if why else "")
            except SILENT:
                unanswered += 1
            activity.heartbeat()
        return Told(told=told, unanswered=unanswered, after=found[-1] if len(found) == BATCH else "")


async def _asked(client: Client, case_id: str, day: str, *, disturbed: str) -> bool:
    """Whether the case has a word for its buyer; False where none is due. Raises SILENT errors."""
    handle = client.get_workflow_handle(case_id)
    command = TellProgress(by="policy", incident=disturbed)
    asked = handle.execute_update("tell_progress", command, id=f"progress-{day}-{case_id}")
    try:
        await asyncio.wait_for(asked, PATIENCE.total_seconds())
    except WorkflowUpdateFailedError:
        return False
    return True
