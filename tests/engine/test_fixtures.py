"""The ground that other tests stand on: a migrated database a test, and a server whose clock they move."""

from datetime import timedelta

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.engine.chatty import Chatty, pack
from workflows.search import ATTRIBUTES


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_each_test_has_a_migrated_database_of_its_own(database: str, turn: str) -> None:
    """What one test leaves behind, the next does not see."""
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("SELECT count(*) FROM schema_migrations") > 0
    assert await connection.fetchval("SELECT to_regclass('left_behind')") is None
    await connection.execute("CREATE TABLE left_behind (turn text)")
    await connection.close()


async def test_the_server_knows_every_attribute_of_a_case(temporal: WorkflowEnvironment) -> None:
    """Each can be asked for in a list query."""
    for key in ATTRIBUTES:
        assert await temporal.client.count_workflows(f"{key.name} IS NULL") is not None


async def test_the_clock_stands_until_it_is_moved(temporal: WorkflowEnvironment) -> None:
    """A case waits its fortnight until the test jumps over it."""
    async with Worker(temporal.client, task_queue="clock", workflows=[Chatty], activities=[pack]):
        handle = await temporal.client.start_workflow(Chatty.run, id="case-clock", task_queue="clock")
        assert await temporal.fast_forward(handle, timedelta(days=13)) is True
        assert (await handle.describe()).close_time is None
        await temporal.fast_forward(handle, timedelta(days=2))
        await handle.result()
