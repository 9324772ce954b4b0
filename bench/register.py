"""(d) The register at a million events and a hundred thousand cases: appends, lists, a timeline, a rebuild, plans."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bench import stories
from bench.gauge import Stopwatch, milliseconds, timed
from bench.sizes import Sizes
from bench.stack import Stack, server
from bench.stories import Story
from store import cases, register, verify
from store.migrate import migrate
from store.pool import Pool, connect

DATABASE = "register_bench"
APPENDERS = (1, 16)  # writers side by side
_numbers = count(1)
Read = Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A list that people ask for: its filters, as arguments of cases.listing."""

    name: str
    filters: dict[str, Any]


def questions(now: datetime) -> tuple[Question, ...]:
    """The lists of the command line, and what integrations ask for."""
    return (
        Question(name="open cases, most urgent first", filters={"closed": False}),
        Question(name="closed cases", filters={"closed": True}),
        Question(name="overdue", filters={"closed": False, "due_before": now}),
        Question(name="needs a person", filters={"closed": False, "needs_human": True}),
        Question(name="stuck, any", filters={"closed": False, "stuck": ""}),
        Question(name="stuck, one cause", filters={"closed": False, "stuck": "NEEDS_FUNDS"}),
        Question(name="stuck, a rare cause", filters={"closed": False, "stuck": "credentials"}),
        Question(name="one stage", filters={"closed": False, "stage": "wait_buyer_ship"}),
        Question(name="one shop", filters={"closed": False, "shop": stories.SHOP_ASKED}),
        Question(name="one shop's overdue", filters={"closed": False, "shop": stories.SHOP_ASKED, "due_before": now}),
        Question(name="one scenario", filters={"closed": False, "scenario": "return_refund"}),
        Question(name="one shop's closed", filters={"closed": True, "shop": stories.SHOP_ASKED}),
        Question(name="one order", filters={"order_id": stories.order_id(stories.OPEN_EVERY * 7)}),
        Question(name="text in an id, open cases", filters={"closed": False, "text": "0000123"}),
    )


async def measure(stack: Stack, sizes: Sizes, say: Callable[[str], None]) -> dict[str, Any]:
    """Load, ask, append, rebuild; in a database of its own on the same server."""
    at = stack.settings.database_url.rsplit("/", 1)[0]
    await stack.pool.execute(f'CREATE DATABASE "{DATABASE}"')
    url = f"{at}/{DATABASE}"
    await migrate(url)
    say(f"loading {sizes.register_cases:,} cases into the register")
    loaded = await stories.load(url, of=sizes.register_cases)
    pool = await connect(url, size=max(APPENDERS), application_name="amends-bench")
    try:
        say("reading lists")
        reads, plans = await _reads(pool, sizes), await _plans(pool)
        say("appending")
        appends = [await _appends(pool, writers, sizes.append_seconds) for writers in APPENDERS]
        say("rebuilding the list of cases")
        began = time.perf_counter()
        made = await verify.rebuild(pool)
        seconds = time.perf_counter() - began
    finally:
        await pool.close()
    rebuilt = {"cases": made, "seconds": round(seconds, 1), "cases_per_s": round(made / seconds)}
    return {"loaded": loaded, "reads": reads, "plans": plans, "appends": appends, "rebuild": rebuilt}


async def _reads(pool: Pool, sizes: Sizes) -> list[dict[str, Any]]:
    asked: list[tuple[str, bool, Read]] = [
        (question.name, True, _listed(pool, question.filters)) for question in questions(datetime.now(UTC))
    ]
    first = await cases.listing(pool, closed=False)
    place = cases.after(first[-1])
    case_id = stories.case_id(sizes.register_cases // 2)
    asked += [
        ("the next page of open cases", True, lambda: cases.listing(pool, closed=False, after=place)),
        ("one case's timeline", True, lambda: register.events(pool, case_id)),
        ("one case's row", True, lambda: cases.one(pool, case_id)),
        ("find a case by any id", True, lambda: cases.find(pool, stories.order_id(77))),
        ("counts over all cases", False, lambda: cases.counts(pool)),
        ("counts of one shop", False, lambda: cases.counts(pool, shop=stories.SHOP_ASKED)),
    ]
    found = []
    for name, is_list, read in asked:
        await timed(5, lambda _, read=read: read())  # type: ignore[misc]
        taken = await timed(sizes.reads, lambda _, read=read: read())  # type: ignore[misc]
        found.append({"read": name, "budgeted": is_list, **milliseconds(taken)})
    return found


def _listed(pool: Pool, filters: dict[str, Any]) -> Read:
    return lambda: cases.listing(pool, **filters)


async def _plans(pool: Pool) -> dict[str, str]:
    """How Postgres comes to each list, as it says itself."""
    found = {}
    for question in questions(datetime.now(UTC)):
        sql, arguments = cases.listing_statement(**question.filters)
        rows = await pool.fetch(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", *arguments)
        found[question.name] = "\n".join(row[0] for row in rows)
    return found


async def _appends(pool: Pool, writers: int, seconds: float) -> dict[str, Any]:
    """New cases, one event an append, as a case writes them: event, chain and row of the list in one statement."""
    taken, until = list[float](), time.perf_counter() + seconds

    async def write() -> None:
        while time.perf_counter() < until:
            for case_id, entry, row in _one_by_one(stories.fresh(next(_numbers))):
                began = time.perf_counter()
                await register.append(pool, case_id, [entry], row)
                taken.append(time.perf_counter() - began)

    watch = Stopwatch({"driver": [os.getpid()], "postgres": [server("postgres")]})
    await asyncio.gather(*(write() for _ in range(writers)))
    spent = watch.spent()
    cpu = {name: round(1e6 * used / len(taken)) for name, used in spent.cpu.items()}
    rate = round(len(taken) / spent.seconds)
    return {"writers": writers, "per_s": rate, "cpu_us": cpu, "others": round(spent.others, 2), **milliseconds(taken)}


def _one_by_one(story: Story) -> Sequence[tuple[str, Any, Any]]:
    return [(story.case_id, entry, row) for entry, row in zip(story.entries, story.rows, strict=True)]
