"""Claims against carriers as people read them: what happened in each, and one row a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter

from domain.claim import Claim, ClaimBegun, ClaimEvent, begun, due_at, evolve_claim
from store.codec import BrokenStory, Entry, UnknownEvent
from store.pool import Database, Pool

_ADAPTERS: dict[str, TypeAdapter[ClaimEvent]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(ClaimEvent)}


class ClaimConflict(Exception):
    """An entry with this number exists and says something else: two runs of one claim. Nothing was written."""


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """One claim in the list; amounts in minor units."""

    claim_id: str
    case_id: str
    shop: str
    order_id: str
    carrier: str
    waybill: str
    currency: str
    stage: str
    claimed: int
    recovered: int
    needs_human: bool
    problem: str
    due_at: datetime | None
    opened_at: datetime
    updated_at: datetime
    version: int


def entry_of(event: ClaimEvent, *, seq: int, at: datetime) -> Entry:
    """The row for an event that happened at `at` as the `seq`-th of its claim."""
    name = type(event).__name__
    return Entry(seq=seq, type=name, at=at, actor=event.by, data=_ADAPTERS[name].dump_python(event, mode="json"))


def event_of(entry: Entry) -> ClaimEvent:
    """The event of a row. Raises UnknownEvent for a type of a newer version."""
    if entry.type not in _ADAPTERS:
        raise UnknownEvent(f"event type {entry.type!r} is not known to this version: run the version that wrote it")
    return _ADAPTERS[entry.type].validate_python(entry.data)


def fold_claim(entries: Sequence[Entry]) -> Claim:
    """The claim that these entries tell. Raises BrokenStory when they do not begin with its beginning."""
    first = event_of(entries[0]) if entries else None
    if not isinstance(first, ClaimBegun):
        raise BrokenStory("a claim begins with ClaimBegun, this one does not")
    claim = begun(first, entries[0].at)
    for later in entries[1:]:
        claim = evolve_claim(claim, event_of(later), later.at)
    return claim


def row_of(claim: Claim, updated_at: datetime) -> ClaimRow:
    """The row of a claim after its newest event."""
    start = claim.begun
    return ClaimRow(
        claim_id=claim.claim_id,
        case_id=start.case_id,
        shop=start.shop,
        order_id=start.order_id,
        carrier=start.carrier,
        waybill=start.waybill,
        currency=start.currency,
        stage=claim.stage,
        claimed=start.amount,
        recovered=claim.recovered,
        needs_human=claim.needs_human,
        problem=claim.problem,
        due_at=due_at(claim),
        opened_at=claim.opened_at,
        updated_at=updated_at,
        version=claim.version,
    )


WRITE = """
INSERT INTO claim_events (claim_id, seq, type, at, actor, data) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""

DIFFERS = """
SELECT type <> $3 OR data <> $4 FROM claim_events WHERE claim_id = $1 AND seq = $2
"""

PROJECT = """
INSERT INTO carrier_claims SELECT * FROM jsonb_populate_record(NULL::carrier_claims, $1)
ON CONFLICT (claim_id) DO UPDATE SET (stage, recovered, needs_human, problem, due_at, updated_at, version)
 = (EXCLUDED.stage, EXCLUDED.recovered, EXCLUDED.needs_human, EXCLUDED.problem, EXCLUDED.due_at, EXCLUDED.updated_at,
    EXCLUDED.version)
 WHERE carrier_claims.version < EXCLUDED.version
"""


async def append(pool: Pool, claim_id: str, entries: Sequence[Entry], row: ClaimRow) -> None:
    """Write entries and the row with them; those already there are left as they are. Raises ClaimConflict."""
    async with pool.acquire() as connection, connection.transaction():
        for entry in entries:
            await connection.execute(WRITE, claim_id, entry.seq, entry.type, entry.at, entry.actor, entry.data)
            if await connection.fetchval(DIFFERS, claim_id, entry.seq, entry.type, entry.data):
                raise ClaimConflict(f"{claim_id}: event {entry.seq} is there with other content; see who else runs it")
        columns: dict[str, Any] = TypeAdapter(ClaimRow).dump_python(row, mode="json")
        await connection.execute(PROJECT, columns)


EVENTS = """
SELECT seq, type, at, actor, data FROM claim_events WHERE claim_id = $1 ORDER BY seq
"""


async def events(db: Database, claim_id: str) -> list[Entry]:
    """What happened in this claim, oldest first."""
    return [Entry(**dict(row)) for row in await db.fetch(EVENTS, claim_id)]


OF_CASE = "SELECT * FROM carrier_claims WHERE case_id = $1 ORDER BY opened_at, claim_id"
ONE = "SELECT * FROM carrier_claims WHERE claim_id = $1"
LISTING = """
SELECT * FROM carrier_claims
 WHERE ($1::text IS NULL OR shop = $1) AND ($2::bool OR due_at IS NOT NULL) AND (NOT $3::bool OR due_at < $4)
   AND (NOT $5::bool OR needs_human)
 ORDER BY COALESCE(due_at, 'infinity'::timestamptz), claim_id LIMIT $6
"""


async def of_case(db: Database, case_id: str) -> list[ClaimRow]:
    """The claims that a case gave rise to."""
    return [ClaimRow(**dict(row)) for row in await db.fetch(OF_CASE, case_id)]


async def one(db: Database, claim_id: str) -> ClaimRow | None:
    """One claim, None where there is none with this id."""
    row = await db.fetchrow(ONE, claim_id)
    return None if row is None else ClaimRow(**dict(row))


async def listing(
    db: Database, *, now: datetime, shop: str | None, ended: bool, overdue: bool, needs_human: bool, limit: int
) -> list[ClaimRow]:
    """Claims by deadline; open ones alone unless `ended`."""
    rows = await db.fetch(LISTING, shop, ended, overdue, now, needs_human, limit)
    return [ClaimRow(**dict(row)) for row in rows]
