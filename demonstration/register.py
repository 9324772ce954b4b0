"""What the demonstration reads of the product's own database: news of its cases, and messages still on their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.case import Case
from domain.events import Event
from domain.evolution import evolve
from store.codec import Entry, decode, fold
from store.pool import Pool
from store.register import entry_of

NEWS = """
SELECT e.case_id, e.seq, e.type, e.at, e.actor, e.data
  FROM case_events AS e
  JOIN unnest($1::text[], $2::int[]) AS known (case_id, seq) ON e.case_id = known.case_id AND e.seq > known.seq
 ORDER BY e.case_id, e.seq
"""


async def news(pool: Pool, known: Mapping[str, int]) -> dict[str, list[Entry]]:
    """The entries of each case after the one that is known, in their order."""
    found: dict[str, list[Entry]] = {}
    for row in await pool.fetch(NEWS, list(known), list(known.values())):
        found.setdefault(row["case_id"], []).append(entry_of(row))
    return found


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One event of a case, told from the case as it was before it."""

    event: Event
    at: datetime
    before: Case | None
    after: Case


def unfold(before: Case | None, entries: Sequence[Entry]) -> list[Happened]:
    """The entries as events, each with the case before and after it."""
    story: list[Happened] = []
    for entry in entries:
        event = decode(entry.type, entry.data)
        after = fold([entry]) if before is None else evolve(before, event, entry.at)
        story.append(Happened(event=event, at=entry.at, before=before, after=after))
        before = after
    return story


ON_THE_WAY = """
SELECT body FROM inbox WHERE state = 'waiting'
"""


async def on_the_way(pool: Pool) -> list[bytes]:
    """Messages that came in and have not reached their case yet."""
    return [row["body"] for row in await pool.fetch(ON_THE_WAY)]


LEFT_OVER = """
SELECT shop, source, message_id, state, error FROM inbox WHERE state IN ('refused', 'unrouted') ORDER BY id
"""


async def left_over(pool: Pool) -> list[str]:
    """Messages that were refused, or belong to no case: in a demonstration, a mistake."""
    return [
        f"message {row['message_id']} of {row['shop']}/{row['source']} is {row['state']}: {row['error']}"
        for row in await pool.fetch(LEFT_OVER)
    ]
