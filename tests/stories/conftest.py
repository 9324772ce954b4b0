"""A shop floor of its own for every story; on request, the story's histories join the replay corpus."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.replay.corpus import keep
from tests.stories.floor import Floor, shop_floor


@pytest.fixture
async def floor(
    temporal: WorkflowEnvironment, database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Floor]:
    """Real engine, real database, and a world of its own."""
    async with shop_floor(temporal, database, tmp_path / "books.sqlite") as open_floor:
        yield open_floor
    if request.config.getoption("--record"):
        for number, history in enumerate(open_floor.histories, start=1):
            name = re.sub(r"\W+", "_", request.node.name.removeprefix("test_")).strip("_")
            keep(f"{name}-{number}", history)


@pytest.fixture
def empty_floor(floor: Floor) -> Floor:
    """A floor on which no case is opened, so that the story has no history of its own."""
    return floor
