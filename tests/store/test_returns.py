"""The register of returns is read from an index, however large the register is."""

from datetime import UTC, datetime, timedelta

from store.pool import Pool
from store.returns import TOUCHED
from tests.store.plans import events, plan


async def test_returns_are_found_without_reading_the_register(pool: Pool) -> None:
    """Among thousands of other entries, the parcels of a span."""
    await events(pool, 5000)
    await events(pool, 50, shop="lamps", of="GoodsInspected")
    end = datetime.now(UTC)
    told = await plan(pool, TOUCHED, end - timedelta(days=1), end, None)
    assert "case_events_of_returns" in told
    assert "Seq Scan" not in told
    found = await pool.fetch(TOUCHED, end - timedelta(minutes=10, seconds=30), end, None)
    assert [row["case_id"] for row in found] == [f"case-lamps-shop-{n}" for n in range(10, 0, -1)]
    assert await pool.fetch(TOUCHED, end - timedelta(days=1), end, "others") == []
