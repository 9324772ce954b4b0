"""Many rows at once, where the number counts and their stories do not."""

from datetime import timedelta
from itertools import count

from store.pool import Pool

_numbers = count(1)

CASES = """
INSERT INTO cases (case_id, shop, source, external_id, order_id, buyer, scenario, stage, resolution, waits_for, due_at,
                   due_clock, needs_human, stuck, held, currency, claimed, refunded, compensated, opened_at, closed_at,
                   updated_at, version)
SELECT 'case-lantern-shop-' || $1 || '-' || n, 'lantern', 'shop', $1 || '-' || n, 'O-' || n, 'b_' || n, 'return_refund',
       $3, '', 'something that is told in some twenty words or so', now() + $4::interval, $5, $6, $7, false, 'CNY', 100,
       0, 0, now(), CASE WHEN $8 THEN now() END, now(), 3
  FROM generate_series(1, $2) AS n
"""


async def cases(
    pool: Pool,
    many: int,
    *,
    stage: str = "returning",
    due_in: timedelta | None = None,
    clock: str = "",
    needs_human: bool = False,
    stuck: str = "",
    closed: bool = False,
) -> None:
    """So many rows of the list of cases, all alike."""
    crowd = f"C{next(_numbers)}"
    await pool.execute(CASES, crowd, many, stage, due_in, clock, needs_human, stuck, closed)


ORDERS = """
INSERT INTO order_accounts (shop, order_id, currency, goods, freight)
SELECT 'lantern', $1 || '-' || n, $3, $4, 0 FROM generate_series(1, $2) AS n
"""

PAYMENTS = """
INSERT INTO movements (key, shop, order_id, case_id, kind, channel, amount, currency, state, decision, first_sent_at)
SELECT $1 || '-' || n || '/refund/1', 'lantern', $1 || '-' || n, 'case-lantern-shop-' || n, 'refund', 'provider', $4,
       $3, $5, 1, now() - $6::interval
  FROM generate_series(1, $2) AS n
"""


async def payments(
    pool: Pool, many: int, *, state: str, amount: int, currency: str = "CNY", sent: timedelta | None = None
) -> None:
    """So many refunds, each of an order of its own."""
    crowd = f"P{next(_numbers)}"
    await pool.execute(ORDERS, crowd, many, currency, amount)
    await pool.execute(PAYMENTS, crowd, many, currency, amount, state, sent)
