"""Reading the evidence: the sandbox's books from its file, everything else from where it is kept."""

import asyncio
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError

from chaos.evidence import Asked, Carried, Kept, Left, Paid, Step
from domain.case import Case
from store.codec import Entry
from store.pool import Pool
from store.register import entry_of
from store.verify import verify

ASKED_AT_ONCE = 8  # workflows that are asked side by side: each may have to be replayed whole


class Books:
    """The sandbox's books, read from the file that it wrote."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """All rows of a query."""
        connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql)]
        finally:
            connection.close()

    def paid(self) -> list[Paid]:
        """Every movement of money."""
        rows = self.rows("SELECT order_id, reference, refund_id, amount FROM movements ORDER BY id")
        return [Paid(**row) for row in rows]

    def asked(self) -> list[Asked]:
        """Every request that asked for money."""
        rows = self.rows("SELECT key, order_id, at, body_hash AS body FROM requests ORDER BY id")
        return [Asked(**row) for row in rows]

    def left(self) -> list[Left]:
        """Every parcel that left the warehouse under a key."""
        return [Left(**row) for row in self.rows(LEFT)]

    def captured(self) -> dict[str, int]:
        """What each order was paid."""
        return {row["order_id"]: row["paid"] for row in self.rows("SELECT order_id, paid FROM orders")}

    def bites(self) -> dict[str, int]:
        """How often each fault bit, whatever the operation."""
        return {row["kind"]: row["times"] for row in self.rows(BITES)}

    def letters(self) -> Counter[tuple[str, str]]:
        """How often each question was mailed to the buyer of a case."""
        rows = self.rows("SELECT case_id, question, COUNT(*) AS times FROM mails GROUP BY case_id, question")
        return Counter({(row["case_id"], row["question"]): row["times"] for row in rows})


LEFT = """
SELECT s.key, s.order_id, s.sku, s.qty, COALESCE(d.times, 0) AS times
  FROM (SELECT substr(id, instr(id, '/') + 1) AS key, order_id, json_extract(body, '$.body.sku') AS sku,
               json_extract(body, '$.body.qty') AS qty
          FROM documents WHERE kind = 'shipment' AND json_extract(body, '$.answer.state') = 'shipped') AS s
  LEFT JOIN fault_draws AS d ON d.operation = 'warehouse.ship' AND d.identity = s.key
 ORDER BY s.key
"""

BITES = "SELECT kind, SUM(times) AS times FROM fault_bites GROUP BY kind"

LEDGER = """
SELECT key, case_id, order_id, state, amount, provider_ref, extract(epoch FROM created_at)::float8 AS created_at,
       extract(epoch FROM first_sent_at)::float8 AS first_sent_at
  FROM movements ORDER BY created_at, key
"""

HISTORY = """
SELECT key, state, source FROM movement_history ORDER BY id
"""

REGISTER = """
SELECT case_id, seq, type, at, actor, data FROM case_events ORDER BY case_id, seq
"""

CASES = """
SELECT shop, source, external_id FROM case_ids ORDER BY case_id
"""

INBOX = """
SELECT shop, source, message_id, state FROM inbox
"""


async def ledger(pool: Pool) -> list[Kept]:
    """Every movement in our ledger."""
    return [Kept(**dict(row)) for row in await pool.fetch(LEDGER)]


async def history(pool: Pool) -> list[Step]:
    """What became of the movements, step by step."""
    return [Step(**dict(row)) for row in await pool.fetch(HISTORY)]


async def register(pool: Pool) -> dict[str, list[Entry]]:
    """The register, case by case."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in await pool.fetch(REGISTER):
        found[row["case_id"]].append(entry_of(row))
    return dict(found)


async def breaches(pool: Pool) -> list[str]:
    """What the register's own verification says: the chain of hashes, and the list of cases."""
    return [f"{each.case_id}, event {each.seq}: {each.what}" async for each in verify(pool)]


async def cases(pool: Pool) -> list[tuple[str, str, str]]:
    """Which outside requests are cases."""
    return [(row["shop"], row["source"], row["external_id"]) for row in await pool.fetch(CASES)]


async def inbox(pool: Pool) -> dict[tuple[str, str, str], str]:
    """The state of every message that was kept."""
    return {(row["shop"], row["source"], row["message_id"]): row["state"] for row in await pool.fetch(INBOX)}


async def told(client: Client, case_ids: Sequence[str]) -> dict[str, Case | str]:
    """Each case as its workflow makes it from its history, or why it cannot."""
    turns = asyncio.Semaphore(ASKED_AT_ONCE)

    async def ask(case_id: str) -> Case | str:
        async with turns:
            try:
                found: Case = await client.get_workflow_handle(case_id).query("case", result_type=Case)
            except (RPCError, WorkflowQueryFailedError) as failed:
                return str(failed)[:300]
            return found

    return dict(zip(case_ids, await asyncio.gather(*(ask(case_id) for case_id in case_ids)), strict=True))


def carried(log: Path) -> list[Carried]:
    """The postman's log."""
    lines = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
    return [
        Carried(
            shop=line["shop"],
            source=line["source"],
            message_id=line["id"],
            copy=line["copy"],
            held=line["held"],
            status=line["status"],
        )
        for line in lines
    ]
