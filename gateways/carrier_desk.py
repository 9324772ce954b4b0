"""The carrier's desk for what went wrong: inquiries about a parcel, and claims for one that is gone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.trail import CarrierWord, Inquiry


@dataclass(frozen=True, kw_only=True)
class InquiryStanding:
    """How an inquiry stands: `number` is the carrier's own, `answer` None while it is silent."""

    number: str
    answer: CarrierWord | None = None


class ClaimState(StrEnum):
    """What the carrier says of a claim."""

    OPEN = "open"
    PAPERS_ASKED = "papers_asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class ClaimStanding:
    """How a claim stands: `amount` in minor units is what the carrier grants, `papers` are codes it still wants."""

    number: str
    state: ClaimState
    at: datetime
    amount: int = 0
    papers: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimForm:
    """A claim as it is filed. `papers` are (code, reference) pairs, `amount` minor units."""

    carrier: str
    waybill: str
    amount: int
    currency: str
    papers: tuple[tuple[str, str], ...]


class CarrierDesk(Protocol):
    """A courier's desk. Methods may raise GatewayError."""

    async def inquire(self, carrier: str, waybill: str, inquiry: Inquiry, *, key: str) -> InquiryStanding:
        """Ask about a parcel; the same key tells how the same inquiry stands."""
        ...

    async def claim(self, form: ClaimForm, *, key: str) -> ClaimStanding:
        """File a claim; the same key with the same form tells how the same claim stands."""
        ...

    async def supply(self, claim: str, papers: tuple[tuple[str, str], ...], *, key: str) -> ClaimStanding:
        """Send further papers for the claim that was filed under `claim`; the same key sends them once."""
        ...
