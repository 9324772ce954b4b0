"""The report: tables between two markers of docs/performance.md, made from what was measured last of every part."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.budgets import judged

BEGIN, END = "<!-- made by make bench: begin -->", "<!-- made by make bench: end -->"
Found = dict[str, Any]
PROGRAMS = ("server", "worker", "driver", "postgres", "world")


class NoPlace(ValueError):
    """The page lacks the markers between which the report belongs."""


def write(page: Path, measured: Path, results: Found, *, smoke: bool) -> Found:
    """Put what was measured beside what is known of other parts, and both into the page; all of it. Raises NoPlace."""
    known: Found = json.loads(measured.read_text(encoding="utf-8")) if measured.exists() else {}
    known |= {part: found | {"smoke": smoke} for part, found in results.items()}
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise NoPlace(f"{page}: expected the lines {BEGIN!r} and {END!r} once each; the report goes between them")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    page.write_text(f"{head}{BEGIN}\n\n{body(known)}\n{END}{tail}", encoding="utf-8")
    measured.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")
    return known


def write_plans(file: Path, part: Found) -> None:
    """The plans of the register's lists, as Postgres told them."""
    heads = f"Plans of the register's lists at {part['loaded']['events']:,} events (make bench PARTS=d).\n"
    plans = (f"\n== {name}\n\n{plan}\n" for name, plan in part["plans"].items())
    file.write_text(heads + "".join(plans), encoding="utf-8")


def body(known: Found) -> str:
    """All sections of what is known."""
    sections = [_head(known), _budgets(known)]
    sections += [make(known[part]) for part, make in SECTIONS.items() if part in known]
    return "\n\n".join(sections)


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    return "\n".join([*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)])


def _cell(cell: Any) -> str:
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.4g}" if isinstance(cell, float) else str(cell)


def _head(known: Found) -> str:
    def rows() -> Iterator[tuple[Any, ...]]:
        for part, found in sorted(known.items()):
            at = found["machine"]
            where = f"{at['cores']} cores, {at['processor']}, {at['memory_gb']} GB, Python {at['python']}"
            quick = " QUICK=1" if found["smoke"] else ""
            full = " FULL=1" if part == "e" and found["steps"][-1]["open"] >= 50_000 else ""
            yield (f"`make bench PARTS={part}{quick}{full}`", found["on"], where)

    words = "Where the command says QUICK=1, the run was too short to judge a budget by it.\n\n"
    smoke = words if any(found["smoke"] for found in known.values()) else ""
    return "### Commands and machine\n\n" + smoke + table(("command", "on", "machine"), rows())


def _budgets(known: Found) -> str:
    rows = [(each.words, each.bound, each.measured, "met" if each.met else "**missed**") for each in judged(known)]
    return "### Budgets\n\n" + table(("budget", "bound", "measured", ""), rows)


def _case(found: Found) -> str:
    histories = found["histories"]
    rows = []
    for in_flight, both in found["at"].items():
        rows += [_burst_row(f"{in_flight}, {kind}", both[kind]) for kind in ("bare", "ours")]
    ratios = [
        (f"ours to bare, {in_flight} in flight", *(_ratio(both[name]) for name in ("rate", "cost", "case_ms")))
        for in_flight, both in found["at"].items()
    ]
    ratios += [
        (f"ours to ours {each['words']}, 20 in flight", *(_ratio(each[name]) for name in ("rate", "cost", "case_ms")))
        for each in found["ours_to"].values()
    ]
    kinds = sorted({kind for one in histories.values() for kind in one["kinds"]})
    counted = [
        (kind, *(histories[who]["kinds"].get(kind, 0) for who in histories),
         *(histories[who]["bytes_by_kind"].get(kind, 0) for who in histories))
        for kind in kinds
    ]  # fmt: skip
    sums = ("without the jumps", *(histories[who]["own_events"] for who in histories),
            *(histories[who]["own_bytes"] for who in histories))  # fmt: skip
    return "\n\n".join(
        (
            "### A case beside the bare one",
            table(BURST_HEADS, rows),
            table(("ratio", "cases/s", "processor time", "time of a case"), ratios),
            table(("in the history", *histories, *(f"{who}, bytes" for who in histories)), [*counted, sums]),
        )
    )


BURST_HEADS = (
    "in flight", "cases/s", "case p50 ms", "step p50 / p95 ms",
    *(f"{name} ms" for name in PROGRAMS), "others, cores", "cases",
)  # fmt: skip


def _burst_row(name: str, found: Found) -> tuple[Any, ...]:
    steps = found["step_ms"]
    step = f"{steps['p50']:,g} / {steps['p95']:,g}" if steps else ""
    spent = (float(found["cpu"].get(program, 0.0)) for program in PROGRAMS)
    return (name, found["rate"], found["case_ms"]["p50"], step, *spent, found["others"], found["cases"])


def _ratio(found: Found) -> str:
    return f"{found['ratio']:.2f} ({found['agree']}/{found['pairs']})"


def _peer(found: Found) -> str:
    rows = [_burst_row(f"{found[key]['in_flight']}, {words}", found[key]) for key, words in PEER_ROWS]
    ratios = [
        (words, _ratio(found[key]["rate"]), _ratio(found[key]["cpu"]))
        for key, words in (("ours_to_peer", "ours to DBOS"), ("bare_to_peer", "bare to DBOS"))
    ]
    heads = ("ratio, 40 in flight", "cases/s", "processor time with Postgres")
    return "\n\n".join(("### The same steps on DBOS", table(BURST_HEADS, rows), table(heads, ratios)))


PEER_ROWS = (("ours", "ours"), ("bare", "bare"), ("peer", "DBOS"), ("peer_at_best", "DBOS"))


def _register(found: Found) -> str:
    loaded, rebuilt = found["loaded"], found["rebuild"]
    size = f"{loaded['cases']:,} cases, {loaded['events']:,} events, {loaded['megabytes']:,} MB."
    again = f"Rebuild of the whole list: {rebuilt['seconds']:g} s, {rebuilt['cases_per_s']:,} cases a second."
    reads = [(read["read"], read["p50"], read["p95"]) for read in found["reads"]]
    appends = [
        (each["writers"], each["per_s"], each["p50"], each["p95"], each["cpu_us"]["driver"], each["cpu_us"]["postgres"])
        for each in found["appends"]
    ]
    heads = ("writers", "appends/s", "p50 ms", "p95 ms", "writer µs", "Postgres µs")
    plans = "Plans: [performance-plans.txt](performance-plans.txt)."
    parts = ("### The register", f"{size} {again} {plans}", table(("read", "p50 ms", "p95 ms"), reads))
    return "\n\n".join((*parts, table(heads, appends)))


def _growth(found: Found) -> str:
    steps = found["steps"]
    names = [name for name in steps[-1] if name != "open"]
    rows = [(WORDS.get(name, name), *(_measured(step.get(name)) for step in steps)) for name in names]
    return "### Open cases\n\n" + table(("", *(f"{step['open']:,} open" for step in steps)), rows)


WORDS = {
    "accepted_per_s": "openings accepted, a second",
    "opened_per_s": "worked off to the first wait, a second",
    "server_mb": "Temporal, MB",
    "worker_mb": "worker, MB",
    "file_mb": "Temporal's file, MB",
    "start_ms": "opening a case, p50 / p95 ms",
    "update_kept_ms": "hold and release of a case in memory, ms",
    "query_kept_ms": "query of it, ms",
    "update_evicted_ms": "hold and release of a case not in memory, ms",
    "query_evicted_ms": "query of it, ms",
    "register_list_ms": "a list from the register, ms",
    "temporal_list_ms": "the same from Temporal, ms",
}


def _measured(found: Any) -> Any:
    if isinstance(found, dict):
        return f"{found['p50']:,g} / {found['p95']:,g}"
    return "" if found is None else found


def _intake(found: Found) -> str:
    rows = [
        (words, each["messages"], each["seconds"], ", ".join(f"{n} x {code}" for code, n in each["answers"].items()),
         *(each["acknowledged_ms"][share] for share in ("p50", "p95", "p99")), each["lost"], each["all_cases_after_s"])
        for words, each in (("50 a second", found["steady"]), ("flood", found["flood"]))
    ]  # fmt: skip
    heads = ("", "messages", "seconds", "answers", "p50 ms", "p95 ms", "p99 ms", "lost", "all are cases after, s")
    return "### Intake\n\n" + table(heads, rows)


SECTIONS = {"b": _case, "c": _peer, "d": _register, "e": _growth, "f": _intake}
