"""The register: written once, in order, and never changed."""

import asyncio
from dataclasses import replace
from datetime import datetime

import asyncpg
import pytest

from domain.events import DeadlinePassed
from store import cases, register
from store.codec import entry
from store.pool import Pool
from store.register import GapInRegister, RegisterConflict
from tests.store.samples import NOON, row_after, short_story, write

CASE = "case-lantern-shop-R1"


async def test_a_story_comes_back_as_it_was_written(pool: Pool) -> None:
    """Order, instants, words and numbers survive."""
    written = short_story()
    await write(pool, written)

    assert await register.events(pool, CASE) == written
    assert await cases.one(pool, CASE) == row_after(written)


async def test_appending_twice_writes_once(pool: Pool) -> None:
    """A repeated attempt, whole or overlapping, adds only what is new."""
    told = short_story()

    assert await register.append(pool, CASE, told[:2], row_after(told[:2])) == 2
    assert await register.append(pool, CASE, told[:2], row_after(told[:2])) == 0
    assert await register.append(pool, CASE, told, row_after(told)) == 1
    assert await register.events(pool, CASE) == told


async def test_a_repeat_with_other_content_is_refused_and_writes_nothing(pool: Pool) -> None:
    """Two histories of one case are told apart, and the second leaves no trace."""
    told = short_story()
    await register.append(pool, CASE, told[:2], row_after(told[:2]))
    other = entry(DeadlinePassed(clock="inspect", due_at=NOON), seq=2, at=told[1].at)
    second = [told[0], other, told[2]]

    with pytest.raises(RegisterConflict, match="event 2 is in the register with other content"):
        await register.append(pool, CASE, second, row_after(second))
    assert await register.events(pool, CASE) == told[:2]
    row = await cases.one(pool, CASE)
    assert row is not None
    assert row.version == 2


async def test_a_gap_is_refused_and_writes_nothing(pool: Pool) -> None:
    """Event 3 cannot stand without event 2, nor any event without the first."""
    told = short_story()
    with pytest.raises(GapInRegister, match="event 2 follows on 1, which is not in the register"):
        await register.append(pool, CASE, told[1:], row_after(told))
    await register.append(pool, CASE, told[:1], row_after(told[:1]))
    with pytest.raises(GapInRegister, match="event 3 follows on 2"):
        await register.append(pool, CASE, told[2:], row_after(told))

    assert len(await register.events(pool, CASE)) == 1


async def test_many_attempts_of_one_append_at_once_write_it_once(pool: Pool) -> None:
    """An attempt that Temporal gave up on may still run beside its successor."""
    told = short_story()

    written = await asyncio.gather(*(register.append(pool, CASE, told, row_after(told)) for _ in range(12)))

    assert sorted(written) == [0] * 11 + [3]
    assert await register.events(pool, CASE) == told


async def test_an_old_row_never_replaces_a_newer_one(pool: Pool) -> None:
    """A late repeat of the first page leaves the list as it is."""
    told = short_story()
    await write(pool, told)

    await register.append(pool, CASE, told[:1], row_after(told[:1]))

    assert await cases.one(pool, CASE) == row_after(told)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE case_events SET actor = 'nobody'",
        "DELETE FROM case_events",
        "TRUNCATE case_events",
        "UPDATE case_events SET seq = seq + 10 WHERE case_id = 'no such case'",
    ],
)
async def test_the_database_refuses_to_change_the_register(pool: Pool, change: str) -> None:
    """Not even the owner of the table edits, deletes or empties it by mistake."""
    await write(pool, short_story())

    with pytest.raises(asyncpg.RestrictViolationError, match="case_events is append-only"):
        await pool.execute(change)


async def test_entries_out_of_sequence_are_refused_before_anything_is_written(pool: Pool) -> None:
    """A page is numbered without holes, and its row is the one after its last event."""
    told = short_story()

    with pytest.raises(ValueError, match="numbered one after the other"):
        await register.append(pool, CASE, [told[0], told[2]], row_after(told))
    with pytest.raises(ValueError, match="the row is of case-lantern-shop-R1 after event 3, the newest entry is 2"):
        await register.append(pool, CASE, told[:2], row_after(told))
    with pytest.raises(ValueError, match="nothing to append"):
        await register.append(pool, CASE, [], row_after(told))


async def test_a_naive_instant_is_refused(pool: Pool) -> None:
    """The register keeps moments, not readings of some clock on some wall."""
    [first, *_] = short_story()
    naive = replace(first, at=datetime(2026, 3, 2, 12, 0, 0))  # noqa: DTZ001 - the point of the test

    with pytest.raises(ValueError, match="has no time zone"):
        await register.append(pool, CASE, [naive], row_after([first]))


async def test_what_postgres_cannot_keep_is_replaced_and_not_refused(pool: Pool) -> None:
    """A buyer's words may hold a NUL: the entry is kept without it, and its hash can be checked."""
    told = short_story()
    odd = replace(told[1], data=told[1].data | {"clock": "res\x00pond"})

    await register.append(pool, CASE, [told[0], odd], row_after([told[0], odd]))

    assert (await register.events(pool, CASE))[1].data["clock"] == "res\ufffdpond"
