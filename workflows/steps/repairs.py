"""The repair shop: jobs, the price of a repair, its course, and the book of attempts."""

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.repairs import (
        ItemOfOrder,
        JobAnswer,
        JobAsked,
        JobOrder,
        Past,
        RepairDone,
        Repairs,
        Told,
    )
    from domain.case import Case
    from domain.defects import case as quality
    from domain.defects import repair_case as mends
    from domain.defects.repair import Job, JobKind, RepairState
    from domain.events import PastRepairsRead, RepairBooked
    from domain.facts import RepairReported
    from workflows import calls
    from workflows.casefile import CaseFile, Ready, StepMoot, StepSkipped, always_wanted


async def looked_back(file: CaseFile) -> None:
    """What was mended on this item before, under whatever case: attempts count over all of them (F85)."""
    if file.case.past_repairs or file.case.jobs:
        return

    async def act() -> Past:
        case = file.case
        item = ItemOfOrder(case_id=case.case_id, shop=case.shop, order_id=case.order.order_id, line_ids=_line_ids(case))
        return await workflow.execute_activity_method(
            Repairs.past, item, summary="earlier repairs of the item", **calls.LEDGER
        )

    try:
        past = await file.attempt("past_repairs", act)
    except StepSkipped:
        return
    if past.repairs:
        file.record(PastRepairsRead(repairs=past.repairs))


async def booked(file: CaseFile, kind: JobKind, *, moot: Ready = always_wanted) -> None:
    """Ask for a job, once; where the shop's system is none of ours, a person skips this and enters what it says."""
    open_job = quality.job(file.case, kind)
    if open_job is None or open_job.ended_at is not None:
        number = len(file.case.jobs) + 1
        key = f"{file.case.case_id}/repair/{number}"
        file.record(RepairBooked(key=key, number=number, kind=kind, free=_free(file.case, kind)))
    job = quality.job(file.case, kind)
    if job is None or job.reports:
        return

    async def act() -> Told:
        return await workflow.execute_activity_method(
            Repairs.book, _order(file.case, job), summary=f"ask the repair shop: {kind}", **calls.OUTWARD
        )

    await _told(file, job.key, "book_repair", act, moot=moot)


async def asked(file: CaseFile, kind: JobKind) -> None:
    """Ask how the job stands: a notice may have gone missing."""
    job = quality.job(file.case, kind)
    if job is None or job.ended_at is not None:
        return

    async def act() -> Told:
        order = JobAsked(key=job.key, shop=file.case.shop)
        return await workflow.execute_activity_method(
            Repairs.ask, order, summary="ask how the repair stands", **calls.OUTWARD
        )

    await _told(file, job.key, "ask_repair", act)


async def answered(file: CaseFile, *, accepted: bool) -> None:
    """Tell the shop of the buyer's yes or no to its price."""
    job = quality.job(file.case)
    if job is None or job.state is not RepairState.QUOTED:
        return

    async def act() -> Told:
        answer = JobAnswer(key=f"{job.key}/quote", job=job.key, shop=file.case.shop, accepted=accepted)
        return await workflow.execute_activity_method(
            Repairs.answer, answer, summary="answer the quote", **calls.OUTWARD
        )

    await _told(file, job.key, "answer_quote", act)


async def noted(file: CaseFile, *, worked: bool) -> None:
    """Write the attempt into the book: the next case of the item counts it."""
    job = quality.job(file.case)
    if job is None or job.ended_at is None:
        return

    async def act() -> None:
        case = file.case
        assert job.ended_at is not None  # asked above
        done = RepairDone(
            case_id=case.case_id,
            shop=case.shop,
            order_id=case.order.order_id,
            line_ids=_line_ids(case),
            number=job.number,
            begun_at=job.begun_at,
            ended_at=job.ended_at,
            worked=worked,
        )
        await workflow.execute_activity_method(
            Repairs.note, done, summary="write the repair into the book", **calls.LEDGER
        )

    try:
        await file.attempt("note_repair", act)
    except StepSkipped:
        return


async def _told(
    file: CaseFile, key: str, step: str, act: Callable[[], Awaitable[Told]], *, moot: Ready = always_wanted
) -> None:
    try:
        told = await file.attempt(step, act, moot=moot)
    except (StepSkipped, StepMoot):
        return
    for report_id, report in told.reports:
        file.absorb(RepairReported(fact=report_id, key=key, report=report))


def _free(case: Case, kind: JobKind) -> bool:
    return kind is JobKind.EXAMINE or mends.mended_free(case)


def _order(case: Case, job: Job) -> JobOrder:
    item, defect = case.request.items[0], case.request.defect
    line = case.order.line(item.line_id)
    waybill = case.parcels[-1].waybill if case.parcels else ""
    return JobOrder(
        key=job.key,
        shop=case.shop,
        order_id=case.order.order_id,
        kind=job.kind,
        sku=line.sku,
        title=case.titles,
        qty=item.qty,
        serial_no=defect.serial_no if defect is not None else "",
        symptom=defect.symptom if defect is not None else case.request.reason,
        waybill=waybill,
        free=job.free,
    )


def _line_ids(case: Case) -> tuple[str, ...]:
    return tuple(item.line_id for item in case.request.items)
