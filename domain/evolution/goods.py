"""How a case changes by goods that travel and are looked at."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import (
    GoodsEvent,
    Intercept,
)
from domain.goods import Finding, Parcel, ParcelState


def after(case: Case, event: GoodsEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.ParcelSent():
            return _parcel(case, event.carrier, event.waybill, ParcelState.UNDER_WAY, event.at)
        case ev.ParcelMoved():
            if event.waybill == case.order.outbound_waybill:
                return replace(case, outbound=event.state, outbound_at=event.at)
            return _parcel(case, event.carrier, event.waybill, event.state, event.at)
        case ev.GoodsInspected():
            return _inspected(case, event.finding)
        case ev.ShortfallNoted():
            return replace(case, short=True)
        case ev.GoodsGivenBack():
            return replace(case, given_back=True)
        case ev.LossSettled():
            return replace(case, loss=event.bearer)
        case ev.WarehouseAnswered():
            return replace(case, hold=event.hold, holds=case.holds + 1)
        case ev.InterceptChanged():
            # The courier's word may come before our own order is booked.
            overtaken = event.state is Intercept.ORDERED and case.intercept is not None
            state = case.intercept if overtaken else event.state
            return replace(case, intercept=state, intercept_at=case.intercept_at or at)
        case _:
            assert_never(event)


def _parcel(case: Case, carrier: str, waybill: str, state: ParcelState, at: datetime) -> Case:
    """A parcel never goes back from the dock: a late scan of the road does not undo its arrival."""
    known = case.parcel(waybill)
    if known is None:
        known = Parcel(carrier=carrier, waybill=waybill, sent_at=at, moved_at=at)
    elif known.state is not ParcelState.ARRIVED:
        known = replace(known, state=state, moved_at=max(at, known.moved_at))
    if state is ParcelState.ARRIVED and known.arrived_at is None:
        known = replace(known, state=state, arrived_at=at)
    others = tuple(parcel for parcel in case.parcels if parcel.waybill != waybill)
    loss = case.loss if known.state is ParcelState.LOST else None  # what turns up was not lost
    return replace(case, parcels=(*others, known), loss=loss)


def _inspected(case: Case, finding: Finding) -> Case:
    """What lies opened on the table has arrived, whatever the courier reported."""
    parcel = case.parcel(finding.waybill)
    carrier = parcel.carrier if parcel is not None else ""
    arrived = _parcel(case, carrier, finding.waybill, ParcelState.ARRIVED, finding.at)
    return replace(arrived, findings=(*case.findings, finding), short=False)
