"""The stories of cases whose goods came back in a span of time: what the register of returns is made of (R94)."""

from collections.abc import AsyncIterator
from datetime import datetime

from domain.register.figures import Dated
from store.pool import Database
from store.stories import AT_ONCE, of_cases

# Cases in the order of their first parcel of the span, read from the index of migration 0285.
TOUCHED = """
SELECT case_id, min(at) AS first FROM case_events
 WHERE type = 'GoodsInspected' AND at >= $1 AND at < $2
   AND ($3::text IS NULL OR split_part(case_id, '-', 2) = $3)
 GROUP BY case_id
 ORDER BY first, case_id
"""


async def looked_at_between(
    db: Database, start: datetime, end: datetime, *, shop: str | None = None
) -> AsyncIterator[list[Dated]]:
    """The whole story of each case of which a parcel was looked at in `start` <= moment < `end`."""
    case_ids = [row["case_id"] for row in await db.fetch(TOUCHED, start, end, shop)]
    for place in range(0, len(case_ids), AT_ONCE):
        some = case_ids[place : place + AT_ONCE]
        told = await of_cases(db, some)
        for case_id in some:
            yield told[case_id]
