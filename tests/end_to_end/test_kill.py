"""The worst moment: the provider has paid, and the worker is killed before it could write that down.

Real processes: Postgres, Temporal, the sandbox's world, server and workers; the story comes in through the real intake.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demonstration.household import Places, places, start, start_worker
from demonstration.register import news, unfold
from demonstration.samples import Sample, read_samples
from demonstration.world import World
from domain.case import Case
from domain.events import PaymentState
from engine.ports import is_free
from engine.supervisor import Supervisor
from settings import PORT_OFFSETS, Settings
from store import movements
from store.audit import audit
from store.payment import Movement
from store.pool import Pool, connect
from store.verify import verify

PATIENCE = 150  # the attempt that died with its worker is given up after 30 s, on two busy cores a good deal later


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the books and the ledger hold in the end."""

    book: dict[str, Any]
    whole: bool
    movements: list[Movement]
    differences: tuple[object, ...]
    breaches: list[object]
    case: Case


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that Postgres may enter: as root it runs as `nobody`."""
    with tempfile.TemporaryDirectory(prefix="amends-kill-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


def port_base() -> int:
    """The first of as many free ports in a row as an installation needs."""
    bases = range(23_000, 32_000, 20)
    return next(base for base in bases if all(is_free(base + n) for n in range(len(PORT_OFFSETS))))


def hanging() -> Sample:
    """A return whose refund is committed by the provider, and then never answered."""
    return next(sample for sample in read_samples() if sample.name == "outcome-unknown")


async def comes(ready: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not await ready():
        assert time.monotonic() < end, f"never came: {what}"
        await asyncio.sleep(0.1)


async def case_of(pool: Pool, sample: Sample) -> Case | None:
    """The case as its register tells it."""
    found = await news(pool, {sample.case_id: 0})
    return unfold(None, found[sample.case_id])[-1].after if found else None


async def provider_pays(world: World, sample: Sample) -> None:
    """The story begins, and runs until the provider has committed the refund and hangs."""
    hangs = {"on": "payments.refund", "kind": "hang_after_commit", "times": 1}
    unheard = {"on": "notices.payments", "kind": "lost_notice", "times": None}  # else its notice would tell us
    await world.load([{**sample.raw, "faults": [hangs, unheard]}])

    async def paid() -> bool:
        return bool((await world.books())[sample.order_id]["refunded"])

    await comes(paid, "the provider's commit")


async def case_learns_of_it(pool: Pool, sample: Sample) -> None:
    """The second worker takes the case up, and finds out what became of the payment."""

    async def settled() -> bool:
        case = await case_of(pool, sample)
        return case is not None and [payment.state for payment in case.payments] == [PaymentState.SETTLED]

    await comes(settled, "the settled payment")


async def found_at_the_end(pool: Pool, world: World, sample: Sample) -> Found:
    """Books, ledger and register."""
    case = await case_of(pool, sample)
    assert case is not None
    return Found(
        book=(await world.books())[sample.order_id],
        whole=(await world.audit())["whole"],
        movements=await movements.by_case(pool, sample.case_id),
        differences=(await audit(pool)).differences,
        breaches=[breach async for breach in verify(pool) if not breach.note],
        case=case,
    )


async def the_story(household: Supervisor, at: Places, sample: Sample) -> Found:
    """Pay, kill, go on with another worker."""
    async with World(at.world) as world:
        await provider_pays(world, sample)
        household.children["worker"].kill()
        pool = await connect(at.settings.database_url, size=2)
        try:
            before = await movements.by_case(pool, sample.case_id)
            assert [movement.state for movement in before] == [PaymentState.SENT], "the worker died before its record"
            await asyncio.to_thread(start_worker, household, at)
            await case_learns_of_it(pool, sample)
            return await found_at_the_end(pool, world, sample)
        finally:
            await pool.close()


@pytest.mark.timeout(400)
def test_a_worker_killed_between_commit_and_record_pays_once(home: Path) -> None:
    """One refund in the provider's books, one settled movement in the ledger, and a register without a gap."""
    at, sample = places(Settings(home=home, port_base=port_base())), hanging()
    with Supervisor(at.settings.home) as household:
        start(household, at, lambda _what: None)
        found = asyncio.run(the_story(household, at, sample))
    amounts = [movement["amount"] for movement in found.book["movements"]]
    assert amounts == [sample.expected.refunded]
    assert found.whole
    assert [(movement.state, movement.amount) for movement in found.movements] == [
        (PaymentState.SETTLED, sample.expected.refunded)
    ]
    assert not found.differences
    assert not found.breaches
    assert found.case.paid_back() == sample.expected.refunded
