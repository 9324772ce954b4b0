"""Incidents are kept once, ended once, and find the cases that wait for them."""

from datetime import UTC, datetime, timedelta

from domain.register.incident import Incident, What
from store import identity, incidents
from store.pool import Pool
from tests.store import crowd
from tests.store.plans import plan

SINCE = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def begun(pool: Pool, what: What = What.COURIER, name: str = "") -> tuple[Incident, bool]:
    """An incident of the shop of these cases."""
    return await incidents.begin(pool, shop="lantern", what=what, name=name, note="flooded", since=SINCE, by="li")


async def test_one_lasts_at_a_time(pool: Pool) -> None:
    """The same told twice is one; another courier's is another; once it is over it may come again."""
    first, new = await begun(pool)
    assert new
    assert (await begun(pool))[0] == first
    assert not (await begun(pool))[1]
    assert (await begun(pool, name="yto"))[1]
    ended = await incidents.end(pool, first.number, at=SINCE + timedelta(hours=3), by="sun", outcome="pumped dry")
    assert ended is not None
    assert (ended.closed_by, ended.outcome) == ("sun", "pumped dry")
    assert await incidents.end(pool, first.number, at=SINCE, by="mo", outcome="again") is None
    again, new = await begun(pool)
    assert new
    assert again.number != first.number
    assert [each.name for each in await incidents.listed(pool, "lantern")] == ["", "yto"]
    assert len(await incidents.listed(pool, None, ended=True)) == 3
    assert await incidents.one(pool, 10_000) is None


async def test_that_it_was_told_is_kept_once(pool: Pool) -> None:
    """The first time counts; beginning and end apart."""
    first, _ = await begun(pool)
    await incidents.told(pool, first.number, ended=False)
    once = await incidents.one(pool, first.number)
    assert once is not None
    assert once.told_begun is not None
    await incidents.told(pool, first.number, ended=False)
    assert await incidents.one(pool, first.number) == once
    assert once.told_ended is None


async def test_the_cases_that_wait_are_found_by_an_index(pool: Pool) -> None:
    """By stage and carrier, open ones alone, in a list of thousands."""
    await crowd.cases(pool, 5000, stage="wait_buyer_ship")
    await crowd.cases(pool, 3, stage="return_in_transit")
    await crowd.cases(pool, 2, stage="return_in_transit", closed=True)
    all_couriers, _ = await begun(pool)
    waiting = await incidents.touched(pool, all_couriers)
    assert len(waiting) == 3
    await identity.claim_case(
        pool,
        case_id=waiting[0],
        shop="lantern",
        source="shop",
        external_id="X",
        opened_at=SINCE,
        opening={},
    )
    await identity.register_waybill(pool, carrier="yto", waybill="W1", case_id=waiting[0])
    yto, _ = await begun(pool, name="yto")
    assert await incidents.touched(pool, yto) == waiting[:1]
    assert await incidents.explaining(pool, [yto], waiting[0]) == yto
    assert await incidents.explaining(pool, [yto], waiting[1]) is None
    assert await incidents.explaining(pool, [yto, all_couriers], waiting[1]) == all_couriers
    told = await plan(pool, incidents.AT_STAGES, "lantern", ["return_in_transit", "tracing"])
    assert "Seq Scan on cases" not in told
