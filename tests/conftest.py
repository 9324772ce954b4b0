"""The engine for tests: one Postgres and one Temporal for the run (one each per worker under `-n`), the real thing.

A test asks for `database` (the URL of a fresh, migrated database of its own) or `temporal` (an environment whose
clock stands until `fast_forward`).
"""

import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

import logs
from codec.converter import data_converter
from engine.ports import free_port
from engine.postgres import Postgres
from engine.temporal import DYNAMIC_CONFIG, TIME_SKIPPING, temporal_program

_numbers = count(1)

# No test judges by time, and a machine that is busy with others generates slowly.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` adds the histories of stories that the replay corpus does not have yet."""
    parser.addoption("--record", action="store_true", help="add new stories' histories to tests/replay/histories")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """An embedded Postgres for the run."""
    with tempfile.TemporaryDirectory(prefix="amends-postgres-") as directory:
        Path(directory).chmod(0o755)  # as root the server runs as `nobody`, who must get in
        with Postgres(Path(directory), port=free_port()) as server:
            yield server


@pytest.fixture(scope="session")
async def template(postgres: Postgres) -> str:
    """The name of a database that the migrations have been applied to; nobody may stay connected to it."""
    from store.migrate import migrate

    await migrate(postgres.url)
    return postgres.database


@pytest.fixture(scope="session")
async def maintenance(postgres: Postgres) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """A connection that makes and drops databases."""
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    yield connection
    await connection.close()


@pytest.fixture
async def database(
    postgres: Postgres, template: str, maintenance: "asyncpg.Connection[asyncpg.Record]"
) -> AsyncIterator[str]:
    """The URL of a fresh database with the whole schema, dropped after the test."""
    name = f"test_{next(_numbers)}"
    await maintenance.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield postgres.url_of(name)
    await maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server for the run, where time stands still until a test moves a case with `fast_forward`."""
    from workflows.search import ATTRIBUTES

    flags = [part for setting in (*DYNAMIC_CONFIG, TIME_SKIPPING) for part in ("--dynamic-config-value", setting)]
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(temporal_program().path),
        dev_server_extra_args=flags,
        search_attributes=ATTRIBUTES,
        data_converter=data_converter(None, "default"),  # plain, so that the replay corpus can be read by people
        runtime=logs.runtime(),
    )
    async with environment:
        yield environment
