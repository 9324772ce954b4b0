"""What people ask of a quality case or a repair: help from afar, a look, the choice, the repair."""

from dataclasses import dataclass
from datetime import datetime

from domain.authority import Level
from domain.defects.defect import Cause, Examiner, Remedy
from domain.defects.repair import RepairState


@dataclass(frozen=True, kw_only=True)
class Diagnose:
    """Help from afar: `steps` that the buyer should try, or whether it `helped`; exactly one of the two."""

    by: str
    steps: str = ""
    helped: bool | None = None
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class OrderExamination:
    """Have somebody look at the goods; `place` names the service point or the laboratory."""

    by: str
    examiner: Examiner
    place: str = ""
    asked_by_buyer: bool = False
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Examine:
    """Enter what was found on the goods; `report` is a reference, `fee` of the test in minor units."""

    by: str
    cause: Cause
    examiner: Examiner = Examiner.SHOP
    note: str = ""
    report: str = ""
    fee: int = 0
    paid_by_buyer: bool = False
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Choose:
    """Enter the buyer's choice on their word; `amount` is the price difference of a buyer who keeps it."""

    by: str
    remedy: Remedy
    note: str
    amount: int = 0
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class ReportRepair:
    """Enter how a repair stands, where the repair shop's own system does not tell; a quote has an `amount`."""

    by: str
    state: RepairState
    cause: str = ""
    cure: str = ""
    course: str = ""
    result: str = ""
    parts: str = ""
    hours: int = 0
    amount: int = 0
    eta: datetime | None = None
    role: Level = Level.AGENT


Mending = Diagnose | OrderExamination | Examine | Choose | ReportRepair
