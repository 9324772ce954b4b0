"""Our own programs and their servers as one household: started in order, watched, stopped in reverse order.

`with Supervisor(home) as household:` is enough: an error, Ctrl-C and SIGTERM unwind it alike, and when we are killed
the watchdog does the same work. Starting waits without asyncio, since there is nothing else to do meanwhile.
"""

import contextlib
import signal
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

from engine.leftover import stop_leftover
from engine.processes import Child, spawn

Entered = TypeVar("Entered")
Ready = Callable[[], bool]
Handler = Callable[[int, FrameType | None], Any] | int | None


class Supervisor:
    """Children by name, each with its log in `home/logs/NAME.log`."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.children: dict[str, Child] = {}
        self._stack = ExitStack()
        self._terminate: Handler = signal.SIG_DFL

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._terminate = signal.signal(signal.SIGTERM, _as_interrupt)
            self._stack.callback(lambda: signal.signal(signal.SIGTERM, self._terminate))
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def enter(self, server: AbstractContextManager[Entered]) -> Entered:
        """Start a server (Postgres, Temporal) that is stopped in its turn."""
        return self._stack.enter_context(server)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        ready: Ready,
        env: Mapping[str, str] | None = None,
        seconds: float = 60,
    ) -> Child:
        """Start a program and wait until it is ready; `env` is added to our environment.

        Raises EngineError with the end of its log when it ends first, or is not ready within `seconds`. A child of
        that name that a killed run left behind is stopped first. A child that has ended may be started again.
        """
        note = self.home / f"run/{name}.pid"
        stop_leftover(note)
        child = spawn(name, command, log=self.home / f"logs/{name}.log", note=note, env=env)
        self.children[name] = child
        self._stack.callback(child.stop)
        child.await_ready(ready, seconds=seconds)
        return child

    def ended(self) -> list[Child]:
        """Children that run no longer; an empty list is good news."""
        return [child for child in self.children.values() if not child.alive]

    def stop(self) -> None:
        """Stop everything, the last first. Safe to repeat."""
        self._stack.close()


def python(module: str, *arguments: str) -> list[str | Path]:
    """The command that runs a module or a script of ours with this Python."""
    return [sys.executable, *([module] if module.endswith(".py") else ["-m", module]), *arguments]


def ready_file(file: Path) -> Ready:
    """Ready once the program has written this file; one from an earlier run is removed now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    return file.exists


def ready_url(url: str) -> Ready:
    """Ready once this address answers with a success."""

    def answers() -> bool:
        with contextlib.suppress(urllib.error.URLError, OSError), _direct.open(url, timeout=2) as answer:
            return bool(200 <= answer.status < 300)
        return False

    return answers


# Without the environment's proxy: the address is on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _as_interrupt(_signum: int, _frame: FrameType | None) -> None:
    """SIGTERM ends us as Ctrl-C does, which Python and asyncio turn into an orderly way out.

    A shell lets a program that it starts in the background ignore Ctrl-C: such a one is interrupted directly.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)
