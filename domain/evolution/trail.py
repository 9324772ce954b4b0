"""How a case changes by what is found out about a parcel that the buyer misses."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.delivery import FAULTS
from domain.events import TrailEvent
from domain.fault import Fault
from domain.trail import Found, Situation, Ticket, Trace


def after(case: Case, event: TrailEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.TraceRead():
            trace = Trace(read_at=at, scans=event.scans, last=event.last, last_at=event.last_at, place=event.place)
            return replace(case, trace=trace)
        case ev.InquiryOpened():
            ticket = Ticket(key=event.key, inquiry=event.inquiry, opened_at=at)
            return replace(case, tickets=(*case.tickets, ticket))
        case ev.InquiryAnswered():
            tickets = tuple(
                replace(ticket, answer=event.word) if ticket.key == event.key else ticket for ticket in case.tickets
            )
            return replace(case, tickets=tickets)
        case ev.ParcelTraced():
            fault = FAULTS.get(event.situation, case.request.fault)
            if event.situation is Situation.WRONG_ADDRESS and case.order.address_change_promised:
                fault = Fault.SELLER  # ours, and so no claim against the carrier (TRN 9)
            request = replace(case.request, fault=fault)
            return replace(case, found=Found(situation=event.situation, at=at), request=request)
        case ev.CarrierClaimed():
            return replace(case, claims=(*case.claims, event.claim_id))
        case _:
            assert_never(event)
