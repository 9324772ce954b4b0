"""Bursts: so many cases, so many in flight, timed from the first opening to the last end."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from bench.gauge import Pids, Stopwatch, at_once, median, milliseconds
from bench.play import Lived, Player, tickets
from bench.request import Ticket

COUNTED = ("server", "worker", "driver")  # whose time makes the cost of a case; Postgres and the world stand apart


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What one burst showed. `cpu` in milliseconds a case, by program; `others` in cores."""

    kind: str
    in_flight: int
    cases: int
    rate: float
    cpu: dict[str, float]
    others: float
    case_ms: dict[str, float]
    step_ms: dict[str, float]

    @property
    def cost(self) -> float:
        """Processor milliseconds of server, worker and driver for a case."""
        return sum(self.cpu[name] for name in COUNTED)

    @property
    def everything(self) -> float:
        """The same with Postgres: what an engine needs in all, wherever it keeps its state."""
        return self.cost + self.cpu["postgres"]


async def burst(player: Player, pids: Pids, *, cases: int, in_flight: int) -> Burst:
    """Play them. Raises what the first case that does not end raises: a burst with failures tells nothing."""
    chosen, lives = tickets(cases), list[Lived]()
    await player.prepare(chosen)

    async def live(ticket: Ticket) -> None:
        lives.append(await player.live(ticket))

    watch = Stopwatch(pids)
    await at_once(in_flight, [partial(live, ticket) for ticket in chosen])
    spent = watch.spent()
    return Burst(
        kind=player.kind,
        in_flight=in_flight,
        cases=cases,
        rate=cases / spent.seconds,
        cpu={name: 1e3 * seconds / cases for name, seconds in spent.cpu.items()},
        others=spent.others,
        case_ms=milliseconds([life.seconds for life in lives]),
        step_ms=milliseconds([step for life in lives for step in life.steps]),
    )


def summary(bursts: Sequence[Burst]) -> dict[str, Any]:
    """The medians of several bursts of one kind."""
    middle = asdict(bursts[0])
    middle |= {"cases": sum(burst.cases for burst in bursts), "bursts": len(bursts)}
    for name in ("rate", "others"):
        middle[name] = round(median([getattr(burst, name) for burst in bursts]), 3)
    for name in ("cpu", "case_ms", "step_ms"):
        rows = [getattr(burst, name) for burst in bursts]
        middle[name] = {key: round(median([row[key] for row in rows]), 1) for key in rows[0]}
    for name in ("cost", "everything"):
        middle[name] = round(median([getattr(burst, name) for burst in bursts]), 1)
    return middle


def ratio(pairs: Sequence[tuple[Burst, Burst]], what: str) -> dict[str, Any]:
    """The median of the ratios B to A of paired bursts, and how many pairs agree on the direction."""
    ratios = [_value(b, what) / _value(a, what) for a, b in pairs]
    middle = median(ratios)
    agree = sum((each > 1) == (middle > 1) for each in ratios)
    return {"ratio": round(middle, 3), "agree": agree, "pairs": len(ratios), "least": min(ratios), "most": max(ratios)}


def _value(burst: Burst, what: str) -> float:
    return burst.case_ms["p50"] if what == "case_ms" else float(getattr(burst, what))
