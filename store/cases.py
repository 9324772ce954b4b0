"""The list of cases: one row a case, a projection of the register that can be dropped and rebuilt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from domain.register.row import CaseRow
from store.pool import Database, Pool, Record

_ROW = TypeAdapter(CaseRow)


@dataclass(frozen=True, kw_only=True)
class After:
    """Where a list goes on: the deadline, or the end in a list of closed cases, and the id of the last row seen."""

    moment: datetime | None
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


# The columns are the fields of CaseRow, by name.
COLUMNS = ", ".join(field.name for field in fields(CaseRow))
EXCLUDED = ", ".join(f"EXCLUDED.{field.name}" for field in fields(CaseRow) if field.name != "case_id")
KEPT = ", ".join(field.name for field in fields(CaseRow) if field.name != "case_id")

# Writes the rows of `fresh`; a row never goes back to an older version of its case.
PROJECT = f"""
INSERT INTO cases ({COLUMNS}) SELECT {COLUMNS} FROM fresh
ON CONFLICT (case_id) DO UPDATE SET ({KEPT}) = ({EXCLUDED}) WHERE cases.version < EXCLUDED.version
"""

PROJECT_ROWS = "WITH fresh AS (SELECT * FROM jsonb_populate_recordset(NULL::cases, $1))" + PROJECT


async def project(db: Database, rows: Sequence[CaseRow]) -> None:
    """Write rows into the list."""
    await db.execute(PROJECT_ROWS, [as_json_row(row) for row in rows])


# Only the filters that are given are in the statement, so that Postgres can plan it once, and partial indexes serve it.
LISTING = """
SELECT {columns}
  FROM cases
 WHERE {conditions}
 ORDER BY {order}
 LIMIT {limit}
"""

BY_DEADLINE = "COALESCE(due_at, 'infinity'::timestamptz), case_id"  # those without one last
BY_URGENCY = "needs_human DESC, COALESCE(urgent_at, 'infinity'::timestamptz), case_id"
NEWEST_FIRST = "closed_at DESC, case_id DESC"

EQUALS = ("shop", "stage", "scenario", "order_id", "owner", "cause")
FLAGS = {
    ("needs_human", True): "needs_human",
    ("needs_human", False): "NOT needs_human",
    ("closed", True): "closed_at IS NOT NULL",
    ("closed", False): "closed_at IS NULL",
}
STUCK = "stuck <> ''"
STUCK_AT = "strpos(lower(stuck), lower({stuck})) > 0"
# `words` is in the index of migration 0130; the text is taken literally, whatever signs it holds.
TEXT = r"""case_words(case_id, external_id, order_id, waits_for, stuck)
       LIKE '%' || replace(replace(replace(lower({text}), '\', '\\'), '%', '\%'), '_', '\_') || '%'"""
FROM_DEADLINE = """(COALESCE(due_at, 'infinity'::timestamptz), case_id)
       > (COALESCE({moment}::timestamptz, 'infinity'::timestamptz), {case_id})"""
FROM_END = "(closed_at, case_id) < ({moment}, {case_id})"


class _Arguments(list[Any]):
    """The arguments of a statement, in the order of their places."""

    def place(self, value: Any) -> str:
        """Where this argument stands: $1, $2 ..."""
        self.append(value)
        return f"${len(self)}"


def listing_statement(
    *,
    limit: int = 50,
    after: After | None = None,
    tags: Sequence[str] = (),
    by_urgency: bool = False,
    **filters: str | bool | datetime | None,
) -> tuple[str, list[Any]]:
    """The statement of `listing` and its arguments."""
    arguments, conditions = _Arguments(), ["true"]
    given = {name: value for name, value in filters.items() if value is not None}
    ended = given.get("closed") is True
    conditions += [f"{name} = {arguments.place(given[name])}" for name in EQUALS if name in given]
    conditions += [condition for (name, flag), condition in FLAGS.items() if given.get(name) is flag]
    if "due_before" in given:
        conditions.append(f"COALESCE(due_at, 'infinity'::timestamptz) < {arguments.place(given['due_before'])}")
    if "stuck" in given:
        conditions.append(STUCK)
        if given["stuck"]:
            conditions.append(STUCK_AT.format(stuck=arguments.place(given["stuck"])))
    if given.get("text"):
        conditions.append(TEXT.format(text=arguments.place(given["text"])))
    if tags:
        conditions.append(f"tags @> {arguments.place(list(tags))}::text[]")
    if after is not None:
        moment, case_id = arguments.place(after.moment), arguments.place(after.case_id)
        conditions.append((FROM_END if ended else FROM_DEADLINE).format(moment=moment, case_id=case_id))
    order = BY_URGENCY if by_urgency else NEWEST_FIRST if ended else BY_DEADLINE
    sql = LISTING.format(
        columns=COLUMNS,
        conditions="\n   AND ".join(conditions),
        order=order,
        limit=arguments.place(limit),
    )
    return sql, arguments


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
    owner: str | None = None,
    cause: str | None = None,
    tags: Sequence[str] = (),
    by_urgency: bool = False,
    limit: int = 50,
    after: After | None = None,
) -> list[CaseRow]:
    """Cases by deadline, those without one last; closed ones alone by their end, the newest first.

    `stuck` is any part of "step: reason", "" for whatever is stuck; `text` any part of an id or of what the case waits
    for; `tags` are borne all together. Go on with `after=after(rows[-1], ...)`. `by_urgency` has those first that wait
    for a person, by when they should be worked on (R8); such a list is read from its beginning.
    """
    sql, arguments = listing_statement(
        shop=shop,
        stage=stage,
        scenario=scenario,
        needs_human=needs_human,
        stuck=stuck,
        due_before=due_before,
        closed=closed,
        order_id=order_id,
        text=text,
        owner=owner,
        cause=cause,
        tags=tags,
        by_urgency=by_urgency,
        limit=limit,
        after=after,
    )
    return [row_of_record(row) for row in await pool.fetch(sql, *arguments)]


def after(row: CaseRow, *, closed: bool = False) -> After:
    """The place after this row, in a list of `closed` cases alone or in any other."""
    return After(moment=row.closed_at if closed else row.due_at, case_id=row.case_id)


ONE = f"""
SELECT {COLUMNS}
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
    return CaseRow(**{**dict(row), "tags": tuple(row["tags"])})


def _total(rows: Iterable[Record]) -> int:
    return sum(row["cases"] for row in rows)


def _by(rows: Sequence[Record], column: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row[column]] += row["cases"]
    return dict(counted.most_common())
