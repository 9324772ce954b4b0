"""Incidents of a shop, and the open cases that wait for what they disturb (R158)."""

from collections.abc import Iterable
from datetime import datetime

from domain.register.incident import WAITS, Incident, What, touches
from domain.standing import CaseStage
from store.pool import Database, Record

COLUMNS = """number, shop, what, name, note, since, opened_by, opened_at, ended_at, closed_by, outcome, told_begun,
       told_ended"""

OPEN = f"""
INSERT INTO incidents (shop, what, name, note, since, opened_by) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (shop, what, name) WHERE ended_at IS NULL DO NOTHING
RETURNING {COLUMNS}
"""
LASTING_ONE = f"""
SELECT {COLUMNS} FROM incidents WHERE shop = $1 AND what = $2 AND name = $3 AND ended_at IS NULL
"""


async def begin(
    db: Database, *, shop: str, what: What, name: str, note: str, since: datetime, by: str
) -> tuple[Incident, bool]:
    """The incident, and whether it is new: one of this kind and name that lasts already is left as it is."""
    row = await db.fetchrow(OPEN, shop, what, name, note, since, by)
    if row is not None:
        return _incident(row), True
    lasting = await db.fetchrow(LASTING_ONE, shop, what, name)
    assert lasting is not None  # it was in the way
    return _incident(lasting), False


END = f"""
UPDATE incidents SET ended_at = GREATEST($2, since), closed_by = $3, outcome = $4
 WHERE number = $1 AND ended_at IS NULL
RETURNING {COLUMNS}
"""


async def end(db: Database, number: int, *, at: datetime, by: str, outcome: str) -> Incident | None:
    """The incident is over; None where it was over before."""
    row = await db.fetchrow(END, number, at, by, outcome)
    return None if row is None else _incident(row)


ONE = f"""
SELECT {COLUMNS} FROM incidents WHERE number = $1
"""


async def one(db: Database, number: int) -> Incident | None:
    """The incident with this number; None when there is none."""
    row = await db.fetchrow(ONE, number)
    return None if row is None else _incident(row)


LISTED = f"""
SELECT {COLUMNS} FROM incidents
 WHERE ($1::text IS NULL OR shop = $1) AND ($2 OR ended_at IS NULL)
 ORDER BY number DESC
 LIMIT $3
"""


async def listed(db: Database, shop: str | None = None, *, ended: bool = False, most: int = 200) -> list[Incident]:
    """Those that last, the newest first; with `ended` those of before too."""
    return [_incident(row) for row in await db.fetch(LISTED, shop, ended, most)]


AT_STAGES = """
SELECT case_id, stage, ARRAY (SELECT carrier FROM waybills WHERE waybills.case_id = cases.case_id) AS carriers
  FROM cases
 WHERE shop = $1 AND closed_at IS NULL AND stage = ANY ($2::text[])
 ORDER BY COALESCE(due_at, 'infinity'::timestamptz), case_id
"""


async def touched(db: Database, incident: Incident) -> list[str]:
    """The open cases that wait for what is disturbed, the most urgent first; none once it is over."""
    rows = await db.fetch(AT_STAGES, incident.shop, sorted(WAITS[incident.what]))
    return [row["case_id"] for row in rows if _waits(row, incident)]


OF_CASE = """
SELECT stage, ARRAY (SELECT carrier FROM waybills WHERE waybills.case_id = cases.case_id) AS carriers
  FROM cases
 WHERE case_id = $1 AND closed_at IS NULL
"""


async def explaining(db: Database, incidents: Iterable[Incident], case_id: str) -> Incident | None:
    """The first of these for which this case waits; None for none of them, and for a case that has ended."""
    row = await db.fetchrow(OF_CASE, case_id)
    return None if row is None else next((each for each in incidents if _waits(row, each)), None)


def _waits(row: Record, incident: Incident) -> bool:
    return touches(incident, shop=incident.shop, stage=CaseStage(row["stage"]), carriers=row["carriers"])


TOLD_BEGUN = "UPDATE incidents SET told_begun = now() WHERE number = $1 AND told_begun IS NULL"
TOLD_ENDED = "UPDATE incidents SET told_ended = now() WHERE number = $1 AND told_ended IS NULL"


async def told(db: Database, number: int, *, ended: bool) -> None:
    """The mail server took the word to the department."""
    await db.execute(TOLD_ENDED if ended else TOLD_BEGUN, number)


def _incident(row: Record) -> Incident:
    return Incident(**{**dict(row), "what": What(row["what"])})
