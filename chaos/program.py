"""Our worker or our server as in production, started by the chaos: what production code does not have stands here.

The worker touches a file after its first finished activity, by an interceptor. `--planted` replaces one function of
ours by a wrong one before the program begins, so that a check can be seen to turn red.

They are forked from a process that has imported everything: they are killed every few seconds, and importing anew for
each life would take longer than the life.
"""

import asyncio
import functools
import multiprocessing
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor, Worker

from chaos import planted


class FirstActivity(Interceptor):
    """Touches a file once an activity of this process has ended well."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Look at every activity."""
        return _Telling(next, self.file)


class _Telling(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, file: Path) -> None:
        super().__init__(following)
        self.file = file

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        result = await super().execute_activity(input)
        self.file.touch()
        return result


@dataclass(frozen=True, kw_only=True)
class Birth:
    """What a program of ours begins with; `worked` is touched after a worker's first finished activity."""

    program: str  # worker or server
    log: Path
    worked: Path
    planted: str
    environment: Mapping[str, str]


class Life:
    """One life of a program, from its fork to its end."""

    def __init__(self, birth: Birth) -> None:
        birth.worked.unlink(missing_ok=True)
        birth.log.parent.mkdir(parents=True, exist_ok=True)
        self.birth = birth
        self._process = _nursery().Process(target=_live, args=(birth,), daemon=True)
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.birth.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.join()

    def stop(self) -> None:
        """Ask it to end, and kill it when it takes too long. Safe to repeat."""
        self._process.terminate()
        self._process.join(10)
        self.kill()


@functools.cache
def _nursery() -> "multiprocessing.context.ForkServerContext":
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chaos.program", "worker", "server"])
    return context


def _live(birth: Birth) -> None:
    """The forked process: becomes the program, writes to its own log, and does not outlive whoever wanted it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    file = os.open(birth.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.environ.update(birth.environment)
    if birth.planted:
        planted.plant(birth.planted)
    {"worker": _work, "server": _serve}[birth.program](birth.worked)
    sys.stdout.flush()
    os._exit(0)  # as worker.py: the client can crash in interpreter shutdown


def _work(worked: Path) -> None:
    import worker

    def telling(*args: Any, interceptors: Sequence[Interceptor] = (), **more: Any) -> Worker:
        return Worker(*args, interceptors=[*interceptors, FirstActivity(worked)], **more)

    planted.replace(worker, "Worker", telling)
    asyncio.run(worker.main())


def _serve(_worked: Path) -> None:
    import server

    server.main()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # a forked process has one
    parent.join()
    os._exit(1)
