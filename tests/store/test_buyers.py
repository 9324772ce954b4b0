"""Personal data has one home; everything else speaks by reference."""

import pytest

from store import buyers
from store.buyers import UnknownBuyer, UnknownWords
from store.pool import Pool
from tests.store.samples import NOON


async def test_a_buyer_is_known_by_a_reference_that_tells_nothing(pool: Pool) -> None:
    """The same buyer in the same shop has the same reference; another shop's has another."""
    one = await buyers.remember(pool, shop="lantern", platform_id="ou_77", name="王小明", email="w@example.org")
    again = await buyers.remember(pool, shop="lantern", platform_id="ou_77")

    assert one == again == buyers.reference("lantern", "ou_77")
    assert one.startswith("b_")
    assert buyers.reference("harbour", "ou_77") != one
    assert buyers.reference("lanter", "nou_77") != one


async def test_a_message_that_says_less_forgets_nothing(pool: Pool) -> None:
    """What a later message leaves out stays, what it says anew replaces."""
    buyer = await buyers.remember(
        pool,
        shop="lantern",
        platform_id="ou_77",
        name="王小明",
        email="old@example.org",
        address={"city": "杭州"},
        time_zone="Asia/Shanghai",
    )
    await buyers.remember(pool, shop="lantern", platform_id="ou_77", email="new@example.org", locale="zh")

    reach = await buyers.reach(pool, buyer)

    assert (reach.name, reach.email, reach.locale) == ("王小明", "new@example.org", "zh")
    assert reach.time_zone == "Asia/Shanghai"
    assert await pool.fetchval("SELECT address FROM buyers") == {"city": "杭州"}


async def test_an_opt_out_stays_until_it_is_taken_back(pool: Pool) -> None:
    """A later message of the same buyer does not undo it."""
    buyer = await buyers.remember(pool, shop="lantern", platform_id="ou_77")
    await buyers.opt_out(pool, buyer)
    await buyers.remember(pool, shop="lantern", platform_id="ou_77", name="王")
    assert (await buyers.reach(pool, buyer)).opted_out

    await buyers.opt_out(pool, buyer, opted_out=False)
    assert not (await buyers.reach(pool, buyer)).opted_out


async def test_a_reference_of_nobody_is_an_error(pool: Pool) -> None:
    """A wrong reference is never answered with an empty buyer."""
    with pytest.raises(UnknownBuyer, match="b_0"):
        await buyers.reach(pool, "b_0")
    with pytest.raises(UnknownBuyer, match="b_0"):
        await buyers.opt_out(pool, "b_0")
    with pytest.raises(UnknownWords, match="w_0"):
        await buyers.words(pool, "w_0")


async def test_what_a_buyer_wrote_is_kept_once_by_reference(pool: Pool) -> None:
    """The same message again gives the same reference and changes nothing."""
    kept = await buyers.keep_words(pool, case_id="c1", message_id="m1", text="我不要了\x00\ud83d", at=NOON)
    again = await buyers.keep_words(pool, case_id="c1", message_id="m1", text="something else", at=NOON)

    assert kept == again
    assert (await buyers.words(pool, kept)).text == "我不要了\ufffd?"
