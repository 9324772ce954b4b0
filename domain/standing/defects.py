"""Where a quality case or a repair stands, and until when."""

from domain import windows
from domain.case import Case
from domain.defects import case as quality
from domain.defects import lost_home, repair_price
from domain.defects import repair_case as mends
from domain.defects.defect import Examiner, Remedy
from domain.defects.repair import JobKind, RepairState
from domain.goods import ParcelState
from domain.standing.stages import CaseStage
from domain.windows import Due


def stage_of_quality(case: Case) -> CaseStage:
    """Help from afar, who decides, who looks, what is chosen, and what becomes of it (table 3.8)."""
    if case.lost_home:
        return _made_good(case)
    if case.diagnosed is None and quality.tries_first(case):
        return CaseStage.DIAGNOSING
    if case.examination_order is not None and case.agreement is None:
        return _examining(case)
    if case.choice is None:
        asks = case.agreement is not None or quality.claim_fails(case)
        return CaseStage.CHOOSING_REMEDY if asks else CaseStage.DECIDING
    if case.choice.remedy is Remedy.GIVE_BACK and goods_here(case):
        return CaseStage.GIVING_BACK
    return CaseStage.EXECUTING


def stage_of_repair(case: Case) -> CaseStage:
    """Rights told, goods in, a price where it costs one, work, and the way back (table 3.12)."""
    last = quality.job(case)
    if case.lost_home:
        return _made_good(case)
    if case.given_up_row and case.choice is None:
        return CaseStage.CHOOSING_REMEDY
    if case.choice is None and case.request.defect is not None and case.agreement is None:
        return CaseStage.CHOOSING_REMEDY if quality.tells_rights(case) else CaseStage.DECIDING
    if case.agreement is None:
        return CaseStage.DECIDING
    if not goods_here(case):
        return CaseStage.GIVING_BACK if case.sent_home is not None else _on_its_way(case)
    if case.given_up_row:
        return CaseStage.EXECUTING
    if last is None or last.ended_at is None:
        quoted = last is not None and last.state is RepairState.QUOTED
        if quoted and repair_price.open_link(case) is not None:
            return CaseStage.WAIT_TOP_UP
        return CaseStage.WAIT_QUOTE if quoted else CaseStage.REPAIRING
    return CaseStage.GIVING_BACK


def _made_good(case: Case) -> CaseStage:
    """Lost on the way back: the buyer chooses, then the same again is sent or the money goes back."""
    if lost_home.came_after_all(case):
        return CaseStage.FOLLOW_UP
    return CaseStage.CHOOSING_REMEDY if case.choice is None else CaseStage.EXECUTING


def goods_here(case: Case) -> bool:
    """Goods of the buyer's lie with us: a parcel arrived, and nothing left for the buyer since."""
    given = case.sent_home
    here = [p for p in case.parcels if p.state is ParcelState.ARRIVED]
    return bool(here) and (given is None or any(p.sent_at > given.at for p in here))


def _examining(case: Case) -> CaseStage:
    """With us the goods must come first; elsewhere the buyer takes them there."""
    order = case.examination_order
    if order is not None and order.examiner is not Examiner.SHOP:
        return CaseStage.EXAMINING
    return CaseStage.EXAMINING if goods_here(case) else _on_its_way(case)


def _on_its_way(case: Case) -> CaseStage:
    given = case.sent_home
    coming = [p for p in case.parcels if given is None or p.sent_at > given.at]
    if not coming:
        return CaseStage.WAIT_BUYER_SHIP
    lost = all(parcel.state is ParcelState.LOST for parcel in coming)
    return CaseStage.RETURN_LOST if lost else CaseStage.RETURN_IN_TRANSIT


def due_of_defect(case: Case, stage: CaseStage) -> Due | None:
    """The deadline of a stage that only these cases have."""
    terms = case.terms
    match stage:
        case CaseStage.DIAGNOSING:
            return quality.diagnosis_ends(case)
        case CaseStage.EXAMINING:
            return windows.earliest(quality.examination_ends(case), windows.platform_answers(case))
        case CaseStage.CHOOSING_REMEDY:
            return windows.earliest(quality.choice_ends(case), windows.platform_answers(case))
        case CaseStage.WAIT_QUOTE:
            return mends.quote_ends(case)
        case CaseStage.REPAIRING:
            last = quality.job(case, JobKind.REPAIR)
            lacking = last is not None and last.waited_for_parts
            return mends.repair_due(case, terms.repair_parts_days if lacking else terms.repair_days)
        case _:
            return None
