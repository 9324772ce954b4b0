"""The facts themselves: what the outside reports, each with the id by which it is absorbed once."""

from dataclasses import dataclass
from datetime import datetime

from domain import events as ev
from domain.complaints.complaint import Packing
from domain.defects.repair import RepairReport
from domain.events import Answer, Intercept, PaymentState, Question
from domain.goods import Finding, ParcelState
from domain.instants import check_instant
from domain.proof import Shown
from domain.request import Claim, Wanted
from domain.trail import CarrierWord


@dataclass(frozen=True, kw_only=True)
class ClaimReported:
    """The platform's standing of the request, read anew; `paid` when the platform says that it has paid the buyer."""

    fact: str
    claim: Claim


@dataclass(frozen=True, kw_only=True)
class ParcelReported:
    """A parcel moved, or a waybill was entered by the buyer (`sent`)."""

    fact: str
    carrier: str
    waybill: str
    at: datetime
    state: ParcelState = ParcelState.UNDER_WAY
    sent: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.at, "parcel.at")


@dataclass(frozen=True, kw_only=True)
class GoodsReported:
    """The warehouse's finding on one parcel."""

    fact: str
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class AnswerReported:
    """The buyer answered. `question` is None when the words do not say which: the open question is meant."""

    fact: str
    answer: Answer
    question: Question | None = None
    experience: int | None = None
    expectation: int | None = None
    words: str = ""
    threat: bool = False  # they name a bad review or a complaint as the price of a no


@dataclass(frozen=True, kw_only=True)
class InterceptReported:
    """The courier stopped the parcel on its way out, or could not."""

    fact: str
    waybill: str
    state: Intercept


@dataclass(frozen=True, kw_only=True)
class PaymentReported:
    """A payment provider's notice, after the ledger has taken it in: `state` is the ledger's word."""

    fact: str
    key: str
    state: PaymentState
    provider_ref: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RulingReported:
    """A dispute was decided outside."""

    fact: str
    in_favour_of: ev.Party
    amount: int | None = None
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalReported:
    """The buyer took the request back."""

    fact: str


@dataclass(frozen=True, kw_only=True)
class InquiryReported:
    """The carrier answered an inquiry, which is known by our key."""

    fact: str
    key: str
    answer: CarrierWord

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.answer.at, "answer.at")


@dataclass(frozen=True, kw_only=True)
class EvidenceReported:
    """The buyer sent pictures, a video or a paper, by reference."""

    fact: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True)
class CorrectionReported:
    """The correction of the order's invoice has ended."""

    fact: str
    correction_id: str
    outcome: str
    confirmation: str = ""
    red_number: str = ""
    new_number: str = ""


@dataclass(frozen=True, kw_only=True)
class WantedReported:
    """The buyer wants other items than before: `wanted` by line of the order."""

    fact: str
    wanted: dict[str, Wanted]


@dataclass(frozen=True, kw_only=True)
class TopUpReported:
    """The provider says that the buyer has paid under one of our links; minor units."""

    fact: str
    key: str
    amount: int
    at: datetime
    provider_ref: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.at, "top_up.at")


@dataclass(frozen=True, kw_only=True)
class RepairReported:
    """The repair shop's word on one of our jobs, which is known by our key."""

    fact: str
    key: str
    report: RepairReport


@dataclass(frozen=True, kw_only=True)
class RecordsReported:
    """What the warehouse has on record of how the order was packed."""

    fact: str
    packing: Packing

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.packing.at, "packing.at")


@dataclass(frozen=True, kw_only=True)
class AbuseReported:
    """The platform found an abuse of rights (MR-33)."""

    fact: str
    finding: str
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentReported:
    """The buyer wants goods shipped although their refund was asked for, or (not `given`) takes that back.

    `lines` names lines of the order; none: all that the request is about.
    """

    fact: str
    given: bool
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ShipmentReported:
    """Goods of the order left the warehouse; `lines` of them, all of them where none is named."""

    fact: str
    carrier: str
    waybill: str
    at: datetime
    lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.at, "shipment.at")


Fact = (
    ClaimReported
    | ParcelReported
    | GoodsReported
    | AnswerReported
    | InterceptReported
    | PaymentReported
    | RulingReported
    | WithdrawalReported
    | AbuseReported
    | InquiryReported
    | WantedReported
    | TopUpReported
    | EvidenceReported
    | CorrectionReported
    | RepairReported
    | RecordsReported
    | ConsentReported
    | ShipmentReported
)
