"""What the outside reports to a case. A fact is absorbed once, by its outside id, and never refused.

`observe` turns a fact into the events that it means for this case; none, when it is old news.
"""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.defects import lost_home
from domain.events import Event, ReopenReason
from domain.exchanges import exchanging
from domain.facts import answers, consent, exchange, parcels, payments, repairs, shown, standing
from domain.facts.reopening import reopening
from domain.facts.reported import (
    AbuseReported,
    AnswerReported,
    ClaimReported,
    ConsentReported,
    CorrectionReported,
    EvidenceReported,
    Fact,
    GoodsReported,
    InquiryReported,
    InterceptReported,
    ParcelReported,
    PaymentReported,
    RecordsReported,
    RepairReported,
    RulingReported,
    ShipmentReported,
    TopUpReported,
    WantedReported,
    WithdrawalReported,
)
from domain.facts.standing import taking_up

__all__ = [
    "AbuseReported",
    "AnswerReported",
    "ClaimReported",
    "ConsentReported",
    "CorrectionReported",
    "EvidenceReported",
    "Fact",
    "GoodsReported",
    "InquiryReported",
    "InterceptReported",
    "ParcelReported",
    "PaymentReported",
    "RecordsReported",
    "RepairReported",
    "RulingReported",
    "ShipmentReported",
    "TopUpReported",
    "WantedReported",
    "WithdrawalReported",
    "observe",
    "reopening",
    "taking_up",
]


def observe(fact: Fact, case: Case) -> tuple[Event, ...]:  # noqa: C901, PLR0912 - one arm a fact
    """The events that `fact` means for `case`, in order; empty when the case has heard it before."""
    if fact.fact in case.seen and not isinstance(fact, ClaimReported):  # a standing is told apart by its version
        return ()
    match fact:
        case ClaimReported():
            return standing.claim_stated(fact, case)
        case ParcelReported():
            return parcels.parcel_moved(fact, case)
        case GoodsReported():
            return reopening(case, ReopenReason.LATE_PARCEL, parcels.goods_found(fact, case))
        case AnswerReported():
            return answers.answered(fact, case)
        case InterceptReported():
            return parcels.intercept_answered(fact, case)
        case PaymentReported():
            return payments.payment_changed(fact, case)
        case RulingReported():
            ruling = ev.RulingGiven(
                in_favour_of=fact.in_favour_of, amount=fact.amount, article=fact.article, fact=fact.fact
            )
            return () if case.ruling is not None else standing.taking_up(case, ruling)
        case WithdrawalReported():
            done = case.withdrawn or case.resolution is not None
            too_late = exchanging.leaves_or_left(case) or lost_home.to_make_good(case)
            return () if done else (ev.RequestWithdrawn(fact=fact.fact, too_late=too_late),)
        case WantedReported():
            return exchange.wish_changed(fact, case)
        case TopUpReported():
            return exchange.top_up_paid(fact, case)
        case AbuseReported():
            found = ev.AbuseFound(finding=fact.finding, article=fact.article, fact=fact.fact)
            return () if case.abuse else (found,)
        case InquiryReported():
            return parcels.inquiry_answered(fact, case)
        case EvidenceReported():
            return shown.evidence_sent(fact, case)
        case CorrectionReported():
            corrected = ev.InvoiceCorrected(
                correction_id=fact.correction_id,
                outcome=fact.outcome,
                confirmation=fact.confirmation,
                red_number=fact.red_number,
                new_number=fact.new_number,
                fact=fact.fact,
            )
            return (corrected,)
        case RepairReported():
            return repairs.progressed(fact, case)
        case RecordsReported():
            return parcels.records_found(fact, case)
        case ConsentReported():
            return consent.consent_given(fact, case)
        case ShipmentReported():
            return consent.goods_left(fact, case)
        case _:
            assert_never(fact)
