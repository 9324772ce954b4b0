"""What was sent wrong is collected at the buyer's door, at our cost; where no courier can come, the buyer posts it."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from activities.parcels import Parcels, PickedUp, PickupOrder
    from domain.case import Case
    from domain.events import PickupBooked
    from domain.goods import ParcelState
    from workflows import calls
    from workflows.casefile import CaseFile, StepMoot, StepSkipped
    from workflows.steps import buyer


async def booked(file: CaseFile) -> None:
    """Ask the courier to come, once, and tell the buyer under which number it does."""
    known = file.case.complaint.pickup
    if known is not None or file.case.parcels or not file.case.order.outbound_waybill:
        return
    order = _order(file.case)

    async def act() -> PickedUp:
        return await workflow.execute_activity_method(
            Parcels.pick_up, order, summary="have the wrong item collected", **calls.OUTWARD
        )

    try:
        pickup = await file.attempt("book_pickup", act, moot=_posted)
    except StepMoot:
        return  # the buyer has posted it meanwhile
    except StepSkipped:
        pickup = PickedUp(carrier="", waybill="")  # a person settles with the buyer how it comes back
    file.record(PickupBooked(key=order.key, carrier=pickup.carrier, waybill=pickup.waybill))


async def told(file: CaseFile) -> None:
    """The number of the pick-up; or until when to post it, where nobody comes. Both at our cost."""
    known = file.case.complaint.pickup
    if known is None:
        return
    letter, moot = ("WRG-8", _here) if known.waybill else ("WRG-7", _posted)
    until = file.case.complaint.wrong_until
    words = Words(item=file.case.titles, waybill=f"{known.carrier} {known.waybill}".strip() or "-", date=until)
    if letter not in file.case.letters:
        await buyer.tell(file, letter, lambda: words, moot=moot)


def _here(case: Case) -> bool:
    return any(known.state is ParcelState.ARRIVED for known in case.parcels) or case.withdrawn


def _posted(case: Case) -> bool:
    return bool(case.parcels) or case.withdrawn


def _order(case: Case) -> PickupOrder:
    return PickupOrder(
        key=f"{case.case_id}/pickup",
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        carrier=case.order.outbound_carrier,
        waybill=case.order.outbound_waybill,
    )
