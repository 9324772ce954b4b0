"""The books survive what the rest does not."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.audit import audit
from sandbox.books import Books
from sandbox.faults import Faults, chance
from sandbox.ledger import Ledger
from tests.sandbox.stage import proof, refund_body, scene

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def start(books: Path, port: int) -> Process:
    """The sandbox as a process of its own, ready."""
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", str(port), "--smtp-port", "0", "--books", str(books),
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    async with httpx2.AsyncClient() as http, asyncio.timeout(30):
        while True:
            try:
                await http.get(f"http://127.0.0.1:{port}/_world/health")
            except httpx2.ConnectError:
                await asyncio.sleep(0.05)
            else:
                return sandbox


async def kill(sandbox: Process) -> None:
    """SIGKILL: no chance to write anything any more."""
    sandbox.send_signal(signal.SIGKILL)
    await sandbox.wait()


async def pay(http: httpx2.AsyncClient, key: str) -> httpx2.Response:
    """A refund of one cent under a key."""
    content = httpx2.Request("POST", "http://x", json=refund_body(key, amount=1, tenders={"card": 1})).content
    headers = proof("POST", "/payments/refunds", content, shop="side_shop") | {"Idempotency-Key": key}
    return await http.post("/payments/refunds", content=content, headers=headers)


async def test_every_answered_refund_is_in_the_books_after_a_kill(tmp_path: Path) -> None:
    """Killed in the middle of many refunds: what was answered is booked, and repeating it pays nothing twice."""
    books, port, answered, enough = tmp_path / "books.db", free_port(), set(), asyncio.Event()
    sandbox = await start(books, port)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        assert (await http.post("/_world/scenes", json=scene("in_transit"))).status_code == 200

        async def pay_many(worker: int) -> None:
            for number in range(200):
                key = f"k-{worker}-{number}"
                if (await pay(http, key)).status_code == 200:
                    answered.add(key)
                if len(answered) == 40:
                    enough.set()

        workers = [asyncio.create_task(pay_many(worker)) for worker in range(4)]
        await asyncio.wait_for(enough.wait(), 30)
        await kill(sandbox)
        await asyncio.gather(*workers, return_exceptions=True)

        sandbox = await start(books, port)
        try:
            for key in sorted(answered):
                assert (await pay(http, key)).json()["reference"] == key
            movements = (await http.get("/_world/books")).json()["orders"][0]["movements"]
            assert answered <= {movement["reference"] for movement in movements}
            assert (await http.get("/_world/audit")).json()["whole"]
        finally:
            await kill(sandbox)


async def test_scheduled_acts_survive_a_kill(tmp_path: Path) -> None:
    """What the actors had planned is still planned after a restart."""
    books, port = tmp_path / "books.db", free_port()
    sandbox = await start(books, port)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        await http.post("/_world/scenes", json=scene("in_transit"))
        before: Any = (await http.get("/_world/pending")).json()["acts"]
        await kill(sandbox)
        sandbox = await start(books, port)
        after: Any = (await http.get("/_world/pending")).json()["acts"]
        await kill(sandbox)
    assert [act["id"] for act in before] == [act["id"] for act in after] != []


def test_a_failed_write_leaves_no_trace(tmp_path: Path) -> None:
    """A transaction is whole or not at all."""
    books = Books(tmp_path / "books.db")

    def half() -> None:
        with books.writing():
            books.put("thing", "1", {"a": 1}, shop="", order_id="", at=0.0)
            books.run("INSERT INTO orders (order_id) VALUES ('S-1')")

    with pytest.raises(sqlite3.IntegrityError):
        half()
    assert books.get("thing", "1") is None
    books.close()


def test_the_judge_sees_money_for_an_order_that_never_was(tmp_path: Path) -> None:
    """A movement that belongs to no order is a finding."""
    books = Books(tmp_path / "books.db")
    assert audit(books)["whole"]
    Ledger(books).move(
        at=1.0, channel="payments", reference="k", refund_id="r", order_id="S-0", purpose="refund", amount=1,
        currency="EUR", cause="settled",
    )  # fmt: skip
    assert [found["order_id"] for found in audit(books)["unknown_order"]] == ["S-0"]
    books.close()


def test_a_seeded_plan_bites_the_same_calls_again(tmp_path: Path) -> None:
    """The same seed gives the same faults whatever the order of the calls; the shares come out as asked."""
    rates = {"payments.refund": {"error_before": 0.1, "hang_after_commit": 0.05}}
    keys = [f"k-{number}" for number in range(400)]

    def bites(name: str, order: list[str], seed: str) -> dict[str, str]:
        books = Books(tmp_path / name)
        faults = Faults(books, lambda: 0.0)
        faults.plan(seed, rates)
        found = {key: faults.draw("payments.refund", {}, key) for key in order}
        books.close()
        return {key: fault.kind for key, fault in found.items() if fault}

    first = bites("a.db", keys, "7")
    assert first == bites("b.db", keys[::-1], "7")
    assert first != bites("c.db", keys, "8")
    assert 30 <= len(first) <= 90
    assert set(first.values()) == {"error_before", "hang_after_commit"}


def test_a_repeat_draws_anew() -> None:
    """A call that failed once is not doomed: each attempt has its own chance."""
    assert len({chance("7", "payments.refund", "k-1", str(attempt)) for attempt in range(50)}) == 50
