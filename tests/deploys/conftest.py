"""Worker programs beside a floor without a worker of its own: the world is served over HTTP, as providers are."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from gateways.assembly import ShopGateways
from gateways.shops import read_shops
from sandbox.app import create_app
from sandbox.world import Pace
from store.pool import connect
from tests.commandline.conftest import as_toml
from tests.serving import served
from tests.stories.floor import SHOP, Floor, connections

ROOT = Path(__file__).resolve().parents[2]
RELEASE = Path(__file__).with_name("release.py")
HANG = 4.0  # seconds that a hanging provider takes to answer
numbers = count(1)


async def comes(ready: Callable[[], Awaitable[bool]], what: str, seconds: float = 30) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not await ready():
        assert time.monotonic() < end, f"never came: {what}"
        await asyncio.sleep(0.05)


class Program:
    """A program of ours under way; its log is in `log`."""

    def __init__(self, popen: "subprocess.Popen[bytes]", log: Path) -> None:
        self.popen = popen
        self.log = log

    def asked_to_stop(self) -> None:
        """SIGTERM."""
        self.popen.send_signal(signal.SIGTERM)

    async def ended(self, seconds: float = 60) -> int:
        """Its exit code, once it has ended."""
        return await asyncio.to_thread(self.popen.wait, seconds)

    async def stopped(self) -> int:
        """Stop it, and wait."""
        self.asked_to_stop()
        return await self.ended()

    def said(self) -> str:
        """What it wrote."""
        return self.log.read_text(encoding="utf-8")


@dataclass(kw_only=True)
class Yard:
    """A floor, and the programs that work for it."""

    floor: Floor
    folder: Path
    environment: dict[str, str]
    programs: list[Program] = field(default_factory=list)

    def runs(self, script: Path, *words: str, **more: str) -> Program:
        """Start a program of ours."""
        log = self.folder / f"{script.stem}-{next(numbers)}.log"
        with log.open("wb") as out:
            popen = subprocess.Popen(
                [sys.executable, str(script), *words],
                cwd=ROOT,
                env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT), **more},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        program = Program(popen, log)
        self.programs.append(program)
        return program

    async def works(self, *words: str, script: Path = RELEASE, **more: str) -> Program:
        """Start a worker, and wait until it polls."""
        ready = self.folder / f"ready-{next(numbers)}"
        program = self.runs(script, *words, AMENDS_READY_FILE=str(ready), **more)

        async def polls() -> bool:
            assert program.popen.poll() is None, program.said()
            return ready.exists()

        await comes(polls, f"the worker {words}")
        return program

    async def asks(self, *words: str) -> tuple[int, list[dict[str, Any]]]:
        """Run a command of starter.py to its end: its exit code, and the rows of its answer."""
        program = self.runs(ROOT / "starter.py", *words)
        code = await program.ended()
        return code, [json.loads(line) for line in program.said().splitlines() if line.startswith("{")]


@pytest.fixture
async def yard(temporal: WorkflowEnvironment, database: str, tmp_path: Path) -> AsyncIterator[Yard]:
    """A world that providers' addresses lead to, a database, and no worker yet."""
    app = create_app(tmp_path / "books.sqlite", smtp_port=0, pace=Pace(hang=HANG))
    pool = await connect(database)
    async with app.router.lifespan_context(app), served(app) as address:
        given = connections(address, app.state.smtp_port)[SHOP]
        gateways = ShopGateways(read_shops({SHOP: given}), clock=lambda: datetime.now(UTC))
        floor = Floor(temporal, pool, app.state.world, gateways)
        shops = tmp_path / "shops.toml"
        shops.write_text(as_toml({SHOP: given}), encoding="utf-8")
        environment = {
            "DATABASE_URL": database,
            "TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
            "AMENDS_TEMPORAL_NAMESPACE": temporal.client.namespace,
            "AMENDS_TASK_QUEUE": floor.queue,
            "AMENDS_SHOPS_FILE": str(shops),
            "AMENDS_HOME": str(tmp_path / "home"),
        }
        yard = Yard(floor=floor, folder=tmp_path, environment=environment)
        yield yard
        for program in yard.programs:
            program.popen.kill()
            program.popen.wait()
        await gateways.close()
    await pool.close()
