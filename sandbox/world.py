"""The world: its books, its clock, its schedule, its letter-boxes. Providers and actors act on it."""

from dataclasses import dataclass
from pathlib import Path

import httpx2

from sandbox.books import Books
from sandbox.clock import Now, wall_clock
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.notices import Notices, Receiver
from sandbox.schedule import Schedule
from sandbox.tmc import Queue

DAY = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How quick the world is. Seconds, except `speed` (divides every delay of a scene) and `retries` (see Receiver)."""

    speed: float = 1.0
    retries: float = 0.001
    key_ttl: float = DAY
    hang: float = 60.0
    redeliver: float = 3.0
    settle: float = 0.5  # from "processing" to the notice
    patience: float = 0.0  # polling the same waybill sooner than this is answered 429; the original asks for 30
    tick: float = 0.03


class World:
    """All state is in the books; this object only knows where things are."""

    def __init__(
        self, books_path: Path | str, *, amends: str | None = None, pace: Pace | None = None, now: Now = wall_clock,
        amends_transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        self.pace = pace or Pace()
        self.now = now
        self.books = Books(books_path)
        self.ledger = Ledger(self.books)
        self.faults = Faults(self.books, now)
        self.schedule = Schedule(self.books, now, self.pace.speed)
        self.queue = Queue(self.books, now, self.pace.redeliver)
        receiver = Receiver(
            base_url=amends.rstrip("/") if amends else None, pace=self.pace.retries, transport=amends_transport
        )
        self.asked: set[str] = set()  # stories whose picker has a question under way
        self.notices = Notices(self.books, now, self.faults, self.queue, receiver)

    def clock(self, order_id: str) -> float:
        """What the clock of an order's world shows: the wall clock, plus what it lives ahead."""
        return self.now() + self.books.ahead(order_id)
