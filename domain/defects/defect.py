"""A defect as it is claimed, looked at and cured: the words of quality claims and repairs (tables 3.8 and 3.12)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.instants import check_instant


class DefectKind(StrEnum):
    """What kind of defect the buyer claims; the lawful remedies follow from it."""

    PERFORMANCE = "performance"  # it does not do what it should
    VISIBLE = "visible"  # a flaw that anyone sees
    HIDDEN = "hidden"  # material, safety: nobody sees it without a test
    RECALL = "recall"  # an official finding, or a recall of the maker
    ALLERGY = "allergy"  # under a promise of the shop (F96)


class Cause(StrEnum):
    """What whoever looked at the goods found."""

    DEFECT = "defect"
    NO_DEFECT = "no_defect"
    HUMAN_DAMAGE = "human_damage"  # also an unauthorised repair, or liquid
    CANNOT_TELL = "cannot_tell"


class Examiner(StrEnum):
    """Who looks at the goods."""

    SHOP = "shop"  # our own technician, or the repair shop that we chose
    SERVICE_POINT = "service_point"  # the maker's official one (E10)
    LABORATORY = "laboratory"  # a third party (E9)


class Remedy(StrEnum):
    """What becomes of a quality claim."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    KEEP = "keep"  # the buyer keeps it and gets a price difference (MR-16)
    LESS_USE = "less_use"  # money back less depreciation for use (MR-17)
    PAID_REPAIR = "paid_repair"
    GIVE_BACK = "give_back"  # nothing is owed: goods that are here go back


@dataclass(frozen=True, kw_only=True)
class Defect:
    """The claim behind a request for quality or repair. `symptom` is what the buyer saw, in short.

    `wish` is what the buyer asked for at once; `invoice_at` when the guarantee began, where that is not the receipt.
    `price` (minor units) is the item's; None: what was paid. `service_point` names an official one that the buyer is
    willing to go to.
    """

    kind: DefectKind
    symptom: str = ""
    minor: bool = False
    durable: bool = False
    wish: Remedy | None = None
    serial_no: str = ""
    invoice_at: datetime | None = None
    promised: bool = False  # a promise of the shop stands behind it, such as the one on allergies
    service_point: str = ""
    on_site: bool = False  # too large to be sent: somebody must come

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        if self.invoice_at is not None:
            check_instant(self.invoice_at, "defect.invoice_at")


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Help from afar: the steps that the buyer was asked to try; `helped` is None until somebody said."""

    steps: str
    by: str
    at: datetime
    helped: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ExaminationOrder:
    """Somebody is to look at the goods. `at_buyer`: the buyer takes them there, nothing is sent to us.

    `asked_by_buyer`: who asked for a test pays it in advance; the loser bears it in the end.
    """

    examiner: Examiner
    at: datetime
    place: str = ""
    asked_by_buyer: bool = False


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What was found, by whom, on what paper; `fee` in minor units, paid in advance by the buyer or by us."""

    cause: Cause
    examiner: Examiner
    by: str
    at: datetime
    note: str = ""
    report: str = ""
    fee: int = 0
    paid_by_buyer: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the buyer chose, or a person on their word; `amount` in minor units where money stays with the goods."""

    remedy: Remedy
    by: str
    at: datetime
    amount: int = 0
