"""Entries are numbered by what the table has, with no unique key: a retry tells a story twice. Turns D2 red."""

from collections.abc import Callable, Sequence
from dataclasses import replace as changed

import asyncpg

from chaos.planted import replace
from domain.register.row import CaseRow
from store import cases, register
from store.codec import Entry
from store.pool import Database

NO_KEY = "ALTER TABLE case_events DROP CONSTRAINT IF EXISTS case_events_pkey"
NEWEST = "SELECT seq, hash FROM case_events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1"
INSERT = """
INSERT INTO case_events (case_id, seq, type, at, actor, data, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


def plant() -> Callable[[], None]:
    """Patch the register's hand."""

    async def append(db: Database, case_id: str, entries: Sequence[Entry], row: CaseRow) -> int:
        assert isinstance(db, asyncpg.Pool)
        async with db.acquire() as connection, connection.transaction():
            await connection.execute(NO_KEY)
            newest = await connection.fetchrow(NEWEST, case_id)
            seq, before = (newest["seq"], newest["hash"]) if newest is not None else (0, b"")
            for entry in entries:
                seq += 1
                numbered = changed(entry, seq=seq)
                before = register.chained(before, case_id, numbered)
                values = (entry.type, entry.at, entry.actor, entry.data, before)
                await connection.execute(INSERT, case_id, seq, *values)
            await cases.project(connection, [row])
        return len(entries)

    return replace(register, "append", append)
