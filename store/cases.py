"""The list of cases: one row a case, a projection of the register that can be dropped and rebuilt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from domain.row import CaseRow
from store.pool import Database, Pool, Record

_ROW = TypeAdapter(CaseRow)


@dataclass(frozen=True, kw_only=True)
class After:
    """Where a list goes on: the deadline and the id of the last row seen."""

    due_at: datetime | None
    case_id: str


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many cases there are; all but `closed` counts open cases alone."""

    open: int
    closed: int
    needs_human: int
    held: int
    by_stage: dict[str, int]
    by_scenario: dict[str, int]
    by_stuck: dict[str, int]


def as_json_row(row: CaseRow) -> dict[str, Any]:
    """The row as JSON values under the names of its columns."""
    columns: dict[str, Any] = _ROW.dump_python(row, mode="json")
    return columns


# Writes the rows of `fresh`; a row never goes back to an older version of its case.
PROJECT = """
INSERT INTO cases (
  case_id, shop, source, external_id, order_id, buyer, scenario, stage, resolution, waits_for, due_at, due_clock,
  needs_human, stuck, held, currency, claimed, refunded, compensated, opened_at, closed_at, updated_at, version)
SELECT
  case_id, shop, source, external_id, order_id, buyer, scenario, stage, resolution, waits_for, due_at, due_clock,
  needs_human, stuck, held, currency, claimed, refunded, compensated, opened_at, closed_at, updated_at, version
  FROM fresh
ON CONFLICT (case_id) DO UPDATE SET (
  shop, source, external_id, order_id, buyer, scenario, stage, resolution, waits_for, due_at, due_clock,
  needs_human, stuck, held, currency, claimed, refunded, compensated, opened_at, closed_at, updated_at, version
) = (
  EXCLUDED.shop, EXCLUDED.source, EXCLUDED.external_id, EXCLUDED.order_id, EXCLUDED.buyer, EXCLUDED.scenario,
  EXCLUDED.stage, EXCLUDED.resolution, EXCLUDED.waits_for, EXCLUDED.due_at, EXCLUDED.due_clock,
  EXCLUDED.needs_human, EXCLUDED.stuck, EXCLUDED.held, EXCLUDED.currency, EXCLUDED.claimed, EXCLUDED.refunded,
  EXCLUDED.compensated, EXCLUDED.opened_at, EXCLUDED.closed_at, EXCLUDED.updated_at, EXCLUDED.version
) WHERE cases.version < EXCLUDED.version
"""

PROJECT_ROWS = "WITH fresh AS (SELECT * FROM jsonb_populate_recordset(NULL::cases, $1))" + PROJECT


async def project(db: Database, rows: Sequence[CaseRow]) -> None:
    """Write rows into the list."""
    await db.execute(PROJECT_ROWS, [as_json_row(row) for row in rows])


# Filters that are not given are folded away when the statement is planned for its arguments, so indexes serve it.
PLAN_FOR_ARGUMENTS = """
SET LOCAL plan_cache_mode = force_custom_plan
"""

LISTING = """
SELECT case_id, shop, source, external_id, order_id, buyer, scenario, stage, resolution, waits_for, due_at, due_clock,
       needs_human, stuck, held, currency, claimed, refunded, compensated, opened_at, closed_at, updated_at, version
  FROM cases
 WHERE ($1::text IS NULL OR shop = $1)
   AND ($2::text IS NULL OR stage = $2)
   AND ($3::text IS NULL OR scenario = $3)
   AND ($4::boolean IS NULL OR needs_human = $4)
   AND ($5::text IS NULL OR (stuck <> '' AND strpos(lower(stuck), lower($5)) > 0))
   AND ($6::timestamptz IS NULL OR due_at < $6)
   AND ($7::boolean IS NULL OR (closed_at IS NOT NULL) = $7)
   AND ($8::text IS NULL OR order_id = $8)
   AND ($9::text IS NULL
        OR strpos(lower(concat_ws(' ', case_id, external_id, order_id, waits_for, stuck)), lower($9)) > 0)
   AND ($11::text IS NULL
        OR (COALESCE(due_at, 'infinity'::timestamptz), case_id) > (COALESCE($10, 'infinity'::timestamptz), $11))
 ORDER BY COALESCE(due_at, 'infinity'::timestamptz), case_id
 LIMIT $12
"""


async def listing(
    pool: Pool,
    *,
    shop: str | None = None,
    stage: str | None = None,
    scenario: str | None = None,
    needs_human: bool | None = None,
    stuck: str | None = None,
    due_before: datetime | None = None,
    closed: bool | None = None,
    order_id: str | None = None,
    text: str | None = None,
    limit: int = 50,
    after: After | None = None,
) -> list[CaseRow]:
    """Cases by deadline, those without one last. `stuck` is any part of "step: reason", "" for whatever is stuck.

    `text` is any part of an id or of what the case waits for. Go on with `after=after(rows[-1])`.
    """
    filters = (shop, stage, scenario, needs_human, stuck, due_before, closed, order_id, text)
    from_ = (after.due_at, after.case_id) if after else (None, None)
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(PLAN_FOR_ARGUMENTS)
        return [row_of_record(row) for row in await connection.fetch(LISTING, *filters, *from_, limit)]


def after(row: CaseRow) -> After:
    """The place after this row."""
    return After(due_at=row.due_at, case_id=row.case_id)


ONE = """
SELECT case_id, shop, source, external_id, order_id, buyer, scenario, stage, resolution, waits_for, due_at, due_clock,
       needs_human, stuck, held, currency, claimed, refunded, compensated, opened_at, closed_at, updated_at, version
  FROM cases WHERE case_id = $1
"""


async def one(db: Database, case_id: str) -> CaseRow | None:
    """The row of this case, None when there is none (yet)."""
    row = await db.fetchrow(ONE, case_id)
    return None if row is None else row_of_record(row)


FIND = """
SELECT case_id FROM case_ids WHERE case_id = $1 OR external_id = $1
UNION SELECT case_id FROM cases WHERE case_id = $1 OR external_id = $1 OR order_id = $1
UNION SELECT case_id FROM waybills WHERE waybill = $1
UNION SELECT case_id FROM case_events WHERE type = 'GoodsInspected' AND data -> 'finding' ->> 'waybill' = $1
UNION SELECT case_id FROM movements WHERE key = $1 OR (provider_ref = $1 AND provider_ref <> '')
 ORDER BY case_id
"""


async def find(db: Database, any_id: str) -> list[str]:
    """The cases that an id speaks of: of a case, an outside request, an order, a waybill, a payment or its receipt."""
    return [row["case_id"] for row in await db.fetch(FIND, any_id)]


ZONES = """
SELECT case_id, data -> 'terms' ->> 'time_zone' AS zone FROM case_events WHERE seq = 1 AND case_id = ANY ($1::text[])
"""


async def zones(db: Database, case_ids: Sequence[str]) -> dict[str, str]:
    """The time zone of each case's shop, by the terms that it was opened under."""
    return {row["case_id"]: row["zone"] for row in await db.fetch(ZONES, list(case_ids)) if row["zone"]}


COUNTS = """
SELECT stage, scenario, stuck, needs_human, held, closed_at IS NOT NULL AS closed, count(*) AS cases
  FROM cases WHERE $1::text IS NULL OR shop = $1
 GROUP BY stage, scenario, stuck, needs_human, held, closed_at IS NOT NULL
"""


async def counts(db: Database, *, shop: str | None = None) -> Counts:
    """How many cases stand where."""
    rows = await db.fetch(COUNTS, shop)
    running = [row for row in rows if not row["closed"]]
    return Counts(
        open=_total(running),
        closed=_total(row for row in rows if row["closed"]),
        needs_human=_total(row for row in running if row["needs_human"]),
        held=_total(row for row in running if row["held"]),
        by_stage=_by(running, "stage"),
        by_scenario=_by(running, "scenario"),
        by_stuck=_by([row for row in running if row["stuck"]], "stuck"),
    )


def row_of_record(row: Record) -> CaseRow:
    """A row as the domain knows it."""
    return CaseRow(**dict(row))


def _total(rows: Iterable[Record]) -> int:
    return sum(row["cases"] for row in rows)


def _by(rows: Sequence[Record], column: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row[column]] += row["cases"]
    return dict(counted.most_common())
