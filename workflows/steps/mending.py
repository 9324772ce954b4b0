"""A repair from the booking to its end: its price, its clocks, and as many attempts as the law lets us have."""

from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.defects import case as quality
    from domain.defects import repair_case as mends
    from domain.defects.defect import Remedy
    from domain.defects.repair import JobKind, RepairState, guarantee_ends, repair_days
    from domain.events import Answer, GuaranteeMoved, Question, RepairGivenUp
    from domain.windows import Clock, Due
    from workflows.casefile import CaseFile, within
    from workflows.steps import buyer, outbound, prices, remedies, repairs


NOT_DONE = frozenset({RepairState.FAILED, RepairState.UNREPAIRABLE})


async def rights_told(file: CaseFile) -> bool:
    """Who may return or exchange it hears so before a repair begins; True where the buyer wants it repaired (row 2).

    A buyer who says nothing asked for a repair and gets one.
    """
    if quality.tells_rights(file.case) and not remedies.over(file.case):
        if "QLT-3" not in file.case.letters:
            await remedies.ask(file, "QLT-3")
        if not await outbound.until(file, remedies.settled, quality.choice_ends, "the buyer: repair, or more"):
            file.record(quality.chosen(file.case, Remedy.REPAIR, "policy", note="asked for, the rights were told"))
    choice = file.case.choice
    return choice is None or choice.remedy in {Remedy.REPAIR, Remedy.PAID_REPAIR}


async def mended(file: CaseFile) -> RepairState | None:
    """Try until it is repaired, declined or given up; None when the buyer never answered a price (unclaimed)."""
    while not file.case.given_up_row and not remedies.over(file.case):
        await repairs.booked(file, JobKind.REPAIR)
        await _tell_begun(file)
        if not await _course(file):
            return None
        job = quality.job(file.case)
        state = job.state if job is not None else RepairState.BOOKED
        if state not in NOT_DONE:
            return state
        await repairs.noted(file, worked=False)
        if not mends.mended_free(file.case):
            return state  # nothing is charged for what could not be done
        found = mends.found(file.case, workflow.now())
        if found.course in mends.INSTEAD:
            file.record(RepairGivenUp(row=found.row))
    job = quality.job(file.case)
    return job.state if job is not None else RepairState.BOOKED


def guarantee_moved(file: CaseFile) -> None:
    """The days in repair are put behind the guarantee (F86); a repair that was paid for moves nothing."""
    case = file.case
    if not mends.mended_free(case) or case.guarantee_until is not None:
        return
    days = repair_days(case.past_repairs, workflow.now(), mends.repair_began(case))
    ends = guarantee_ends(quality.guarantee_began(case), days, case.terms)
    file.record(GuaranteeMoved(ends_at=ends, days=days))


async def _tell_begun(file: CaseFile) -> None:
    """REP-1: what it costs, and when it should be done."""
    case, job = file.case, quality.job(file.case)
    if job is None or case.letters.count("REP-1") >= 1:
        return
    free = "免费 / free" if job.free else "先报价，您同意后开工 / quoted first; no work before you agree"
    latest = job.begun_at + timedelta(days=mends.repair_days_allowed(case))
    promised = job.last.eta if job.last is not None and job.last.eta is not None else latest
    words = Words(item=case.titles, option1=free, eta=promised)
    file.meanwhile(_tell(file, "REP-1", words))


async def _course(file: CaseFile) -> bool:
    """Until the job has ended or took too long (row 5); False when its price was never answered."""
    while not _ended(file.case):
        if _priced(file.case):
            if not await _price_answered(file):
                return False
        elif not await _on_time(file) and not await _late(file):
            file.record(RepairGivenUp(row=quality.TOO_LATE))
    return True


def _ended(case: Case) -> bool:
    job = quality.job(case)
    done = job is not None and job.ended_at is not None
    return done or bool(case.given_up_row) or remedies.over(case)


def _priced(case: Case) -> bool:
    job = quality.job(case)
    return job is not None and job.state is RepairState.QUOTED


def _news(case: Case) -> bool:
    return _ended(case) or _priced(case)


async def _on_time(file: CaseFile) -> bool:
    """True with news before it is late; people are told when it becomes so, and the shop is asked."""

    def warned(case: Case) -> Due | None:
        at, began = mends.late_from(case), mends.repair_began(case)
        return None if at is None or began is None else Due(at=at, clock=Clock.REPAIR, starts_at=began)

    due = warned(file.case)
    if due is not None and due.at <= workflow.now():
        return False
    if await file.until(_news, by=warned, waiting="the repair", alarms=True):
        return True
    await repairs.asked(file, JobKind.REPAIR)
    return _news(file.case)


async def _late(file: CaseFile) -> bool:
    """The buyer hears every day while it is late (R128); False when the law's days are over."""

    def limit(case: Case) -> Due | None:
        return mends.repair_due(case, mends.repair_days_allowed(case))

    while (due := limit(file.case)) is not None and due.at > workflow.now():
        file.meanwhile(_tell_late(file, due.at))
        day = timedelta(hours=file.case.terms.repair_progress_hours)
        next_word = within(day, Clock.PAUSE)

        def earliest(case: Case, next_word: Callable[[Case], Due | None] = next_word) -> Due | None:
            return windows.earliest(next_word(case), limit(case))

        if await file.until(_news, by=earliest, waiting="the repair that is late", quiet=True):
            return True
    await repairs.asked(file, JobKind.REPAIR)
    return _news(file.case)


async def _tell_late(file: CaseFile, until: datetime) -> None:
    late = mends.late_from(file.case)
    reason = "维修尚未完成 / the repair is not done yet"
    await buyer.tell(file, "DELAY", lambda: Words(date=late, reason=reason, eta=until), moot=_news)


async def _price_answered(file: CaseFile) -> bool:
    """No work before the buyer's yes, and before its price is paid.

    Who never answers has the days of the notice, then the goods are unclaimed.
    """
    job = quality.job(file.case)
    report = job.last if job is not None else None
    if report is None:
        return True
    if mends.quote_answer(file.case) is None:
        until = workflow.now() + timedelta(hours=file.case.terms.repair_quote_hours)
        why = report.cause or report.result or "-"
        words = Words(amount=report.amount, currency=file.case.order.currency, reason=why, date=until)
        await _tell(file, "REP-Q", words, question=Question.REPAIR_QUOTE)
        if not await file.until(_answered, by=mends.quote_ends, waiting="the buyer: the price of the repair"):
            notice = timedelta(days=file.case.terms.unclaimed_days)
            waits = Words(item=file.case.titles, date=workflow.now() + notice)
            file.meanwhile(_tell(file, "REP-5", waits))
            if not await file.until(_answered, by=within(notice, Clock.UNCLAIMED), waiting="the buyer's word"):
                return False
    answer = mends.quote_answer(file.case)
    if answer is not None:
        accepted = answer is Answer.ACCEPT and await prices.collected(file)
        await repairs.answered(file, accepted=accepted)
        await file.until(lambda case: not _priced(case) or remedies.over(case), waiting="the repair shop to go on")
    return True


def _answered(case: Case) -> bool:
    return mends.quote_answer(case) is not None or not _priced(case) or remedies.over(case)


async def _tell(file: CaseFile, letter: str, words: Words, *, question: Question | None = None) -> None:
    await buyer.tell(file, letter, lambda: words, question=question, moot=_answered if question else _ended)
