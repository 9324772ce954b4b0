"""A small process that outlives us just long enough to stop our children when we are killed.

It leads the process group that the children run in, and reads a pipe whose other end only we hold. When the pipe ends,
we are gone: the children that are left are asked to stop (SIGTERM, then SIGINT, which is the fast way down for
Postgres), then killed. Threads, asyncio and operating systems make no difference to it.

Run as a script with the standard library alone: `python -I -S watchdog.py`.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, cast

PATIENCE = ((signal.SIGTERM, 6.0), (signal.SIGINT, 6.0))  # seconds for each, before SIGKILL


class Watchdog:
    """Our end: start it, put children into `group`, tell it of each, and close it when all have ended."""

    def __init__(self) -> None:
        self.guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        # Popen cannot know that both ends are pipes.
        self._says, self._hears = cast("IO[bytes]", self.guard.stdout), cast("IO[bytes]", self.guard.stdin)
        self._says.readline()  # it ignores signals from here on, and is leader of its group

    @property
    def group(self) -> int:
        """The process group for children."""
        return self.guard.pid

    @property
    def awake(self) -> bool:
        """Whether it still watches."""
        return self.guard.poll() is None

    def tell(self, *, started: int | None = None, ended: int | None = None) -> None:
        """Say that a child has started or ended, by its process id."""
        self._write(f"+{started}\n" if started is not None else f"-{ended}\n")

    def close(self) -> None:
        """End the watch; children that somebody forgot to stop are stopped now."""
        self._hears.close()
        self._says.close()
        self.guard.wait()

    def _write(self, line: str) -> None:
        if self.awake:
            self._hears.write(line.encode())
            self._hears.flush()


def watch(lines: IO[bytes]) -> None:
    """Keep the list of children until the pipe ends, then stop those that are left."""
    children: set[int] = set()
    for line in lines:
        (children.add if line[:1] == b"+" else children.discard)(int(line[1:]))
    for signum, seconds in PATIENCE:
        os.killpg(0, signum)
        if _gone(children, seconds):
            break
    os.killpg(0, signal.SIGKILL)  # whatever is left in the group, and this process


def _gone(children: set[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(_alive(child) for child in children):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _alive(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdout.write("watching\n")
    sys.stdout.flush()
    watch(sys.stdin.buffer)
