"""The stories of closed cases of one ground, of one article, or of all: what a list of solutions is made of (R147)."""

from domain.register.figures import Dated
from store.pool import Database
from store.stories import AT_ONCE, of_cases

# The newest closed cases, each way by an index of its own: migrations 0260 and 0287.
NEWEST = """
SELECT case_id FROM cases
 WHERE closed_at IS NOT NULL AND ($1::text IS NULL OR shop = $1)
 ORDER BY closed_at DESC, case_id DESC
 LIMIT $2
"""
OF_GROUND = """
SELECT case_id FROM case_events AS e JOIN cases USING (case_id)
 WHERE e.type = 'CaseOpened' AND e.data -> 'request' ->> 'ground' = $3
   AND closed_at IS NOT NULL AND ($1::text IS NULL OR shop = $1)
 ORDER BY e.at DESC
 LIMIT $2
"""
OF_ARTICLE = """
SELECT case_id FROM cases
 WHERE case_id = ANY (ARRAY (
         SELECT case_id FROM case_events
          WHERE type = 'CaseOpened'
            AND jsonb_path_query_array(data, '$.order.lines[*].sku') @> to_jsonb(ARRAY[$3::text])))
   AND closed_at IS NOT NULL AND ($1::text IS NULL OR shop = $1)
 ORDER BY closed_at DESC, case_id DESC
 LIMIT $2
"""


async def closed_stories(
    db: Database, *, most: int, shop: str | None = None, ground: str | None = None, article: str | None = None
) -> list[list[Dated]]:
    """The newest closed cases, at most so many: of the ground that they were opened with, or of an article."""
    if ground is not None:
        rows = await db.fetch(OF_GROUND, shop, most, ground)
    elif article is not None:
        rows = await db.fetch(OF_ARTICLE, shop, most, article)
    else:
        rows = await db.fetch(NEWEST, shop, most)
    case_ids = [row["case_id"] for row in rows]
    told: dict[str, list[Dated]] = {}
    for place in range(0, len(case_ids), AT_ONCE):
        told |= await of_cases(db, case_ids[place : place + AT_ONCE])
    return [told[case_id] for case_id in case_ids if case_id in told]
