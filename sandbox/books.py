"""The sandbox's memory: one SQLite file that survives being killed at any moment."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.schema import FIRST_QUEUE_ID, SCHEMA

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order as the world has it: `paid` in minor units, goods and freight together; `ahead` in seconds."""

    order_id: str
    shop: str
    currency: str
    paid: int
    ahead: float
    body: Document


class Books:
    """The file. Every write happens inside `writing()`; nothing in it waits, so one connection serves all."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        self._depth = 0
        self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA busy_timeout = 5000")
        self._db.execute("PRAGMA journal_mode = WAL")
        # What was answered must be on disk: these books are the judge after a crash.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(SCHEMA)
        self._db.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'queue', ? "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'queue')",
            (FIRST_QUEUE_ID - 1,),
        )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; inside another one it is part of that."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        else:
            self._db.execute("COMMIT")
        finally:
            self._depth -= 1

    def run(self, sql: str, *args: Any) -> sqlite3.Cursor:
        """Run one statement."""
        return self._db.execute(sql, args)

    def rows(self, sql: str, *args: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self._db.execute(sql, args).fetchall()

    def row(self, sql: str, *args: Any) -> sqlite3.Row | None:
        """The first row of a query, if any."""
        found: sqlite3.Row | None = self._db.execute(sql, args).fetchone()
        return found

    def put(self, kind: str, name: str, body: Mapping[str, Any], *, shop: str, order_id: str, at: float) -> None:
        """Keep a document, in place of the one with the same kind and name."""
        self.run(
            "INSERT INTO documents (kind, id, shop, order_id, changed_at, body) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (kind, id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body",
            kind, name, shop, order_id, at, json.dumps(body, ensure_ascii=False),
        )  # fmt: skip

    def get(self, kind: str, name: str) -> Document | None:
        """The document, or None."""
        row = self.row("SELECT body FROM documents WHERE kind = ? AND id = ?", kind, name)
        return None if row is None else json.loads(row["body"])

    def of_order(self, kind: str, order_id: str) -> list[Document]:
        """All documents of a kind that belong to an order, oldest first."""
        rows = self.rows("SELECT body FROM documents WHERE kind = ? AND order_id = ? ORDER BY rowid", kind, order_id)
        return [json.loads(row["body"]) for row in rows]

    def changed(self, kind: str, shop: str, since: float, until: float) -> list[Document]:
        """Documents of a shop changed in the span, newest first."""
        rows = self.rows(
            "SELECT body FROM documents WHERE kind = ? AND shop = ? AND changed_at >= ? AND changed_at <= ? "
            "ORDER BY changed_at DESC, id",
            kind, shop, since, until,
        )  # fmt: skip
        return [json.loads(row["body"]) for row in rows]

    def order(self, order_id: str) -> Order | None:
        """The order, or None when the world has none with this id."""
        row = self.row("SELECT * FROM orders WHERE order_id = ?", order_id)
        if row is None:
            return None
        return Order(**{**dict(row), "body": json.loads(row["body"])})

    def add_order(self, order: Order) -> None:
        """Bring a new order into the world."""
        self.run(
            "INSERT INTO orders (order_id, shop, currency, paid, ahead, body) VALUES (?, ?, ?, ?, ?, ?)",
            order.order_id, order.shop, order.currency, order.paid, order.ahead,
            json.dumps(order.body, ensure_ascii=False),
        )  # fmt: skip

    def order_of_story(self, story: str) -> str:
        """The order a story is about; empty when there is no such story."""
        row = self.row("SELECT order_id FROM documents WHERE kind = 'story' AND id = ?", story)
        return "" if row is None else str(row["order_id"])

    def rewrite_order(self, order: Order) -> None:
        """Keep a changed body of an order."""
        body = json.dumps(order.body, ensure_ascii=False)
        self.run("UPDATE orders SET body = ? WHERE order_id = ?", body, order.order_id)

    def ahead(self, order_id: str) -> float:
        """Seconds by which the order's world runs ahead of the wall clock; 0 for an order unknown here."""
        row = self.row("SELECT ahead FROM orders WHERE order_id = ?", order_id)
        return 0.0 if row is None else float(row["ahead"])
