"""The book of repairs: which attempts at an item were made before, and whether they worked."""

from dataclasses import dataclass
from datetime import datetime

from domain.defects.repair import PastRepair
from store.pool import Database


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One attempt that has ended."""

    case_id: str
    number: int
    shop: str
    order_id: str
    line_ids: tuple[str, ...]
    begun_at: datetime
    ended_at: datetime
    worked: bool


NOTE = """
INSERT INTO repairs (case_id, number, shop, order_id, line_ids, begun_at, ended_at, worked)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (case_id, number) DO NOTHING
"""


async def note(db: Database, repair: Noted) -> None:
    """Write an attempt down; once, however often it is said."""
    await db.execute(
        NOTE,
        repair.case_id,
        repair.number,
        repair.shop,
        repair.order_id,
        list(repair.line_ids),
        repair.begun_at,
        repair.ended_at,
        repair.worked,
    )


PAST = """
SELECT case_id, begun_at, ended_at, worked
  FROM repairs
 WHERE shop = $1 AND order_id = $2 AND line_ids && $3 AND case_id <> $4
 ORDER BY ended_at, case_id, number
"""


async def past(
    db: Database, *, shop: str, order_id: str, line_ids: tuple[str, ...], except_case: str
) -> list[PastRepair]:
    """Attempts of other cases at any of these lines of the order, oldest first."""
    rows = await db.fetch(PAST, shop, order_id, list(line_ids), except_case)
    return [
        PastRepair(case_id=row["case_id"], begun_at=row["begun_at"], ended_at=row["ended_at"], worked=row["worked"])
        for row in rows
    ]
