"""Three hundred parked cases and one command: stopped by Ctrl-C, its worker killed in the middle, and gone on with.

The cause stays, so that each case parks again at once: what counts here is that each is asked exactly once.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from commandline import bulk
from domain.order import Stage
from domain.request import Ground, Scenario
from tests.commandline.conftest import ROOT, Terminal, as_toml
from tests.stories.floor import Floor, connections

MANY, AT_ONCE = 300, 20
CHOSEN = ("retry", "--all", "--stuck", "CREDENTIALS", "--reason", "keys renewed", "--yes", "--json")

SLOWLY = ("--rate", "40")  # so that a busy machine still cuts it off in the middle


@asynccontextmanager
async def a_worker(terminal: Terminal, folder: Path, queue: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker process of its own, in a shop whose warehouse is not connected; killed at the end at the latest."""
    shops, ready = folder / "no-warehouse.toml", folder / f"ready-{uuid4()}"
    sections = {name: values for name, values in connections()["demo_shop"].items() if name != "warehouse"}
    shops.write_text(as_toml({"demo_shop": sections}), encoding="utf-8")
    own = {"AMENDS_TASK_QUEUE": queue, "AMENDS_SHOPS_FILE": str(shops), "AMENDS_READY_FILE": str(ready)}
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "worker.py"),
        cwd=ROOT,
        env={**os.environ, **terminal.environment, **own},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        while not ready.exists():
            assert program.returncode is None, "the worker did not start"
            await asyncio.sleep(0.05)
        yield program
    finally:
        if program.returncode is None:
            program.kill()
        await program.wait()


async def parked(floor: Floor, queue: str) -> None:
    """Cancelled orders whose goods cannot be held, since the warehouse's connection is missing: their first step."""
    floor.queue = queue
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with gate:
            await floor.open(
                kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED, no_reason_until=None
            )

    await asyncio.gather(*(one() for _ in range(MANY)))
    floor.cases.clear()  # three hundred like histories: the stories replay such a one
    for _ in range(1200):
        if await floor.pool.fetchval("SELECT count(*) FROM cases WHERE stuck = 'hold_goods: CREDENTIALS'") == MANY:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("they never all parked")


async def interrupted(terminal: Terminal, lines: int, *words: str) -> tuple[int | None, str]:
    """Press Ctrl-C once the command has told so many results; its exit code, and what it said."""
    program = await terminal.starts(*words)
    assert program.stdout is not None
    for _ in range(lines):
        await asyncio.wait_for(program.stdout.readline(), 60)
    program.send_signal(signal.SIGINT)
    _, err = await program.communicate()
    return program.returncode, err.decode()


async def worker_dies(terminal: Terminal, worker: asyncio.subprocess.Process, lines: int, *words: str) -> str:
    """The worker is killed once the command has told so many results; what the command said in the end."""
    program = await terminal.starts(*words)
    assert program.stdout is not None
    for _ in range(lines):
        await asyncio.wait_for(program.stdout.readline(), 60)
    worker.kill()
    _, err = await program.communicate()
    assert program.returncode == 6
    return err.decode()


@pytest.mark.timeout(240)
async def test_three_hundred_cases_each_asked_once(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """A result for each, one retry in each register, however often the command was cut off."""
    queue = f"{floor.queue}-many"
    async with a_worker(terminal, tmp_path, queue) as worker:
        await parked(floor, queue)
        code, said = await interrupted(terminal, 60, *CHOSEN, *SLOWLY)
        [frozen] = (terminal.home / "bulk").glob("*[0-9a-f].json")
        resume = ("retry", "--resume", frozen.stem, "--yes", "--json")
        assert code == 130
        assert f"--resume {frozen.stem}" in said
        assert 60 <= len(bulk.results(frozen.parent, frozen.stem)) < MANY
        said = await worker_dies(terminal, worker, 60, *resume, *SLOWLY, "--wait", "1")
        assert f"--resume {frozen.stem}" in said
    assert len(bulk.left(bulk.thaw(frozen.parent, frozen.stem, "retry"), bulk.results(frozen.parent, frozen.stem))) > 0
    async with a_worker(terminal, tmp_path, queue):
        ended = await terminal.runs(*resume, "--rate", "200", "--wait", "60")
        assert ended.code == 0, ended.err
        results = bulk.results(frozen.parent, frozen.stem)
        assert len(results) == MANY
        assert {result.outcome for result in results.values()} == {bulk.Outcome.RETRIED}
        again = "SELECT count(*) FROM case_events WHERE type = 'StepRetried'"
        for _ in range(600):
            if await floor.pool.fetchval(again) >= MANY:
                break
            await asyncio.sleep(0.1)
        each = await floor.pool.fetch(
            "SELECT count(*) AS times FROM case_events WHERE type = 'StepRetried' GROUP BY case_id"
        )
        assert [row["times"] for row in each] == [1] * MANY
