"""What lies on the shelf: parcels that the warehouse opened and nobody has claimed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from store.pool import Pool, connect
from tests.commandline.conftest import Terminal

LEFT = """
INSERT INTO inbox (shop, source, message_id, received_at, headers, body, state, waybill)
VALUES ($1, 'warehouse', $2, $3, '{}', $4, 'unrouted', $5)
"""


async def lies(pool: Pool, waybill: str, *, days: int, shop: str = "demo_shop") -> None:
    """The warehouse opened a parcel so many days ago, and it belongs to no case."""
    body = json.dumps({"data": {"waybill": waybill, "units": [{"line_id": "L1", "qty": 2, "grade": "A"}]}}).encode()
    at = datetime.now(UTC) - timedelta(days=days)
    await pool.execute(LEFT, shop, f"m-{waybill}", at, body, waybill)


@pytest.fixture
async def pool(database: str) -> Pool:
    """The register's database."""
    return await connect(database)


async def test_what_lies_there_is_listed_oldest_first(pool: Pool, terminal: Terminal) -> None:
    """With what is in it and until when it is kept; the one that has lain for too long is marked."""
    await lies(pool, "NEW-1", days=1)
    await lies(pool, "OLD-1", days=400)
    await lies(pool, "SIDE-1", days=2, shop="side_shop")
    rows = (await terminal.types("shelf", "--shop", "demo_shop", "--json")).rows
    assert [row["waybill"] for row in rows] == ["OLD-1", "NEW-1"]
    assert rows[0]["units"] == [{"line_id": "L1", "qty": 2, "grade": "A"}]
    shown = await terminal.types("shelf", "--shop", "demo_shop")
    assert "2 x L1 (A)" in shown.out
    assert shown.out.count("! too long") == 1
    assert "超期" in (await terminal.types("shelf", "--lang", "zh")).out
    overdue = (await terminal.types("shelf", "--shop", "demo_shop", "--overdue", "--json")).rows
    assert [row["waybill"] for row in overdue] == ["OLD-1"]


async def test_an_empty_shelf_says_so(pool: Pool, terminal: Terminal) -> None:
    """In words, and as no line at all."""
    empty = await terminal.types("shelf")
    assert (empty.code, "No parcel lies on the shelf." in empty.out + empty.err) == (0, True)
    assert (await terminal.types("shelf", "--json")).rows == []
    await pool.close()
