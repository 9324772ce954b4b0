"""A damaged box at the door: the buyer is told what to do before they sign (R36, R37, table 3.7 row 1)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import delivery, windows
    from domain.case import Case
    from domain.goods import ParcelState
    from domain.order import Stage
    from domain.request import Ground
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, outbound, parcel
    from workflows.steps.goods import decided


async def passed(file: CaseFile) -> bool:
    """The parcel is signed for, or was refused; False when the buyer took the complaint back, and the goods in.

    Who refuses it at the door is served at once: nobody waits for the parcel's way back, or for the carrier (R40, R41).
    """
    case = file.case
    if case.order.stage is Stage.RECEIVED:
        return True
    if case.request.ground is Ground.DAMAGED and "DMG-1" not in case.letters:
        file.meanwhile(_advise(file))
    if not await outbound.until(file, _over, _window, "the parcel to be signed for, or refused", alarms=False):
        await parcel.look_up(file, case.order.outbound_carrier, case.order.outbound_waybill)
        await file.until(_over, waiting="the parcel to be signed for, or refused")
    return not file.case.withdrawn


async def _advise(file: CaseFile) -> None:
    await buyer.tell(file, "DMG-1", moot=_over)


def _over(case: Case) -> bool:
    known = case.outbound in delivery.BACK or case.outbound in {ParcelState.SIGNED, ParcelState.LOST}
    return known or decided(case)


def _window(case: Case) -> windows.Due | None:
    return windows.since(case.opened_at, case.terms.stalled_hours, windows.Clock.DELIVERY)
