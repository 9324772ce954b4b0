"""Messages from outside: durable before they are answered, taken once for ever, handled until they are settled.

A dispatcher takes messages for a while (the lease). One that is killed loses nothing: when its lease is over, the next
one takes them. Leases run by the clock of the database, which all dispatchers share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.pool import Database, storable

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What came in, as it came; `message_id` is the sender's own and unique for the shop and source."""

    shop: str
    source: str
    message_id: str
    body: bytes
    headers: Mapping[str, str]
    trace: str = ""  # W3C traceparent of how it came in; what is done about it later goes on there


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The row of a message; `new` is False for one that came before."""

    id: int
    new: bool


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message that is ours to handle until the lease ends; `tries` counts this one."""

    id: int
    shop: str
    source: str
    message_id: str
    body: bytes
    headers: dict[str, str]
    received_at: datetime
    tries: int
    trace: str


@dataclass(frozen=True, kw_only=True)
class Lag:
    """How far behind the dispatchers are: `oldest_at` is when the oldest waiting message came in."""

    waiting: int
    unrouted: int
    refused: int
    oldest_at: datetime | None


ACCEPT = """
WITH written AS (
  INSERT INTO inbox (shop, source, message_id, body, headers, trace) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (shop, source, message_id) DO NOTHING
  RETURNING id
)
SELECT id, true AS new FROM written
UNION ALL
SELECT id, false FROM inbox
 WHERE shop = $1 AND source = $2 AND message_id = $3 AND NOT EXISTS (SELECT FROM written)
"""


async def accept(db: Database, message: Message) -> Accepted:
    """Keep the message; from here on it may be answered with 2xx. One that came before is not kept twice."""
    given = (message.shop, message.source, message.message_id, message.body, dict(message.headers), message.trace)
    while (row := await db.fetchrow(ACCEPT, *given)) is None:
        pass  # the same message was committed by another session at this moment: the next look sees it
    return Accepted(id=row["id"], new=row["new"])


# `shops` walks the index from shop to shop; of each the first few are looked at, more than are asked for, since another
# dispatcher may hold some of them at this moment.
TAKE = """
WITH RECURSIVE shops AS (
  (SELECT shop FROM inbox WHERE state = 'waiting' ORDER BY shop LIMIT 1)
  UNION ALL
  SELECT (SELECT next.shop FROM inbox AS next WHERE next.state = 'waiting' AND next.shop > shops.shop
           ORDER BY next.shop LIMIT 1)
    FROM shops WHERE shops.shop IS NOT NULL
), turns AS (
  SELECT due.id, due.turn FROM shops, LATERAL (
    SELECT id, row_number() OVER (ORDER BY next_try_at, id) AS turn FROM inbox
     WHERE state = 'waiting' AND shop = shops.shop AND next_try_at <= now()
     ORDER BY next_try_at, id LIMIT 4 * $1) AS due
)
UPDATE inbox SET tries = tries + 1, next_try_at = now() + $2::interval
 WHERE id IN (
   SELECT inbox.id FROM inbox JOIN turns USING (id) WHERE inbox.state = 'waiting' AND inbox.next_try_at <= now()
    ORDER BY turns.turn, inbox.id LIMIT $1 FOR UPDATE OF inbox SKIP LOCKED)
RETURNING id, shop, source, message_id, body, headers, received_at, tries, trace
"""


async def take(db: Database, count: int, *, lease: timedelta = LEASE) -> list[Taken]:
    """Up to `count` messages for the time of the lease; no other dispatcher gets them meanwhile.

    Shops take turns, each with its oldest first: a flood of one does not hold up another.
    """
    rows = await db.fetch(TAKE, count, lease)
    return sorted((Taken(**dict(row)) for row in rows), key=lambda taken: taken.id)


SETTLE = """
UPDATE inbox SET state = $2, case_id = COALESCE(NULLIF($3, ''), case_id), error = $4, waybill = $5
 WHERE id = $1 AND state <> 'done'
"""


async def done(db: Database, message: int, *, case_id: str = "") -> None:
    """The message is with its case, or asked for nothing."""
    await db.execute(SETTLE, message, "done", case_id, "", "")


async def refuse(db: Database, message: int, error: str) -> None:
    """The message makes no sense; `error` says which field and why. It is kept for people to look at."""
    await db.execute(SETTLE, message, "refused", "", storable(error), "")


async def unrouted(db: Database, message: int, *, waybill: str = "", reason: str = "") -> None:
    """The message makes sense, but no case of ours is meant yet; `waybill` is the parcel that it speaks of."""
    await db.execute(SETTLE, message, "unrouted", "", storable(reason), waybill)


AGAIN = """
UPDATE inbox SET next_try_at = now() + $2::interval, error = $3 WHERE id = $1 AND state = 'waiting'
"""


async def again(db: Database, message: int, *, after: timedelta, error: str) -> None:
    """The message could not be handled now (Temporal is away): give the lease back, try again after a while."""
    await db.execute(AGAIN, message, after, storable(error))


REQUEUE = """
UPDATE inbox SET state = 'waiting', next_try_at = now(), error = '' WHERE state = 'unrouted' AND waybill = $1
RETURNING id
"""


async def requeue_unrouted(db: Database, *, waybill: str) -> int:
    """A case now has this parcel: take up what was reported of it before; how many messages."""
    return len(await db.fetch(REQUEUE, waybill))


LAG = """
SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') AS waiting,
       (SELECT count(*) FROM inbox WHERE state = 'unrouted') AS unrouted,
       (SELECT count(*) FROM inbox WHERE state = 'refused') AS refused,
       (SELECT min(received_at) FROM inbox WHERE state = 'waiting') AS oldest_at
"""  # each answered by an index over those few rows


async def lag(db: Database) -> Lag:
    """How much waits, and since when."""
    [row] = await db.fetch(LAG)
    return Lag(**dict(row))
