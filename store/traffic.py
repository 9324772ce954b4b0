"""When cases come: counts by hour of the shop's clock, and how many wait for a person now."""

from dataclasses import dataclass
from datetime import date

from store.pool import Database


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Cases opened by hour (0 to 23) on the days that were asked for, and undecided ones that wait for a person."""

    by_hour: dict[int, int]
    waiting: int


BY_HOUR = """
SELECT extract(hour FROM opened_at AT TIME ZONE $2)::int AS hour, count(*) AS cases
  FROM cases
 WHERE shop = $1 AND (opened_at AT TIME ZONE $2)::date = ANY ($3::date[])
 GROUP BY 1
"""
WAITING = "SELECT count(*) FROM cases WHERE shop = $1 AND closed_at IS NULL AND needs_human"


async def traffic(db: Database, shop: str, days: list[date], time_zone: str) -> Traffic:
    """What came to a shop on these days of its calendar."""
    rows = await db.fetch(BY_HOUR, shop, time_zone, days)
    return Traffic(
        by_hour={row["hour"]: row["cases"] for row in rows}, waiting=int(await db.fetchval(WAITING, shop) or 0)
    )
