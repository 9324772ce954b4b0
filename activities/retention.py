"""The hand of retention: erases what is personal of buyers who have long had no case."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from store import erasure
from store.pool import Pool

BATCH = 50  # buyers that one activity erases, each in a transaction of its own


@dataclass(frozen=True, kw_only=True)
class PurgeBatch:
    """The next buyers of a shop, beyond the reference `after`, whose last case ended `before`."""

    shop: str
    before: datetime
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Purged:
    """What became of a batch; `after` is where the next begins, "" when there is none."""

    erased: int = 0
    kept: int = 0  # a case of theirs is evidence
    after: str = ""


class Retention:
    """Erases; a buyer who came back meanwhile is left alone."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    @activity.defn(name="purge_batch")
    async def batch(self, batch: PurgeBatch) -> Purged:
        """Erase the next buyers. Done again it finds nothing of them."""
        found = await erasure.due(self.pool, batch.shop, batch.before, BATCH, after=batch.after)
        erased, kept = 0, 0
        for buyer in found:
            try:
                await erasure.erase(self.pool, buyer, activity.info().started_time)
                erased += 1
            except erasure.NotErasable:
                kept += 1
            activity.heartbeat()
        return Purged(erased=erased, kept=kept, after=found[-1] if len(found) == BATCH else "")
