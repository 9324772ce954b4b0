"""Events of a parcel that a buyer misses: its trace, inquiries with the carrier, what was found, and the claim."""

from dataclasses import dataclass
from datetime import datetime

from domain.trail import CarrierWord, Inquiry, Situation


@dataclass(frozen=True, kw_only=True)
class TraceRead:
    """The carrier's own record of the parcel was read: how many scans, and the newest."""

    carrier: str
    waybill: str
    scans: int
    last: str = ""
    last_at: datetime | None = None
    place: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class InquiryOpened:
    """The carrier was asked, under this key."""

    key: str
    inquiry: Inquiry
    waybill: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class InquiryAnswered:
    """The carrier answered an inquiry."""

    key: str
    word: CarrierWord
    fact: str = ""
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class ParcelTraced:
    """What became of the parcel is taken as a fact: what the buyer may choose, and who pays, follows from it."""

    situation: Situation
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CarrierClaimed:
    """A claim against the carrier was begun; it lives a life of its own and changes nothing for the buyer (MR-24)."""

    claim_id: str
    amount: int  # minor units
    by: str = "policy"


TrailEvent = TraceRead | InquiryOpened | InquiryAnswered | ParcelTraced | CarrierClaimed
