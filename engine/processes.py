"""Child processes: started into the watchdog's group with a log file each, stopped politely and then for certain."""

import atexit
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import leftover
from engine.errors import EngineError
from engine.watchdog import Watchdog

LARGEST_LOG = 10_000_000  # bytes; a longer log is set aside as NAME.log.1 at the next start

_lock = threading.Lock()
_watchdog: Watchdog | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """Another user of this machine, whom a child is to run as."""

    name: str
    uid: int
    gid: int


@dataclass(kw_only=True)
class Child:
    """A program that we started."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path
    note: Path | None = None
    started_at: int = 0  # where in the log this run begins, bytes
    polite: signal.Signals = field(default=signal.SIGTERM)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.popen.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    def stop(self, seconds: float = 15) -> int:
        """Ask it to stop, kill it when it does not within `seconds`; gives its exit code. Safe to repeat."""
        if self.alive:
            self.popen.send_signal(self.polite)
        try:
            self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.popen.kill()
        return self._ended()

    def kill(self, by: signal.Signals = signal.SIGKILL) -> int:
        """End it the hard way, without a chance to tidy up."""
        if self.alive:
            self.popen.send_signal(by)
        return self._ended()

    def await_ready(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `ready()`; raises EngineError with the end of its log when it dies first or takes too long."""
        until = time.monotonic() + seconds
        while not ready():
            if not self.alive:
                raise EngineError(f"{self.name} ended with code {self._ended()} while starting.\n{self.last_words()}")
            if time.monotonic() > until:
                words = self.last_words()  # before a farewell buries them
                self.stop()
                raise EngineError(f"{self.name} was not ready after {seconds:g} s and was stopped.\n{words}")
            time.sleep(0.02)

    def last_words(self, lines: int = 15) -> str:
        """The end of what this run wrote to its log, under the log's name."""
        with self.log.open("rb") as log:
            log.seek(self.started_at)
            said = log.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join([f"The end of {self.log}:", *(f"  {line}" for line in said or ["(nothing)"])])

    def _ended(self) -> int:
        code = self.popen.wait()
        watchdog().tell(ended=self.pid)
        if self.note is not None:
            self.note.unlink(missing_ok=True)
        return code


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    note: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    polite: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a program that cannot outlive us; raises EngineError when it cannot be started at all.

    `env` is added to our environment. With a `note`, a later run finds it should the watchdog be killed as well.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("ab") as out:
        started_at = out.tell()
        try:
            popen = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                process_group=watchdog().group,
                **as_account(account),
            )
        except (OSError, subprocess.SubprocessError) as refused:
            raise EngineError(f"{name} could not be started: {refused}") from refused
    watchdog().tell(started=popen.pid)
    if note is not None:
        leftover.note_process(note, popen.pid)
    return Child(name=name, popen=popen, log=log, note=note, started_at=started_at, polite=polite)


def as_account(account: Account | None) -> dict[str, Any]:
    """The arguments that make subprocess run as this account."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def watchdog() -> Watchdog:
    """The watchdog of this process, started when first needed, and again should somebody have killed it."""
    global _watchdog  # noqa: PLW0603 - one a process: children share its group
    with _lock:
        if _watchdog is None or not _watchdog.awake:
            _watchdog = Watchdog()
        return _watchdog


@atexit.register
def _end_watch() -> None:
    if _watchdog is not None:
        _watchdog.close()
