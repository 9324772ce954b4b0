"""What an earlier run left behind: one owner per folder at a time, and a server that outlived its owner is stopped.

A leftover server is stopped and started anew rather than reused: it may run with other settings, and nobody would
watch over it.
"""

import fcntl
import json
import os
import signal
import time
from pathlib import Path
from typing import Self

import psutil

from engine.errors import EngineError


class Claim:
    """The right to run servers on a folder, held by one process at a time; the kernel frees it when we die."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "owner.lock"
        self._held: int | None = None

    def take(self) -> Self:
        """Raises EngineError, with the owner's process id, when another process holds the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        held = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)  # not inherited by children
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(held, 20).decode() or "unknown"
            os.close(held)
            raise EngineError(
                f"{self.folder} is in use by process {owner}. Stop it first, or set AMENDS_HOME to another folder "
                f"and AMENDS_PORT_BASE to other ports to run beside it."
            ) from None
        os.truncate(held, 0)
        os.write(held, str(os.getpid()).encode())
        self._held = held
        return self

    def release(self) -> None:
        """Let others have the folder; safe to repeat."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def note_process(note: Path, pid: int) -> None:
    """Write down a process so that a later run recognises it, and no other that got the same id."""
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"pid": pid, "created": psutil.Process(pid).create_time()}), encoding="utf-8")


def stop_leftover(note: Path, *, by: signal.Signals = signal.SIGTERM, seconds: float = 10) -> bool:
    """Stop the process of a note, if it still runs; True when there was one. The note is removed."""
    process = _noted(note)
    if process is not None:
        _stop(process, by, seconds)
    note.unlink(missing_ok=True)
    return process is not None


def _stop(process: psutil.Process, by: signal.Signals, seconds: float) -> None:
    for signum in (by, signal.SIGKILL):
        process.send_signal(signum)
        until = time.monotonic() + seconds
        while _runs(process):
            if time.monotonic() > until:
                break
            time.sleep(0.02)
        else:
            return
    raise EngineError(f"Process {process.pid}, left over from an earlier run, could not be stopped; stop it by hand.")


def _runs(process: psutil.Process) -> bool:
    """Running, and not dead already with nobody to collect it, as in a container without an init."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _noted(note: Path) -> psutil.Process | None:
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        process = psutil.Process(said["pid"])
        same = abs(process.create_time() - said["created"]) < 1  # two reads of one process may differ by a clock tick
        return process if same and _runs(process) else None
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None
    except (ValueError, KeyError, TypeError):
        return None  # cut off while it was written: the process was starting, and its port will tell
