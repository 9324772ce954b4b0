"""Events of a defect: help from afar, who looked at the goods, what the buyer chose, and how a repair goes."""

from dataclasses import dataclass
from datetime import datetime

from domain.defects.defect import Cause, Examiner, Remedy
from domain.defects.repair import JobKind, PastRepair, RepairReport
from domain.goods import ParcelState


@dataclass(frozen=True, kw_only=True)
class StepsAdvised:
    """The buyer was told what to try before anything is sent (R46, R57)."""

    steps: str
    by: str


@dataclass(frozen=True, kw_only=True)
class DiagnosisEnded:
    """Help from afar is over: it helped, or the claim goes on."""

    helped: bool
    note: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ExaminationOrdered:
    """Somebody is to look at the goods; `asked_by_buyer` pays a test in advance, else we do."""

    examiner: Examiner
    place: str = ""
    asked_by_buyer: bool = False
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class GoodsExamined:
    """What was found on the goods; `report` is a reference (E9, E10, E19), `fee` minor units."""

    cause: Cause
    examiner: Examiner
    note: str = ""
    report: str = ""
    fee: int = 0
    paid_by_buyer: bool = False
    by: str = "repairs"


@dataclass(frozen=True, kw_only=True)
class RemedyChosen:
    """The buyer chose among what is lawful, or a person did on their word; `amount` of a price difference."""

    remedy: Remedy
    amount: int = 0
    note: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class PastRepairsRead:
    """Earlier cases' repairs of the same item: attempts count over all of them (F85)."""

    repairs: tuple[PastRepair, ...]
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RepairBooked:
    """The repair shop was asked to look at the goods, or to mend them."""

    key: str
    number: int
    kind: JobKind
    free: bool
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RepairProgressed:
    """The repair shop's word on one of our jobs."""

    key: str
    report: RepairReport
    fact: str = ""
    by: str = "repairs"


@dataclass(frozen=True, kw_only=True)
class GuaranteeMoved:
    """Days in repair are put behind the guarantee (F86)."""

    ends_at: datetime
    days: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class GoodsSentHome:
    """Goods that stayed the buyer's own and were here to be looked at or mended left for them, with these papers.

    The repair shop sends them, at whoever's cost the repair is, and they are followed to the door (R55, R162). What the
    buyer had returned and we refused for good is `GoodsGivenBack`. `scans_before`: the carrier's scans count although
    they are older than this word of ours, which may have come late.
    """

    carrier: str
    waybill: str
    papers: tuple[str, ...] = ()
    by: str = "repairs"
    scans_before: bool = False


@dataclass(frozen=True, kw_only=True)
class SentHomeMoved:
    """The parcel with the buyer's own goods reached a place that matters."""

    state: ParcelState
    at: datetime
    fact: str = ""
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class OwnGoodsLost:
    """Goods of the buyer's were lost on their way back: our risk, and the buyer chooses anew (table 3.4)."""

    carrier: str = ""
    waybill: str = ""
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class RepairGivenUp:
    """No further repair is tried: twice failed, too long, or no longer possible (`row` 4, 5 or 6 of table 3.12)."""

    row: int
    by: str = "policy"


QualityEvent = (
    StepsAdvised
    | DiagnosisEnded
    | ExaminationOrdered
    | GoodsExamined
    | RemedyChosen
    | PastRepairsRead
    | RepairBooked
    | RepairProgressed
    | RepairGivenUp
    | GuaranteeMoved
    | GoodsSentHome
    | SentHomeMoved
    | OwnGoodsLost
)
