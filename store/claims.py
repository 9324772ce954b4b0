"""Claims against carriers as people read them: what happened in each, and one row a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.claim import Claim, ClaimBegun, ClaimEvent, begun, due_at, evolve_claim
from store.beside import Book
from store.codec import Codec, Entry

STORY: Codec[ClaimEvent] = Codec(ClaimEvent)


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


def fold_claim(entries: Sequence[Entry]) -> Claim:
    """The claim that these entries tell. Raises BrokenStory when they do not begin with its beginning."""
    return STORY.fold(entries, ClaimBegun, begun, evolve_claim)


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


BOOK = Book(
    ClaimRow,
    events="claim_events",
    rows="carrier_claims",
    key="claim_id",
    changing=("stage", "recovered", "needs_human", "problem", "due_at", "updated_at", "version"),
)
