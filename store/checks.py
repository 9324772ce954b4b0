"""When register, ledger and hand-over were last looked through as a whole: a check that nobody runs proves nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.pool import Database


class Subject(StrEnum):
    """What is looked through."""

    REGISTER = "register"
    LEDGER = "ledger"
    HANDOVER = "handover"


@dataclass(frozen=True, kw_only=True)
class Check:
    """The newest look at the whole of it; `breaches` is how much was wrong."""

    name: str
    ended_at: datetime
    breaches: int


NOTE = """
INSERT INTO checks (name, ended_at, breaches) VALUES ($1, now(), $2)
ON CONFLICT (name) DO UPDATE SET ended_at = EXCLUDED.ended_at, breaches = EXCLUDED.breaches
"""


async def note(db: Database, subject: Subject, breaches: int) -> None:
    """The whole was looked through just now; alerts watch how long ago that was."""
    await db.execute(NOTE, subject, breaches)


NOTE_SHOP = """
WITH noted AS (
  INSERT INTO shop_checks (name, shop, ended_at, breaches) VALUES ($1, $2, now(), $3)
  ON CONFLICT (name, shop) DO UPDATE SET ended_at = EXCLUDED.ended_at, breaches = EXCLUDED.breaches
)
INSERT INTO checks (name, ended_at, breaches)
SELECT $1, now(), $3 + COALESCE(sum(breaches), 0) FROM shop_checks WHERE name = $1 AND shop <> $2
ON CONFLICT (name) DO UPDATE SET ended_at = EXCLUDED.ended_at, breaches = EXCLUDED.breaches
"""


async def note_shop(db: Database, subject: Subject, shop: str, breaches: int) -> None:
    """One shop was looked through just now: the whole has what its shops had at their newest look."""
    await db.execute(NOTE_SHOP, subject, shop, breaches)


LATEST = """
SELECT name, ended_at, breaches FROM checks
"""


async def latest(db: Database) -> tuple[Check, ...]:
    """The newest look at each; one that never was is missing."""
    return tuple(Check(**dict(row)) for row in await db.fetch(LATEST))
