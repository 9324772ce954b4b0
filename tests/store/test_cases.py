"""The list of cases: filtered, sorted by deadline, read page by page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.events import GoodsInspected
from domain.goods import Finding
from domain.register.row import CaseRow
from store import cases, identity, ledger
from store.cases import after
from store.pool import Pool
from tests.store.samples import NOON, open_account, opening, payment, row_after, short_story, story, write

CASE = "case-lantern-shop-R1"


def row(number: int, **changes: Any) -> CaseRow:
    """Case `number`, due that many hours after noon."""
    plain = row_after(short_story())
    due = NOON + timedelta(hours=number)
    ids = {"case_id": f"c{number}", "external_id": f"R{number}", "order_id": f"O{number}", "due_at": due}
    return replace(plain, **{**ids, **changes})


async def ids(pool: Pool, **filters: Any) -> list[str]:
    """The ids of a list."""
    return [found.case_id for found in await cases.listing(pool, **filters)]


@pytest.fixture
async def several(pool: Pool) -> Sequence[CaseRow]:
    """Five cases, no two alike."""
    rows = [
        row(3, shop="harbour"),
        row(1, stage="dispute", scenario="dispute"),
        row(4, due_at=None, closed_at=NOON, resolution="refunded"),
        row(2, stuck="refund: NEEDS_FUNDS", needs_human=True, tags=("batch:7",), cause="packing", urgent_at=NOON),
        row(5, due_at=NOON + timedelta(hours=2), owner="ann", tags=("batch:7", "vip")),
    ]
    await cases.project(pool, rows)
    return rows


@pytest.mark.usefixtures("several")
async def test_a_list_is_sorted_by_deadline_those_without_one_last(pool: Pool) -> None:
    """Equal deadlines are sorted by id."""
    assert await ids(pool) == ["c1", "c2", "c5", "c3", "c4"]


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("size", [1, 2, 3])
async def test_pages_meet_without_gap_or_overlap(pool: Pool, size: int) -> None:
    """Going on after the last row, however small the pages, shows every case once."""
    seen: list[CaseRow] = []
    while page := await cases.listing(pool, limit=size, after=after(seen[-1]) if seen else None):
        seen.extend(page)

    assert [found.case_id for found in seen] == ["c1", "c2", "c5", "c3", "c4"]


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"shop": "harbour"}, ["c3"]),
        ({"stage": "dispute"}, ["c1"]),
        ({"scenario": "dispute"}, ["c1"]),
        ({"stuck": "needs_funds"}, ["c2"]),
        ({"stuck": ""}, ["c2"]),
        ({"stuck": "STALE"}, []),
        ({"closed": True}, ["c4"]),
        ({"closed": False, "shop": "lantern"}, ["c1", "c2", "c5"]),
        ({"due_before": NOON + timedelta(hours=2)}, ["c1"]),
        ({"order_id": "O5"}, ["c5"]),
        ({"text": "r3"}, ["c3"]),
        ({"text": "%"}, []),
        ({"owner": "ann"}, ["c5"]),
        ({"owner": "", "shop": "harbour"}, ["c3"]),
        ({"tags": ["batch:7", "vip"]}, ["c5"]),
        ({"tags": ["batch:7"]}, ["c2", "c5"]),
        ({"cause": "packing"}, ["c2"]),
        ({"by_urgency": True, "closed": False}, ["c2", "c1", "c3", "c5"]),
    ],
    ids=str,
)
async def test_a_list_is_filtered(pool: Pool, filters: dict[str, Any], expected: list[str]) -> None:
    """Every filter alone and together; what looks like a pattern is plain text."""
    assert await ids(pool, **filters) == expected


@pytest.mark.usefixtures("several")
async def test_closed_cases_are_listed_newest_first_page_by_page(pool: Pool) -> None:
    """Who looks for a case that ended looks for one that ended lately; two that ended at once keep their order."""
    ended = [(6, timedelta(hours=3)), (7, timedelta(hours=1)), (8, timedelta(hours=1))]
    await cases.project(pool, [row(n, closed_at=NOON + later, resolution="refunded") for n, later in ended])
    seen: list[CaseRow] = []
    while page := await cases.listing(
        pool, closed=True, limit=2, after=cases.after(seen[-1], closed=True) if seen else None
    ):
        seen.extend(page)

    assert [found.case_id for found in seen] == ["c6", "c8", "c7", "c4"]


@pytest.mark.usefixtures("several")
async def test_needing_a_person_is_a_filter_both_ways(pool: Pool) -> None:
    """The people's list and the rest make the whole."""
    people = await ids(pool, needs_human=True)
    rest = await ids(pool, needs_human=False)

    assert "c2" in people
    assert sorted([*people, *rest]) == ["c1", "c2", "c3", "c4", "c5"]


async def test_every_column_comes_back(pool: Pool) -> None:
    """A row is read as it was written."""
    written = row_after(short_story())
    await cases.project(pool, [written])

    assert await cases.one(pool, CASE) == written
    assert await cases.listing(pool) == [written]
    assert await cases.one(pool, "no such case") is None


@pytest.mark.usefixtures("several")
async def test_counts_say_where_cases_stand(pool: Pool) -> None:
    """All but the closed ones are counted by what they wait for."""
    counted = await cases.counts(pool)

    assert (counted.open, counted.closed) == (4, 1)
    assert counted.by_scenario == {"return_refund": 3, "dispute": 1}
    assert counted.by_stuck == {"refund: NEEDS_FUNDS": 1}
    assert (await cases.counts(pool, shop="harbour")).open == 1


async def test_any_outside_number_finds_its_cases(pool: Pool) -> None:
    """Request, order, waybill, payment key and the provider's reference lead to the case."""
    await identity.claim_case(
        pool, case_id=CASE, shop="lantern", source="shop", external_id="R1", opened_at=NOON, opening={}
    )
    await cases.project(pool, [row_after(short_story())])
    await identity.register_waybill(pool, carrier="ZTO", waybill="731", case_id=CASE)
    await open_account(pool)
    await ledger.reserve(pool, payment("K1"), NOON)
    await pool.execute("UPDATE movements SET provider_ref = 'RF77'")

    for number in (CASE, "R1", "O1", "731", "K1", "RF77"):
        assert await cases.find(pool, number) == [CASE], number
    assert await cases.find(pool, "731 ") == []


async def test_a_parcel_that_nobody_announced_finds_its_case(pool: Pool) -> None:
    """Its waybill stands in the finding alone."""
    finding = Finding(finding_id="f1", waybill="ST777", inspector="li", at=NOON, lines=())
    await write(pool, story(opening(), GoodsInspected(finding=finding, by="li")))

    assert await cases.find(pool, "ST777") == [CASE]


async def test_a_blank_finds_nothing(pool: Pool) -> None:
    """An empty id is no id."""
    assert await cases.find(pool, "") == []
