"""Corrections of invoices as finance reads them: what happened in each, and one row a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter

from domain.correction import Correction, CorrectionEvent, due_at
from store.codec import Entry
from store.pool import Database, Pool

_ADAPTERS: dict[str, TypeAdapter[CorrectionEvent]] = {
    kind.__name__: TypeAdapter(kind) for kind in get_args(CorrectionEvent)
}


class CorrectionConflict(Exception):
    """An entry with this number exists and says something else: two runs of one correction. Nothing was written."""


@dataclass(frozen=True, kw_only=True)
class CorrectionRow:
    """One correction in the list; amounts in minor units, tax included."""

    correction_id: str
    case_id: str
    shop: str
    order_id: str
    currency: str
    action: str
    kind: str
    number: str
    title: str
    red: int
    red_tax: int
    new: int
    stage: str
    confirmation: str
    red_number: str
    new_number: str
    needs_human: bool
    problem: str
    due_at: datetime | None
    opened_at: datetime
    updated_at: datetime
    version: int


def entry_of(event: CorrectionEvent, *, seq: int, at: datetime) -> Entry:
    """The row for an event that happened at `at` as the `seq`-th of its correction."""
    name = type(event).__name__
    return Entry(seq=seq, type=name, at=at, actor=event.by, data=_ADAPTERS[name].dump_python(event, mode="json"))


def row_of(correction: Correction, updated_at: datetime) -> CorrectionRow:
    """The row of a correction after its newest event."""
    start = correction.begun
    return CorrectionRow(
        correction_id=correction.correction_id,
        case_id=start.case_id,
        shop=start.shop,
        order_id=start.order_id,
        currency=start.currency,
        action=start.action,
        kind=start.kind,
        number=start.number,
        title=start.title,
        red=start.red,
        red_tax=start.red_tax,
        new=start.new,
        stage=correction.stage,
        confirmation=correction.confirmation,
        red_number=correction.red_number,
        new_number=correction.new_number,
        needs_human=correction.needs_human,
        problem=correction.problem,
        due_at=due_at(correction),
        opened_at=correction.opened_at,
        updated_at=updated_at,
        version=correction.version,
    )


WRITE = """
INSERT INTO correction_events (correction_id, seq, type, at, actor, data) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""

DIFFERS = """
SELECT type <> $3 OR data <> $4 FROM correction_events WHERE correction_id = $1 AND seq = $2
"""

PROJECT = """
INSERT INTO invoice_corrections SELECT * FROM jsonb_populate_record(NULL::invoice_corrections, $1)
ON CONFLICT (correction_id) DO UPDATE
 SET (stage, confirmation, red_number, new_number, needs_human, problem, due_at, updated_at, version)
 = (EXCLUDED.stage, EXCLUDED.confirmation, EXCLUDED.red_number, EXCLUDED.new_number, EXCLUDED.needs_human,
    EXCLUDED.problem, EXCLUDED.due_at, EXCLUDED.updated_at, EXCLUDED.version)
 WHERE invoice_corrections.version < EXCLUDED.version
"""


async def append(pool: Pool, correction_id: str, entries: Sequence[Entry], row: CorrectionRow) -> None:
    """Write entries and the row with them; those already there are left as they are. Raises CorrectionConflict."""
    async with pool.acquire() as connection, connection.transaction():
        for entry in entries:
            await connection.execute(WRITE, correction_id, entry.seq, entry.type, entry.at, entry.actor, entry.data)
            if await connection.fetchval(DIFFERS, correction_id, entry.seq, entry.type, entry.data):
                raise CorrectionConflict(
                    f"{correction_id}: event {entry.seq} is there with other content; see who else runs it"
                )
        columns: dict[str, Any] = TypeAdapter(CorrectionRow).dump_python(row, mode="json")
        await connection.execute(PROJECT, columns)


EVENTS = """
SELECT seq, type, at, actor, data FROM correction_events WHERE correction_id = $1 ORDER BY seq
"""
OF_CASE = "SELECT * FROM invoice_corrections WHERE case_id = $1 ORDER BY opened_at, correction_id"
ONE = "SELECT * FROM invoice_corrections WHERE correction_id = $1"
LISTING = """
SELECT * FROM invoice_corrections
 WHERE ($1::text IS NULL OR shop = $1) AND ($2::bool OR due_at IS NOT NULL) AND (NOT $3::bool OR due_at < $4)
   AND (NOT $5::bool OR needs_human)
 ORDER BY COALESCE(due_at, 'infinity'::timestamptz), correction_id LIMIT $6
"""


async def events(db: Database, correction_id: str) -> list[Entry]:
    """What happened in this correction, oldest first."""
    return [Entry(**dict(row)) for row in await db.fetch(EVENTS, correction_id)]


async def of_case(db: Database, case_id: str) -> list[CorrectionRow]:
    """The corrections that a case gave rise to."""
    return [CorrectionRow(**dict(row)) for row in await db.fetch(OF_CASE, case_id)]


async def one(db: Database, correction_id: str) -> CorrectionRow | None:
    """One correction, None where there is none with this id."""
    row = await db.fetchrow(ONE, correction_id)
    return None if row is None else CorrectionRow(**dict(row))


async def listing(
    db: Database, *, now: datetime, shop: str | None, ended: bool, overdue: bool, needs_human: bool, limit: int
) -> list[CorrectionRow]:
    """Corrections by deadline; open ones alone unless `ended`."""
    rows = await db.fetch(LISTING, shop, ended, overdue, now, needs_human, limit)
    return [CorrectionRow(**dict(row)) for row in rows]
