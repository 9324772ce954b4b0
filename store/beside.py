"""The books of what runs beside cases (claims, corrections of invoices): what happened in each, and a row for each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from store.codec import Entry
from store.pool import Database, Pool

Row = TypeVar("Row")

WRITE = """
INSERT INTO {events} ({key}, seq, type, at, actor, data) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""
DIFFERS = """
SELECT type <> $3 OR data <> $4 FROM {events} WHERE {key} = $1 AND seq = $2
"""
PROJECT = """
INSERT INTO {rows} SELECT * FROM jsonb_populate_record(NULL::{rows}, $1)
ON CONFLICT ({key}) DO UPDATE SET ({changing}) = ({excluded})
 WHERE {rows}.version < EXCLUDED.version
"""
EVENTS = """
SELECT seq, type, at, actor, data FROM {events} WHERE {key} = $1 ORDER BY seq
"""
OF_CASE = "SELECT * FROM {rows} WHERE case_id = $1 ORDER BY opened_at, {key}"
ONE = "SELECT * FROM {rows} WHERE {key} = $1"
LISTING = """
SELECT * FROM {rows}
 WHERE ($1::text IS NULL OR shop = $1) AND ($2::bool OR due_at IS NOT NULL) AND (NOT $3::bool OR due_at < $4)
   AND (NOT $5::bool OR needs_human)
 ORDER BY COALESCE(due_at, 'infinity'::timestamptz), {key} LIMIT $6
"""


class BookConflict(Exception):
    """An entry with this number exists and says something else: two runs of one workflow. Nothing was written."""


class Book(Generic[Row]):
    """One such book: `events` and `rows` are its tables, `key` the id in both, `changing` what an event may change."""

    def __init__(self, row: type[Row], *, events: str, rows: str, key: str, changing: Sequence[str]) -> None:
        def put(sql: str) -> str:
            excluded = ", ".join(f"EXCLUDED.{name}" for name in changing)
            return sql.format(events=events, rows=rows, key=key, changing=", ".join(changing), excluded=excluded)

        self._row = row
        self._columns: TypeAdapter[Row] = TypeAdapter(row)
        self._write, self._differs, self._project = put(WRITE), put(DIFFERS), put(PROJECT)
        self._events, self._of_case, self._one, self._listing = put(EVENTS), put(OF_CASE), put(ONE), put(LISTING)

    async def append(self, pool: Pool, key: str, entries: Sequence[Entry], row: Row) -> None:
        """Write entries and the row with them; those already there are left as they are. Raises BookConflict."""
        async with pool.acquire() as connection, connection.transaction():
            for entry in entries:
                await connection.execute(self._write, key, entry.seq, entry.type, entry.at, entry.actor, entry.data)
                if await connection.fetchval(self._differs, key, entry.seq, entry.type, entry.data):
                    raise BookConflict(f"{key}: event {entry.seq} is there with other content; see who else runs it")
            columns: dict[str, Any] = self._columns.dump_python(row, mode="json")
            await connection.execute(self._project, columns)

    async def events(self, db: Database, key: str) -> list[Entry]:
        """What happened in this one, oldest first."""
        return [Entry(**dict(row)) for row in await db.fetch(self._events, key)]

    async def of_case(self, db: Database, case_id: str) -> list[Row]:
        """Those that a case gave rise to."""
        return [self._row(**dict(row)) for row in await db.fetch(self._of_case, case_id)]

    async def one(self, db: Database, key: str) -> Row | None:
        """The one with this id, None where there is none."""
        row = await db.fetchrow(self._one, key)
        return None if row is None else self._row(**dict(row))

    async def listing(
        self,
        db: Database,
        *,
        now: datetime,
        shop: str | None,
        ended: bool,
        overdue: bool,
        needs_human: bool,
        limit: int,
    ) -> list[Row]:
        """By deadline; open ones alone unless `ended`."""
        rows = await db.fetch(self._listing, shop, ended, overdue, now, needs_human, limit)
        return [self._row(**dict(row)) for row in rows]
