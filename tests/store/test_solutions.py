"""Closed cases are found by ground and by article without reading the register."""

import pytest

from store.pool import Pool
from store.solutions import NEWEST, OF_ARTICLE, OF_GROUND, closed_stories
from store.stories import AT_ONCE
from tests.store import crowd
from tests.store.plans import plan

OPENED = """
INSERT INTO case_events (case_id, seq, type, at, actor, data, hash)
SELECT case_id, 1, 'CaseOpened', opened_at - random() * interval '90 days', 'buyer',
       jsonb_build_object(
         'request', jsonb_build_object('ground', CASE WHEN n % 500 = 0 THEN 'damaged' ELSE 'other' END),
         'order', jsonb_build_object('lines', jsonb_build_array(jsonb_build_object('sku', 'SKU-' || n)))),
       decode(repeat('00', 32), 'hex')
  FROM (SELECT case_id, opened_at, row_number() OVER (ORDER BY case_id) AS n FROM cases) AS numbered
"""


@pytest.fixture
async def closed_cases(pool: Pool) -> Pool:
    """Twenty thousand closed cases, each of an article of its own; few are about damage."""
    await crowd.cases(pool, 20_000, closed=True)
    await pool.execute(OPENED)
    return pool


async def test_solutions_are_found_by_indexes(closed_cases: Pool) -> None:
    """By ground the newest first, by article, and the newest of all."""
    by_ground = await plan(closed_cases, OF_GROUND, None, 50, "damaged")
    assert "case_events_by_ground" in by_ground
    by_article = await plan(closed_cases, OF_ARTICLE, None, 500, "SKU-77")
    assert "case_events_by_article" in by_article
    newest = await plan(closed_cases, NEWEST, None, 500)
    assert "cases_closed_newest" in newest
    for told in (by_ground, by_article, newest):
        assert "Seq Scan" not in told
    found = await closed_cases.fetch(OF_ARTICLE, "lantern", 500, "SKU-77")
    assert len(found) == 1
    assert len(await closed_cases.fetch(OF_GROUND, None, 500, "damaged")) == 40
    assert await closed_cases.fetch(OF_GROUND, "others", 500, "damaged") == []


async def test_more_than_one_reading_takes_are_read(pool: Pool) -> None:
    """Rows of the list whose story is gone tell nothing, and break nothing."""
    await crowd.cases(pool, AT_ONCE + 5, closed=True)
    assert await closed_stories(pool, most=AT_ONCE + 5) == []
