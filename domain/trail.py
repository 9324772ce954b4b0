"""What is known of a parcel that a buyer misses: its trace, our inquiries with the carrier, and what we found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.fault import Fault


class Inquiry(StrEnum):
    """What the carrier is asked."""

    PICKUP = "pickup"  # shipped by the click, and never scanned: was it handed over?
    TRACE = "trace"  # no new scan: where is it?
    WEIGHT = "weight"  # what did it weigh, when accepted and when handed over; was the box open?
    SIGNATURE = "signature"  # signed for, the buyer says not by them: who signed?


class Outcome(StrEnum):
    """What the carrier answers."""

    LOCATED = "located"  # it is there and goes on
    NOT_FOUND = "not_found"  # an attempt to locate it failed
    LOST = "lost"  # the carrier confirms the loss in writing (E21)
    DELIVERED = "delivered"  # handed over; `signed_by` says to whom
    MISDELIVERED = "misdelivered"  # handed over at a wrong address; `fault` says by whose doing


class SignedBy(StrEnum):
    """Who took the parcel in."""

    ADDRESSEE = "addressee"
    DELEGATE = "delegate"  # whom the addressee named
    NAMED_PLACE = "named_place"  # left where the addressee said
    OTHER = "other"
    NOBODY = "nobody"  # no signature at all


PROVES_RECEIPT = frozenset({SignedBy.ADDRESSEE, SignedBy.DELEGATE, SignedBy.NAMED_PLACE})  # rule F32


class Situation(StrEnum):
    """What became of the parcel, in the rows of tables 3.2 (TRN), 3.3 (LOG) and 3.4 (LST)."""

    ON_ITS_WAY = "on_its_way"  # TRN 1 and 2
    LATE = "late"  # TRN 5
    NO_FIRST_SCAN = "no_first_scan"  # LOG 1, the first day after 24 hours
    NOT_HANDED_OVER = "not_handed_over"  # LOG 1: it lies in the warehouse, so it never was shipped (F22)
    STALLED = "stalled"  # LOG 2, the carrier is being asked
    UNANSWERED = "unanswered"  # LOG 2, and the carrier did not answer in time
    HELD_UP = "held_up"  # LOG 3: misrouted, held, an address problem; it goes on
    COMING_BACK = "coming_back"  # LOG 4
    SIGNED = "signed"  # TRN 6, LOG 5: signed for, the proof is being asked for
    PROVEN = "proven"  # TRN 6: signed by whom the buyer answers for
    SIGNED_BY_OTHERS = "signed_by_others"  # TRN 6, LOG 5: by others, or no proof came
    WRONG_ADDRESS = "wrong_address"  # TRN 7 and 9: the seller's or the carrier's doing
    BUYERS_ADDRESS = "buyers_address"  # TRN 8: the address that the buyer gave
    RECEIVED = "received"  # the buyer has it after all
    LOST = "lost"  # LST 1


@dataclass(frozen=True, kw_only=True)
class Trace:
    """The carrier's own record of a parcel, as it was last read (E5)."""

    read_at: datetime
    scans: int
    last: str = ""  # the carrier's word for the newest scan
    last_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class CarrierWord:
    """What the carrier said to an inquiry. `proof` is a reference of the paper, never the paper."""

    outcome: Outcome
    at: datetime
    eta: datetime | None = None
    signed_by: SignedBy | None = None
    fault: Fault | None = None
    proof: str = ""
    note: str = ""
    accepted_grams: int | None = None
    delivered_grams: int | None = None
    opened: bool = False  # the box was open, or opened, when it was handed over


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One inquiry with the carrier; `answer` is None while the carrier is silent."""

    key: str
    inquiry: Inquiry
    opened_at: datetime
    answer: CarrierWord | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """What we took as the fact, and when; everything towards the buyer follows from it."""

    situation: Situation
    at: datetime


def misdelivered_by(word: CarrierWord, *, change_promised: bool) -> Fault:
    """By whose doing a parcel went to a wrong address; the carrier's own where it does not say.

    An address change that was promised and not carried out is ours, whatever the carrier says (TRN 9, F26).
    """
    return Fault.SELLER if change_promised else word.fault or Fault.CARRIER
