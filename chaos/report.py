"""What people read at the end: a table, what is wrong, and where to look."""

import sys
from collections.abc import Sequence
from pathlib import Path

from chaos.checks import Verdict

MOST_LINES = 10  # of one check; more would hide the others


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def table(verdicts: Sequence[Verdict]) -> None:
    """Check, verdict, what was counted."""
    width = max(len(verdict.promise) for verdict in verdicts)
    say("")
    say(f"{'check':<{width}}  verdict  what was counted")
    for verdict in verdicts:
        say(f"{verdict.promise:<{width}}  {'holds' if verdict.holds else 'BROKEN':<7}  {verdict.counted}")


def wrong(verdicts: Sequence[Verdict], home: Path) -> None:
    """Every broken promise with its first findings, and where the run's files are."""
    broken = [verdict for verdict in verdicts if not verdict.holds]
    if not broken:
        return
    say("")
    for verdict in broken:
        say(f"{verdict.promise}:")
        for line in verdict.wrong[:MOST_LINES]:
            say(f"  {line}")
        if len(verdict.wrong) > MOST_LINES:
            say(f"  and {len(verdict.wrong) - MOST_LINES} more")
    say(f"Where to look: {home}/logs has a log of each program, and postman.jsonl with every message and its answer;")
    say(f"  {home}/sandbox/books.db are the provider's books. The folder stays; remove it when you are done.")
