"""The slip that lies in a parcel that comes back, and by which the warehouse knows whose it is (R143).

A projection of the case, made anew whenever it is printed. The buyer's name and address are no part of it: they are
read where the slip is printed, and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case import Case
from domain.goods import Grade, Sign
from domain.inspection import Assessment, assess, in_force
from domain.needs import freight_is_the_buyers
from domain.quotes.quote import Bearer
from domain.request import DEFECTS, GOODS_BACK, Ground, Scenario

TRAVELS = GOODS_BACK | DEFECTS | {Scenario.COUNTERFEIT}  # asked for, goods come back
OPENED = frozenset({Sign.PACKAGING_MISSING, Sign.SEAL_BROKEN})


class Handling(StrEnum):
    """How the request is handled, as the slip has its boxes."""

    NO_REASON = "no_reason"  # the seven days
    EXCHANGE = "exchange"
    DIRECT_REFUND = "direct_refund"  # money back for a reason that is ours
    REPAIR = "repair"


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    """One line that comes back: units asked for, and those that were found, by what they were found to be."""

    line_id: str
    title: str
    sku: str
    qty: int
    intact: int
    worn: int
    foreign: int  # not what was sold


@dataclass(frozen=True, kw_only=True)
class ReturnSlip:
    """The slip. None stands for what nobody knows yet: a printed slip leaves a box there for the pen.

    `number` is the id of the request, by which every command finds the case. Amounts in minor units: `asked` is None
    where the buyer named no sum.
    """

    number: str
    case_id: str
    order_id: str
    lines: tuple[ReturnLine, ...]
    gift_sent: bool
    gift_back: bool | None
    signed_at: datetime | None
    asked: int | None
    paid_back: int
    currency: str
    packaging_intact: bool | None
    goods_damaged: bool | None
    handling: Handling
    late_receipt: bool | None  # the buyer had the parcel later than it was promised
    freight: Bearer
    ship_by: datetime | None
    waybills: tuple[str, ...]
    reason: str


def return_slip(case: Case) -> ReturnSlip | None:
    """The slip of a case whose goods come back, or may; None where nothing does."""
    if not (case.request.kind in TRAVELS or case.scenario in TRAVELS or case.parcels or case.ship_by is not None):
        return None
    assessment, looked_at = assess(case), bool(in_force(case))
    return ReturnSlip(
        number=case.external_id,
        case_id=case.case_id,
        order_id=case.order.order_id,
        lines=_lines(case),
        gift_sent=case.order.gift_value is not None or bool(case.order.gift_sku),
        gift_back=_gift_back(case),
        signed_at=case.order.signed_at,
        asked=case.request.amount,
        paid_back=case.paid_back(),
        currency=case.order.currency,
        packaging_intact=_packaging_intact(case) if looked_at else None,
        goods_damaged=_damaged(assessment) if looked_at else None,
        handling=handling_of(case),
        late_receipt=_late_receipt(case),
        freight=_freight(case),
        ship_by=case.ship_by,
        waybills=tuple(parcel.waybill for parcel in case.parcels),
        reason=case.request.reason,
    )


def handling_of(case: Case) -> Handling:
    """The box that is ticked: what the buyer asked for, or what the case has become."""
    if Scenario.EXCHANGE in {case.scenario, case.request.kind}:
        return Handling.EXCHANGE
    if case.jobs or Scenario.REPAIR in {case.scenario, case.request.kind}:
        return Handling.REPAIR
    return Handling.NO_REASON if case.request.ground is Ground.NO_REASON else Handling.DIRECT_REFUND


def _lines(case: Case) -> tuple[ReturnLine, ...]:
    found = [row for finding in in_force(case) for row in finding.lines if Sign.ACCESSORY_SENT not in row.signs]
    lines = []
    for item in case.request.items:
        line = case.order.line(item.line_id)
        rows = [row for row in found if row.line_id == item.line_id]
        worn = sum(row.qty for row in rows if row.grade is Grade.NOT_INTACT)
        foreign = sum(row.qty for row in rows if row.grade is Grade.WRONG_GOODS)
        lines.append(
            ReturnLine(
                line_id=item.line_id,
                title=line.title or line.sku or item.line_id,
                sku=line.sku,
                qty=item.qty,
                intact=sum(row.qty for row in rows) - worn - foreign,
                worn=worn,
                foreign=foreign,
            )
        )
    return tuple(lines)


def _gift_back(case: Case) -> bool | None:
    said = [finding.gift_present for finding in in_force(case) if finding.gift_present is not None]
    return any(said) if said else None


def _packaging_intact(case: Case) -> bool:
    return not any(OPENED & set(row.signs) for finding in in_force(case) for row in finding.lines)


def _damaged(assessment: Assessment) -> bool:
    return bool(assessment.damaged)


def _late_receipt(case: Case) -> bool | None:
    promised, had = case.order.outbound_eta, case.order.signed_at
    return None if promised is None or had is None else had > promised


def _freight(case: Case) -> Bearer:
    """Who bears the way back: as agreed, else as it would be if nothing were said (MR-20)."""
    agreed = case.agreement.seller_pays_freight if case.agreement is not None else None
    if agreed is not None:
        return Bearer.SELLER if agreed else Bearer.BUYER
    return Bearer.BUYER if freight_is_the_buyers(case) else Bearer.SELLER
