"""A Temporal of the drill's own: what is done to it disturbs no other test, and it can be lost."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

import logs
import settings
from codec.converter import data_converter
from engine.temporal import DYNAMIC_CONFIG, TIME_SKIPPING, temporal_program
from tests.commandline.conftest import Terminal, as_toml
from tests.stories.floor import connections

# Two failed workflow tasks are enough to be told of in a drill; in production it is five, which takes about a minute.
SOON = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2"


@asynccontextmanager
async def a_temporal(keys_file: Path | None = None) -> AsyncIterator[WorkflowEnvironment]:
    """An empty server, which ends with the context; with keys, what goes to it is encrypted."""
    from workflows.search import ATTRIBUTES

    flags = [part for flag in (*DYNAMIC_CONFIG, TIME_SKIPPING, SOON) for part in ("--dynamic-config-value", flag)]
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(temporal_program().path),
        dev_server_extra_args=flags,
        search_attributes=ATTRIBUTES,
        data_converter=data_converter(keys_file, "default"),
        runtime=logs.runtime(),
    )
    async with environment:
        yield environment


class Desk:
    """A person's terminal, which can be turned to another server."""

    def __init__(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal = terminal
        self.monkeypatch = monkeypatch

    def turn_to(self, environment: WorkflowEnvironment, queue: str) -> None:
        """From here on commands speak to this server and this task queue."""
        address = environment.client.service_client.config.target_host
        self.sets("TEMPORAL_ADDRESS", address)
        self.sets("AMENDS_TASK_QUEUE", queue)

    def sets(self, name: str, value: str) -> None:
        """A setting of the commands that follow."""
        self.terminal.environment = {**self.terminal.environment, name: value}
        self.monkeypatch.setenv(name, value)
        settings.load.cache_clear()


@pytest.fixture
def desk(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A terminal at this test's database; `turn_to` names the Temporal."""
    shops = tmp_path / "shops.toml"
    shops.write_text(as_toml({"demo_shop": {**connections()["demo_shop"], "people": {"li": "mgr"}}}), encoding="utf-8")
    environment = {
        "DATABASE_URL": database,
        "AMENDS_TEMPORAL_NAMESPACE": "default",
        "AMENDS_TIME_SKIPPING": "true",
        "AMENDS_SHOPS_FILE": str(shops),
        "AMENDS_HOME": str(tmp_path / "home"),
        "LC_ALL": "C.UTF-8",
        "LOGNAME": "li",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Desk(Terminal(capsys, environment, tmp_path / "home"), monkeypatch)
    root.handlers[:] = handlers
    root.setLevel(level)
    settings.load.cache_clear()
