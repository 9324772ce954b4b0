"""The register: the append-only, hash-chained list of what happened in each case.

The hash of a row is SHA-256 over the hash of the row before it (nothing before the first) followed by the row as
canonical JSON: keys sorted, no blanks, UTF-8, the instant in UTC with microseconds. Anyone can check it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from asyncpg import UniqueViolationError

from domain.register.row import CaseRow
from store.cases import PROJECT, as_json_row
from store.codec import Entry
from store.pool import Database, Record, as_json

__all__ = [
    "Author",
    "Entry",
    "GapInRegister",
    "RegisterConflict",
    "append",
    "canonical",
    "chained",
    "entry_of",
    "events",
]

RACES = 5  # a case has one writer; two at once are an old attempt of it and its successor


class RegisterConflict(Exception):
    """An entry with this number exists and says something else: two histories of one case. Nothing was written."""


class GapInRegister(Exception):
    """The entries do not follow on those in the register. Nothing was written; write the missing ones first."""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes: a run of the case (its id), and for each entry the workflow task in which its event was recorded.

    A task is named by the length of the run's history when it began: later tasks have longer histories, and a task that
    is done again because its worker was lost has none shorter.
    """

    run: str
    tasks: tuple[int, ...]


def canonical(case_id: str, entry: Entry) -> str:
    """The row as the text that is hashed."""
    row = {
        "case_id": case_id,
        "seq": entry.seq,
        "type": entry.type,
        "at": instant(entry.at),
        "actor": entry.actor,
        "data": entry.data,
    }
    return as_json(row)


def instant(at: datetime) -> str:
    """The instant in UTC, always with six decimals; raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone: the register keeps aware instants alone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def chained(before: bytes, case_id: str, entry: Entry) -> bytes:
    """The hash of a row, given the hash of the row before it (empty for the first)."""
    return hashlib.sha256(before + canonical(case_id, entry).encode()).digest()


# Everything in one statement, hence in one round trip and one transaction. `chain` begins with the row before the first
# given one and is empty where that is missing, which is the gap; `fresh` is what PROJECT writes into the list of cases.
APPEND = (
    """
WITH RECURSIVE given AS (
  SELECT (row::jsonb ->> 'seq')::int AS seq, row, task FROM unnest($2::text[], $6::int[]) AS told (row, task)
), chain AS (
  SELECT 0 AS seq, ''::bytea AS hash, NULL::text AS row, NULL::int AS task WHERE $3::int = 1
  UNION ALL
  SELECT seq, hash, NULL, NULL FROM case_events WHERE case_id = $1 AND seq = $3::int - 1
  UNION ALL
  SELECT given.seq, sha256(chain.hash || convert_to(given.row, 'UTF8')), given.row, given.task
    FROM chain JOIN given ON given.seq = chain.seq + 1
), compared AS (
  SELECT chain.seq, chain.hash, chain.row::jsonb AS row, chain.task, stored.hash AS stored
    FROM chain LEFT JOIN case_events AS stored ON stored.case_id = $1 AND stored.seq = chain.seq
   WHERE chain.row IS NOT NULL
), agreed AS (
  SELECT count(*) > 0 AND count(*) FILTER (WHERE stored <> hash) = 0 AS whole FROM compared
), written AS (
  INSERT INTO case_events (case_id, seq, type, at, actor, data, hash, run, task)
  SELECT $1, seq, row ->> 'type', (row ->> 'at')::timestamptz, row ->> 'actor', row -> 'data', hash, $5::uuid, task
    FROM compared, agreed
   WHERE stored IS NULL AND agreed.whole
), fresh AS (
  SELECT r.* FROM agreed, jsonb_populate_record(NULL::cases, $4) AS r WHERE agreed.whole
), projected AS ("""
    + PROJECT
    + """)
SELECT seq, stored IS NULL AS new, stored IS NOT NULL AND stored <> hash AS differs FROM compared ORDER BY seq
"""
)


async def append(
    db: Database, case_id: str, entries: Sequence[Entry], row: CaseRow, author: Author | None = None
) -> int:
    """Write what is new and the case's row with it; how many entries were new. Repeating it changes nothing.

    `row` is the case after the newest entry. Where a task of the same run that was lost with its worker has written
    something else, that is withdrawn: the task done in its place tells what happened. Raises RegisterConflict,
    GapInRegister, and ValueError for entries that are not in one sequence or a row that is not theirs.
    """
    first = _in_sequence(case_id, entries, row)
    texts = [canonical(case_id, entry) for entry in entries]
    run, tasks = (author.run, list(author.tasks)) if author is not None else (None, [None] * len(texts))
    for _ in range(RACES):
        try:
            found = await db.fetch(APPEND, case_id, texts, first, as_json_row(row), run, tasks)
        except UniqueViolationError:
            continue  # another attempt of the same append was faster: compare with what it wrote
        differing = next((line["seq"] for line in found if line["differs"]), None)
        if author is not None and differing is not None:
            task = author.tasks[differing - first]
            if await db.fetchval(WITHDRAW, case_id, differing, author.run, task):
                continue
        return _written(case_id, first, found)
    raise RegisterConflict(f"{case_id}: several writers append at once; a case has one: see who else runs it")


WITHDRAW = """
SELECT withdraw_lost($1, $2, $3::uuid, $4)
"""


def _in_sequence(case_id: str, entries: Sequence[Entry], row: CaseRow) -> int:
    """The number of the first entry."""
    if not entries:
        raise ValueError(f"{case_id}: nothing to append")
    first = entries[0].seq
    if [entry.seq for entry in entries] != list(range(first, first + len(entries))):
        raise ValueError(f"{case_id}: entries must be numbered one after the other, from the oldest")
    if (row.case_id, row.version) != (case_id, entries[-1].seq):
        raise ValueError(
            f"{case_id}: the row is of {row.case_id} after event {row.version}, the newest entry is {entries[-1].seq}"
        )
    return first


def _written(case_id: str, first: int, found: Sequence[Record]) -> int:
    if not found:
        raise GapInRegister(
            f"{case_id}: event {first} follows on {first - 1}, which is not in the register: write it first"
        )
    if differing := [line["seq"] for line in found if line["differs"]]:
        raise RegisterConflict(
            f"{case_id}: event {differing[0]} is in the register with other content. Two runs of one case wrote it: "
            "compare the register with the workflow's history before going on"
        )
    return sum(line["new"] for line in found)


EVENTS = """
SELECT seq, type, at, actor, data FROM case_events WHERE case_id = $1 ORDER BY seq
"""


async def events(db: Database, case_id: str) -> list[Entry]:
    """What happened in this case, oldest first; empty for a case that the register does not know."""
    return [entry_of(row) for row in await db.fetch(EVENTS, case_id)]


def entry_of(row: Record) -> Entry:
    """One row of the register."""
    return Entry(seq=row["seq"], type=row["type"], at=row["at"], actor=row["actor"], data=row["data"])
