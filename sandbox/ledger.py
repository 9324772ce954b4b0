"""Money in the books: every movement, every request that asked for one, and the verdict on them all."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.books import Books


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A key that was used before: what it asked for, when (the order's clock), and what was answered."""

    body_hash: str
    first_at: float
    status: int
    answer: dict[str, Any]


class Ledger:
    """Movements are only ever added; a reversal is a movement of its own with the opposite sign."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def move(
        self, *, at: float, channel: str, reference: str, refund_id: str, order_id: str,
        purpose: str, amount: int, currency: str, cause: str,
    ) -> None:  # fmt: skip
        """Book money that went to a buyer (negative when it came back). Minor units."""
        self.books.run(
            "INSERT INTO movements (at, channel, reference, refund_id, order_id, purpose, amount, currency, cause) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            at, channel, reference, refund_id, order_id, purpose, amount, currency, cause,
        )  # fmt: skip

    def moved(self, order_id: str, purpose: str) -> int:
        """Net minor units moved to the buyer of an order for a purpose."""
        row = self.books.row(
            "SELECT COALESCE(SUM(amount), 0) AS total FROM movements WHERE order_id = ? AND purpose = ?",
            order_id, purpose,
        )  # fmt: skip
        return int(row["total"]) if row else 0

    def promised(self, order_id: str) -> int:
        """Minor units of refunds that a payment provider has accepted and not yet settled or failed."""
        row = self.books.row(
            "SELECT COALESCE(SUM(amount), 0) AS total FROM payouts "
            "WHERE order_id = ? AND purpose = 'refund' AND status = 'processing'",
            order_id,
        )
        return int(row["total"]) if row else 0

    def ask(self, *, at: float, operation: str, key: str, order_id: str, body_hash: str, fault: str) -> int:
        """Note that a request reached a money endpoint, before anything is done about it."""
        with self.books.writing():
            cursor = self.books.run(
                "INSERT INTO requests (at, operation, key, order_id, body_hash, fault) VALUES (?, ?, ?, ?, ?, ?)",
                at, operation, key, order_id, body_hash, fault,
            )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def answered(self, request: int, outcome: str) -> None:
        """Note what a request led to."""
        with self.books.writing():
            self.books.run("UPDATE requests SET outcome = ? WHERE id = ?", outcome, request)

    def saved(self, account: str, operation: str, key: str) -> Saved | None:
        """What this key was used for before."""
        row = self.books.row(
            "SELECT body_hash, first_at, status, answer FROM keys WHERE account = ? AND operation = ? AND key = ?",
            account, operation, key,
        )  # fmt: skip
        if row is None:
            return None
        return Saved(**{**dict(row), "answer": json.loads(row["answer"])})

    def save(self, account: str, operation: str, key: str, saved: Saved) -> None:
        """Remember a key's first answer; a forgotten key that is used again starts anew."""
        self.books.run(
            "INSERT OR REPLACE INTO keys (account, operation, key, body_hash, first_at, status, answer) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            account, operation, key, saved.body_hash, saved.first_at, saved.status, json.dumps(saved.answer),
        )  # fmt: skip

    def totals(self, order_id: str | None = None) -> list[dict[str, Any]]:
        """Each order with what was paid, what went back and every movement."""
        orders = self.books.rows(
            "SELECT order_id, shop, currency, paid, ahead FROM orders WHERE ?1 IS NULL OR order_id = ?1", order_id
        )
        return [self._total(dict(row)) for row in orders]

    def _total(self, order: dict[str, Any]) -> dict[str, Any]:
        order_id = order["order_id"]
        movements = self.books.rows("SELECT * FROM movements WHERE order_id = ? ORDER BY id", order_id)
        return {
            **order,
            "refunded": self.moved(order_id, "refund"),
            "compensated": self.moved(order_id, "compensation"),
            "movements": [dict(row) for row in movements],
        }

    def requests(self, order_id: str | None = None) -> list[dict[str, Any]]:
        """Every key that reached a money endpoint: how often, with how many different bodies, to what outcomes."""
        rows = self.books.rows(
            "SELECT operation, key, order_id, COUNT(*) AS times, COUNT(DISTINCT body_hash) AS bodies, "
            "GROUP_CONCAT(outcome) AS outcomes, GROUP_CONCAT(NULLIF(fault, '')) AS faults "
            "FROM requests WHERE ?1 IS NULL OR order_id = ?1 GROUP BY operation, key, order_id ORDER BY MIN(id)",
            order_id,
        )
        return [dict(row) for row in rows]
