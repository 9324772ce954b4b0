"""The figures of a day are read from an index, and hold what claims against carriers brought."""

from datetime import UTC, datetime, timedelta

from store import figures
from store.pool import Pool
from tests.store.plans import events, plan

CLAIM = """
INSERT INTO carrier_claims (claim_id, case_id, shop, order_id, carrier, waybill, currency, stage, claimed, recovered,
                            needs_human, problem, opened_at, updated_at, version)
VALUES ($1, 'case-lantern-shop-1', 'lantern', 'O1', 'yto', 'W1', 'CNY', $2, 1000, $3, false, '', $4, $4, 3)
"""


async def test_a_days_stories_are_found_without_reading_the_register(pool: Pool) -> None:
    """Among thousands of entries that do not count, the few that do."""
    await events(pool, 5000, of="StockRead")
    await events(pool, 50, shop="lamps", of="CaseClosed")
    end = datetime.now(UTC)
    told = await plan(pool, figures.STORIES, "lamps", end - timedelta(hours=1), end)
    assert "case_events_of_service" in told
    assert "Seq Scan" not in told


async def test_claims_that_ended_count_on_their_day(pool: Pool) -> None:
    """Open ones do not count yet; what was let go brought nothing."""
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for number, (stage, recovered) in enumerate((("accepted", 800), ("let_go", 0), ("open", 0))):
        await pool.execute(CLAIM, f"claim-{number}", stage, recovered, noon)
    await pool.execute(CLAIM, "claim-before", "accepted", 500, noon - timedelta(days=1))
    day = await figures.compute(pool, "lantern", noon.date(), "UTC")
    assert (day.service.claims, day.service.claimed, day.service.recovered) == (2, {"CNY": 2000}, {"CNY": 800})
    assert list(await figures.days(pool, noon.date(), noon.date())) == [day]
