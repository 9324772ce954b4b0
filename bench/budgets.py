"""The budgets: what was promised, what was measured, and whether it holds. Ratios are medians of paired bursts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

EVENTS, ACTIONS, BYTES = 60, 16, 16_000
LIST_MS = 2.0
Found = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Budget:
    """One promise. `least` or `most` is what the value is held against."""

    part: str
    words: str
    value: Callable[[Found], float]
    most: float = float("inf")
    least: float = float("-inf")
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A budget and what was measured."""

    words: str
    bound: str
    measured: str
    met: bool


def judged(results: Found) -> list[Judged]:
    """Every budget whose part was measured."""
    budgets = (*CASE, *PEER, *LISTS, *_growth(results), *INTAKE)
    return [_judge(budget, results[budget.part]) for budget in budgets if budget.part in results]


def _judge(budget: Budget, part: Found) -> Judged:
    value = budget.value(part)
    above = budget.most != float("inf")
    bound = f"at most {budget.most:,g}" if above else f"at least {budget.least:,g}"
    met = budget.least <= value <= budget.most
    return Judged(words=budget.words, bound=f"{bound}{budget.unit}", measured=f"{value:,.4g}{budget.unit}", met=met)


def _history(name: str) -> Callable[[Found], float]:
    return lambda part: float(part["histories"]["ours"][name])


def _pair(in_flight: str, name: str) -> Callable[[Found], float]:
    return lambda part: float(part["at"][in_flight][name]["ratio"])


CASE = (
    Budget(part="b", words="history events of the straight case", value=_history("own_events"), most=EVENTS),
    Budget(part="b", words="its actions", value=_history("actions"), most=ACTIONS),
    Budget(part="b", words="its history, bytes", value=_history("own_bytes"), most=BYTES),
    Budget(part="b", words="cases a second, ours to bare, 20 in flight", value=_pair("20", "rate"), least=0.8),
    Budget(part="b", words="processor time a case, ours to bare, 20 in flight", value=_pair("20", "cost"), most=1.25),
    Budget(
        part="b",
        words="cases a second, register on to off",
        value=lambda part: float(part["ours_to"]["off"]["rate"]["ratio"]),
        least=0.95,
    ),
    Budget(part="b", words="one case alone, ours to bare", value=_pair("1", "case_ms"), most=1.5),
)
PEER = (
    Budget(
        part="c",
        words="processor time a case with Postgres, ours to DBOS, 40 in flight",
        value=lambda part: float(part["ours_to_peer"]["cpu"]["ratio"]),
        most=1.0,
    ),
    Budget(
        part="c",
        words="the same for the bare case, whose steps are as empty as those of DBOS",
        value=lambda part: float(part["bare_to_peer"]["cpu"]["ratio"]),
        most=1.0,
    ),
)
LISTS = (
    Budget(
        part="d",
        words="slowest list, page, timeline or search of the register, p95",
        value=lambda part: max(float(read["p95"]) for read in part["reads"] if read["budgeted"]),
        most=LIST_MS,
        unit=" ms",
    ),
)
INTAKE = (
    Budget(part="f", words="messages lost at 50 a second", value=lambda part: float(part["steady"]["lost"]), most=0),
    Budget(part="f", words="messages lost of the flood", value=lambda part: float(part["flood"]["lost"]), most=0),
    Budget(
        part="f",
        words="acknowledgement at 50 a second, p99",
        value=lambda part: float(part["steady"]["acknowledged_ms"]["p99"]),
        most=500,
        unit=" ms",
    ),
)
KEPT = 1_000  # cases that a worker keeps in memory
JUDGED = 10_000  # open cases at which growth is held to its budgets


def _growth(results: Found) -> Iterator[Budget]:
    """Ten thousand open cases against a thousand, or a smoke run's two largest numbers; more is shown, not judged."""
    if "e" not in results or len(results["e"]["steps"]) < 2:
        return
    before, last = [step for step in results["e"]["steps"] if step["open"] <= JUDGED][-2:]
    grown, many = last["open"] - before["open"], f"{last['open']:,}"
    empty = results["e"]["steps"][0]
    than = f"{many} open to {before['open']:,}"
    for name, words, most in (
        ("start_ms", "opening a case", 1.5),
        ("update_kept_ms", "update of a case in memory", 2.5),
        ("update_evicted_ms", "update of one that is not", 3.5),
    ):
        reference = before.get(name) or before["update_kept_ms"]  # with no case open, none is out of memory
        value = last[name]["p50"] / reference["p50"]
        yield Budget(part="e", words=f"{words}, p50, {than}", value=lambda _, value=value: value, most=most)  # type: ignore[misc]
    kept = min(last["open"], KEPT) or 1
    for name, words, count, most in (
        ("server_mb", "server memory an open case", grown, 60),
        ("file_mb", "database file an open case", grown, 40),
        ("worker_mb", "worker memory a case in memory", kept, 200),
    ):
        base = empty if name == "worker_mb" else before
        value = 1e3 * (last[name] - base[name]) / count
        yield Budget(part="e", words=f"{words}, {many} open", value=lambda _, value=value: value, most=most, unit=" kB")  # type: ignore[misc]
