"""`doctor`: what is wrong with this installation, and what to do about it."""

from collections import Counter
from typing import TYPE_CHECKING

from commandline.exits import Exit
from commandline.options import Json
from commandline.output import emit, line, say

if TYPE_CHECKING:
    from commandline.checks.finding import Finding

MARKS = {"ok": "✓ ok", "warning": "! look", "wrong": "✗ WRONG", "skipped": "- skipped"}


async def doctor(*, json: Json = False) -> Exit:
    """Find what is wrong with this installation and say what to do. Ends with 1 when something is wrong."""
    findings = await _look()
    for found in findings:
        if json:
            emit({"check": found.check, "health": found.health, "what": found.what, "advice": found.advice})
            continue
        line(f"{MARKS[found.health]:<9}  {found.check}: {found.what}")
        if found.advice:
            line(f"{'':<11}What to do: {found.advice}")
    counts = Counter(found.health.value for found in findings)
    say(f"{counts['wrong']} wrong, {counts['warning']} to look at, {counts['ok']} ok")
    return Exit.ERROR if counts["wrong"] else Exit.OK


async def _look() -> "list[Finding]":
    from commandline.checks import database, encryption, engine, machine, schedules

    settings, found = machine.settings_found()
    findings = [machine.python(), *found]
    if settings is None:
        return findings
    postgres_up, of_postgres = await database.check(settings)
    temporal_up, of_temporal = await engine.check(settings)
    ports = machine.ports(settings, postgres_up=postgres_up, temporal_up=temporal_up)
    local = [*machine.shops(settings), *encryption.check(settings)]
    of_schedules = await schedules.check(settings) if temporal_up else []
    return [*findings, *local, *ports, *of_postgres, *of_temporal, *of_schedules]
