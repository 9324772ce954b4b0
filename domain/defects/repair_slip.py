"""The form that goes with goods to a repair and back: what is wrong, what was tried, done and charged (rule 3.12, R55).

A projection of the case, made anew whenever it is printed.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.case import Case
from domain.defects.case import failed, guarantee_began
from domain.defects.defect import Cause
from domain.defects.repair import ENDED, Job, JobKind, RepairReport, guarantee_ends, repair_days
from domain.request import Scenario


@dataclass(frozen=True, kw_only=True)
class RepairSlip:
    """The register of one repair. `price` in minor units, 0 where it is free; None: not known yet.

    `days` are begun days in repair, over all repairs of the item; `attempts` the failed ones before and in this case.
    """

    serial_no: str
    symptom: str
    steps: tuple[str, ...]  # tried from afar
    examined: Cause | None  # what was found by whoever looked
    begun_at: datetime | None
    ended_at: datetime | None
    state: str
    cause: str
    cure: str
    parts: str
    hours: int
    price: int | None
    result: str
    attempts: int
    days: int
    guarantee_until: datetime


def repair_slip(case: Case) -> RepairSlip | None:
    """The form of a case whose goods are, or are to be, mended; None for any other."""
    jobs = [job for job in case.jobs if job.kind is JobKind.REPAIR]
    if not jobs and Scenario.REPAIR not in {case.scenario, case.request.kind}:
        return None
    defect, reports = case.request.defect, [report for job in jobs for report in job.reports]
    begun = jobs[0].begun_at if jobs else None
    ended = jobs[-1].ended_at if jobs else None
    lasted = repair_days(case.past_repairs, ended or begun, begun) if begun is not None else 0
    return RepairSlip(
        serial_no=defect.serial_no if defect is not None else "",
        symptom=(defect.symptom if defect is not None else "") or case.request.reason,
        steps=tuple(diagnosis.steps for diagnosis in case.diagnoses),
        examined=case.examined.cause if case.examined is not None else None,
        begun_at=begun,
        ended_at=ended,
        state=jobs[-1].state if jobs else "",
        cause=_last(reports, "cause"),
        cure=_last(reports, "cure"),
        parts=_last(reports, "parts"),
        hours=sum(report.hours for report in reports),
        price=_price(jobs),
        result=_last(reports, "result"),
        attempts=failed(case),
        days=lasted,
        guarantee_until=case.guarantee_until or guarantee_ends(guarantee_began(case), lasted, case.terms),
    )


def _last(reports: list[RepairReport], field: str) -> str:
    """The newest word on it; the repair shop need not say everything in each report."""
    return next((str(value) for report in reversed(reports) if (value := getattr(report, field))), "")


def _price(jobs: list[Job]) -> int | None:
    """What the repair shop asks last; nothing under guarantee, None while no price is known."""
    if not jobs:
        return None
    asked = [report.amount for job in jobs for report in job.reports if report.amount]
    if asked:
        return asked[-1]
    return 0 if jobs[-1].free or jobs[-1].state in ENDED else None
