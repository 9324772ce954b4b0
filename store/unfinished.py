"""Cases that are not closed, as the register has them: what must have a run, whatever Temporal says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.pool import Database


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """A case that was begun and not closed. `stage` is "" where not one event of it is written yet."""

    case_id: str
    stage: str
    buyers_freight: bool
    held: bool
    due_at: datetime | None
    updated_at: datetime


# A case whose workflow was started, and lost before its first entry was written, is open too.
OPEN_CASES = """
SELECT case_id, stage,
       CASE WHEN stage = 'deciding' AND scenario = 'return_refund' THEN EXISTS (
         SELECT FROM case_events AS e
          WHERE e.case_id = cases.case_id AND e.seq = 1 AND e.data -> 'request' ->> 'fault' = 'buyer'
       ) AND NOT EXISTS (
         SELECT FROM case_events AS e WHERE e.case_id = cases.case_id AND e.type = 'CaseCorrected'
       ) ELSE false END AS buyers_freight,
       held, due_at, updated_at
  FROM cases WHERE closed_at IS NULL
UNION ALL
SELECT i.case_id, '', false, false, NULL, i.workflow_started_at FROM case_ids AS i
 WHERE i.workflow_started_at IS NOT NULL AND NOT EXISTS (SELECT FROM cases AS c WHERE c.case_id = i.case_id)
 ORDER BY case_id
"""


async def open_cases(db: Database) -> list[OpenCase]:
    """All of them, by id."""
    return [OpenCase(**dict(row)) for row in await db.fetch(OPEN_CASES)]


STUCK_SINCE = """
SELECT case_id, max(at) AS since FROM case_events
 WHERE case_id = ANY ($1::text[]) AND type IN ('StepParked', 'StepRetrying')
 GROUP BY case_id
"""


async def stuck_since(db: Database, case_ids: Sequence[str]) -> dict[str, datetime]:
    """When a step of these cases last gave up, or was last found retrying beyond its limit."""
    return {row["case_id"]: row["since"] for row in await db.fetch(STUCK_SINCE, list(case_ids))}


OPENING = """
SELECT opening FROM case_ids WHERE case_id = $1
"""


async def opening(db: Database, case_id: str) -> dict[str, object] | None:
    """What the case was to be started with, as its identity keeps it; None for a case that nobody claimed."""
    found: dict[str, object] | None = await db.fetchval(OPENING, case_id)
    return found
