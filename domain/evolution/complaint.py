"""How a case changes by what is found out, offered and chosen about a complaint."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Agreement, Case
from domain.complaints.complaint import Choice, Collected, Complaint
from domain.events import ComplaintEvent
from domain.fault import Fault


def after(case: Case, event: ComplaintEvent, at: datetime) -> Case:
    """The case after this event."""
    return replace(_stated(case, event, at), complaint=_known(case.complaint, event, at))


def _stated(case: Case, event: ComplaintEvent, at: datetime) -> Case:
    """What a judgement or a person's settlement means for the case as a whole."""
    if isinstance(event, ev.ComplaintJudged) and event.judgement.fault is not Fault.NONE:
        return replace(case, request=replace(case.request, fault=event.judgement.fault))
    if isinstance(event, ev.RedressChosen) and case.agreement is None:
        return replace(case, agreement=Agreement(by=event.by, at=at, seller_pays_freight=True))
    return case


def _known(known: Complaint, event: ComplaintEvent, at: datetime) -> Complaint:
    match event:
        case ev.PackingAsked():
            return replace(known, asked_at=at)
        case ev.PackingReported():
            return replace(known, packing=event.packing)
        case ev.RestTraced():
            return replace(known, rest=event.state)
        case ev.ComplaintJudged():
            return replace(known, judged=event.judgement)
        case ev.RedressOffered():
            return replace(known, choice=Choice(row=event.row, remedies=event.remedies, keep=event.keep, at=at))
        case ev.RedressChosen():
            return replace(known, choice=_chosen(known, event, at))
        case ev.RedressFailed():
            return replace(known, choice=None, failed=(*known.failed, event.remedy))
        case ev.WrongGoodsAwaited():
            return replace(known, wrong_until=event.until)
        case ev.PickupBooked():
            return replace(known, pickup=Collected(carrier=event.carrier, waybill=event.waybill))
        case ev.WrongGoodsWrittenOff():
            return replace(known, written_off=True)
        case _:
            assert_never(event)


def _chosen(known: Complaint, event: ev.RedressChosen, at: datetime) -> Choice:
    """A person may settle what was never offered by letter."""
    before = known.choice
    if before is None:
        row = known.judged.row if known.judged is not None else ""
        before = Choice(row=row, remedies=(event.remedy,), keep=0, at=at)
    keep = before.keep if event.keep is None else event.keep
    return replace(before, chosen=event.remedy, chosen_at=at, keep=keep, by=event.by)
