"""Parcels, goods and carriers: what their reports mean for a case."""

from domain import events as ev
from domain.case import Case
from domain.delivery import GONE
from domain.events import Event, Intercept, ReopenReason
from domain.exchanges import sending
from domain.exchanges.replacement import TRAVELS, Replacement, ReplacementState
from domain.facts.reopening import reopening
from domain.facts.repairs import sent_home_moved
from domain.facts.reported import GoodsReported, InquiryReported, InterceptReported, ParcelReported, RecordsReported
from domain.goods import ParcelState
from domain.request import Scenario

TOLD_APART = frozenset(
    {ParcelState.REFUSED, ParcelState.COMING_BACK, ParcelState.ARRIVED, ParcelState.SIGNED, ParcelState.LOST}
)


def parcel_moved(fact: ParcelReported, case: Case) -> tuple[Event, ...]:
    """Only what changes the case's course is told; a scan of the road in between is not."""
    if (shipment := sending.of_waybill(case, fact.waybill)) is not None:
        return _replacement_moved(fact, shipment, case)
    if case.sent_home is not None and fact.waybill == case.sent_home.waybill:
        return sent_home_moved(fact, case)
    packing = case.complaint.packing
    if packing is not None and fact.waybill == packing.other_waybill:
        return _rest_moved(fact, case)
    known = case.parcel(fact.waybill)
    outbound = fact.waybill == case.order.outbound_waybill
    state = _state_here(fact.state, outbound=outbound)
    moved = ev.ParcelMoved(carrier=fact.carrier, waybill=fact.waybill, state=state, at=fact.at, fact=fact.fact)
    if fact.sent or (known is None and not outbound):
        if known is not None:
            return ()
        sent = ev.ParcelSent(carrier=fact.carrier, waybill=fact.waybill, at=fact.at, fact=fact.fact)
        # The first that is heard of a parcel may be that it is here.
        told = (sent, moved) if state in TOLD_APART and not fact.sent else (sent,)
        return reopening(case, ReopenReason.LATE_PARCEL, told)
    before = case.outbound if outbound else known.state if known is not None else None
    if state not in TOLD_APART or state is before or before is ParcelState.ARRIVED:
        return ()
    if not outbound:
        return reopening(case, ReopenReason.LATE_PARCEL, (moved,))
    # An older scan that comes late does not undo a newer one: goods that were signed for are not on their way back.
    if case.outbound_at is not None and fact.at < case.outbound_at:
        return ()
    turned_up = case.found is not None and case.found.situation in GONE and state is not ParcelState.LOST
    return reopening(case, ReopenReason.LATE_PARCEL, (moved,)) if turned_up else (moved,)


# What a scan means of a parcel that we sent; a scan of the road means nothing.
SENT_OUT = {
    ParcelState.SIGNED: ReplacementState.DELIVERED,
    ParcelState.LOST: ReplacementState.LOST,
    ParcelState.REFUSED: ReplacementState.CAME_BACK,
    ParcelState.COMING_BACK: ReplacementState.CAME_BACK,
    ParcelState.ARRIVED: ReplacementState.CAME_BACK,
}


GIVEN_UP = frozenset({ReplacementState.LATE, ReplacementState.LOST})


def _replacement_moved(fact: ParcelReported, shipment: Replacement, case: Case) -> tuple[Event, ...]:
    """The new parcel; one that was given up as lost may still come, one that came does not get lost.

    One that comes after it was paid back is told of as the first parcel would be (table 3.4 row 5): where the case is
    about delivery it writes that by itself, elsewhere a person takes it up.
    """
    state = SENT_OUT.get(fact.state)
    over = shipment.state not in TRAVELS | {ReplacementState.LOST}
    older = shipment.moved_at is not None and fact.at < shipment.moved_at
    if state is None or state is shipment.state or over or older:
        return ()
    moved = ev.ReplacementMoved(key=shipment.key, state=state, at=fact.at, fact=fact.fact)
    both = state is ReplacementState.DELIVERED and case.paid_back() > 0
    open_still = case.resolution is None and case.reopened is None
    if both and open_still and shipment.state in GIVEN_UP and case.scenario is not Scenario.DELIVERY:
        return (moved, ev.CaseReopened(reason=ReopenReason.LATE_PARCEL))  # while we still ask whether it is solved
    return reopening(case, ReopenReason.LATE_PARCEL, (moved,)) if both else (moved,)


def records_found(fact: RecordsReported, case: Case) -> tuple[Event, ...]:
    """The newer of two records counts; a closed case has no use for either."""
    known = case.complaint.packing
    if case.resolution is not None or (known is not None and known.at >= fact.packing.at):
        return ()
    return (ev.PackingReported(packing=fact.packing, fact=fact.fact),)


def _rest_moved(fact: ParcelReported, case: Case) -> tuple[Event, ...]:
    """Another parcel of the order, in which the missing goods may be: only its end is news."""
    ends = fact.state in {ParcelState.SIGNED, ParcelState.LOST}
    if not ends or case.complaint.rest is fact.state or case.resolution is not None:
        return ()
    return (ev.RestTraced(waybill=fact.waybill, state=fact.state, by="courier"),)


def intercept_answered(fact: InterceptReported, case: Case) -> tuple[Event, ...]:
    """The courier's first word counts, even when it comes before our order is booked."""
    answered = case.intercept not in {None, Intercept.ORDERED}
    if answered or fact.waybill != case.order.outbound_waybill:
        return ()
    return (ev.InterceptChanged(state=fact.state, fact=fact.fact),)


def inquiry_answered(fact: InquiryReported, case: Case) -> tuple[Event, ...]:
    """The newer of two answers counts, in whatever order they come; a closed case has no use for either."""
    ticket = next((ticket for ticket in case.tickets if ticket.key == fact.key), None)
    if ticket is None or case.resolution is not None:
        return ()
    if ticket.answer is not None and ticket.answer.at >= fact.answer.at:
        return ()
    return (ev.InquiryAnswered(key=fact.key, word=fact.answer, fact=fact.fact),)


def _state_here(state: ParcelState, *, outbound: bool) -> ParcelState:
    """A parcel of the buyer's that is signed for has arrived with us; one that is back with its sender has not."""
    if outbound:
        return state
    if state is ParcelState.SIGNED:
        return ParcelState.ARRIVED
    return ParcelState.COMING_BACK if state is ParcelState.ARRIVED else state


def goods_found(fact: GoodsReported, case: Case) -> tuple[Event, ...]:
    """A finding counts once, by its own id."""
    if any(finding.finding_id == fact.finding.finding_id for finding in case.findings):
        return ()
    return (ev.GoodsInspected(finding=fact.finding, fact=fact.fact, by=fact.finding.inspector),)
