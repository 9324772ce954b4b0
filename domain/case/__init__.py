"""The state of one case, as its events have made it (`domain.evolution`)."""

from domain.case.parts import (
    Agreement,
    Answered,
    Approval,
    Called,
    CasePayment,
    CompensationOffer,
    Consent,
    Left,
    Offer,
    Parked,
    Payout,
    Piece,
    Proof,
    Refusal,
    Retrying,
    Ruling,
    Settlement,
)
from domain.case.state import MOVING, Case

__all__ = [
    "MOVING",
    "Agreement",
    "Answered",
    "Approval",
    "Called",
    "Case",
    "CasePayment",
    "CompensationOffer",
    "Consent",
    "Left",
    "Offer",
    "Parked",
    "Payout",
    "Piece",
    "Proof",
    "Refusal",
    "Retrying",
    "Ruling",
    "Settlement",
]
