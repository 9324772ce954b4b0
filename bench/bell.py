"""A bell between a worker and the bench: the worker says which step a case has reached, and nobody has to poll.

Polling would cost the very programs that are measured. A ring is a line of some 60 bytes on a local socket, the same
for the bare workflow and for ours.
"""

import asyncio
import contextlib
import os
import socket
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120.0  # seconds for one step; a machine that is overloaded by a burst of 100 needs some
ROPE = "AMENDS_BENCH_BELL"  # environment of a worker: where the bell hangs


class StepMissed(RuntimeError):
    """A case did not come to its next step; the message says which."""


class Bell:
    """Hears rings: how often each case has reached what."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rung: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen; workers connect when they first ring."""
        self._server = await asyncio.start_unix_server(self._listen, self.path)

    def close(self) -> None:
        """Hear no more."""
        if self._server is not None:
            self._server.close()

    async def reached(self, case_id: str, what: str, times: int = 1) -> None:
        """Wait until the case has rung for this so often. Raises StepMissed."""
        await self._until(case_id, lambda rung: rung[what] >= times, f"{what} ({times})")

    async def reached_all(self, case_id: str, what: tuple[str, ...]) -> None:
        """Wait until the case has rung for each of these. Raises StepMissed."""
        await self._until(case_id, lambda rung: all(rung[each] for each in what), " and ".join(what))

    def forget(self, case_id: str) -> None:
        """The case is over."""
        self._rung.pop(case_id, None)

    async def _until(self, case_id: str, ready: Callable[[Counter[str]], bool], what: str) -> None:
        news = asyncio.Event()
        self._waiting[case_id].add(news)
        try:
            async with asyncio.timeout(PATIENCE):
                while not ready(self._rung[case_id]):
                    news.clear()
                    await news.wait()
        except TimeoutError:
            rung = dict(self._rung[case_id])
            raise StepMissed(f"{case_id} did not reach {what} in {PATIENCE:g} s; it came to {rung}") from None
        finally:
            self._waiting[case_id].discard(news)
            if not self._waiting[case_id]:
                del self._waiting[case_id]

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the bench is over before its workers
            while line := await reader.readline():
                case_id, _, what = line.decode().rstrip("\n").partition(" ")
                self._rung[case_id][what] += 1
                for news in self._waiting.get(case_id, ()):
                    news.set()
        writer.close()


_rope: socket.socket | None = None


def ring(case_id: str, what: str) -> None:
    """Tell the bench that a case has reached something; in a worker that the bench started."""
    global _rope  # noqa: PLW0603 - one connection a program
    if _rope is None:
        _rope = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        _rope.connect(os.environ[ROPE])
    _rope.sendall(f"{case_id} {what}\n".encode())
