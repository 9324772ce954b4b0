"""A claim against a carrier: what it can recover, its papers, how it goes on, and when. It never touches the buyer.

Source: rule 3.4 (LST), MR-24; Postal Law art. 47, Express Regulation art. 27.
"""

from domain.claim.basis import claim_of, papers_of, recoverable
from domain.claim.course import Next, due_at, heard, next_of, write_off_at
from domain.claim.events import (
    ClaimAnswered,
    ClaimBegun,
    ClaimBlocked,
    ClaimDropped,
    ClaimEvent,
    ClaimFiled,
    ClaimRetried,
    ClaimWord,
    Paper,
    PapersAdded,
    PapersSent,
    Word,
)
from domain.claim.state import Claim, ClaimOpening, ClaimStage, begun, evolve_claim

__all__ = [
    "Claim",
    "ClaimAnswered",
    "ClaimBegun",
    "ClaimBlocked",
    "ClaimDropped",
    "ClaimEvent",
    "ClaimFiled",
    "ClaimOpening",
    "ClaimRetried",
    "ClaimStage",
    "ClaimWord",
    "Next",
    "Paper",
    "PapersAdded",
    "PapersSent",
    "Word",
    "begun",
    "claim_of",
    "due_at",
    "evolve_claim",
    "heard",
    "next_of",
    "papers_of",
    "recoverable",
    "write_off_at",
]
