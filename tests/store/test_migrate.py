"""The schema is built once, in order, by whoever comes first."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from engine.postgres import Postgres
from store import migrate
from store.migrate import MigrationError


@pytest.fixture
async def empty(postgres: Postgres, maintenance: "asyncpg.Connection[asyncpg.Record]") -> str:
    """A database without any schema."""
    await maintenance.execute("DROP DATABASE IF EXISTS empty WITH (FORCE)")
    await maintenance.execute("CREATE DATABASE empty TEMPLATE template0")
    return postgres.url_of("empty")


async def test_an_empty_database_gets_every_file_once(empty: str) -> None:
    """The first run applies all files in order, the second none."""
    names = [file.name for file in migrate.migrations()]

    assert await migrate.pending(empty) == names
    assert await migrate.migrate(empty) == names
    assert await migrate.migrate(empty) == []
    assert await migrate.pending(empty) == []


async def test_two_programs_that_migrate_at_once_share_the_work(empty: str) -> None:
    """One applies the files while the other waits, then finds nothing to do."""
    one, other = await asyncio.gather(migrate.migrate(empty), migrate.migrate(empty))

    assert sorted([*one, *other]) == [file.name for file in migrate.migrations()]


async def test_a_file_that_changed_after_it_was_applied_is_refused(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file and says to put it back."""
    for file in migrate.DIRECTORY.glob("*.sql"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "0001_register.sql").write_text("-- migrate:up\nSELECT 1;\n")
    changed = migrate.migrations(tmp_path)
    monkeypatch.setattr(migrate, "migrations", lambda: changed)

    for attempt in (migrate.migrate, migrate.pending):
        with pytest.raises(MigrationError, match=r"0001_register\.sql has changed .* put the file back"):
            await attempt(database)


async def test_a_newer_database_is_refused(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old program does not touch a schema that it does not know."""
    older = migrate.migrations()[:-1]
    monkeypatch.setattr(migrate, "migrations", lambda: older)

    with pytest.raises(MigrationError, match="which this version of the program does not know"):
        await migrate.migrate(database)


async def test_a_file_that_fails_leaves_nothing_behind(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before in the same file is undone with it, and the next run tries it again."""
    (tmp_path / "0001_broken.sql").write_text("-- migrate:up\nCREATE TABLE half (a int);\nCREATE TABEL b (a int);\n")
    broken = migrate.migrations(tmp_path)
    monkeypatch.setattr(migrate, "migrations", lambda: broken)

    with pytest.raises(MigrationError, match=r"0001_broken\.sql: syntax error"):
        await migrate.migrate(empty)
    assert await migrate.pending(empty) == ["0001_broken.sql"]
    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT to_regclass('half')") is None
    await connection.close()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("parcels.sql", "-- migrate:up\n", "is named NUMBER_name.sql"),
        ("0001_parcels.sql", "SELECT 1;\n", "the first line of a migration is '-- migrate:up'"),
        ("0001_parcels.sql", "-- migrate:up\n-- migrate:down\n", "migrations go forward only"),
    ],
)
def test_a_file_that_is_no_migration_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    """Names and format are checked before anything is applied."""
    (tmp_path / name).write_text(text)

    with pytest.raises(MigrationError, match=message):
        migrate.migrations(tmp_path)


def test_a_number_is_used_once(tmp_path: Path) -> None:
    """Two branches that both added the next number are told so."""
    for name in ("0007_a.sql", "0007_b.sql"):
        (tmp_path / name).write_text("-- migrate:up\n")

    with pytest.raises(MigrationError, match=r"0007_a\.sql and 0007_b\.sql have the same number"):
        migrate.migrations(tmp_path)
