"""What a look at Postgres costs those who are watched: `.venv/bin/python -m tests.bench_gauges`.

A Postgres of its own, with fsync on. Prints the median and the worst of 50 looks, for an installation that has closed
most of its cases, and for one where all of them are open.
"""

import asyncio
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from engine.ports import free_port
from engine.postgres import Postgres
from store import gauges
from store.migrate import migrate
from store.pool import Pool, connect
from tests.store.crowd import cases, payments

ALL, OPEN = 100_000, 20_000
LOOKS = 50
STAGES = ("returning", "inspecting", "deciding", "follow_up")

MESSAGES = """
INSERT INTO inbox (shop, source, message_id, body, headers, state)
SELECT 'lantern', 'shop', 'm' || n, convert_to(repeat('x', 1500), 'UTF8'), '{}', $2 FROM generate_series(1, $1) AS n
ON CONFLICT DO NOTHING
"""


async def main() -> None:
    """Fill, look, tell."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as directory:
        Path(directory).chmod(0o755)  # noqa: ASYNC240 - nothing else runs
        with Postgres(Path(directory), port=free_port()) as server:
            await migrate(server.url)
            pool = await connect(server.url)
            await fill(pool)
            await tell(pool, f"{ALL} cases, {OPEN} of them open")
            await pool.execute("UPDATE cases SET closed_at = NULL, stage = 'returning' WHERE closed_at IS NOT NULL")
            await pool.execute("VACUUM ANALYZE")
            await tell(pool, f"{ALL} cases, all of them open")
            await pool.close()


async def fill(pool: Pool) -> None:
    """Closed and open cases, some stuck, some overdue; payments and messages, most of them settled and delivered."""
    for stage in STAGES:
        await cases(pool, OPEN // len(STAGES) - 100, stage=stage, due_in=timedelta(days=3), clock="ship_back")
        await cases(pool, 50, stage=stage, stuck="refund: NEEDS_FUNDS", needs_human=True)
        await cases(pool, 50, stage=stage, due_in=timedelta(hours=-3), clock="respond")
    await cases(pool, ALL - OPEN, stage="closed", closed=True)
    for _ in range(10):  # each within the time that a statement may take
        await payments(pool, ALL // 10, state="settled", amount=500, sent=timedelta(days=1))
    await payments(pool, 200, state="unknown", amount=500, sent=timedelta(hours=1))
    await pool.execute(MESSAGES, ALL, "done")
    await pool.execute(MESSAGES.replace("'m'", "'w'"), 200, "waiting")
    await pool.execute("VACUUM ANALYZE")


async def tell(pool: Pool, what: str) -> None:
    """Fifty looks."""
    took = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await gauges.facts(pool)
        took.append((time.perf_counter() - began) * 1000)
    print(f"{what}: median {statistics.median(took):.1f} ms, worst {max(took):.1f} ms")  # noqa: T201 - its answer


if __name__ == "__main__":
    asyncio.run(main())
