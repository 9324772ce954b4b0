"""Asking Taobao: its message queue by long poll, and, since messages get lost (rule F108), what changed of late.

A message is confirmed only once it is in the inbox. The poll's cursor moves only past spans that were read whole, and
spans overlap, because the platform writes `modified` a moment before others can read it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import asyncpg
import structlog

from gateways.errors import GatewayError
from gateways.platform import Platform
from intake import cursors
from intake.circuits import Circuits, Paused
from intake.messages import Source
from intake.taobao_form import message_body, polled_body
from store import inbox
from store.inbox import Message
from store.pool import Pool
from tracing import spans

log = structlog.get_logger(__name__)

MOST_MESSAGES = 100  # of one call
IDLE = timedelta(seconds=1)  # after an empty answer
POLL_EVERY = timedelta(minutes=5)
OVERLAP = timedelta(minutes=5)
FIRST_LOOK = timedelta(days=1)  # how far back a shop that was never polled is read
LONGEST_SPAN = timedelta(days=1)  # of one read, so that a failure after a long stop costs one day's pages
AFTER_FAILURE = timedelta(seconds=5)


class TaobaoListener:
    """One shop's ear at the platform: its queue, and the poll that catches up."""

    def __init__(
        self,
        shop: str,
        platform: Platform,
        pool: Pool,
        *,
        circuits: Circuits,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._shop = shop
        self._platform = platform
        self._pool = pool
        self._circuits = circuits
        self._clock = clock
        self._wake = wake

    async def consume(self) -> None:
        """Take messages from the queue until cancelled."""
        while True:
            taken = await self._tried(self.consume_once)
            if taken is None:
                await self._wait_out()
            elif taken == 0:
                await asyncio.sleep(IDLE.total_seconds())

    async def catch_up(self) -> None:
        """Ask what changed, every few minutes until cancelled."""
        while True:
            found = await self._tried(self.catch_up_once)
            if found is None:
                await self._wait_out()
            else:
                await asyncio.sleep(POLL_EVERY.total_seconds())

    async def consume_once(self) -> int:
        """Take one answer's messages into the inbox, then confirm them; how many there were."""
        messages = await self._platform.consume(MOST_MESSAGES)
        for message in messages:
            await self._accept(message.message_id, message_body(message))
        if messages:
            self._wake()
            await self._platform.confirm([message.message_id for message in messages])
        return len(messages)

    async def catch_up_once(self) -> int:
        """Read what changed since the last whole read, a day at a time; how many requests there were."""
        now, found = self._clock(), 0
        since = await cursors.read_until(self._pool, shop=self._shop, source=Source.TAOBAO) or now - FIRST_LOOK
        while since < now:
            until = min(now, since + LONGEST_SPAN)
            ids = await self._platform.changed_since(since - OVERLAP, until)
            for request_id in ids:
                await self._accept(*polled_body(request_id, until))
            await cursors.advance(self._pool, shop=self._shop, source=Source.TAOBAO, until=until)
            since, found = until, found + len(ids)
        if found:
            self._wake()
        return found

    async def _accept(self, message_id: str, body: bytes) -> None:
        with spans.span("listen taobao", kind=spans.IN, shop=self._shop, source=Source.TAOBAO):
            message = Message(
                shop=self._shop,
                source=Source.TAOBAO,
                message_id=message_id,
                body=body,
                headers={},
                trace=spans.here(),
            )
            await inbox.accept(self._pool, message)

    async def _tried(self, read: Callable[[], Awaitable[int]]) -> int | None:
        """One read; None when it failed, which is noted, and tried again later."""
        try:
            self._circuits.check(self._shop)
            return await read()
        except Paused:
            return None
        except GatewayError as error:
            self._circuits.note(self._shop, error)
            log.warning("the platform was not read", shop=self._shop, error_class=error.fault.value)
            return None
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("the database is out of reach", shop=self._shop, error_class=type(error).__name__)
            return None
        except Exception:
            # A fault of ours in one read must not make us deaf.
            log.exception("the listener stumbled", shop=self._shop)
            return None

    async def _wait_out(self) -> None:
        """Wait until the shop's platform may be asked again."""
        try:
            self._circuits.check(self._shop)
        except Paused as paused:
            await asyncio.sleep(max(0.0, (paused.until - self._clock()).total_seconds()))
        await asyncio.sleep(AFTER_FAILURE.total_seconds())
