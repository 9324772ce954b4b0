"""What the actors will do, and when: kept in the books, so that a killed sandbox goes on where it was."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.books import Books
from sandbox.clock import Now


@dataclass(frozen=True, kw_only=True)
class Act:
    """One scheduled act of an actor; `name` is its entry in the register of actors."""

    id: int
    order_id: str
    story: str
    name: str
    args: dict[str, Any]


class Schedule:
    """Acts by due moment. A delay runs on the wall clock (divided by `speed`) or on the order's own clock."""

    def __init__(self, books: Books, now: Now, speed: float) -> None:
        self.books = books
        self.now = now
        self.speed = speed

    def later(
        self, name: str, *, order_id: str, story: str = "", after: float = 0.0, clock: float | None = None,
        args: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Do it `after` real seconds; with `clock`, when the order's clock shows that moment."""
        due = self.now() + after / self.speed if clock is None else clock - self.books.ahead(order_id)
        with self.books.writing():
            self.books.run(
                "INSERT INTO acts (order_id, story, name, args, due, due_clock) VALUES (?, ?, ?, ?, ?, ?)",
                order_id, story, name, json.dumps(args or {}), due, clock,
            )  # fmt: skip

    def due(self, limit: int = 50) -> list[Act]:
        """Acts whose moment has come, oldest first."""
        rows = self.books.rows(
            "SELECT id, order_id, story, name, args FROM acts WHERE state = 'pending' AND due <= ? "
            "ORDER BY due, id LIMIT ?",
            self.now(), limit,
        )  # fmt: skip
        return [Act(**{**dict(row), "args": json.loads(row["args"])}) for row in rows]

    def finish(self, act: Act, state: str = "done", note: str = "") -> None:
        """Take an act off the list."""
        self.books.run("UPDATE acts SET state = ?, note = ? WHERE id = ?", state, note, act.id)

    def is_pending(self, act: Act) -> bool:
        """True while nobody has done or cancelled it."""
        row = self.books.row("SELECT state FROM acts WHERE id = ?", act.id)
        return row is not None and row["state"] == "pending"

    def failed(self) -> list[dict[str, Any]]:
        """Acts that could not be done: a fault of the scene or of the sandbox, never of a caller."""
        rows = self.books.rows("SELECT id, order_id, story, name, args, note FROM acts WHERE state = 'failed'")
        return [dict(row) for row in rows]

    def cancel(self, name: str, order_id: str, **args: Any) -> None:
        """Drop the pending acts of that name whose arguments include these."""
        rows = self.books.rows(
            "SELECT id, args FROM acts WHERE state = 'pending' AND name = ? AND order_id = ?", name, order_id
        )
        for row in rows:
            if args.items() <= json.loads(row["args"]).items():
                self.books.run("UPDATE acts SET state = 'cancelled' WHERE id = ?", row["id"])

    def move_clock(self, order_id: str, ahead: float) -> None:
        """Let an order's world live ahead of the wall clock; what is due on its clock comes nearer."""
        with self.books.writing():
            self.books.run("UPDATE orders SET ahead = ? WHERE order_id = ?", ahead, order_id)
            self.books.run(
                "UPDATE acts SET due = due_clock - ? WHERE order_id = ? AND due_clock IS NOT NULL", ahead, order_id
            )

    def pending(self, order_id: str | None = None) -> list[dict[str, Any]]:
        """What is still to come, soonest first."""
        rows = self.books.rows(
            "SELECT id, order_id, story, name, args, due, due_clock FROM acts "
            "WHERE state = 'pending' AND (?1 IS NULL OR order_id = ?1) ORDER BY due, id",
            order_id,
        )
        return [{**dict(row), "args": json.loads(row["args"]), "in_seconds": row["due"] - self.now()} for row in rows]
