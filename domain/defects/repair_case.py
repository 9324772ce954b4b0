"""A repair as it stands: free or paid for, how long it may still take, and what use comes to."""

from datetime import datetime, timedelta

from domain.case import Case
from domain.defects.case import failed, guarantee_began, in_term, job, tells_rights
from domain.defects.defect import Cause, Remedy
from domain.defects.repair import (
    Course,
    JobKind,
    Mendable,
    RepairState,
    Verdict,
    begun_days,
    repair_days,
    use_bp,
    verdict,
)
from domain.events import Answer, Question
from domain.windows import Clock, Due, since


def repair_began(case: Case) -> datetime | None:
    """When the goods of this case first went into repair."""
    return min((job.begun_at for job in case.jobs if job.kind is JobKind.REPAIR), default=None)


def mendable(case: Case, now: datetime) -> Mendable:
    """The case as table 3.12 asks for it, at `now`."""
    defect, last, began = case.request.defect, job(case), repair_began(case)
    parts = last is not None and last.waited_for_parts
    days = begun_days(now - began) if began is not None else 0
    found = case.examined
    return Mendable(
        in_term=in_term(case) and not _paid_for(case),
        human_damage=found is not None and found.cause is Cause.HUMAN_DAMAGE,
        has_more_rights=tells_rights(case),
        chose_repair=case.choice is not None and case.choice.remedy in {Remedy.REPAIR, Remedy.PAID_REPAIR},
        service_point=defect is not None and bool(defect.service_point),
        on_site=defect is not None and defect.on_site,
        failed=failed(case),
        days=days,
        parts_lacking=parts,
        no_longer_made=last is not None and last.state is RepairState.UNREPAIRABLE,
    )


def found(case: Case, now: datetime) -> Verdict:
    """The row of table 3.12 that binds now."""
    return verdict(mendable(case, now), case.terms)


INSTEAD = frozenset({Course.REPLACE_OR_REFUND, Course.SUBSTITUTE})


def on_site(case: Case) -> bool:
    """Too large to be sent: somebody comes to the buyer (table 3.12 row 8)."""
    return case.request.defect is not None and case.request.defect.on_site


def is_referred(case: Case) -> bool:
    """An official service point is near, and the buyer is willing to go there first (table 3.12 row 3)."""
    fresh = case.examined is None and case.agreement is None and not case.jobs
    return fresh and found(case, case.request.requested_at).course is Course.REFER


def quote_answer(case: Case) -> Answer | None:
    """The buyer's word on the price of the newest job; None while there is none."""
    last, said = job(case), case.answer(Question.REPAIR_QUOTE)
    if last is None or said is None or said.at < last.begun_at:
        return None
    return said.answer if said.answer in {Answer.ACCEPT, Answer.DECLINE} else None


def repair_days_allowed(case: Case) -> int:
    """How many days a repair may take (row 5): more where parts are lacking."""
    last = job(case)
    lacking = last is not None and last.waited_for_parts
    return case.terms.repair_parts_days if lacking else case.terms.repair_days


def late_from(case: Case) -> datetime | None:
    """From when the buyer hears every day: past the promised day, and from the warning on."""
    last, began = job(case), repair_began(case)
    if last is None or began is None:
        return None
    warned = began + timedelta(days=case.terms.repair_warn_days)
    promised = [report.eta for report in last.reports if report.eta is not None]
    return min([warned, *promised[:1]])


def mended_free(case: Case) -> bool:
    """Whether the guarantee pays for a repair of this case (table 3.12 rows 1 and 7)."""
    return found(case, case.request.requested_at).course is not Course.QUOTE


def _paid_for(case: Case) -> bool:
    return case.choice is not None and case.choice.remedy is Remedy.PAID_REPAIR


def use_share(case: Case) -> int:
    """Depreciation for use in basis points, where the buyer chose that remedy, as of then (MR-17); 0 else."""
    if case.choice is None or case.choice.remedy is not Remedy.LESS_USE:
        return 0
    return use_until(case, case.choice.at)


def use_until(case: Case, now: datetime) -> int:
    """What the use up to `now` comes to, in basis points of the price."""
    in_repair = repair_days(case.past_repairs, now, repair_began(case))
    return use_bp(began_at=guarantee_began(case), now=now, in_repair=in_repair, terms=case.terms)


def repair_due(case: Case, days: int) -> Due | None:
    """The end of so many days of the whole repair (row 5); begun when the goods first went into it."""
    return since(repair_began(case), days * 24, Clock.REPAIR)


def quote_ends(case: Case) -> Due | None:
    """Until when the quote stands open; silence is no acceptance."""
    last = job(case)
    if last is None or last.state is not RepairState.QUOTED or last.last is None:
        return None
    return since(max(last.last.at, case.told_at or last.last.at), case.terms.repair_quote_hours, Clock.QUOTE)
