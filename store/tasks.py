"""What waits for somebody: decisions that a second person is to approve, and payouts that finance is to make.

Both are read from the register of open cases; there is no table of tasks that could say something else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.case import Case
from domain.disputes.malice import review_due
from store.codec import fold
from store.pool import Database
from store.register import events


@dataclass(frozen=True, kw_only=True)
class OpenApproval:
    """A decision that waits for a second person; `version` is the case's as the list of cases knows it."""

    case_id: str
    shop: str
    order_id: str
    currency: str
    version: int
    approval_id: str
    command: str
    level: str
    act: str
    amount: int
    payee: str
    note: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class PayoutTask:
    """A promised payout; `late_hours` counts the newest alarm. Paid ones are listed while their case is open."""

    case_id: str
    shop: str
    order_id: str
    currency: str
    payout_id: str
    owner: str
    account: str
    amount: int
    reason: str
    promised_at: datetime
    due_at: datetime
    late_hours: int
    released_by: str
    paid: bool


APPROVALS = """
SELECT c.case_id, c.shop, c.order_id, c.currency, c.version, asked.at, asked.data
  FROM cases AS c
 CROSS JOIN LATERAL (
   SELECT e.at, e.data FROM case_events AS e
    WHERE e.case_id = c.case_id AND e.type = 'ApprovalAsked' ORDER BY e.seq DESC LIMIT 1
 ) AS asked
 WHERE c.closed_at IS NULL AND c.stage = 'approving' AND ($1::text IS NULL OR c.shop = $1)
 ORDER BY asked.at, c.case_id
"""


async def open_approvals(db: Database, *, shop: str | None = None) -> list[OpenApproval]:
    """Decisions that wait for a second person, the oldest first."""
    return [_approval(dict(row)) for row in await db.fetch(APPROVALS, shop)]


def _approval(row: dict[str, Any]) -> OpenApproval:
    asked = row["data"]
    return OpenApproval(
        case_id=row["case_id"],
        shop=row["shop"],
        order_id=row["order_id"],
        currency=row["currency"],
        version=row["version"],
        approval_id=asked["approval_id"],
        command=asked["command"],
        level=asked["level"],
        act=asked["act"],
        amount=asked["amount"],
        payee=asked["payee"],
        note=asked["note"],
        asked_by=asked["by"],
        asked_at=row["at"],
        expires_at=row["at"] + timedelta(hours=asked["hours"]),
    )


REVIEWS = """
SELECT c.case_id FROM cases AS c
 WHERE c.closed_at IS NULL AND c.needs_human
   AND EXISTS (SELECT 1 FROM case_events AS e WHERE e.case_id = c.case_id AND e.type = 'MaliceScored')
 ORDER BY c.case_id
"""


async def open_reviews(db: Database) -> list[Case]:
    """Open cases whose score a supervisor is to look at."""
    ids = [row["case_id"] for row in await db.fetch(REVIEWS)]
    found = [fold(await events(db, case_id)) for case_id in ids]
    return [case for case in found if review_due(case)]


PAYOUTS = """
SELECT c.case_id, c.shop, c.order_id, c.currency, p.at AS promised_at, p.data, p.owed <= c.compensated AS paid,
       COALESCE((SELECT max((late.data ->> 'hours')::int) FROM case_events AS late
                  WHERE late.case_id = c.case_id AND late.type = 'PayoutLate'
                    AND late.data ->> 'payout_id' = p.data ->> 'payout_id'), 0) AS late_hours,
       COALESCE((SELECT out.data ->> 'by' FROM case_events AS out
                  WHERE out.case_id = c.case_id AND out.type = 'PayoutReleased'
                    AND out.data ->> 'payout_id' = p.data ->> 'payout_id' LIMIT 1), '') AS released_by
  FROM cases AS c
 CROSS JOIN LATERAL (
   SELECT e.at, e.seq, e.data, sum((e.data ->> 'amount')::bigint) OVER (ORDER BY e.seq) AS owed
     FROM case_events AS e WHERE e.case_id = c.case_id AND e.type = 'PayoutPromised'
 ) AS p
 WHERE c.closed_at IS NULL AND c.scenario IN ('compensation', 'counterfeit')
   AND ($1::text IS NULL OR c.shop = $1)
 ORDER BY p.data ->> 'due_at', c.case_id, p.seq
"""


async def payouts(db: Database, *, shop: str | None = None) -> list[PayoutTask]:
    """Promised payouts of open cases, the most urgent first."""
    return [_payout(dict(row)) for row in await db.fetch(PAYOUTS, shop)]


def _payout(row: dict[str, Any]) -> PayoutTask:
    promised = row["data"]
    return PayoutTask(
        case_id=row["case_id"],
        shop=row["shop"],
        order_id=row["order_id"],
        currency=row["currency"],
        payout_id=promised["payout_id"],
        owner=promised["owner"],
        account=promised["account"],
        amount=promised["amount"],
        reason=promised["reason"],
        promised_at=row["promised_at"],
        due_at=datetime.fromisoformat(promised["due_at"]),
        late_hours=row["late_hours"],
        released_by=row["released_by"],
        paid=row["paid"],
    )
