"""A complaint about what arrived: what is known of the parcel, the row that binds, and what the buyer chose.

Tables 3.5 (SHT), 3.6 (WRG) and 3.7 (DMG); each has a module of its own with its rows.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.authority import Level
from domain.complaints.flaw import Remedy
from domain.fault import Fault
from domain.goods import ParcelState


@dataclass(frozen=True, kw_only=True)
class Packing:
    """What the warehouse's own records say of a parcel as it left; None where they do not say (E6, E15).

    Weights are grams. `shows` tells whether the video shows all goods going in. `merged` says that goods of other
    orders went into the same box without the buyer's consent (F23). `other_waybill` is another parcel of the order.
    """

    at: datetime
    expected: int | None = None
    out: int | None = None
    packer: str = ""
    video: str = ""
    shows: bool | None = None
    merged: bool = False
    other_carrier: str = ""
    other_waybill: str = ""
    other_eta: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The row of a table that binds: who bears it, what the buyer may choose, what we propose, and who decides.

    `decider` is AUTO where no person need look. `claims` says that the carrier owes us for it.
    """

    row: str
    fault: Fault
    remedies: tuple[Remedy, ...]
    proposal: Remedy
    decider: Level
    claims: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the buyer may choose, and what they chose; `keep` is what goes back if the goods stay, minor units."""

    row: str
    remedies: tuple[Remedy, ...]
    keep: int
    at: datetime
    chosen: Remedy | None = None
    chosen_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What was sent wrong is collected at the buyer's door at our cost; no waybill: nobody can come for it."""

    carrier: str = ""
    waybill: str = ""


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a case knows of a complaint about what arrived.

    `rest` is where another parcel of the order is; `wrong_until`: by when what was sent wrong is to be handed in.
    """

    asked_at: datetime | None = None  # since when the warehouse is asked for its records
    packing: Packing | None = None
    rest: ParcelState | None = None
    judged: Judgement | None = None
    choice: Choice | None = None
    failed: tuple[Remedy, ...] = ()
    wrong_until: datetime | None = None
    written_off: bool = False
    pickup: Collected | None = None  # None: nobody was asked to come

    @property
    def chosen(self) -> Remedy | None:
        """The remedy that is to be carried out."""
        return self.choice.chosen if self.choice is not None else None


NOTHING_KNOWN = Complaint()


def unproven(remedies: tuple[Remedy, ...], *tags: str) -> Judgement:
    """Photos were asked for, twice reminded, and never came: a person refuses, or does without them (3.7 row 6)."""
    return Judgement(
        row="3.7.6",
        fault=Fault.NONE,
        remedies=remedies,
        proposal=Remedy.REFUSE,
        decider=Level.AGENT,
        tags=(*tags, "no_evidence"),
    )
