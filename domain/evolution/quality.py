"""How a case changes by a defect that is looked at, and by a repair."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.defects.defect import Choice, Diagnosis, Examination, ExaminationOrder
from domain.defects.repair import ENDED, Job, SentHome
from domain.events import QualityEvent


def after(case: Case, event: QualityEvent, at: datetime) -> Case:  # noqa: PLR0912 - one arm an event
    """The case after this event."""
    match event:
        case ev.StepsAdvised():
            return replace(case, diagnoses=(*case.diagnoses, Diagnosis(steps=event.steps, by=event.by, at=at)))
        case ev.DiagnosisEnded():
            return replace(case, diagnosed=event.helped)
        case ev.ExaminationOrdered():
            order = ExaminationOrder(
                examiner=event.examiner, at=at, place=event.place, asked_by_buyer=event.asked_by_buyer
            )
            return replace(case, examination_order=order)
        case ev.GoodsExamined():
            return _examined(case, event, at)
        case ev.RemedyChosen():
            choice = Choice(remedy=event.remedy, by=event.by, at=at, amount=event.amount)
            return replace(case, choice=choice)
        case ev.PastRepairsRead():
            return replace(case, past_repairs=event.repairs)
        case ev.RepairBooked():
            job = Job(key=event.key, number=event.number, kind=event.kind, free=event.free, begun_at=at)
            return replace(case, jobs=(*case.jobs, job))
        case ev.RepairProgressed():
            return replace(case, jobs=tuple(_progressed(job, event, at) for job in case.jobs))
        case ev.RepairGivenUp():
            return replace(case, given_up_row=event.row, choice=None)
        case ev.OwnGoodsLost():
            return replace(case, lost_home=True, choice=None)
        case ev.GuaranteeMoved():
            return replace(case, guarantee_until=event.ends_at)
        case ev.GoodsSentHome():
            # Should they come in again, the buyer gets another window to post them.
            since = None if event.scans_before else at
            home = SentHome(carrier=event.carrier, waybill=event.waybill, at=at, heard_from=since)
            return replace(case, ship_by=None, sent_home=home, lost_home=False)
        case ev.SentHomeMoved():
            return _moved_home(case, event)
        case _:
            assert_never(event)


def _examined(case: Case, event: ev.GoodsExamined, at: datetime) -> Case:
    """A test that was ordered is over with its finding, unless that could not tell."""
    found = Examination(
        cause=event.cause,
        examiner=event.examiner,
        by=event.by,
        at=at,
        note=event.note,
        report=event.report,
        fee=event.fee,
        paid_by_buyer=event.paid_by_buyer,
    )
    return replace(case, examinations=(*case.examinations, found), examination_order=None)


def _progressed(job: Job, event: ev.RepairProgressed, at: datetime) -> Job:
    if job.key != event.key:
        return job
    ended = at if event.report.state in ENDED else None
    report = event.report if event.fact else replace(event.report, at=at)  # entered by hand: it was so then
    return replace(job, reports=(*job.reports, report), ended_at=job.ended_at or ended)


def _moved_home(case: Case, event: ev.SentHomeMoved) -> Case:
    given = case.sent_home
    if given is None:
        return case
    return replace(case, sent_home=replace(given, state=event.state, at=event.at, heard_from=event.at))
