"""Parcels that come back, and what was found in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.instants import check_instant


class Grade(StrEnum):
    """What an inspected unit is, in the warehouse's four letters (Qimen's ZP, CC, JS/XS map onto them)."""

    AS_NEW = "A"
    INTACT = "B"  # opened and reasonably tried: still intact (rule F48)
    NOT_INTACT = "C"
    WRONG_GOODS = "X"  # not what was sold: swapped, empty or another's


SOUND = frozenset({Grade.AS_NEW, Grade.INTACT})


class Sign(StrEnum):
    """What there is to see of a unit; whether it makes the unit not intact is a matter of its category (R62)."""

    LABEL_CUT = "label_cut"
    WASHED = "washed"
    SOILED = "soiled"
    WORN = "worn"
    DAMAGED = "damaged"
    SEAL_BROKEN = "seal_broken"
    ACTIVATED = "activated"
    REPAIRED = "repaired"
    SERIAL_REMOVED = "serial_removed"
    MARKED = "marked"
    INSTALLED = "installed"
    CREASED = "creased"
    BROKEN_ON_THE_WAY = "broken_on_the_way"  # by the carrier, on the way back to us
    ACCESSORY_MISSING = "accessory_missing"
    PACKAGING_MISSING = "packaging_missing"  # the manufacturer's smallest unit of sale (F51)
    ACCESSORY_SENT = "accessory_sent"  # no unit at all: what was missing came later


LACKS = frozenset({Sign.ACCESSORY_MISSING, Sign.PACKAGING_MISSING})


class ParcelState(StrEnum):
    """Where a parcel of the case is; only what changes the case's course is told apart."""

    UNDER_WAY = "under_way"
    REFUSED = "refused"  # at the door, on the way out
    COMING_BACK = "coming_back"  # the carrier has turned it round
    ARRIVED = "arrived"  # at our dock
    SIGNED = "signed"  # by the buyer, on the way out
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One waybill of the case. `sent_at`: the waybill was entered; `arrived_at`: the carrier delivered it."""

    carrier: str
    waybill: str
    state: ParcelState = ParcelState.UNDER_WAY
    sent_at: datetime
    moved_at: datetime
    arrived_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FoundLine:
    """So many units of one line, of one grade. Photos are references, never pictures."""

    line_id: str
    qty: int
    grade: Grade
    note: str = ""
    photos: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The inspection of one parcel. `collect_fee` in minor units: the parcel came freight-collect (MR-18)."""

    finding_id: str
    waybill: str
    inspector: str
    at: datetime
    lines: tuple[FoundLine, ...]
    gift_present: bool | None = None
    collect_fee: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.at, "finding.at")
