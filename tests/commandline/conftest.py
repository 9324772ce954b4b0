"""A person's terminal beside a shop floor: commands run against the same Temporal and the same Postgres."""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

import settings
from starter import run
from store.register import events
from tests.stories.floor import Floor, StoryCase, connections, shop_floor

ROOT = Path(__file__).resolve().parents[2]


def _hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; every line must be an object."""
        found = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(row, dict) for row in found)
        return found

    @property
    def row(self) -> dict[str, Any]:
        """The one object on standard output."""
        [only] = self.rows
        return only


class Terminal:
    """Where a person types commands of `starter.py`."""

    def __init__(self, capsys: pytest.CaptureFixture[str], environment: Mapping[str, str], home: Path) -> None:
        self.capsys = capsys
        self.environment = environment
        self.home = home

    async def types(self, *words: str) -> Ended:
        """Run a command in this process."""
        self.capsys.readouterr()
        code = await run(words)
        said = self.capsys.readouterr()
        return Ended(code=code, out=said.out, err=said.err)

    async def starts(
        self, *words: str, stdin: int = asyncio.subprocess.DEVNULL, more: Mapping[str, str] | None = None
    ) -> asyncio.subprocess.Process:
        """Begin a command as a program of its own, without a terminal."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "starter.py"),
            *words,
            cwd=ROOT,
            env={**os.environ, **self.environment, **(more or {})},
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Tests that run in the background of a shell inherit an ignored Ctrl-C, which no terminal has.
            preexec_fn=_hears_ctrl_c,
        )

    async def runs(self, *words: str, **more: str) -> Ended:
        """Run a command as a program of its own, to its end."""
        program = await self.starts(*words, more=more)
        out, err = await program.communicate()
        assert program.returncode is not None
        return Ended(code=program.returncode, out=out.decode(), err=err.decode())


@pytest.fixture
def quiet_logging() -> Iterator[None]:
    """Commands set up logging for their process; here it is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def terminal(
    temporal: WorkflowEnvironment,
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    quiet_logging: None,
) -> Iterator[Terminal]:
    """A terminal whose settings name the servers of this test; no worker polls its task queue yet."""
    shops = tmp_path / "shops.toml"
    shops.write_text(as_toml({"demo_shop": connections()["demo_shop"]}), encoding="utf-8")
    environment = {
        "DATABASE_URL": database,
        "TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
        "AMENDS_TEMPORAL_NAMESPACE": temporal.client.namespace,
        "AMENDS_TIME_SKIPPING": "true",
        "AMENDS_TASK_QUEUE": "nobody-polls",
        "AMENDS_SHOPS_FILE": str(shops),
        "AMENDS_HOME": str(tmp_path / "home"),
        "LC_ALL": "C.UTF-8",
        "LOGNAME": "li",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.load.cache_clear()
    yield Terminal(capsys, environment, tmp_path / "home")
    settings.load.cache_clear()


@pytest.fixture
async def floor(
    temporal: WorkflowEnvironment,
    database: str,
    tmp_path: Path,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Floor]:
    """A shop floor with a worker, whose task queue the terminal knows."""
    async with shop_floor(temporal, database, tmp_path / "books.sqlite") as open_floor:
        monkeypatch.setenv("AMENDS_TASK_QUEUE", open_floor.queue)
        settings.load.cache_clear()
        yield open_floor


def as_toml(shops: Mapping[str, Mapping[str, Any]]) -> str:
    """A shops file: tables of shops, of sections, of words and numbers. JSON's strings and numbers are TOML's."""
    lines: list[str] = []
    for shop, sections in shops.items():
        for section, values in sections.items():
            lines.append(f"[{shop}.{section}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in values.items() if not isinstance(value, dict)]
            for key, inner in values.items():
                if isinstance(inner, dict):
                    lines.append(f"[{shop}.{section}.{key}]")
                    lines += [f"{name} = {json.dumps(value)}" for name, value in inner.items()]
    return "\n".join(lines) + "\n"


async def written(floor: Floor, case: StoryCase) -> int:
    """Wait until the register has all that the case did; the case's version."""
    for _ in range(200):
        version = (await case.state()).version
        entries = await events(floor.pool, case.case_id)
        if entries and entries[-1].seq == version:
            return version
        await asyncio.sleep(0.02)
    raise AssertionError(f"the register never caught up with {case.case_id}")


PEOPLE = """
[demo_shop.people]
ann = "agent"
sun = "sup"
mo = "mgr"
li = "mgr"
zhou = "fin"
qian = "fin"
"*" = "none"
"""


@pytest.fixture
def staffed(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose shops file names people."""
    file = tmp_path / "staffed.toml"
    file.write_text(PEOPLE, encoding="utf-8")
    monkeypatch.setenv("AMENDS_SHOPS_FILE", str(file))
    return terminal
