"""A worker dies between writing and reporting: what it wrote never happened; the task done again tells the truth."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from store import cases, register
from store.pool import Pool
from store.register import Author, RegisterConflict
from store.verify import verify
from tests.store.samples import row_after, short_story

CASE = "case-lantern-shop-R1"
RUN = str(uuid4())


def by(*tasks: int, run: str = RUN) -> Author:
    """The author of entries that were recorded in these tasks."""
    return Author(run=run, tasks=tasks)


async def test_the_task_done_again_replaces_what_the_lost_one_wrote(pool: Pool) -> None:
    """Two entries were written and lost; one other is recorded in their place: the register tells that one alone."""
    told = short_story()
    await register.append(pool, CASE, told[:1], row_after(told[:1]), by(3))
    await register.append(pool, CASE, told[1:], row_after(told), by(6, 6))
    again = replace(told[1], at=told[1].at + timedelta(seconds=10))

    await register.append(pool, CASE, [again], row_after([told[0], again]), by(9))

    assert await register.events(pool, CASE) == [told[0], again]
    assert await cases.one(pool, CASE) == row_after([told[0], again])
    assert [breach async for breach in verify(pool)] == []
    lost = await pool.fetch("SELECT seq, task FROM case_events_lost ORDER BY id")
    assert [tuple(row) for row in lost] == [(2, 6), (3, 6)]


async def test_a_case_whose_first_task_was_lost_begins_anew(pool: Pool) -> None:
    """Even the opening may be written by a worker that dies before it can say so."""
    [first, *_] = short_story()
    await register.append(pool, CASE, [first], row_after([first]), by(3))
    again = replace(first, at=first.at + timedelta(seconds=10))

    await register.append(pool, CASE, [again], row_after([again]), by(6))

    assert await register.events(pool, CASE) == [again]
    assert [breach async for breach in verify(pool)] == []


@pytest.mark.parametrize(
    ("author", "who"),
    [(by(5), "a lost worker that wakes up late"), (by(9, run=str(uuid4())), "another run"), (None, "nobody knows who")],
)
async def test_nobody_else_takes_an_entry_back(pool: Pool, author: Author | None, who: str) -> None:
    """Only a later task of the same run knows better; whoever else says something else is refused."""
    told = short_story()
    await register.append(pool, CASE, told[:2], row_after(told[:2]), by(6, 6))
    other = replace(told[1], actor=who)

    with pytest.raises(RegisterConflict, match="event 2"):
        await register.append(pool, CASE, [other], row_after([told[0], other]), author)

    assert await register.events(pool, CASE) == told[:2]


async def test_what_later_tasks_built_on_stays(pool: Pool) -> None:
    """Entries of two tasks stand after the one in question: the first was reported, so it happened."""
    told = short_story()
    await register.append(pool, CASE, told[:2], row_after(told[:2]), by(3, 6))
    await register.append(pool, CASE, told[2:], row_after(told), by(9))
    other = replace(told[1], actor="someone")

    with pytest.raises(RegisterConflict, match="event 2"):
        await register.append(pool, CASE, [other], row_after([told[0], other]), by(12))

    assert await register.events(pool, CASE) == told
