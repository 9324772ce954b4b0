"""Which cases the rounds of a shop look at, from the list of cases."""

from collections.abc import Sequence

from store.pool import Database

UNDECIDED = """
SELECT case_id FROM cases
 WHERE shop = $1 AND closed_at IS NULL AND stage = 'deciding' AND scenario = 'refund_only' AND case_id > $2
 ORDER BY case_id
 LIMIT $3
"""


async def undecided(db: Database, shop: str, after: str, most: int) -> list[str]:
    """The next refund-only requests of a shop that nobody has decided, by id, beyond the id `after`."""
    return [row["case_id"] for row in await db.fetch(UNDECIDED, shop, after, most)]


WAITING = """
SELECT case_id FROM cases
 WHERE shop = $1 AND closed_at IS NULL AND stage = ANY ($2::text[]) AND case_id > $3
 ORDER BY case_id
 LIMIT $4
"""


async def waiting(db: Database, shop: str, stages: Sequence[str], after: str, most: int) -> list[str]:
    """The next open cases of a shop at these stages, by id, beyond the id `after`."""
    return [row["case_id"] for row in await db.fetch(WAITING, shop, list(stages), after, most)]
