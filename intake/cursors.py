"""Up to when each shop's platform was asked what changed."""

from datetime import datetime

from store.pool import Database

READ = """
SELECT read_until FROM intake_cursors WHERE shop = $1 AND source = $2
"""


async def read_until(db: Database, *, shop: str, source: str) -> datetime | None:
    """The end of the last span that was read whole; None before the first."""
    found: datetime | None = await db.fetchval(READ, shop, source)
    return found


ADVANCE = """
INSERT INTO intake_cursors (shop, source, read_until) VALUES ($1, $2, $3)
ON CONFLICT (shop, source) DO UPDATE SET read_until = GREATEST(intake_cursors.read_until, EXCLUDED.read_until)
"""


async def advance(db: Database, *, shop: str, source: str, until: datetime) -> None:
    """The span up to `until` was read whole. The cursor never goes back, whoever is late."""
    await db.execute(ADVANCE, shop, source, until)
