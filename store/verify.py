"""Is the register whole? And the list of cases made anew from it.

The chain shows every edited, removed or reordered event. What it cannot show, a cut-off end of a story or a whole story
that is gone, shows in the list of cases and in the table of ids.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields

from domain.register.row import CaseRow, row_of
from store import cases
from store.codec import BrokenStory, Entry, fold
from store.pool import Connection, Pool
from store.register import chained, entry_of

AT_ONCE = 200  # cases that are rebuilt in one transaction
ROWS_AHEAD = 1000


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Something that is wrong at one event (`seq` 0: with the case as a whole).

    A `note` is no breach of the register: a case that was accepted and has not written its first event yet.
    """

    case_id: str
    seq: int
    what: str
    note: bool = False


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """An entry with the hash beside it."""

    entry: Entry
    hash: bytes


ROWS_WITHOUT_EVENTS = """
SELECT c.case_id FROM cases AS c
 WHERE ($1::text IS NULL OR c.case_id = $1)
   AND NOT EXISTS (SELECT FROM case_events AS e WHERE e.case_id = c.case_id)
 ORDER BY c.case_id
"""

IDS_WITHOUT_EVENTS = """
SELECT i.case_id FROM case_ids AS i
 WHERE ($1::text IS NULL OR i.case_id = $1)
   AND NOT EXISTS (SELECT FROM case_events AS e WHERE e.case_id = i.case_id)
 ORDER BY i.case_id
"""


async def verify(pool: Pool, case_id: str | None = None) -> AsyncIterator[Breach]:
    """Every breach in the register, or in one case of it, as of one moment."""
    async with _moment(pool) as connection:
        async for story in _stories(connection, case_id):
            for breach in await _breaches(connection, *story):
                yield breach
        for row in await connection.fetch(ROWS_WITHOUT_EVENTS, case_id):
            yield Breach(
                case_id=row["case_id"], seq=0, what="the list of cases has it, the register has no event of it"
            )
        for row in await connection.fetch(IDS_WITHOUT_EVENTS, case_id):
            yield Breach(case_id=row["case_id"], seq=0, what="accepted, no event written yet", note=True)


@asynccontextmanager
async def _moment(pool: Pool) -> AsyncIterator[Connection]:
    """One moment of the database, for as long as it takes to read."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


STORIES = """
SELECT case_id, seq, type, at, actor, data, hash FROM case_events
 WHERE $1::text IS NULL OR case_id = $1
 ORDER BY case_id, seq
"""


async def _stories(connection: Connection, case_id: str | None) -> AsyncIterator[tuple[str, list[_Kept]]]:
    """The events of one case after another; no more than one story is held at a time."""
    current, story = "", list[_Kept]()
    async for row in connection.cursor(STORIES, case_id, prefetch=ROWS_AHEAD):
        if story and row["case_id"] != current:
            yield current, story
            story = []
        current = row["case_id"]
        story.append(_Kept(entry=entry_of(row), hash=row["hash"]))
    if story:
        yield current, story


async def _breaches(connection: Connection, case_id: str, story: Sequence[_Kept]) -> list[Breach]:
    found = [Breach(case_id=case_id, seq=seq, what=what) for seq, what in _chain_breaks(case_id, story)]
    row = await cases.one(connection, case_id)
    what = _row_differs(row, [kept.entry for kept in story])
    return [*found, Breach(case_id=case_id, seq=0, what=what)] if what else found


def _chain_breaks(case_id: str, story: Sequence[_Kept]) -> Iterator[tuple[int, str]]:
    before = b""
    for number, kept in enumerate(story, start=1):
        if kept.entry.seq != number:
            yield kept.entry.seq, f"event {number} is missing before it"
            return  # what follows can no longer be told from what was shifted
        if chained(before, case_id, kept.entry) != kept.hash:
            yield kept.entry.seq, "its hash does not follow from its content and the event before it"
        before = kept.hash


def _row_differs(row: CaseRow | None, story: Sequence[Entry]) -> str:
    """How the row of the list differs from what the events tell; "" when it does not."""
    try:
        told = _told(story)
    except BrokenStory as broken:
        return str(broken)
    if row is None:
        return "the list of cases does not have it"
    names = [field.name for field in fields(CaseRow) if getattr(row, field.name) != getattr(told, field.name)]
    if not names:
        return ""
    first = names[0]
    return (
        f"the list of cases differs in {', '.join(names)}: "
        f"{first} is {getattr(row, first)!s}, the events tell {getattr(told, first)!s}"
    )


CASE_IDS = """
SELECT DISTINCT case_id FROM case_events WHERE case_id > $1 AND ($2::text IS NULL OR case_id = $2)
 ORDER BY case_id LIMIT $3
"""


async def rebuild(pool: Pool, case_id: str | None = None) -> int:
    """Drop the list of cases, or one row of it, and make it anew from the events; how many rows were made.

    Cases may go on meanwhile: a row is never put back behind what its case has just written. Raises BrokenStory that
    names a case whose events do not make one; its row and those of the cases after it stay as they were.
    """
    made, last = 0, ""
    async with pool.acquire() as connection:
        await connection.execute(DROP_WITHOUT_EVENTS, case_id)
        while ids := [row["case_id"] for row in await connection.fetch(CASE_IDS, last, case_id, AT_ONCE)]:
            await _rebuild(connection, ids)
            made, last = made + len(ids), ids[-1]
    return made


DROP_WITHOUT_EVENTS = """
DELETE FROM cases AS c
 WHERE ($1::text IS NULL OR c.case_id = $1)
   AND NOT EXISTS (SELECT FROM case_events AS e WHERE e.case_id = c.case_id)
"""

DROP = """
DELETE FROM cases WHERE case_id = ANY ($1::text[])
"""

STORIES_OF = """
SELECT case_id, seq, type, at, actor, data FROM case_events
 WHERE case_id = ANY ($1::text[]) ORDER BY case_id, seq
"""


async def _rebuild(connection: Connection, ids: Sequence[str]) -> None:
    async with connection.transaction():
        await connection.execute(DROP, ids)
        stories: dict[str, list[Entry]] = {}
        for row in await connection.fetch(STORIES_OF, ids):
            stories.setdefault(row["case_id"], []).append(entry_of(row))
        await cases.project(connection, [_told(story) for story in stories.values()])


def _told(story: Sequence[Entry]) -> CaseRow:
    """The row that these events tell; raises BrokenStory that names the case."""
    try:
        return row_of(fold(story), story[-1].at)
    except Exception as broken:
        # Whatever an edited event makes the rules stumble over: the case is named, and the search for others goes on.
        case_id = story[0].data.get("case_id", "unknown")
        raise BrokenStory(f"the events of case {case_id} do not make a case: {broken!r}") from broken
