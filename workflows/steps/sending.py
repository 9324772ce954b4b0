"""Sending goods again or in exchange: the shelf is asked, the warehouse ships once a key, the parcel is followed."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.goods import Goods, ShelfOrder, ShipOrder, Shipped, Stock
    from activities.letters import Words
    from domain.case import Case
    from domain.events import (
        ReplacementMoved,
        ReplacementNotSent,
        ReplacementShipped,
        StockRead,
    )
    from domain.exchanges import sending
    from domain.exchanges.replacement import Replacement, ReplacementState, Sending
    from domain.permit.checks import CERTAINLY_NOT, STEP
    from domain.windows import Clock, Due
    from workflows import calls
    from workflows.casefile import CaseFile, ClosureOrdered, Diverted, StepSkipped
    from workflows.steps import buyer, care, parcel


async def on_shelf(file: CaseFile, wanted: tuple[Sending, ...]) -> bool:
    """Ask the warehouse whether it could send all of these now; what a person skips counts as an empty shelf."""
    if not wanted or not all(each.sku for each in wanted):
        return False

    async def act() -> Stock:
        case = file.case
        skus = tuple(dict.fromkeys(each.sku for each in wanted))
        order = ShelfOrder(case_id=case.case_id, shop=case.shop, order_id=case.order.order_id, skus=skus)
        return await workflow.execute_activity_method(
            Goods.stock, order, summary="ask what the warehouse could send", **calls.OUTWARD
        )

    try:
        stock = await file.attempt("read_stock", act)
    except StepSkipped:
        return False
    file.record(StockRead(shelf=stock.shelf))
    return sending.on_shelf(file.case, wanted)


async def leaves(file: CaseFile) -> bool:
    """What was ordered leaves the warehouse; False when the shelf could not give all of it."""
    for shipment in sending.may_leave(file.case):
        if shipment.key not in file.watched:  # else it is being sent beside the story, in advance
            file.watched.add(shipment.key)
            await _ship(file, shipment)
    await file.until(lambda case: not sending.may_leave(case), waiting="the warehouse to send the goods")
    return bool(sending.newest_by_line(file.case)) and not any(
        shipment.state is ReplacementState.NOT_SENT for shipment in sending.newest_by_line(file.case)
    )


async def arrives(file: CaseFile) -> bool:
    """Follow what left until the buyer has it; False when a parcel is lost, came back, or is not there in its time."""
    for shipment in sending.travelling(file.case):
        await _watch(file, shipment)

    def settled(case: Case) -> bool:
        return not sending.on_time(case)

    while not settled(file.case):
        due = _look(file, file.case)
        last = due is not None and due.clock is Clock.NEW_PARCEL
        if await file.until(
            settled, by=lambda case: _look(file, case), waiting="the new parcel to reach the buyer", quiet=not last
        ):
            break
        await _look_for(file)
        if last:
            _too_late(file)
    care.after_delivery(file)
    return sending.with_buyer(file.case)


async def tell_sent(file: CaseFile, letter: str) -> None:
    """The buyer hears that the goods left, with each waybill; where a person sent them, that person tells it."""
    waybills = ", ".join(f"{s.carrier} {s.waybill}" for s in sending.serving(file.case) if s.waybill)
    if waybills:
        await buyer.tell(file, letter, lambda: Words(waybill=waybills))


async def _ship(file: CaseFile, shipment: Replacement) -> None:
    """One shipment. What the warehouse refused is shown to a person; whoever goes another way calls it off."""

    async def act() -> Shipped:
        case = file.case
        order = ShipOrder(
            case_id=case.case_id,
            shop=case.shop,
            order_id=case.order.order_id,
            sku=shipment.sku,
            qty=shipment.qty,
            key=shipment.key,
        )
        return await workflow.execute_activity_method(
            Goods.ship, order, summary=f"send {shipment.qty} x {shipment.sku}"[:120], **calls.OUTWARD
        )

    try:
        shipped = await file.attempt(STEP, act)
    except StepSkipped:
        file.record(ReplacementShipped(key=shipment.key, by="policy"))  # a person sent it by other means
        return
    except (Diverted, ClosureOrdered):
        parked = file.case.parked_at(STEP)
        if parked is None or parked.reason in CERTAINLY_NOT:
            file.record(ReplacementNotSent(key=shipment.key, reason="called_off", by="policy"))
        raise
    if shipped.waybill:
        file.record(ReplacementShipped(key=shipment.key, carrier=shipped.carrier, waybill=shipped.waybill))
    else:
        file.record(ReplacementNotSent(key=shipment.key, reason="out_of_stock"))


async def _watch(file: CaseFile, shipment: Replacement) -> None:
    if shipment.waybill in file.watched:
        return
    file.watched.add(shipment.waybill)
    await parcel.watch(file, shipment.carrier, shipment.waybill)


def _look(file: CaseFile, case: Case) -> Due | None:
    """When a silent parcel is asked for, once on its way, or at last is late."""
    late = sending.there_by(case)
    dues = [] if late is None else [late]
    for shipment in sending.on_time(case):
        if shipment.shipped_at is not None and shipment.waybill not in file.polls:
            at = shipment.shipped_at + timedelta(hours=case.terms.courier_silence_hours)
            dues.append(Due(at=at, clock=Clock.PAUSE, starts_at=shipment.shipped_at))
    return min(dues, default=None)


async def _look_for(file: CaseFile) -> None:
    for shipment in sending.on_time(file.case):
        await parcel.look_up(file, shipment.carrier, shipment.waybill)


def _too_late(file: CaseFile) -> None:
    """The courier was asked once more, and the time is up: the buyer is served otherwise."""
    span = timedelta(hours=file.case.terms.replacement_travel_hours)
    for shipment in sending.on_time(file.case):
        if shipment.shipped_at is not None and shipment.shipped_at + span <= workflow.now():
            file.record(ReplacementMoved(key=shipment.key, state=ReplacementState.LATE, at=workflow.now(), by="policy"))
