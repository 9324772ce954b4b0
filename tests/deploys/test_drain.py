"""SIGTERM loses nothing: what runs is finished, what is answered is kept, and nothing is done twice."""

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from temporalio.api.enums.v1 import EventType

import worker
from domain.events import PaymentState
from domain.standing import CaseStage
from engine.ports import HOST, free_port
from sandbox.credentials import SHOPS
from sandbox.faults import FaultKind
from store import movements
from tests.deploys.conftest import ROOT, Program, Yard, comes
from tests.intake.intake_forms import as_bytes, requested, signed
from tests.stories.floor import SHOP, StoryCase, units
from workflows import calls

WORKER, SERVER = ROOT / "worker.py", ROOT / "server.py"


async def paying(yard: Yard) -> StoryCase:
    """A case whose refund the provider has made, and not answered yet."""
    yard.floor.world.faults.declare("payments.refund", FaultKind.HANG_AFTER_COMMIT, times=1)
    case = await yard.floor.open()
    await case.until(lambda now: now.ship_by is not None)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))

    async def paid() -> bool:
        return yard.floor.refunded(case) > 0

    await comes(paid, "the refund in the provider's books")
    return case


async def attempts(case: StoryCase) -> list[int]:
    """With which attempt each activity of the case was started."""
    return [
        event.activity_task_started_event_attributes.attempt
        for event in (await case.handle.fetch_history()).events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED
    ]


def test_a_worker_waits_longer_than_an_activity_may_take() -> None:
    """Else the longest ones would be cut off at every deploy, and be done again."""
    profiles = (calls.OUTWARD, calls.MONEY, calls.REGISTER, calls.LEDGER)
    assert all(profile["start_to_close_timeout"] < worker.GRACE for profile in profiles)


@pytest.mark.parametrize("signals", [1, 2], ids=["once", "twice"])
async def test_a_worker_finishes_the_payment_it_is_in(yard: Yard, signals: int) -> None:
    """The provider has paid and answers slowly: the answer is waited for, however often the worker is asked to stop."""
    program = await yard.works(script=WORKER)
    case = await paying(yard)
    for _ in range(signals):
        program.asked_to_stop()
        await asyncio.sleep(0.3)
    assert program.popen.poll() is None, "the payment was not waited for"
    assert await program.ended() == 0
    [movement] = await movements.by_case(yard.floor.pool, case.case_id)
    assert movement.state is PaymentState.SETTLED, "the answer was lost with the worker"

    await yard.works(script=WORKER)
    state = await case.at(CaseStage.FOLLOW_UP)
    assert [payment.state for payment in state.payments] == [PaymentState.SETTLED]
    assert yard.floor.refunded(case) == 19900
    assert set(await attempts(case)) == {1}


@contextmanager
def silent_server() -> Iterator[tuple[str, socket.socket]]:
    """A host that takes connections and never says a word, and its address."""
    with socket.create_server((HOST, 0)) as listener:
        yield f"{HOST}:{listener.getsockname()[1]}", listener


@pytest.mark.parametrize("script", [WORKER, SERVER], ids=["worker", "server"])
async def test_a_program_that_is_not_ready_yet_ends_at_once(yard: Yard, script: Path) -> None:
    """It hangs at a Postgres that does not answer: nothing was taken yet, so nothing is to be waited for."""
    with silent_server() as (address, listener):
        program = yard.runs(
            script,
            DATABASE_URL=f"postgresql://app@{address}/amends",
            AMENDS_SERVER_PORT=str(free_port()),
        )
        connection, _ = await asyncio.to_thread(listener.accept)
        with connection:
            program.asked_to_stop()
            assert await program.ended(20) == 0, program.said()


async def served(yard: Yard) -> tuple[Program, int]:
    """A server that answers, and its port."""
    port = free_port()
    program = yard.runs(SERVER, AMENDS_SERVER_PORT=str(port))

    async def lives() -> bool:
        assert program.popen.poll() is None, program.said()
        try:
            async with httpx2.AsyncClient(trust_env=False) as client:
                return (await client.get(f"http://{HOST}:{port}/health")).status_code == 200
        except httpx2.TransportError:
            return False

    await comes(lives, "the server")
    return program, port


async def refuses(port: int) -> bool:
    """Whether nobody takes a new connection there."""
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


@pytest.mark.parametrize("signals", [1, 2], ids=["once", "twice"])
async def test_a_server_answers_the_request_that_is_under_way(yard: Yard, signals: int) -> None:
    """Half a message has come when it is asked to stop: the rest is taken, kept, answered; new senders are refused."""
    program, port = await served(yard)
    body = as_bytes(requested())
    head = {
        "Host": f"{HOST}:{port}",
        "Content-Length": str(len(body)),
        **signed(body, secret=SHOPS[SHOP].webhooks["shop"]),
    }
    lines = [f"POST /intake/{SHOP}/shop HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write("\r\n".join(lines).encode() + body[:20])
    await writer.drain()
    await asyncio.sleep(0.3)  # until the server has begun with it
    for _ in range(signals):
        program.asked_to_stop()
        await comes(lambda: refuses(port), "the end of new connections")
    assert program.popen.poll() is None, "the request was not waited for"
    writer.write(body[20:])
    await writer.drain()
    answer = (await reader.read()).decode()
    writer.close()
    assert re.match(r"HTTP/1\.1 202 ", answer), answer
    assert await program.ended() == 0
    assert await yard.floor.pool.fetchval("SELECT count(*) FROM inbox") == 1
