"""The daily question to the ledger: is every minor unit explained? What is not is listed, never hidden in a sum."""

from dataclasses import dataclass

from store.pool import Database, Pool


@dataclass(frozen=True, kw_only=True)
class Total:
    """The accounts of one currency: `paid` = `committed` + `left`."""

    currency: str
    orders: int
    paid: int
    committed: int
    left: int
    overpaid: int


@dataclass(frozen=True, kw_only=True)
class Sum:
    """All movements of one kind in one state."""

    currency: str
    kind: str
    state: str
    count: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Money that is not as it should be; `key` is "" where it concerns the order as a whole."""

    shop: str
    order_id: str
    key: str
    what: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The ledger in numbers; without `differences` every minor unit is explained."""

    totals: tuple[Total, ...]
    sums: tuple[Sum, ...]
    differences: tuple[Difference, ...]


async def audit(pool: Pool) -> Audit:
    """The whole ledger as of one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        return Audit(
            totals=await _totals(connection),
            sums=await _sums(connection),
            differences=await _differences(connection),
        )


TOTALS = """
SELECT currency, count(*) AS orders, sum(refundable)::bigint AS paid, sum(committed)::bigint AS committed,
       sum(refundable - committed)::bigint AS left, sum(overpaid)::bigint AS overpaid
  FROM order_accounts GROUP BY currency ORDER BY currency
"""


async def _totals(db: Database) -> tuple[Total, ...]:
    return tuple(Total(**dict(row)) for row in await db.fetch(TOTALS))


SUMS = """
SELECT currency, kind, state, count(*) AS count, sum(amount)::bigint AS amount
  FROM movements GROUP BY currency, kind, state ORDER BY currency, kind, state
"""


async def _sums(db: Database) -> tuple[Sum, ...]:
    return tuple(Sum(**dict(row)) for row in await db.fetch(SUMS))


DIFFERENCES = """
WITH counted AS (
  SELECT key, shop, order_id, amount, overpaid, lines, over_lines
    FROM movements WHERE counts_against_cap(kind, state)
), per_order AS (
  SELECT shop, order_id, sum(amount - overpaid)::bigint AS committed, sum(overpaid)::bigint AS overpaid
    FROM counted GROUP BY shop, order_id
), per_line AS (
  SELECT p.shop, p.order_id, p.line_id, sum(p.amount)::bigint AS committed, sum(p.qty)::bigint AS qty
    FROM (
      SELECT c.shop, c.order_id, l.line_id, l.amount, l.qty
        FROM counted AS c, jsonb_to_recordset(c.lines) AS l (line_id text, amount bigint, qty int)
      UNION ALL
      SELECT c.shop, c.order_id, l.line_id, -l.amount, -l.qty
        FROM counted AS c, jsonb_to_recordset(c.over_lines) AS l (line_id text, amount bigint, qty int)
    ) AS p
   GROUP BY p.shop, p.order_id, p.line_id
)
SELECT a.shop, a.order_id, '' AS key, 'committed is not the sum of the movements that count' AS what,
       a.committed - COALESCE(p.committed, 0) AS amount
  FROM order_accounts AS a LEFT JOIN per_order AS p USING (shop, order_id)
 WHERE a.committed <> COALESCE(p.committed, 0)
UNION ALL
SELECT a.shop, a.order_id, '', 'overpaid is not the sum over the movements', a.overpaid - COALESCE(p.overpaid, 0)
  FROM order_accounts AS a LEFT JOIN per_order AS p USING (shop, order_id)
 WHERE a.overpaid <> COALESCE(p.overpaid, 0)
UNION ALL
SELECT l.shop, l.order_id, '', 'line ' || l.line_id || ': committed is not the sum of the movements that count',
       l.committed - COALESCE(p.committed, 0)
  FROM order_lines AS l LEFT JOIN per_line AS p USING (shop, order_id, line_id)
 WHERE (l.committed, l.committed_qty) IS DISTINCT FROM (COALESCE(p.committed, 0), COALESCE(p.qty, 0))
UNION ALL
SELECT shop, order_id, key, 'went back beyond what the order was paid', overpaid
  FROM movements WHERE state = 'settled' AND overpaid > 0
UNION ALL
SELECT shop, order_id, key, 'went back beyond what a line was paid', amount
  FROM movements WHERE state = 'settled' AND overpaid = 0 AND over_lines <> '[]'::jsonb
UNION ALL
SELECT shop, order_id, key, 'the provider paid another amount than was decided', provider_amount - amount
  FROM movements WHERE state IN ('settled', 'reversed') AND provider_amount <> amount
UNION ALL
SELECT m.shop, m.order_id, m.key, 'paid in ' || m.currency || ', the order was paid in ' || a.currency, m.amount
  FROM movements AS m JOIN order_accounts AS a USING (shop, order_id) WHERE m.currency <> a.currency
 ORDER BY 1, 2, 3, 4
"""


async def _differences(db: Database) -> tuple[Difference, ...]:
    return tuple(Difference(**dict(row)) for row in await db.fetch(DIFFERENCES))
