"""Whole stories of cases, read some at a time: what sheets and lists of solutions are made of."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from itertools import groupby

from domain.register.figures import Dated
from store.codec import decode
from store.pool import Database

AT_ONCE = 100

# By opening, so that a list that is read while cases are opened shows each once.
NEXT = """
SELECT case_id, opened_at FROM cases
 WHERE ($1::text IS NULL OR shop = $1) AND opened_at >= $2 AND opened_at < $3 AND (opened_at, case_id) > ($4, $5)
 ORDER BY opened_at, case_id
 LIMIT $6
"""

EVENTS = """
SELECT case_id, type, at, data FROM case_events WHERE case_id = ANY ($1::text[]) ORDER BY case_id, seq
"""


async def opened_between(
    db: Database, start: datetime, end: datetime, *, shop: str | None = None
) -> AsyncIterator[list[Dated]]:
    """The story of each case that was opened at `start` <= moment < `end`, the oldest first."""
    place = (start, "")
    while rows := await db.fetch(NEXT, shop, start, end, *place, AT_ONCE):
        told = await of_cases(db, [row["case_id"] for row in rows])
        for row in rows:
            if row["case_id"] in told:
                yield told[row["case_id"]]
        place = (rows[-1]["opened_at"], rows[-1]["case_id"])


async def of_cases(db: Database, case_ids: Sequence[str]) -> dict[str, list[Dated]]:
    """The stories of these cases, by id; what the register does not know is left out."""
    rows = await db.fetch(EVENTS, list(case_ids))
    return {
        case_id: [Dated(event=decode(row["type"], row["data"]), at=row["at"]) for row in of]
        for case_id, of in groupby(rows, key=lambda row: str(row["case_id"]))
    }
