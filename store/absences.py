"""When people of a shop are away."""

from datetime import datetime

from domain.people.handover import Absence
from store.pool import Database

ENTER = """
INSERT INTO absences (shop, name, since, until, entered_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shop, name, since) DO UPDATE SET until = EXCLUDED.until, entered_by = EXCLUDED.entered_by
"""


async def enter(db: Database, shop: str, absence: Absence, *, by: str) -> None:
    """Somebody will be away; one that begins at the same moment is replaced."""
    await db.execute(ENTER, shop, absence.name, absence.since, absence.until, by)


REMOVE = """
DELETE FROM absences WHERE shop = $1 AND name = $2 AND until > $3 RETURNING since
"""


async def remove(db: Database, shop: str, name: str, now: datetime) -> int:
    """Somebody is here after all: what is not over is taken back; how many absences that were."""
    return len(await db.fetch(REMOVE, shop, name, now))


COMING = """
SELECT name, since, until FROM absences WHERE shop = $1 AND until > $2 ORDER BY since, name
"""


async def coming(db: Database, shop: str, now: datetime) -> tuple[Absence, ...]:
    """Absences of a shop that are not over, the earliest first."""
    return tuple(Absence(**dict(row)) for row in await db.fetch(COMING, shop, now))
