"""How a case changes by what is judged of its goods, and by conduct that is reported."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.disputes.authenticity import Judged, ReportedTo
from domain.events import CounterfeitEvent


def after(case: Case, event: CounterfeitEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.AuthenticityJudged():
            judged = Judged(judgement=event.judgement, by=event.by, at=at, reason=event.reason, issuer=event.issuer)
            return replace(case, judged=(*case.judged, judged), reopened=None)
        case ev.SaleStopped():
            return replace(case, stopped=(*case.stopped, *(sku for sku in event.skus if sku not in case.stopped)))
        case ev.DepartmentAlarmed():
            return replace(case, alarmed=(*case.alarmed, *event.skus))
        case ev.ConductReported():
            reported = ReportedTo(to=event.to, number=event.number, by=event.by, at=at)
            return replace(case, reported=(*case.reported, reported))
        case _:
            assert_never(event)
