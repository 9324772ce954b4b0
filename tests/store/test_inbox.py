"""Messages from outside are kept before they are answered, taken once, and handled until they are settled."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg

from store import inbox
from store.inbox import Accepted, Message
from store.pool import Pool

OVER_AT_ONCE = timedelta(0)


def message(number: int = 1, **changes: Any) -> Message:
    """A webhook."""
    plain = Message(
        shop="lantern",
        source="shop",
        message_id=f"m{number}",
        body=b'{"n": %d}' % number,
        headers={"webhook-id": f"m{number}"},
    )
    return replace(plain, **changes)


async def test_a_message_is_taken_in_once_for_ever(pool: Pool) -> None:
    """Twenty deliveries at once make one row, and everyone is told its id."""
    answers = await asyncio.gather(*(inbox.accept(pool, message()) for _ in range(20)))

    assert sum(answer.new for answer in answers) == 1
    assert len({answer.id for answer in answers}) == 1
    [taken] = await inbox.take(pool, 5)
    await inbox.done(pool, taken.id)
    assert await inbox.accept(pool, message()) == Accepted(id=taken.id, new=False)


async def test_the_same_id_of_another_sender_is_another_message(pool: Pool) -> None:
    """Ids are the sender's own."""
    for other in (message(), message(shop="harbour"), message(source="payments")):
        assert (await inbox.accept(pool, other)).new


async def test_a_message_comes_out_as_it_came_in(pool: Pool) -> None:
    """Bytes are bytes: the signature was over them."""
    odd = Message(shop="s", source="x", message_id="m", body=b"\x00\xff not json", headers={"a": "b"})
    await inbox.accept(pool, odd)

    [taken] = await inbox.take(pool, 1)

    assert (taken.body, taken.headers, taken.tries) == (odd.body, odd.headers, 1)


async def test_two_dispatchers_never_have_the_same_message(pool: Pool) -> None:
    """Whoever asks gets others, the oldest first, until none is left."""
    for number in range(10):
        await inbox.accept(pool, message(number))

    shares = await asyncio.gather(*(inbox.take(pool, 4) for _ in range(4)))

    taken = [one.id for share in shares for one in share]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) + len(await inbox.take(pool, 10)) == 10


async def test_shops_take_turns_each_with_its_oldest_first(pool: Pool) -> None:
    """Fifty messages of one shop wait: those that others send after them are among the very next."""
    for number in range(50):
        await inbox.accept(pool, message(number, shop="flooding"))
    for number in range(2):
        await inbox.accept(pool, message(number, shop="quiet"))
        await inbox.accept(pool, message(number, shop="another"))

    first, rest = await inbox.take(pool, 4), await inbox.take(pool, 60)

    def of(shop: str, taken: list[inbox.Taken]) -> list[str]:
        return [one.message_id for one in taken if one.shop == shop]

    assert of("flooding", first) == ["m0", "m1"]
    assert sorted([*of("quiet", first), *of("another", first)]) == ["m0", "m0"]
    assert of("flooding", rest) == [f"m{number}" for number in range(2, 50)]
    assert of("quiet", rest) == of("another", rest) == ["m1"]


async def test_a_killed_dispatcher_loses_nothing(database: str, pool: Pool) -> None:
    """Its session dies with the message in hand; when the lease is over the next one has it, as its second try."""
    await inbox.accept(pool, message())
    killed = await asyncpg.connect(database)
    await killed.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=lambda text: {"read": text})
    [lost] = await inbox.take(killed, 1, lease=timedelta(hours=1))
    killed.terminate()
    assert await inbox.take(pool, 1) == []

    await pool.execute("UPDATE inbox SET next_try_at = next_try_at - interval '1 hour'")  # the lease runs out
    [again] = await inbox.take(pool, 1)

    assert (again.id, again.tries) == (lost.id, 2)


async def test_a_message_that_has_to_wait_is_tried_again(pool: Pool) -> None:
    """Temporal is away: the message comes back after the pause, and keeps why."""
    await inbox.accept(pool, message())
    [taken] = await inbox.take(pool, 1)

    await inbox.again(pool, taken.id, after=timedelta(hours=1), error="Temporal does not answer")
    assert await inbox.take(pool, 1) == []
    await inbox.again(pool, taken.id, after=OVER_AT_ONCE, error="Temporal does not answer")
    [again] = await inbox.take(pool, 1)

    assert again.tries == 2
    assert await pool.fetchval("SELECT error FROM inbox") == "Temporal does not answer"


async def test_settled_messages_are_not_taken_again(pool: Pool) -> None:
    """Done, refused and unrouted ones leave the queue and stay to be looked at."""
    for number in range(3):
        await inbox.accept(pool, message(number))
    done, refused, unrouted = await inbox.take(pool, 3, lease=OVER_AT_ONCE)
    await inbox.done(pool, done.id, case_id="c1")
    await inbox.refuse(pool, refused.id, "data.amount: \x00 is not a number")
    await inbox.unrouted(pool, unrouted.id, waybill="731", reason="no case has this parcel")

    assert await inbox.take(pool, 3) == []
    rows = await pool.fetch("SELECT state, error, case_id, waybill FROM inbox ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("done", "", "c1", ""),
        ("refused", "data.amount: \ufffd is not a number", "", ""),
        ("unrouted", "no case has this parcel", "", "731"),
    ]


async def test_done_is_final(pool: Pool) -> None:
    """A slow first dispatcher cannot bring back what its successor has settled."""
    await inbox.accept(pool, message())
    [taken] = await inbox.take(pool, 1)
    await inbox.done(pool, taken.id, case_id="c1")

    await inbox.refuse(pool, taken.id, "too late")
    await inbox.again(pool, taken.id, after=OVER_AT_ONCE, error="too late")

    assert await inbox.take(pool, 1) == []
    assert await pool.fetchval("SELECT error FROM inbox") == ""


async def test_news_of_a_parcel_waits_for_its_case(pool: Pool) -> None:
    """A scan that comes before the buyer's waybill is taken up once a case has the parcel."""
    for number, waybill in ((1, "731"), (2, "999")):
        await inbox.accept(pool, message(number))
        [taken] = await inbox.take(pool, 1)
        await inbox.unrouted(pool, taken.id, waybill=waybill)

    assert await inbox.requeue_unrouted(pool, waybill="731") == 1
    assert [taken.message_id for taken in await inbox.take(pool, 5)] == ["m1"]


async def test_the_lag_says_how_much_waits(pool: Pool) -> None:
    """Nothing waiting has no age."""
    assert (await inbox.lag(pool)).oldest_at is None
    for number in range(3):
        await inbox.accept(pool, message(number))
    [first, *_] = await inbox.take(pool, 3)
    await inbox.refuse(pool, first.id, "no")

    lag = await inbox.lag(pool)

    assert (lag.waiting, lag.unrouted, lag.refused) == (2, 0, 1)
    assert lag.oldest_at == await pool.fetchval("SELECT min(received_at) FROM inbox WHERE state = 'waiting'")
