"""The shop's list of buyers who misuse it: put on by a manager, with a reason, an end and an appeal (rule 3.15)."""

from dataclasses import dataclass
from datetime import datetime

from store.pool import Database, Pool, storable


class AlreadyListed(ValueError):
    """The buyer is on the list already."""


class NotListed(LookupError):
    """The buyer is not on the list."""


@dataclass(frozen=True, kw_only=True)
class Ban:
    """One entry of the list; `appeal` is what the buyer says against it."""

    shop: str
    buyer: str
    case_id: str
    reason: str
    by: str
    at: datetime
    expires_at: datetime
    appeal: str
    appealed_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision: str
    lifted: bool


COLUMNS = """
shop, buyer, case_id, reason, by, at, expires_at, appeal, appealed_at, decided_by, decided_at, decision, lifted
"""

EXPIRE = """
UPDATE bans SET lifted = true, decided_at = $2, decided_by = 'policy', decision = 'expired'
 WHERE buyer = $1 AND NOT lifted AND expires_at <= $2
"""

ADD = """
INSERT INTO bans (shop, buyer, case_id, reason, by, at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (buyer) WHERE NOT lifted DO NOTHING
RETURNING id
"""


async def add(
    pool: Pool, *, shop: str, buyer: str, case_id: str, reason: str, by: str, at: datetime, expires_at: datetime
) -> None:
    """Put a buyer on the list; an entry that has expired makes room. Raises AlreadyListed."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(EXPIRE, buyer, at)
        if await connection.fetchval(ADD, shop, buyer, case_id, storable(reason), by, at, expires_at) is None:
            raise AlreadyListed(f"{buyer} is on the list already")


IN_FORCE = f"""
SELECT {COLUMNS} FROM bans WHERE buyer = $1 AND NOT lifted AND expires_at > $2
"""


async def in_force(db: Database, buyer: str, now: datetime) -> Ban | None:
    """The buyer's entry; None where there is none, or where it has expired."""
    row = await db.fetchrow(IN_FORCE, buyer, now)
    return Ban(**dict(row)) if row is not None else None


LISTED = f"""
SELECT {COLUMNS} FROM bans
 WHERE ($1::text IS NULL OR shop = $1) AND ($3 OR (NOT lifted AND expires_at > $2))
 ORDER BY id
"""


async def listed(db: Database, now: datetime, *, shop: str | None = None, past_too: bool = False) -> list[Ban]:
    """The list, oldest first; with `past_too` what has expired or was lifted as well."""
    return [Ban(**dict(row)) for row in await db.fetch(LISTED, shop, now, past_too)]


APPEAL = """
UPDATE bans SET appeal = $2, appealed_at = $3, decided_by = '', decided_at = NULL, decision = ''
 WHERE buyer = $1 AND NOT lifted AND expires_at > $3 RETURNING id
"""


async def appeal(db: Database, buyer: str, words: str, now: datetime) -> None:
    """Enter what the buyer says against it. Raises NotListed."""
    if await db.fetchval(APPEAL, buyer, storable(words), now) is None:
        raise NotListed(f"{buyer} is not on the list")


DECIDE = """
UPDATE bans SET decided_by = $2, decided_at = $3, decision = $4, lifted = $5
 WHERE buyer = $1 AND NOT lifted AND expires_at > $3 RETURNING id
"""


async def decide(db: Database, buyer: str, *, by: str, reason: str, lifts: bool, now: datetime) -> None:
    """Take the entry off the list, or uphold it against an appeal. Raises NotListed."""
    if await db.fetchval(DECIDE, buyer, by, now, storable(reason), lifts) is None:
        raise NotListed(f"{buyer} is not on the list")
