"""(e) How cost grows with open cases that wait: memory, files, and how long openings, updates and queries take.

The cases ask for more than policy may agree to by itself, so each waits for a person's decision, with its deadlines
running: what most open cases of a shop do. Those that the worker no longer keeps in memory are touched as well.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from temporalio.client import Client, WorkflowHandle

from bench.gauge import at_once, milliseconds, resident_mb, timed
from bench.play import OurPlayer, tickets
from bench.request import BY_PERSON, Ticket
from bench.sizes import Sizes
from bench.stack import SHOP, Stack, server
from demonstration.world import World
from domain import commands
from store import cases
from workflows.case import AfterSalesCase

OPENERS = 40
KIND = "growth"
FULL = 50_000
PAUSE = 2.0  # seconds between two looks at the backlog


async def measure(stack: Stack, sizes: Sizes, say: Callable[[str], None]) -> dict[str, Any]:
    """Open ever more cases, and look at each step."""
    stack.start_ours(KIND)
    async with World(stack.at.world) as world:
        player = OurPlayer(stack, world, kind=KIND)
        opened, steps = list[Ticket](), list[dict[str, Any]]()
        for goal in sizes.open_cases:
            more = tickets(goal - len(opened), price=BY_PERSON)
            say(f"opening {len(more):,} cases that wait")
            grown = await _open(stack, player, more)
            opened += more
            steps.append({"open": goal, **grown, **await _look(stack, player, opened, sizes.probes)})
            opened += steps[-1].pop("probed")
    return {"steps": steps}


async def _open(stack: Stack, player: OurPlayer, more: list[Ticket]) -> dict[str, Any]:
    """Open them all, and wait until each has written its opening: the last waits longest."""
    if not more:
        return {}
    before = await _waiting(stack)
    began = time.perf_counter()
    await at_once(OPENERS, [partial(player.open, ticket) for ticket in more])
    accepted = time.perf_counter() - began
    while await _waiting(stack) - before < len(more):  # noqa: ASYNC110 - another program's work is waited for
        await asyncio.sleep(PAUSE)
    worked_off = time.perf_counter() - began
    return {"accepted_per_s": round(len(more) / accepted, 1), "opened_per_s": round(len(more) / worked_off, 1)}


async def _waiting(stack: Stack) -> int:
    return (await cases.counts(stack.pool, shop=SHOP)).by_stage.get("deciding", 0)


async def _look(stack: Stack, player: OurPlayer, opened: list[Ticket], probes: int) -> dict[str, Any]:
    await asyncio.sleep(PAUSE)
    file = stack.settings.home / "temporal/temporal.sqlite"
    stored = sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*"))
    found: dict[str, Any] = {
        "server_mb": round(resident_mb(server("temporal"))),
        "worker_mb": round(resident_mb(stack.workers[KIND])),
        "file_mb": round(stored / 1e6, 1),
    }
    probed = tickets(probes, price=BY_PERSON)
    found["start_ms"] = milliseconds(await timed(probes, lambda n: player.open(probed[n])))
    await asyncio.sleep(PAUSE)
    hot, cold = [_handle(stack.client, each) for each in probed], [_handle(stack.client, t) for t in opened[:probes]]
    found["update_kept_ms"] = milliseconds(await timed(len(hot), lambda n: _hold(hot[n])))
    found["query_kept_ms"] = milliseconds(await timed(len(hot), lambda n: hot[n].query(AfterSalesCase.case)))
    if cold:
        found["update_evicted_ms"] = milliseconds(await timed(len(cold), lambda n: _hold(cold[n])))
        found["query_evicted_ms"] = milliseconds(await timed(len(cold), lambda n: cold[n].query(AfterSalesCase.case)))
    found["register_list_ms"] = milliseconds(
        await timed(probes, lambda _: cases.listing(stack.pool, shop=SHOP, stage="deciding", closed=False))
    )
    found["temporal_list_ms"] = milliseconds(await timed(probes, lambda _: _page(stack.client)))
    return found | {"probed": probed}


def _handle(client: Client, ticket: Ticket) -> WorkflowHandle[Any, Any]:
    return client.get_workflow_handle(ticket.case_id)


async def _hold(handle: WorkflowHandle[Any, Any]) -> None:
    """A real update; the next look finds it held already, so it is let go in the same breath."""
    await handle.execute_update(AfterSalesCase.hold, commands.Hold(by="bench", reason="a measurement"))
    await handle.execute_update(AfterSalesCase.release, commands.Release(by="bench"))


async def _page(client: Client) -> int:
    query = f"CaseShop = '{SHOP}' AND CaseStage = 'deciding' AND ExecutionStatus = 'Running'"
    return len([each async for each in client.list_workflows(query, page_size=50, limit=50)])
