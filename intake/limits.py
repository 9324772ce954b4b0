"""What one sender may ask of us: how much at once, how fast, and how slowly.

A message is refused while it still streams in, before it is kept in memory as a whole; a sender who drips a byte a
second is let go after ten; and each shop and source has a bucket of its own, so that a flood of one does not hold up
another.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

READ_TIME = timedelta(seconds=10)
LINGER_TIME = timedelta(seconds=2)
LINGER_BYTES = 4 * 1024 * 1024
LARGEST_HEADERS = 16 * 1024
Receive = Callable[[], Awaitable[Any]]


class TooLarge(Exception):
    """The body, or the headers, are longer than we take."""


class TooSlow(Exception):
    """The body did not come in whole within the time."""


class CutShort(Exception):
    """The sender went away in the middle of the body."""


async def read_body(receive: Receive, content_length: str | None, *, most: int) -> bytes:
    """The body of a request, at most `most` bytes of it. Raises TooLarge, TooSlow, CutShort.

    `content_length` is believed where it says too much, and checked where it says too little. What is somewhat too
    large is read to its end and thrown away: when a connection is closed with bytes unread, the sender's machine
    drops the answer too, and nobody learns why the message was refused.
    """
    length = _said(content_length)
    if length > most + LINGER_BYTES:
        raise TooLarge
    if length > most:
        await _thrown_away(receive)
        raise TooLarge
    try:
        async with asyncio.timeout(READ_TIME.total_seconds()):
            return await _streamed(receive, most)
    except TimeoutError:
        raise TooSlow from None
    except TooLarge:
        await _thrown_away(receive)
        raise


def _said(content_length: str | None) -> float:
    """The length in bytes that a header names; 0 where it names none."""
    if content_length is None or not (content_length.isascii() and content_length.isdigit()):
        return 0
    return math.inf if len(content_length) > 12 else int(content_length)


async def _thrown_away(receive: Receive) -> None:
    """The rest of a body, read without keeping it, as long as that is short and quick."""
    left = LINGER_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_TIME.total_seconds()):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


async def _streamed(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutShort
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLarge
        if not message.get("more_body", False):
            return bytes(body)


@dataclass(kw_only=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """A token bucket for each key: `burst` messages at once, `per_second` from then on."""

    MOST_KEYS = 10_000  # keys are known shops and sources, so this only bounds what a mistake could do

    def __init__(self, *, burst: int, per_second: float, seconds: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._seconds = seconds
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> int:
        """0 when one more may pass now, else the whole seconds after which it may come again."""
        now = self._seconds()
        bucket = self._buckets.setdefault(key, _Bucket(tokens=self._burst, at=now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self.MOST_KEYS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, math.ceil((1 - bucket.tokens) / self._per_second))
