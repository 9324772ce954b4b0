"""A register that was tampered with is found out, and the list of cases can always be made anew."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from store import cases, identity, register
from store.codec import BrokenStory
from store.pool import Pool
from store.verify import Breach, rebuild, verify
from tests.store.samples import NOON, row_after, short_story, write

CASE = "case-lantern-shop-R1"
OTHER = "case-lantern-shop-R2"
NO_TERMS = """
UPDATE case_events SET data = data - 'terms' WHERE case_id = '{}' AND seq = 1
"""
COPY_OVER = """
UPDATE case_events AS e SET data = o.data, at = o.at, type = o.type, actor = o.actor, hash = o.hash
  FROM case_events AS o WHERE e.seq = 3 AND o.seq = 2
"""


async def breaches(pool: Pool, case_id: str | None = None) -> list[Breach]:
    """All that `verify` finds."""
    return [breach async for breach in verify(pool, case_id)]


async def tamper(superuser: "asyncpg.Connection[asyncpg.Record]", *statements: str) -> None:
    """What a person with every right on the database could do."""
    async with superuser.transaction():
        await superuser.execute("ALTER TABLE case_events DISABLE TRIGGER USER")
        for statement in statements:
            await superuser.execute(statement)
        await superuser.execute("ALTER TABLE case_events ENABLE TRIGGER USER")


async def test_an_untouched_register_is_whole(pool: Pool) -> None:
    """Several cases, nothing to report."""
    await write(pool, short_story(CASE))
    await write(pool, short_story(OTHER))

    assert await breaches(pool) == []


@pytest.mark.parametrize(
    ("changes", "seq"),
    [
        (["UPDATE case_events SET data = jsonb_set(data, '{note}', '\"no\"') WHERE seq = 3"], 3),
        (["UPDATE case_events SET actor = 'wang' WHERE seq = 3"], 3),
        (["UPDATE case_events SET at = at + interval '1 microsecond' WHERE seq = 2"], 2),
        (["UPDATE case_events SET type = 'RequestRefused' WHERE seq = 3"], 3),
        (["DELETE FROM case_events WHERE seq = 2"], 3),
        (["DELETE FROM case_events WHERE seq = 1"], 2),
        (["DELETE FROM case_events WHERE seq = 2", "UPDATE case_events SET seq = 2 WHERE seq = 3"], 2),
        (
            [
                "UPDATE case_events SET seq = 99 WHERE seq = 2",
                "UPDATE case_events SET seq = 2 WHERE seq = 3",
                "UPDATE case_events SET seq = 3 WHERE seq = 99",
            ],
            2,
        ),
        (["UPDATE case_events SET case_id = 'case-lantern-shop-R9'"], 1),
        (
            [COPY_OVER],
            3,
        ),
    ],
    ids=[
        "edited", "another actor", "another moment", "another type", "deleted", "first deleted", "closed up",
        "reordered", "another case", "copied over",
    ],
)  # fmt: skip
async def test_every_change_behind_our_back_is_found(
    pool: Pool, superuser: "asyncpg.Connection[asyncpg.Record]", changes: Sequence[str], seq: int
) -> None:
    """Edited, deleted or reordered by a superuser who switches the trigger off: the place is named."""
    await write(pool, short_story(CASE))

    await tamper(superuser, *changes)

    assert seq in [breach.seq for breach in await breaches(pool)]


async def test_a_story_whose_end_was_cut_off_is_found(
    pool: Pool, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The chain before the cut is whole, but the list of cases has seen more."""
    await write(pool, short_story(CASE))

    await tamper(superuser, "DELETE FROM case_events WHERE seq = 3")

    [breach] = await breaches(pool)
    assert breach.seq == 0
    assert "the list of cases differs in" in breach.what


async def test_a_case_whose_whole_story_is_gone_is_found(
    pool: Pool, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """A row without any event is a breach."""
    await write(pool, short_story(CASE))

    await tamper(superuser, "DELETE FROM case_events")

    [breach] = await breaches(pool)
    assert breach == Breach(
        case_id=CASE, seq=0, what="the list of cases has it, the register has no event of it", note=False
    )


async def test_a_case_that_has_not_written_yet_is_a_note(pool: Pool) -> None:
    """Between its acceptance and its first event a case has nothing in the register, and nothing is wrong."""
    await identity.claim_case(
        pool, case_id=CASE, shop="lantern", source="shop", external_id="R1", opened_at=NOON, opening={}
    )

    assert await breaches(pool) == [Breach(case_id=CASE, seq=0, what="accepted, no event written yet", note=True)]


async def test_an_edited_list_is_found_and_made_anew(pool: Pool) -> None:
    """The list is a projection: dropped rows, wrong rows and rows of nothing are put right from the events."""
    told = short_story(CASE)
    await write(pool, told)
    await write(pool, short_story(OTHER))
    await pool.execute("UPDATE cases SET refunded = 999, version = 70 WHERE case_id = $1", CASE)
    await pool.execute("DELETE FROM cases WHERE case_id = $1", OTHER)
    ghost = 'INSERT INTO cases SELECT (jsonb_populate_record(c, \'{"case_id": "ghost"}\')).* FROM cases AS c'
    await pool.execute(ghost)

    assert {breach.case_id for breach in await breaches(pool)} == {CASE, OTHER, "ghost"}
    assert await rebuild(pool) == 2

    assert await breaches(pool) == []
    assert await cases.one(pool, CASE) == row_after(told)


async def test_events_that_make_no_case_are_named_and_do_not_end_the_search(
    pool: Pool, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """One case is damaged beyond reading: it is named, the next one is still looked at, and its row is kept."""
    await write(pool, short_story(CASE))
    await write(pool, short_story(OTHER))
    no_terms = NO_TERMS.format(CASE)
    await tamper(superuser, no_terms)
    await pool.execute("UPDATE cases SET held = true WHERE case_id = $1", OTHER)

    found = await breaches(pool)

    assert {breach.case_id for breach in found} == {CASE, OTHER}
    assert any("do not make a case" in breach.what and "terms" in breach.what for breach in found)
    with pytest.raises(BrokenStory, match=CASE):
        await rebuild(pool)
    assert await cases.one(pool, CASE) is not None


async def test_a_register_longer_than_one_reading_is_whole(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories are read piece by piece, and the list of cases in between."""
    monkeypatch.setattr("store.verify.ROWS_AHEAD", 2)
    monkeypatch.setattr("store.verify.AT_ONCE", 2)
    for number in range(7):
        await write(pool, short_story(f"case-lantern-shop-N{number}"))
    await pool.execute("UPDATE cases SET held = true WHERE case_id = 'case-lantern-shop-N5'")

    assert [breach.case_id for breach in await breaches(pool)] == ["case-lantern-shop-N5"]
    assert await rebuild(pool) == 7
    assert await breaches(pool) == []


async def test_one_case_is_verified_and_made_anew_alone(pool: Pool) -> None:
    """The other cases are neither read nor touched."""
    await write(pool, short_story(CASE))
    await write(pool, short_story(OTHER))
    await pool.execute("UPDATE cases SET stuck = 'broken'")

    assert await rebuild(pool, CASE) == 1

    assert await breaches(pool, CASE) == []
    assert [breach.case_id for breach in await breaches(pool, OTHER)] == [OTHER]


async def test_rebuilding_while_cases_go_on_loses_nothing(pool: Pool) -> None:
    """A case that writes during the rebuild keeps its newest row."""
    told = short_story(CASE)
    await register.append(pool, CASE, told[:1], row_after(told[:1]))

    await asyncio.gather(
        *(rebuild(pool) for _ in range(4)),
        register.append(pool, CASE, told[:2], row_after(told[:2])),
        *(rebuild(pool) for _ in range(4)),
    )
    await asyncio.gather(rebuild(pool), register.append(pool, CASE, told, row_after(told)), rebuild(pool))

    assert await breaches(pool) == []
    assert await cases.one(pool, CASE) == row_after(told)
