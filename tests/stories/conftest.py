"""A shop floor of its own for every story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.stories.floor import Floor, shop_floor


@pytest.fixture
async def floor(temporal: WorkflowEnvironment, database: str, tmp_path: Path) -> AsyncIterator[Floor]:
    """Real engine, real database, and a world of its own."""
    async with shop_floor(temporal, database, tmp_path / "books.sqlite") as open_floor:
        yield open_floor
