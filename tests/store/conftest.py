"""A pool on a fresh database for every store test."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from store.pool import Pool, connect


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """Connections as the program has them."""
    pool = await connect(database, size=20, application_name="tests")
    yield pool
    await pool.close()


@pytest.fixture
async def superuser(database: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """A connection outside the pool, for what our own code never does."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()
