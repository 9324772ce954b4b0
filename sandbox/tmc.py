"""The marketplace's message queue: a message comes again until it is confirmed."""

import json
from typing import Any

from sandbox.books import Books
from sandbox.clock import Now, top_time
from sandbox.credentials import SHOPS


class Queue:
    """Messages of each shop; a handed-out message is hidden for `redeliver_after` seconds, then it is back."""

    def __init__(self, books: Books, now: Now, redeliver_after: float) -> None:
        self.books = books
        self.now = now
        self.redeliver_after = redeliver_after

    def publish(self, shop: str, order_id: str, topic: str, content: dict[str, Any], at: float) -> int:
        """Put a message in the queue; its id."""
        cursor = self.books.run(
            "INSERT INTO queue (shop, order_id, topic, published_at, content) VALUES (?, ?, ?, ?, ?)",
            shop, order_id, topic, at, json.dumps(content, ensure_ascii=False),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def message(self, queue_id: int) -> dict[str, Any] | None:
        """A message in the marketplace's form, or None once it is confirmed."""
        row = self.books.row("SELECT * FROM queue WHERE id = ? AND confirmed_at IS NULL", queue_id)
        return None if row is None else _form(dict(row))

    def consume(self, shop: str, quantity: int) -> list[dict[str, Any]]:
        """Hand out waiting messages, oldest first."""
        with self.books.writing():
            rows = self.books.rows(
                "SELECT * FROM queue WHERE shop = ? AND confirmed_at IS NULL AND hidden_until <= ? ORDER BY id LIMIT ?",
                shop, self.now(), quantity,
            )  # fmt: skip
            for row in rows:
                self.books.run(
                    "UPDATE queue SET handed_out = handed_out + 1, hidden_until = ? WHERE id = ?",
                    self.now() + self.redeliver_after, row["id"],
                )  # fmt: skip
        return [_form(dict(row)) for row in rows]

    def confirm(self, shop: str, ids: list[int]) -> None:
        """These messages are safe with the receiver; unknown ids are passed over, as the original does."""
        with self.books.writing():
            for queue_id in ids:
                self.books.run(
                    "UPDATE queue SET confirmed_at = ? WHERE id = ? AND shop = ? AND confirmed_at IS NULL",
                    self.now(), queue_id, shop,
                )  # fmt: skip


def _form(row: dict[str, Any]) -> dict[str, Any]:
    shop = SHOPS[row["shop"]].taobao
    return {
        "user_id": int(shop.app_key) * 97,
        "user_nick": shop.seller_nick,
        "content": row["content"],
        "id": row["id"],
        "pub_time": top_time(row["published_at"]),
        "pub_app_key": "12497914",
        "topic": row["topic"],
    }
