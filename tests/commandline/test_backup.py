"""Backup and restore, with the commands of docs/backup.md: what comes back is whole, and says the same."""

import asyncio
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import settings
from domain.facts import WithdrawalReported
from domain.standing import CaseStage, stage_of
from engine.binaries import postgres_account, postgres_programs
from engine.ports import free_port
from engine.postgres import Postgres
from store.audit import audit
from store.pool import connect
from store.verify import rebuild
from tests.commandline.conftest import ROOT, Terminal, written
from tests.stories.floor import Floor, StoryCase, units

DOCUMENT = (ROOT / "docs/backup.md").read_text(encoding="utf-8")


@pytest.fixture
def other_cluster() -> Iterator[Postgres]:
    """A second Postgres, with nothing in it but an empty database."""
    with tempfile.TemporaryDirectory(prefix="amends-restored-") as directory:
        Path(directory).chmod(0o755)  # as root the server runs as `nobody`, who must get in
        with Postgres(Path(directory), port=free_port()) as server:
            yield server


def command(begins: str) -> str:
    """The command of the document that begins like this; it must stand there once."""
    [found] = re.findall(rf"^({re.escape(begins)}.*?)\s*(?:#.*)?$", DOCUMENT, flags=re.MULTILINE)
    return str(found)


async def shell(line: str, **environment: str) -> None:
    """Type a command of the document, with Postgres' programs of this installation on the PATH."""
    programs = str(postgres_programs(postgres_account()))
    path = f"{programs}:{os.environ['PATH']}"
    typed = await asyncio.create_subprocess_shell(
        line, env={**os.environ, **environment, "PATH": path}, stderr=asyncio.subprocess.PIPE
    )
    _, said = await typed.communicate()
    assert typed.returncode == 0, f"{line}: {said.decode()}"


async def a_days_work(floor: Floor) -> list[StoryCase]:
    """A case that was paid, and one that waits for its buyer."""
    paid, waiting = await floor.open(), await floor.open()
    await paid.at(CaseStage.WAIT_BUYER_SHIP)
    await paid.posts("ST1")
    await paid.arrives("ST1")
    await paid.found("ST1", units("1", 1))
    await paid.until(lambda now: stage_of(now) is CaseStage.FOLLOW_UP and "DONE" in now.letters, "paid, and told so")
    await waiting.at(CaseStage.WAIT_BUYER_SHIP)
    for case in (paid, waiting):
        await written(floor, case)
    return [paid, waiting]


async def seen(terminal: Terminal, cases: list[StoryCase]) -> list[dict[str, Any]]:
    """What a person sees of the cases: the list, and each with its register."""
    looks = [("list", "--json"), *(("show", case.case_id, "--raw", "--json") for case in cases)]
    rows = [row for look in looks for row in (await terminal.types(*look)).rows]
    for row in rows:
        row.get("waits", {}).pop("case_time", None)  # the clock goes on while we look
    return rows


async def test_a_backup_restored_elsewhere_is_whole_and_says_the_same(
    floor: Floor,
    terminal: Terminal,
    database: str,
    other_cluster: Postgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dumped while cases are open, restored into another cluster: register, ledger and lists are as they were."""
    cases, dump = await a_days_work(floor), str(tmp_path / "amends.dump")
    before = await seen(terminal, cases)
    await shell(command("pg_dump").replace("amends.dump", dump), DATABASE_URL=database)
    last = await floor.open()  # after the backup: it is not in it
    await last.at(CaseStage.WAIT_BUYER_SHIP)

    await shell(command("pg_restore").replace("amends.dump", dump), RESTORED_URL=other_cluster.url)
    monkeypatch.setenv("DATABASE_URL", other_cluster.url)
    settings.load.cache_clear()
    assert (await terminal.types("migrate", "--json")).row["applied"] == []
    assert (await terminal.types("register", "verify")).code == 0
    assert await seen(terminal, cases) == before
    pool = await connect(other_cluster.url, size=2)
    books = await audit(pool)
    await pool.close()
    assert not books.differences
    assert len((await terminal.types("list", "--json")).rows) == len(cases)


async def test_a_restored_register_is_still_append_only(
    floor: Floor, database: str, other_cluster: Postgres, tmp_path: Path
) -> None:
    """The guards come back with the rows: nobody changes what happened, and the order's cap still holds."""
    case, dump = await floor.open(), str(tmp_path / "amends.dump")
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await written(floor, case)
    await shell(command("pg_dump").replace("amends.dump", dump), DATABASE_URL=database)
    await shell(command("pg_restore").replace("amends.dump", dump), RESTORED_URL=other_cluster.url)
    names = "SELECT conname AS name FROM pg_constraint UNION ALL SELECT tgname FROM pg_trigger ORDER BY 1"
    one, other = await asyncpg.connect(database), await asyncpg.connect(other_cluster.url)
    guards = [
        [row["name"] for row in await each.fetch(names) if "ConstraintTrigger" not in row["name"]]
        for each in (one, other)
    ]
    assert guards[0] == guards[1]
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await other.execute("UPDATE case_events SET actor = 'nobody'")
    await one.close()
    await other.close()


async def test_a_register_from_an_older_backup_catches_up_from_temporal(
    floor: Floor, terminal: Terminal, database: str, tmp_path: Path
) -> None:
    """The database falls back behind its cases, of which one ends meanwhile: the histories bring back every entry."""
    early, late = await floor.open(), await floor.open()
    for case in (early, late):
        await case.at(CaseStage.WAIT_BUYER_SHIP)
        await written(floor, case)
    connection = await asyncpg.connect(database)
    held = {case.case_id: await written(floor, case) for case in (early, late)}
    await late.posts("ST1")
    await early.hears(WithdrawalReported(fact="w1"))
    await early.ending()
    await late.until(lambda now: bool(now.parcels))
    await written(floor, late)
    before = await connection.fetch(ROWS)
    mine = ("--query", f"TaskQueue = '{floor.queue}'")
    await fall_back(connection, database, held)
    assert (await terminal.types("register", "catch-up", *mine, "--dry-run", "--json")).rows != []

    ended = await terminal.types("register", "catch-up", *mine, "--json")
    assert ended.code == 0, ended.out
    assert {row["case_id"] for row in ended.rows} == set(held)
    assert await connection.fetch(ROWS) == before
    assert (await terminal.types("register", "verify")).code == 0
    assert (await terminal.types("register", "catch-up", *mine, "--json")).rows == []
    await connection.close()

    await late.arrives("ST1")
    await late.at(CaseStage.INSPECTING)
    assert await written(floor, late) > held[late.case_id]


ROWS = "SELECT case_id, seq, type, at, actor, data, hash FROM case_events ORDER BY case_id, seq"


async def fall_back(connection: "asyncpg.Connection[asyncpg.Record]", database: str, held: dict[str, int]) -> None:
    """The register as it was when these cases had so many entries, and its list with it: what an older dump holds."""
    await connection.execute("SET session_replication_role = replica")  # the guards would refuse it
    for case_id, version in held.items():
        await connection.execute("DELETE FROM case_events WHERE case_id = $1 AND seq > $2", case_id, version)
    await connection.execute("SET session_replication_role = DEFAULT")
    pool = await connect(database, size=1)
    await rebuild(pool)
    await pool.close()
