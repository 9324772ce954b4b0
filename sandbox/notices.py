"""What the world tells Amends by itself: kept in the books first, then sent again and again until it is taken."""

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2

from sandbox.books import Books
from sandbox.clock import Now, top_time
from sandbox.credentials import SHOPS
from sandbox.faults import FaultKind, Faults
from sandbox.signing import top_sign, webhook_headers
from sandbox.tmc import Queue

# Standard Webhooks' own table, in seconds; after its end the last interval repeats, since the sandbox never gives up.
RETRY_AFTER = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
SHORTEST, LONGEST = 0.05, 10.0
GONE = 410
AT_ONCE = 64
NEVER_HANDED_OUT = 9e15  # `hidden_until` of a message that the scene lets be pushed alone


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Where Amends takes messages. `pace` shortens the retry table: 0.001 makes five minutes 0.3 seconds."""

    base_url: str | None
    pace: float
    transport: httpx2.AsyncBaseTransport | None = None


class Notices:
    """The outbox and its delivery."""

    def __init__(self, books: Books, now: Now, faults: Faults, queue: Queue, receiver: Receiver) -> None:
        self.books = books
        self.now = now
        self.faults = faults
        self.queue = queue
        self.receiver = receiver
        self._in_flight: set[str] = set()
        self._client: httpx2.AsyncClient | None = None

    def post(
        self, shop: str, source: str, order_id: str, body: dict[str, Any], *, after: float = 0.0, copies: int = 1
    ) -> str:
        """Put a Standard Webhooks notice in the outbox; its id, which stays the same over all its deliveries."""
        return self._keep(shop, source, order_id, json.dumps(body, ensure_ascii=False), None, after, copies)

    def push(self, shop: str, order_id: str, queue_id: int, *, copies: int = 1) -> str:
        """Push a queued marketplace message over HTTP, too; taking it there confirms it."""
        return self._keep(shop, "taobao", order_id, "", queue_id, 0.0, copies)

    def _keep(
        self, shop: str, source: str, order_id: str, body: str, queue_id: int | None, after: float, copies: int
    ) -> str:
        message_id = f"msg_{secrets.token_urlsafe(18)}"
        fault = self.faults.draw(f"notices.{source}", {"order_id": order_id, "shop": shop}, order_id)
        if fault and fault.kind is FaultKind.DUPLICATE_NOTICE:
            copies += 1
        state = "lost" if fault and fault.kind is FaultKind.LOST_NOTICE else "pending"
        self.books.run(
            "INSERT INTO notices (id, shop, source, order_id, body, queue_id, created_at, due, sends_left, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            message_id, shop, source, order_id, body, queue_id, self.now(), self.now() + after, copies, state,
        )  # fmt: skip
        return message_id

    async def flush(self, order_id: str) -> None:
        """Try the notices of an order now, once each: a notice that comes before the answer."""
        await self._deliver(self.books.rows("SELECT * FROM notices WHERE state = 'pending' AND order_id = ?", order_id))

    async def deliver_due(self) -> int:
        """Try every notice whose moment has come; how many there were."""
        room = AT_ONCE - len(self._in_flight)
        if self.receiver.base_url is None or room <= 0:
            return 0
        due = self.books.rows(
            "SELECT * FROM notices WHERE state = 'pending' AND due <= ? ORDER BY due LIMIT ?", self.now(), AT_ONCE
        )
        fresh = [row for row in due if row["id"] not in self._in_flight][:room]
        await self._deliver(fresh)
        return len(fresh)

    async def _deliver(self, rows: list[Any]) -> None:
        if self.receiver.base_url is None:
            return
        fresh = [row for row in rows if row["id"] not in self._in_flight]
        self._in_flight.update(row["id"] for row in fresh)
        try:
            await asyncio.gather(*(self._attempt(row) for row in fresh))
        finally:
            self._in_flight.difference_update(row["id"] for row in fresh)

    async def _attempt(self, row: Any) -> None:
        request = self._pushed(row) if row["queue_id"] is not None else self._webhook(row)
        if request is None:  # confirmed over the queue meanwhile
            self._note(row, state="delivered", last="confirmed over the queue")
            return
        url, headers, body = request
        try:
            answer = await self.http().post(url, content=body.encode(), headers=headers)
            self._settle(row, answer.status_code)
        except httpx2.HTTPError as broken:
            self._again(row, type(broken).__name__)

    def _webhook(self, row: Any) -> tuple[str, dict[str, str], str]:
        secret = SHOPS[row["shop"]].webhooks[row["source"]]
        url = f"{self.receiver.base_url}/intake/{row['shop']}/{row['source']}"
        return url, webhook_headers(secret, row["id"], self.now(), row["body"]), row["body"]

    def _pushed(self, row: Any) -> tuple[str, dict[str, str], str] | None:
        message = self.queue.message(row["queue_id"])
        if message is None:
            return None
        shop, body = SHOPS[row["shop"]], json.dumps(message, ensure_ascii=False)
        query = {
            "app_key": shop.taobao.app_key,
            "timestamp": top_time(self.now()),
            "sign_method": "hmac-sha256",
        }
        query["sign"] = top_sign(query, shop.taobao.secret, "hmac-sha256", body)
        url = f"{self.receiver.base_url}/intake/{shop.shop}/taobao?{urlencode(query)}"
        return url, {"content-type": "application/json"}, body

    def _settle(self, row: Any, status: int) -> None:
        if 200 <= status < 300:
            left = row["sends_left"] - 1
            if row["queue_id"] is not None and left == 0:
                self.queue.confirm(row["shop"], [row["queue_id"]])
            self._note(row, state="pending" if left else "delivered", last=str(status), left=left)
        elif status == GONE:
            self._note(row, state="disabled", last=str(status))
        else:
            self._again(row, str(status))

    def _again(self, row: Any, last: str) -> None:
        wait = RETRY_AFTER[min(row["tries"], len(RETRY_AFTER) - 1)] * self.receiver.pace
        self._note(row, state="pending", last=last, wait=min(max(wait, SHORTEST), LONGEST))

    def _note(self, row: Any, *, state: str, last: str, left: int | None = None, wait: float = SHORTEST) -> None:
        with self.books.writing():
            self.books.run(
                "UPDATE notices SET state = ?, last = ?, tries = tries + 1, due = ?, sends_left = ? WHERE id = ?",
                state, last, self.now() + wait, row["sends_left"] if left is None else left, row["id"],
            )  # fmt: skip

    def http(self) -> httpx2.AsyncClient:
        """The way to Amends."""
        if self._client is None:
            self._client = httpx2.AsyncClient(
                transport=self.receiver.transport, timeout=15.0, trust_env=False, follow_redirects=False
            )
        return self._client

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def waiting(self, order_id: str | None = None) -> dict[str, int]:
        """How many notices and queued messages of each order nobody has taken yet."""
        rows = self.books.rows(
            "SELECT order_id, COUNT(*) AS waiting FROM ("
            "SELECT order_id FROM notices WHERE state = 'pending' UNION ALL "
            "SELECT order_id FROM queue WHERE confirmed_at IS NULL AND hidden_until < ?2) "
            "WHERE ?1 IS NULL OR order_id = ?1 GROUP BY order_id",
            order_id, NEVER_HANDED_OUT,
        )  # fmt: skip
        return {row["order_id"]: row["waiting"] for row in rows}

    def sent(self, order_id: str | None = None) -> list[dict[str, Any]]:
        """Every notice with its standing."""
        rows = self.books.rows(
            "SELECT id, shop, source, order_id, body, queue_id, sends_left, tries, state, last FROM notices "
            "WHERE ?1 IS NULL OR order_id = ?1 ORDER BY created_at, rowid",
            order_id,
        )
        return [dict(row) for row in rows]
