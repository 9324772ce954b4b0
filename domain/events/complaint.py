"""Events of a complaint about what arrived: what is found out, the row that binds, the remedy, what was sent wrong."""

from dataclasses import dataclass
from datetime import datetime

from domain.complaints.complaint import Judgement, Packing
from domain.complaints.flaw import Remedy
from domain.goods import ParcelState


@dataclass(frozen=True, kw_only=True)
class PackingAsked:
    """The warehouse was asked, under this key, for what it weighed, packed and filmed."""

    key: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PackingReported:
    """What the warehouse's own records say."""

    packing: Packing
    fact: str = ""
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class RestTraced:
    """Where another parcel of the same order is, in which the missing goods may be (table 3.5 row 8)."""

    waybill: str
    state: ParcelState
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ComplaintJudged:
    """The row that binds by what is known now; a person or policy decides on it."""

    judgement: Judgement
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RedressOffered:
    """What the buyer may choose; `keep` is what goes back if the goods stay, minor units, 0 where that is no choice."""

    row: str
    remedies: tuple[Remedy, ...]
    keep: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RedressChosen:
    """The remedy that is carried out: as the buyer chose, as a person settled with them, or as they had asked for.

    `keep` is what goes back if the goods stay, minor units; None: as it was offered.
    """

    remedy: Remedy
    keep: int | None = None
    note: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class RedressFailed:
    """A remedy that was chosen cannot be carried out, so that another is to be chosen."""

    remedy: Remedy
    reason: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class WrongGoodsAwaited:
    """What was sent wrong is to be handed to the carrier by then, at our cost; nothing of the buyer's waits for it."""

    until: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PickupBooked:
    """The courier comes for what was sent wrong, at our cost; without a waybill it cannot, and the buyer posts it."""

    key: str
    carrier: str = ""
    waybill: str = ""
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class WrongGoodsWrittenOff:
    """What was sent wrong is not waited for any more: it is worth less than its way, or it never came."""

    reason: str
    by: str = "policy"


ComplaintEvent = (
    PackingAsked
    | PackingReported
    | RestTraced
    | ComplaintJudged
    | RedressOffered
    | RedressChosen
    | RedressFailed
    | WrongGoodsAwaited
    | WrongGoodsWrittenOff
    | PickupBooked
)
