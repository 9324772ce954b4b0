"""One case as one row of the register's list: what ops people sort, filter and count by."""

from dataclasses import dataclass
from datetime import datetime

from domain.case import Case
from domain.events import Payment
from domain.people.urgency import severity, urgent_at
from domain.register.tags import tags_of
from domain.standing import standing


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A projection of a case's events; `version` is the number of the last event folded in."""

    case_id: str
    shop: str
    source: str
    external_id: str
    order_id: str
    buyer: str
    scenario: str
    stage: str
    resolution: str
    waits_for: str
    due_at: datetime | None
    due_clock: str
    needs_human: bool
    stuck: str
    held: bool
    currency: str
    claimed: int | None  # minor units
    refunded: int
    compensated: int
    opened_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    version: int
    owner: str = ""
    handed_to: str = ""  # who has yet to take it
    handed_at: datetime | None = None
    noted_at: datetime | None = None
    note: str = ""
    next_action: str = ""
    next_due_at: datetime | None = None
    tags: tuple[str, ...] = ()
    cause: str = ""
    severity: int = 0
    urgent_at: datetime | None = None  # by when to work on it: deadlines, and what is graver before the others


def row_of(case: Case, updated_at: datetime) -> CaseRow:
    """The row of a case after its newest event, which happened at `updated_at`."""
    now, hand = standing(case), case.handling
    note, waiting = hand.note, hand.handing_over
    return CaseRow(
        case_id=case.case_id,
        shop=case.shop,
        source=case.source,
        external_id=case.external_id,
        order_id=case.order.order_id,
        buyer=case.buyer,
        scenario=case.scenario,
        stage=now.stage,
        resolution=case.resolution or "",
        waits_for=now.waits_for,
        due_at=now.due.at if now.due is not None else None,
        due_clock=now.due.clock if now.due is not None else "",
        needs_human=now.needs_human,
        stuck=now.stuck,
        held=case.held,
        currency=case.order.currency,
        claimed=case.request.amount,
        refunded=case.paid_back(),
        compensated=case.paid_back(Payment.COMPENSATION),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        updated_at=updated_at,
        version=case.version,
        owner=hand.owner,
        handed_to=waiting.to if waiting is not None else "",
        handed_at=waiting.at if waiting is not None else None,
        noted_at=note.at if note is not None else None,
        note=note.text if note is not None else "",
        next_action=note.next_action if note is not None else "",
        next_due_at=note.next_due if note is not None else None,
        tags=tags_of(case),
        cause=hand.cause,
        severity=int(severity(case)),
        urgent_at=urgent_at(case),
    )
