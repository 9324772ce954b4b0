"""Corrections of invoices as finance reads them: what happened in each, and one row a correction."""

from dataclasses import dataclass
from datetime import datetime

from domain.invoices.correction import Correction, CorrectionEvent, due_at
from store.beside import Book
from store.codec import Codec

STORY: Codec[CorrectionEvent] = Codec(CorrectionEvent)


@dataclass(frozen=True, kw_only=True)
class CorrectionRow:
    """One correction in the list; amounts in minor units, tax included."""

    correction_id: str
    case_id: str
    shop: str
    order_id: str
    currency: str
    action: str
    kind: str
    number: str
    title: str
    red: int
    red_tax: int
    new: int
    stage: str
    confirmation: str
    red_number: str
    new_number: str
    needs_human: bool
    problem: str
    due_at: datetime | None
    opened_at: datetime
    updated_at: datetime
    version: int


def row_of(correction: Correction, updated_at: datetime) -> CorrectionRow:
    """The row of a correction after its newest event."""
    start = correction.begun
    return CorrectionRow(
        correction_id=correction.correction_id,
        case_id=start.case_id,
        shop=start.shop,
        order_id=start.order_id,
        currency=start.currency,
        action=start.action,
        kind=start.kind,
        number=start.number,
        title=start.title,
        red=start.red,
        red_tax=start.red_tax,
        new=start.new,
        stage=correction.stage,
        confirmation=correction.confirmation,
        red_number=correction.red_number,
        new_number=correction.new_number,
        needs_human=correction.needs_human,
        problem=correction.problem,
        due_at=due_at(correction),
        opened_at=correction.opened_at,
        updated_at=updated_at,
        version=correction.version,
    )


BOOK = Book(
    CorrectionRow,
    events="correction_events",
    rows="invoice_corrections",
    key="correction_id",
    changing=(
        "stage",
        "confirmation",
        "red_number",
        "new_number",
        "needs_human",
        "problem",
        "due_at",
        "updated_at",
        "version",
    ),
)
