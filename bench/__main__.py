"""python -m bench: measure on this machine, and write the tables and the picture into docs.

PARTS=b,d  which parts (a to f; all without it)      QUICK=1  a smoke run of some minutes
OUT=docs   the folder of performance.md              FULL=1   growth up to 50,000 open cases
"""

import asyncio
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from bench import growth, parts, report
from bench.budgets import judged
from bench.sizes import QUICK, WHOLE, Sizes
from demonstration.household import NotForDemonstrations
from engine.errors import EngineError
from settings import SettingsError


def main() -> int:
    """0 when everything was measured, whether or not budgets are met; 2 when it could not be."""
    smoke, out = _on("QUICK"), Path(os.environ.get("OUT") or "docs")
    sizes = _sizes(smoke=smoke)
    began = time.monotonic()

    def say(words: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.0f} s  {words}\n")
        sys.stdout.flush()

    try:
        results = asyncio.run(parts.run(parts.chosen(os.environ.get("PARTS", "")), sizes, say))
        known = report.write(out / "performance.md", out / "performance.json", results, smoke=smoke)
    except (EngineError, SettingsError, NotForDemonstrations, ValueError) as cannot:
        sys.stderr.write(f"The bench cannot run: {cannot}\n")
        return 2
    if "d" in known:
        report.write_plans(out / "performance-plans.txt", known["d"])
    if {"b", "c"} & known.keys():
        from bench.picture import draw

        draw(known, out / "performance.svg")
    for each in judged(results):
        say(f"{'met   ' if each.met else 'MISSED'} {each.words}: {each.measured}, {each.bound}")
    say(f"written: {out}/performance.md")
    return 0


def _on(name: str) -> bool:
    return os.environ.get(name, "") not in {"", "0"}


def _sizes(*, smoke: bool) -> Sizes:
    chosen = QUICK if smoke else WHOLE
    if _on("FULL"):
        return replace(chosen, open_cases=(*chosen.open_cases, growth.FULL))
    return chosen


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # a process that used Temporal's client can crash in interpreter shutdown
