"""The rows of the ledger: reading movements, and writing a new one."""

from dataclasses import asdict, dataclass
from datetime import datetime

from domain.events import PaymentState
from store.accounts import Beyond
from store.payment import KeyReused, Movement, PaymentOrder, Report, Source, movement_of
from store.pool import Connection, Database

WITHIN = Beyond()


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a movement's history, which nobody can change."""

    state: PaymentState
    source: Source
    provider_ref: str
    failure: str
    at: datetime


MOVEMENT = """
SELECT key, case_id, shop, order_id, kind, channel, amount, currency, state, decision, reason, tenders, lines, claim,
       overpaid, provider_ref, provider_amount, source, failure,
       first_sent_at, last_sent_at, sends, next_lookup_at, lookups, created_at, updated_at
  FROM movements WHERE key = $1
"""


async def movement(db: Database, key: str) -> Movement | None:
    """The movement with this key, None when the ledger has none."""
    row = await db.fetchrow(MOVEMENT, key)
    return None if row is None else movement_of(dict(row))


async def known_as(db: Database, order: PaymentOrder) -> Movement | None:
    """The movement made from this order, None when there is none; raises KeyReused when its key paid something else."""
    known = await movement(db, order.key)
    if known is None:
        return None
    was, asked = known.order.substance, order.substance
    if was == asked:
        return known
    differing = ", ".join(name for name in asked if asked[name] != was[name])
    raise KeyReused(
        f"payment {order.key}: this key was used with another {differing}. Nothing was sent. "
        "A new decision makes a new key; look for what changed this one."
    )


BY_CASE = """
SELECT key, case_id, shop, order_id, kind, channel, amount, currency, state, decision, reason, tenders, lines, claim,
       overpaid, provider_ref, provider_amount, source, failure,
       first_sent_at, last_sent_at, sends, next_lookup_at, lookups, created_at, updated_at
  FROM movements WHERE case_id = $1 ORDER BY created_at, key
"""


async def by_case(db: Database, case_id: str) -> list[Movement]:
    """The movements of a case, oldest first."""
    return [movement_of(dict(row)) for row in await db.fetch(BY_CASE, case_id)]


QUEUE = """
SELECT key, case_id, shop, order_id, kind, channel, amount, currency, state, decision, reason, tenders, lines, claim,
       overpaid, provider_ref, provider_amount, source, failure,
       first_sent_at, last_sent_at, sends, next_lookup_at, lookups, created_at, updated_at
  FROM movements WHERE state IN ('sent', 'unknown') AND next_lookup_at <= $1
 ORDER BY next_lookup_at, key LIMIT $2
"""


async def unknown_queue(db: Database, limit: int, now: datetime) -> list[Movement]:
    """Payments that were sent, whose outcome nobody has told us, and that are due for a lookup; longest due first."""
    return [movement_of(dict(row)) for row in await db.fetch(QUEUE, now, limit)]


SAME_CLAIM = """
SELECT key, case_id, shop, order_id, kind, channel, amount, currency, state, decision, reason, tenders, lines, claim,
       overpaid, provider_ref, provider_amount, source, failure,
       first_sent_at, last_sent_at, sends, next_lookup_at, lookups, created_at, updated_at
  FROM movements
 WHERE shop = $1 AND order_id = $2 AND channel = $3 AND claim ->> 'refund_id' = $4
   AND state IN ('reserved', 'sent', 'unknown', 'settled')
 ORDER BY created_at, key
"""


async def same_claim(db: Database, order: PaymentOrder) -> list[Movement]:
    """Movements that stand for the same request of the platform, as far as they may have paid."""
    if order.claim is None:
        return []
    rows = await db.fetch(SAME_CLAIM, order.shop, order.order_id, order.channel, order.claim.refund_id)
    return [movement_of(dict(row)) for row in rows]


INSERT = """
INSERT INTO movements (
  key, case_id, shop, order_id, kind, channel, amount, currency, decision, reason, tenders, lines, claim,
  state, failure, provider_ref, provider_amount, source, overpaid, over_lines,
  created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21)
"""


async def insert(
    connection: Connection,
    order: PaymentOrder,
    now: datetime,
    *,
    report: Report,
    source: Source,
    over: Beyond = WITHIN,
) -> None:
    """Write a new movement down, in the state of the report."""
    decided = asdict(order)
    columns = (
        "key", "case_id", "shop", "order_id", "kind", "channel", "amount", "currency", "decision", "reason", "tenders",
        "lines", "claim",
    )  # fmt: skip
    known = (report.state, report.reason, report.provider_ref, report.amount, source)
    over_lines = [asdict(line) for line in over.lines]
    await connection.execute(INSERT, *(decided[name] for name in columns), *known, over.amount, over_lines, now)


HISTORY = """
SELECT state, source, provider_ref, failure, at FROM movement_history WHERE key = $1 ORDER BY id
"""


async def history(db: Database, key: str) -> list[Step]:
    """Every state that a movement went through."""
    return [
        Step(
            state=PaymentState(row["state"]),
            source=Source(row["source"]),
            provider_ref=row["provider_ref"],
            failure=row["failure"],
            at=row["at"],
        )
        for row in await db.fetch(HISTORY, key)
    ]
