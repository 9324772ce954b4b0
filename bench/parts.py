"""The parts of a run, each by its letter; each leaves what it measured in one dictionary."""

from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import Any

from bench import beside, growth, intake, register, straight
from bench.gauge import machine
from bench.sizes import Sizes
from bench.stack import Stack, running
from demonstration.world import World

Say = Callable[[str], None]
Results = dict[str, Any]
PARTS = {
    "b": "our straight case beside the bare one (a)",
    "c": "the same steps on DBOS",
    "d": "the register",
    "e": "growth",
    "f": "intake",
}


def chosen(text: str) -> tuple[str, ...]:
    """The parts of `PARTS=a,b,...`; all for an empty text. Raises ValueError that names what is unknown."""
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := sorted(set(wanted) - set(PARTS) - {"a"}):
        raise ValueError(f"PARTS: unknown {', '.join(unknown)}; known are a, {', '.join(PARTS)}")
    # (a) is nothing without (b): a ratio needs both.
    return tuple(part for part in PARTS if not wanted or part in wanted or (part == "b" and "a" in wanted))


async def run(parts: Collection[str], sizes: Sizes, say: Say) -> Results:
    """Measure these parts, in the order of their letters, on one set of servers."""
    found: Results = {}
    async with running() as stack:
        if {"b", "c"} & set(parts):
            async with World(stack.at.world) as world:
                await _cases(stack, world, parts, sizes, say, found)
        for part, measure in ALONE.items():
            if part in parts:
                found[part] = _stamped(await measure(stack, sizes, say))
    return found


async def _cases(stack: Stack, world: World, parts: Collection[str], sizes: Sizes, say: Say, found: Results) -> None:
    on = await straight.floor(stack, world)
    if "b" in parts:
        found["b"] = _stamped(await straight.measure(on, sizes, say))
    if "c" in parts:
        found["c"] = _stamped(await beside.measure(on, sizes, say))


def _stamped(found: dict[str, Any]) -> dict[str, Any]:
    return {"on": datetime.now(UTC).date().isoformat(), "machine": machine(), **found}


ALONE: dict[str, Callable[[Stack, Sizes, Say], Awaitable[dict[str, Any]]]] = {
    "d": register.measure,
    "e": growth.measure,
    "f": intake.measure,
}
