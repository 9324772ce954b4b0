"""What being watched costs: `.venv/bin/python -m tests.bench_watching`.

A Postgres of its own, with fsync on. Prints the best, the median and the worst of 50 looks, for an installation that
has closed most of its cases, and for one where all of them are open; then the best of five for what stands in the way
of a message and of an entry, on and off.
"""

import asyncio
import statistics
import tempfile
import time
import timeit
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from temporalio.testing import ActivityEnvironment

import logs
from activities import register
from activities.register import Page
from engine.ports import free_port
from engine.postgres import Postgres
from metrics import counters
from store import gauges
from store.migrate import migrate
from store.pool import Pool, connect
from store.register import Author
from tests.store.crowd import cases, payments
from tests.store.samples import row_after, short_story
from tracing import spans

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
    middle = statistics.median(took)
    print(f"{what}: best {min(took):.1f}, median {middle:.1f}, worst {max(took):.1f} ms")  # noqa: T201 - its answer


def small_things() -> None:
    """Microseconds of what is done for each message, each provider's call, and each entry of the register."""
    story = short_story("case-lantern-shop-R1")
    author = Author(run="01a21171-37be-7e35-a951-7149315011e2", tasks=(3,) * len(story))
    page = Page(case_id="case-lantern-shop-R1", entries=tuple(story), row=row_after(story), author=author)

    def span() -> None:
        with spans.span("POST payments", kind=spans.OUT, begins=False, provider="payments") as note:
            note("http.response.status_code", 200)

    def count() -> None:
        counters.INTAKE_ANSWERS.labels("shop", "202").inc()
        counters.INTAKE_SECONDS.labels("shop").observe(0.01)

    def entry() -> None:
        register._measure(page, written=True)

    say("a span, traces off", best(span))
    say("a message counted and timed", best(count))
    for on, address in (("off", ""), ("on", f"127.0.0.1:{free_port()}")):
        environment = ActivityEnvironment()
        environment.metric_meter = logs.runtime(address).metric_meter
        say(f"an entry measured, metrics {on}", environment.run(best, entry))


def best(work: Callable[[], None]) -> float:
    """Microseconds of one, of the best of five rounds."""
    return min(timeit.repeat(work, number=5000, repeat=5)) / 5000 * 1_000_000


def say(what: str, microseconds: float) -> None:
    """One line."""
    print(f"{what}: {microseconds:.2f} µs")  # noqa: T201 - its answer


if __name__ == "__main__":
    asyncio.run(main())
    small_things()
