"""Who is who: which outside request is which case, for ever, and which parcels belong to which cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.pool import Database


class IdTaken(Exception):
    """Two different outside requests came to the same case id; the message names both."""


@dataclass(frozen=True, kw_only=True)
class Unstarted:
    """A case that was accepted, whose workflow is not known to run yet. `opening` is what it is started with."""

    case_id: str
    shop: str
    source: str
    external_id: str
    opened_at: datetime
    opening: Any


CLAIM = """
INSERT INTO case_ids (case_id, shop, source, external_id, opened_at, opening) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
RETURNING case_id
"""

CLAIMED_BEFORE = """
SELECT case_id, shop, source, external_id FROM case_ids
 WHERE case_id = $1 OR (shop = $2 AND source = $3 AND external_id = $4)
"""


async def claim_case(
    db: Database, *, case_id: str, shop: str, source: str, external_id: str, opened_at: datetime, opening: Any
) -> bool:
    """True when this outside request is new and is now this case; False when it is this case already.

    Raises IdTaken when the case id belongs to another request, or the request to another case id.
    """
    if await db.fetchval(CLAIM, case_id, shop, source, external_id, opened_at, opening) is not None:
        return True
    for row in await db.fetch(CLAIMED_BEFORE, case_id, shop, source, external_id):
        if tuple(row) != (case_id, shop, source, external_id):
            raise IdTaken(
                f"{shop}/{source}/{external_id} would be case {case_id}; there is already {row['case_id']} "
                f"for {row['shop']}/{row['source']}/{row['external_id']}: rename the shop or the source"
            )
    return False


# A case whose money has gone back only waits for the buyer's last word: it stands in nobody's way.
OPEN_ON_ORDER = """
SELECT i.case_id, i.opening FROM case_ids AS i LEFT JOIN cases AS c USING (case_id)
 WHERE i.shop = $1 AND i.opening -> 'order' ->> 'order_id' = $2 AND i.case_id <> $3
   AND (c.case_id IS NULL OR c.stage NOT IN ('follow_up', 'closed'))
 ORDER BY i.opened_at, i.case_id
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('order ' || $1 || ' ' || $2, 0))"


async def open_on_order(db: Database, *, shop: str, order_id: str, except_case: str) -> list[tuple[str, Any]]:
    """The other open cases of an order with what each was opened with; nobody else adds one in this transaction."""
    await db.execute(ONE_AT_A_TIME, shop, order_id)
    rows = await db.fetch(OPEN_ON_ORDER, shop, order_id, except_case)
    return [(row["case_id"], row["opening"]) for row in rows]


MARK_STARTED = """
UPDATE case_ids SET workflow_started_at = $2 WHERE case_id = $1 AND workflow_started_at IS NULL
"""


async def mark_started(db: Database, case_id: str, at: datetime) -> None:
    """Temporal has the workflow. Repeating it keeps the first moment."""
    await db.execute(MARK_STARTED, case_id, at)


UNSTARTED = """
SELECT case_id, shop, source, external_id, opened_at, opening FROM case_ids
 WHERE workflow_started_at IS NULL ORDER BY opened_at, case_id LIMIT $1
"""


async def unstarted(db: Database, limit: int) -> list[Unstarted]:
    """The oldest cases whose workflow is not known to run."""
    return [Unstarted(**dict(row)) for row in await db.fetch(UNSTARTED, limit)]


REGISTER_WAYBILL = """
INSERT INTO waybills (waybill, carrier, case_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""


async def register_waybill(db: Database, *, carrier: str, waybill: str, case_id: str) -> None:
    """Note that a parcel holds goods of this case; it may hold those of others too."""
    await db.execute(REGISTER_WAYBILL, waybill, carrier, case_id)


ROUTE_WAYBILL = """
SELECT DISTINCT w.case_id, i.opened_at FROM waybills AS w JOIN case_ids AS i USING (case_id)
 WHERE w.waybill = $1 AND ($2 = '' OR w.carrier = '' OR w.carrier = $2)
 ORDER BY i.opened_at DESC, w.case_id
"""


async def route_waybill(db: Database, *, waybill: str, carrier: str = "") -> list[str]:
    """The cases that a parcel belongs to, newest first: carriers use their numbers again after some years.

    A carrier that is not known, here or when the waybill was entered, fits every carrier.
    """
    return [row["case_id"] for row in await db.fetch(ROUTE_WAYBILL, waybill, carrier)]


ROUTE_REQUEST = """
SELECT case_id FROM case_ids WHERE shop = $1 AND external_id = $2 ORDER BY opened_at DESC, case_id LIMIT 1
"""


async def route_request(db: Database, *, shop: str, external_id: str) -> str | None:
    """The case of an outside request (a platform's refund), whichever source opened it; None when there is none."""
    found: str | None = await db.fetchval(ROUTE_REQUEST, shop, external_id)
    return found
