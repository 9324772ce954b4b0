"""The server as a program: it says when it is ready, drains when asked, and loses nothing when it is killed."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from engine.ports import free_port
from tests.intake.conftest import Intake
from tests.intake.intake_forms import SECRET, as_bytes, requested, signed

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(folder: Path, shop: str, database: str, temporal: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running server and its address."""
    port, shops = free_port(), folder / "shops.toml"
    shops.write_text(f'[{shop}.webhooks]\nshop = "{SECRET}"\n')
    settings = {
        "DATABASE_URL": database,
        "TEMPORAL_ADDRESS": temporal,
        "AMENDS_SERVER_PORT": str(port),
        "AMENDS_SHOPS_FILE": str(shops),
    }
    with (folder / "server.log").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, str(ROOT / "server.py")], env=os.environ | settings, cwd=ROOT, stdout=log, stderr=log
        )
        try:
            yield program, f"http://127.0.0.1:{port}"
        finally:
            program.kill()
            program.wait()


async def answer(client: httpx2.AsyncClient, address: str) -> Any:
    """The answer of a page, once there is one."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await client.get(address)
            except httpx2.TransportError:
                await asyncio.sleep(0.1)


async def send(client: httpx2.AsyncClient, address: str, shop: str) -> int:
    """A genuine message; the status of the answer."""
    body = as_bytes(requested())
    sent = await client.post(f"{address}/intake/{shop}/shop", content=body, headers=signed(body))
    return int(sent.status_code)


async def started(intake: Intake) -> None:
    """Wait until a case has been handed to Temporal."""
    async with asyncio.timeout(30):
        for _ in itertools.repeat(None):
            if await intake.pool.fetchval("SELECT count(workflow_started_at) FROM case_ids"):
                return
            await asyncio.sleep(0.1)


async def test_server_opens_cases_and_drains(intake: Intake, database: str, tmp_path: Path) -> None:
    """Ready, one message, one case, and a clean end on SIGTERM."""
    temporal = str(intake.client.service_client.config.target_host)
    with serving(tmp_path, intake.shop, database, temporal) as (program, address):
        async with httpx2.AsyncClient() as client:
            assert (await answer(client, f"{address}/health")).json() == {"status": "live"}
            ready = await client.get(f"{address}/ready")
            assert (ready.status_code, ready.json()["ready"]) == (200, True)
            assert await send(client, address, intake.shop) == 202
            await started(intake)
        program.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(program.wait, 20) == 0
    assert await intake.states() == [("done", "")]


async def test_killed_server_loses_no_message_it_accepted(intake: Intake, database: str, tmp_path: Path) -> None:
    """Temporal is away, the message gets its 202, and the server is killed: the next dispatcher opens the case."""
    with serving(tmp_path, intake.shop, database, "127.0.0.1:9") as (program, address):
        async with httpx2.AsyncClient() as client:
            await answer(client, f"{address}/health")
            ready = await client.get(f"{address}/ready")
            assert (ready.status_code, ready.json()["temporal"]) == (503, False)
            assert await send(client, address, intake.shop) == 202
        program.kill()

    await intake.hurry()
    await intake.dispatcher.sweep()
    assert await intake.told(intake.id()) == []
