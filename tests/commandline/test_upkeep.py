"""People who run the service look whether it is whole."""

import asyncpg
import pytest

from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor


async def test_migrations_are_applied_once(terminal: Terminal, postgres: object, database: str) -> None:
    """An empty database gets the whole schema; a second time there is nothing to do."""
    connection = await asyncpg.connect(database)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
    pending = (await terminal.types("migrate", "--dry-run", "--json")).row["pending"]
    applied = (await terminal.types("migrate", "--json")).row["applied"]
    assert pending == applied != []
    assert (await terminal.types("migrate", "--json")).row["applied"] == []


async def test_a_schema_that_is_not_there_asks_for_migrate(terminal: Terminal, database: str) -> None:
    """The message is about the schema, not about a missing relation."""
    connection = await asyncpg.connect(database)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
    ended = await terminal.types("list", "--json")
    assert ended.code == 1
    assert ended.row["error"]["code"] == "SCHEMA_IS_OLD"
    assert "starter.py migrate" in ended.err


async def test_a_whole_register_verifies_and_a_changed_one_does_not(
    floor: Floor, terminal: Terminal, database: str
) -> None:
    """Someone with the database's own rights changed an event: found, with its number."""
    case = await floor.open()
    await case.until(lambda now: now.ship_by is not None)
    await written(floor, case)
    assert (await terminal.types("register", "verify", case.case_id)).code == 0
    connection = await asyncpg.connect(database)
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("UPDATE case_events SET actor = 'nobody' WHERE case_id = $1 AND seq = 1", case.case_id)
    await connection.close()
    ended = await terminal.types("register", "verify", "--json")
    assert ended.code == 1
    assert next(row["seq"] for row in ended.rows if row["kind"] == "breach") == 1


async def test_a_look_through_the_whole_is_noted_for_those_who_watch(
    floor: Floor, terminal: Terminal, database: str
) -> None:
    """Alerts ask how long ago the register was verified; one case alone does not count."""
    case = await floor.open()
    await case.until(lambda now: now.ship_by is not None)
    await written(floor, case)
    connection = await asyncpg.connect(database)
    await terminal.types("register", "verify", case.case_id)
    assert await connection.fetch("SELECT name FROM checks") == []
    await terminal.types("register", "verify")
    assert [tuple(row) for row in await connection.fetch("SELECT name, breaches FROM checks")] == [("register", 0)]
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("UPDATE case_events SET actor = 'nobody' WHERE case_id = $1 AND seq = 1", case.case_id)
    await terminal.types("register", "verify")
    assert await connection.fetchval("SELECT breaches FROM checks WHERE name = 'register'") > 0
    await connection.close()


async def test_the_list_is_made_anew_from_the_events(floor: Floor, terminal: Terminal, database: str) -> None:
    """The rows are gone; a rebuild brings them back as they were."""
    case = await floor.open()
    await case.until(lambda now: now.ship_by is not None)
    await written(floor, case)
    before = (await terminal.types("list", "--json")).rows
    connection = await asyncpg.connect(database)
    await connection.execute("DELETE FROM cases")
    await connection.close()
    assert (await terminal.types("list", "--json")).rows == []
    assert (await terminal.types("register", "rebuild", "--json")).row == {"rows": 1}
    assert (await terminal.types("list", "--json")).rows == before


async def test_the_doctor_finds_a_healthy_service_well(floor: Floor, terminal: Terminal) -> None:
    """A worker polls, the register is whole, the shops file can be read."""
    case = await floor.open()
    await case.until(lambda now: now.ship_by is not None)
    await written(floor, case)
    await terminal.types("schedules", "apply")
    ended = await terminal.types("doctor", "--json")
    health = {row["check"]: row["health"] for row in ended.rows}
    assert "wrong" not in health.values(), ended.out
    noted = await floor.pool.fetch("SELECT name, breaches FROM checks")
    assert [tuple(row) for row in noted] == [("ledger", 0)], (
        "those who watch are told that the ledger was looked through"
    )
    for check in ("python", "shops", "postgres", "migrations", "inbox", "money", "ledger", "register"):
        assert health[check] == "ok", (check, ended.out)
    for check in ("namespace", "search attributes", "time skipping", "worker"):
        assert health[check] == "ok", (check, ended.out)
    assert ended.code == 0


async def test_the_doctor_says_what_to_do_about_each_wrong_thing(
    terminal: Terminal, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No worker, an old schema, a misspelt setting: each with its remedy, and exit code 1."""
    connection = await asyncpg.connect(database)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
    monkeypatch.setenv("AMENDS_TASK_QUEU", "cases")
    ended = await terminal.types("doctor", "--json")
    told = {(row["check"], row["health"]): row for row in ended.rows}
    assert ended.code == 1
    assert "starter.py migrate" in told["migrations", "wrong"]["advice"]
    assert "python worker.py" in told["worker", "wrong"]["advice"]
    assert "AMENDS_TASK_QUEUE" in told["settings", "warning"]["advice"]


async def test_the_doctor_goes_on_when_servers_are_away(terminal: Terminal) -> None:
    """Both are told, and what could not be looked at is not called well."""
    ended = await terminal.runs(
        "doctor", "--json", DATABASE_URL="postgresql://app@127.0.0.1:1/x", TEMPORAL_ADDRESS="127.0.0.1:1"
    )
    health = [(row["check"], row["health"]) for row in ended.rows]
    assert ended.code == 1
    assert {("postgres", "wrong"), ("temporal", "wrong")} <= set(health)
    assert ("register", "skipped") in health


async def test_the_doctor_says_when_working_days_run_out(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """China publishes a year's holidays in the autumn before: until then nobody can count beyond it."""
    from datetime import UTC, datetime

    from commandline import connections

    for day, health in ((datetime(2026, 3, 1, tzinfo=UTC), "ok"), (datetime(2048, 12, 1, tzinfo=UTC), "warning")):
        monkeypatch.setattr(connections, "now", lambda day=day: day)
        rows = {row["check"]: row for row in (await terminal.types("doctor", "--json")).rows}
        assert rows["calendar"]["health"] == health, rows["calendar"]
        assert rows["shops"]["health"] == "ok"
