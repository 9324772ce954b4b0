"""Parcels that lie on the shelf: the warehouse opened them, and no case is known to have them."""

from dataclasses import dataclass
from datetime import datetime

from store.pool import Database

LYING = """
SELECT shop, waybill, received_at, body FROM inbox
 WHERE state = 'unrouted' AND source = 'warehouse' AND ($1::text IS NULL OR shop = $1)
 ORDER BY received_at, id LIMIT $2
"""


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """One finding that belongs to nobody yet; `body` is the warehouse's notice as it came."""

    shop: str
    waybill: str
    received_at: datetime
    body: bytes


async def lying(db: Database, *, shop: str | None, limit: int) -> list[Unmatched]:
    """What lies there, the oldest first."""
    return [Unmatched(**dict(row)) for row in await db.fetch(LYING, shop, limit)]
