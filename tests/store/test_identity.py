"""Who is who: one request is one case for ever, and parcels lead to their cases."""

import asyncio
from datetime import timedelta

import pytest

from store import identity
from store.identity import IdTaken
from store.pool import Pool
from tests.store.samples import NOON

CASE = "case-lantern-shop-R1"


async def claim(pool: Pool, number: int = 1, *, hours: int = 0) -> bool:
    """Claim the case of request `number`."""
    return await identity.claim_case(
        pool,
        case_id=f"case-lantern-shop-R{number}",
        shop="lantern",
        source="shop",
        external_id=f"R{number}",
        opened_at=NOON + timedelta(hours=hours),
        opening={"external_id": f"R{number}"},
    )


async def test_one_request_becomes_one_case_however_often_it_comes(pool: Pool) -> None:
    """Twenty messages at once: one of them opens the case."""
    new = await asyncio.gather(*(claim(pool) for _ in range(20)))

    assert sum(new) == 1


async def test_same_order_after_retention(pool: Pool) -> None:
    """The register's unique key answers for ever, long after Temporal has forgotten the workflow."""
    assert await claim(pool)
    await identity.mark_started(pool, CASE, NOON)

    assert not await claim(pool, hours=24 * 400)


async def test_two_requests_never_share_a_case_id(pool: Pool) -> None:
    """Readable ids could meet: shop `a` source `b-c`, shop `a-b` source `c`. The second is refused by name."""
    assert await claim(pool)

    with pytest.raises(IdTaken, match="lantern/other/R1 would be case case-lantern-shop-R1; there is already"):
        await identity.claim_case(
            pool, case_id=CASE, shop="lantern", source="other", external_id="R1", opened_at=NOON, opening={}
        )
    with pytest.raises(IdTaken, match="lantern/shop/R1 would be case case-2"):
        await identity.claim_case(
            pool, case_id="case-2", shop="lantern", source="shop", external_id="R1", opened_at=NOON, opening={}
        )


async def test_cases_that_temporal_could_not_take_are_started_later(pool: Pool) -> None:
    """The oldest first, with all that starting them needs; a started one is not named again."""
    for number in (3, 1, 2):
        await claim(pool, number, hours=number)
    await identity.mark_started(pool, "case-lantern-shop-R2", NOON)

    waiting = await identity.unstarted(pool, 10)

    assert [case.external_id for case in waiting] == ["R1", "R3"]
    assert waiting[0].opening == {"external_id": "R1"}
    assert len(await identity.unstarted(pool, 1)) == 1


async def test_a_parcel_may_hold_the_goods_of_several_cases(pool: Pool) -> None:
    """A buyer who puts two returns into one box: both cases hear of it, the newest first."""
    for number in (1, 2):
        await claim(pool, number, hours=number)
        for _ in range(2):
            await identity.register_waybill(pool, carrier="ZTO", waybill="731", case_id=f"case-lantern-shop-R{number}")

    assert await identity.route_waybill(pool, waybill="731", carrier="ZTO") == [
        "case-lantern-shop-R2",
        "case-lantern-shop-R1",
    ]


async def test_the_carrier_narrows_a_waybill_only_where_it_is_known(pool: Pool) -> None:
    """Two carriers may use one number; a buyer often leaves the carrier out."""
    await claim(pool, 1)
    await claim(pool, 2, hours=1)
    await identity.register_waybill(pool, carrier="ZTO", waybill="731", case_id="case-lantern-shop-R1")
    await identity.register_waybill(pool, carrier="", waybill="731", case_id="case-lantern-shop-R2")

    assert await identity.route_waybill(pool, waybill="731", carrier="YTO") == ["case-lantern-shop-R2"]
    assert len(await identity.route_waybill(pool, waybill="731")) == 2
    assert await identity.route_waybill(pool, waybill="732") == []


async def test_a_request_leads_to_its_case_whichever_source_opened_it(pool: Pool) -> None:
    """The platform's message about a refund that a CSV row opened finds the case; another shop's does not."""
    await claim(pool)

    assert await identity.route_request(pool, shop="lantern", external_id="R1") == CASE
    assert await identity.route_request(pool, shop="harbour", external_id="R1") is None
