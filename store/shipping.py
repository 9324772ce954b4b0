"""What whoever ships an order was told: the cases that it is computed from, and the answers as they were given."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.events import CaseOpened
from domain.evolution import evolve, opened
from domain.shipments.shipping import ShippingAnswer, shipping_answer
from store import stories
from store.codec import decode
from store.identity import ONE_AT_A_TIME
from store.pool import Connection, Database, Pool


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks: the source of a signed question with the id of its message, or a person."""

    name: str
    message_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer that was given, and when."""

    shop: str
    order_id: str
    asked_at: datetime
    asked_by: str
    message_id: str
    may_ship: bool
    may_complete: bool
    answer: Any

    def as_json(self) -> dict[str, Any]:
        """The answer for programs: the order's first, then each line's with its reasons."""
        row = asdict(self)
        told = row.pop("answer")
        return {**row, "asked_at": self.asked_at.isoformat(), **told}


class NotKnownYet(Exception):
    """A message that may ask for money back has come in, and what it means is not worked out yet."""


async def answered(pool: Pool, *, shop: str, order_id: str, lines: Sequence[str], asker: Asker) -> Given:
    """What may be done with the order, and that this was said, in one transaction: what is not kept is not answered.

    No case of the order is opened meanwhile. Raises NotKnownYet, UnknownLine, and UnknownEvent where a newer version
    wrote a case.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(ONE_AT_A_TIME, shop, order_id)
        cases = await _cases(connection, shop, order_id)
        if await connection.fetchval(COMING, shop, order_id, [case.external_id for case in cases]):
            raise NotKnownYet(f"a message about order {order_id} is being worked out")
        answer = shipping_answer(order_id, cases, lines)
        return await _keep(connection, shop, answer, asker)


# Requests that are durable and no case yet: they may wait for a calendar, or for a platform that is paused. Those that
# only wait for Temporal are cases already, and may be many.
COMING = """
SELECT EXISTS (
  SELECT FROM inbox AS m
   WHERE m.shop = $1 AND m.state = 'waiting' AND m.error NOT LIKE 'EngineAway%'
     AND position(convert_to($2, 'UTF8') IN m.body) > 0
     AND CASE m.source
           WHEN 'shop' THEN convert_from(m.body, 'UTF8')::jsonb #>> '{data,order,order_id}' = $2
             AND convert_from(m.body, 'UTF8')::jsonb #>> '{data,request_id}' <> ALL ($3::text[])
           WHEN 'taobao' THEN NOT EXISTS (
             SELECT FROM unnest($3::text[]) AS k (id) WHERE position(convert_to(k.id, 'UTF8') IN m.body) > 0)
           ELSE false
         END)
"""

CASES = """
WITH known AS (
  SELECT case_id FROM case_ids WHERE shop = $1 AND opening -> 'order' ->> 'order_id' = $2
  UNION SELECT case_id FROM cases WHERE order_id = $2 AND shop = $1
)
SELECT case_id, i.opened_at, i.opening FROM known LEFT JOIN case_ids AS i USING (case_id) ORDER BY i.opened_at, case_id
"""


async def _cases(connection: Connection, shop: str, order_id: str) -> list[Case]:
    """All cases that the order ever had; one that the register does not tell of yet is as it was opened."""
    rows = await connection.fetch(CASES, shop, order_id)
    told = await stories.of_cases(connection, [row["case_id"] for row in rows])
    found = []
    for row in rows:
        story = [(dated.event, dated.at) for dated in told.get(row["case_id"], [])]
        event, at = story[0] if story else (decode(CaseOpened.__name__, row["opening"]), row["opened_at"])
        assert isinstance(event, CaseOpened)  # what every story begins with
        case = opened(event, at)
        for later, moment in story[1:]:
            case = evolve(case, later, moment)
        found.append(case)
    return found


KEEP = """
INSERT INTO shipping_answers (shop, order_id, asked_by, message_id, may_ship, may_complete, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING shop, order_id, asked_at, asked_by, message_id, may_ship, may_complete, answer
"""


async def _keep(connection: Connection, shop: str, answer: ShippingAnswer, asker: Asker) -> Given:
    told = {"known": answer.known, "lines": [asdict(line) for line in answer.lines], "open_cases": answer.open_cases}
    row = await connection.fetchrow(
        KEEP, shop, answer.order_id, asker.name, asker.message_id, answer.may_ship, answer.may_complete, told
    )
    assert row is not None  # it was inserted
    return Given(**dict(row))


OF_ORDER = """
SELECT shop, order_id, asked_at, asked_by, message_id, may_ship, may_complete, answer FROM shipping_answers
 WHERE shop = $1 AND order_id = $2 ORDER BY id
"""


async def of_order(db: Database, shop: str, order_id: str) -> list[Given]:
    """Every answer that was given about an order, oldest first."""
    return [Given(**dict(row)) for row in await db.fetch(OF_ORDER, shop, order_id)]


SHOPS = """
SELECT DISTINCT shop FROM cases WHERE order_id = $1 ORDER BY shop
"""


async def shops_of(db: Database, order_id: str) -> list[str]:
    """The shops in which an order of this number has cases."""
    return [row["shop"] for row in await db.fetch(SHOPS, order_id)]
