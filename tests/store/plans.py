"""How Postgres comes to an answer, as it says itself."""

from typing import Any

from store.pool import Pool

EVENTS = """
INSERT INTO case_events (case_id, seq, type, at, actor, data, hash)
SELECT 'case-' || $1 || '-shop-' || n, 1, $2, now() - n * interval '1 minute', 'policy', '{}',
       decode(repeat('00', 32), 'hex')
  FROM generate_series(1, $3) AS n
"""


async def events(pool: Pool, many: int, *, shop: str = "lantern", of: str = "CaseNoted") -> None:
    """So many entries of the register, each of a case of its own, a minute apart."""
    await pool.execute(EVENTS, shop, of, many)


async def plan(pool: Pool, sql: str, *arguments: Any) -> str:
    """The plan of a statement, over tables that Postgres has just looked at."""
    await pool.execute("ANALYZE")
    return "\n".join(row[0] for row in await pool.fetch(f"EXPLAIN {sql}", *arguments))
