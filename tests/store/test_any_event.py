"""Whatever an event holds, the register keeps it so that its hash can be checked."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import Event
from store import register
from store.codec import Entry, entry
from store.pool import Pool, connect
from store.verify import Breach, verify
from tests.store.samples import NOON, opening, row_after, story

cases = count(1)


@pytest.fixture
def runner(database: str) -> Iterator[tuple[asyncio.Runner, Pool]]:
    """A loop of its own: hypothesis calls plain functions."""
    with asyncio.Runner() as loop:
        pool = loop.run(connect(database, size=2))
        yield loop, pool
        loop.run(pool.close())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(event=st.one_of([st.from_type(member) for member in get_args(Event)]))
def test_the_hash_of_any_event_can_be_checked(runner: tuple[asyncio.Runner, Pool], event: Event) -> None:
    """Odd characters, NUL and halves of characters, big numbers, far dates: the chain is whole after reading back."""
    loop, pool = runner
    [first] = story(opening(f"case-lantern-shop-E{next(cases)}"))
    second = entry(event, seq=2, at=NOON)

    assert [breach for breach in loop.run(_written(pool, [first, second])) if "hash" in breach.what] == []


async def _written(pool: Pool, entries: list[Entry]) -> list[Breach]:
    case_id = entries[0].data["case_id"]
    row = replace(row_after(entries[:1]), version=2)
    assert await register.append(pool, case_id, entries, row) == 2
    assert await register.append(pool, case_id, entries, row) == 0
    assert len(await register.events(pool, case_id)) == 2
    return [breach async for breach in verify(pool, case_id)]
