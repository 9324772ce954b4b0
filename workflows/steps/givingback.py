"""The buyer's own goods go back to the buyer, are followed until they are there, and wait where they are not."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.defects import case as quality
    from domain.defects import lost_home
    from domain.defects import repair_case as mends
    from domain.defects.defect import Cause
    from domain.events import Resolution, SentHomeMoved
    from domain.goods import ParcelState
    from domain.standing import goods_here
    from domain.windows import Clock
    from workflows.casefile import CaseFile, within
    from workflows.steps import buyer, homeward, parcel

HOME = frozenset({ParcelState.SIGNED})
NOT_TAKEN = frozenset({ParcelState.COMING_BACK, ParcelState.REFUSED})


async def given_back(file: CaseFile, letter: str) -> bool:
    """Send what is here, tell the buyer, and see it arrive; False when the buyer did not take it in for 90 days.

    False also when it is lost on its way (`lost_home.is_lost`). Source: table 3.12 row 7.
    Nothing is sent where nothing is here: what was mended at the buyer's place stays there.
    """
    if goods_here(file.case):
        await homeward.from_bench(file)
        await buyer.tell(file, letter, lambda: _words(file.case))
    elif file.case.sent_home is None and mends.on_site(file.case) and letter == "REP-2":
        await buyer.tell(file, letter, lambda: _words(file.case))
    given = file.case.sent_home
    if given is None or not given.waybill:
        return True
    heard = await file.until(
        _known,
        by=within(timedelta(hours=file.case.terms.returning_parcel_hours), Clock.DELIVERY),
        waiting="the goods to reach the buyer",
    )
    silent_or_lost = not heard or lost_home.is_lost(file.case)
    if silent_or_lost and workflow.patched("lost-on-the-way-home") and await _lost(file):
        return False
    if _state(file.case) not in NOT_TAKEN:
        return True
    return await _claimed(file)


async def _lost(file: CaseFile) -> bool:
    """The carrier says so, or has nothing to say for longer than a loss needs (table 3.4 row 1)."""
    given = file.case.sent_home
    if given is not None and not _known(file.case):
        await parcel.look_up(file, given.carrier, given.waybill)
    if not _known(file.case):
        file.record(SentHomeMoved(state=ParcelState.LOST, at=workflow.now(), by="policy"))
    return lost_home.is_lost(file.case)


async def _claimed(file: CaseFile) -> bool:
    """They came back to us: the buyer is told, and has the days of the terms to take them."""
    notice = timedelta(days=file.case.terms.unclaimed_days)
    until = workflow.now() + notice
    file.meanwhile(_tell_waiting(file, Words(item=file.case.titles, date=until)))
    return await file.until(
        lambda case: _state(case) in HOME, by=within(notice, Clock.UNCLAIMED), waiting="the buyer to take the goods"
    )


async def _tell_waiting(file: CaseFile, words: Words) -> None:
    await buyer.tell(file, "REP-5", lambda: words, moot=lambda case: _state(case) in HOME)


def _state(case: Case) -> ParcelState | None:
    return case.sent_home.state if case.sent_home is not None else None


def _known(case: Case) -> bool:
    return _state(case) in HOME | NOT_TAKEN | {ParcelState.LOST}


def _words(case: Case) -> Words:
    last, found = quality.job(case), case.examined
    report = last.last if last is not None else None
    given = case.sent_home
    why = found.note or found.report if found is not None else ""
    return Words(
        item=case.titles,
        waybill=given.waybill if given is not None and given.waybill else "-",
        reason=report.cause if report is not None and report.cause else why,
        option1=f"{report.cure}; {report.course}; {report.parts}".strip("; ") if report is not None else "-",
        option2=report.result if report is not None and report.result else "-",
    )


def ending_without_claim(case: Case) -> Resolution:
    """Nothing was found, or the claim did not stand."""
    nothing = case.examined is not None and case.examined.cause is Cause.NO_DEFECT
    return Resolution.NO_DEFECT if nothing else Resolution.REFUSED
