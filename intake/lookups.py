"""What the dispatcher asks of the identities and the inbox, beyond what their own modules answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.pool import Database


@dataclass(frozen=True, kw_only=True)
class Known:
    """A case that we once accepted. `opening` is what its workflow is started with."""

    case_id: str
    shop: str
    started_at: datetime | None
    opening: dict[str, Any]


CASES = """
SELECT case_id, shop, workflow_started_at AS started_at, opening FROM case_ids
 WHERE case_id = ANY($1::text[]) AND shop = $2 ORDER BY opened_at DESC, case_id
"""


async def cases(db: Database, case_ids: Sequence[str], *, shop: str) -> list[Known]:
    """Those of these cases that are of this shop, newest first: no shop's message reaches another shop's case."""
    return [Known(**dict(row)) for row in await db.fetch(CASES, list(case_ids), shop)]


OF_ORDER = """
SELECT case_id, shop, workflow_started_at AS started_at, opening FROM case_ids
 WHERE shop = $1 AND opening -> 'order' ->> 'order_id' = $2 ORDER BY opened_at DESC, case_id
"""


async def of_order(db: Database, order_id: str, *, shop: str) -> list[Known]:
    """All cases that an order of this shop ever had, newest first."""
    return [Known(**dict(row)) for row in await db.fetch(OF_ORDER, shop, order_id)]


FOUND_LATER = """
UPDATE inbox AS i SET state = 'waiting', next_try_at = now(), error = ''
 WHERE i.state = 'unrouted' AND i.waybill <> ''
   AND EXISTS (SELECT FROM waybills AS w JOIN case_ids AS c USING (case_id)
                WHERE w.waybill = i.waybill AND c.shop = i.shop)
RETURNING id
"""


async def requeue_found(db: Database) -> int:
    """Take up messages whose parcel has become known by whatever way; how many."""
    return len(await db.fetch(FOUND_LATER))
