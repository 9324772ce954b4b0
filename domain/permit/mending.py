"""Which commands of a quality case or a repair fit it now, and the events that they become."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import Choose, Diagnose, Examine, Mending, NotPermitted, OrderExamination, ReportRepair
from domain.defects import case as quality
from domain.defects.claim import flaw_offer
from domain.defects.defect import Remedy
from domain.defects.repair import RepairReport, RepairState
from domain.events import Event
from domain.fit_words import check_words
from domain.permit.checks import money_still, said, still_open
from domain.request import DEFECTS

LONGEST = 200  # characters of what a buyer is told
BY_PEOPLE = frozenset(RepairState) - {RepairState.BOOKED, RepairState.EXAMINED, RepairState.DECLINED}


def fits(command: Mending, case: Case) -> None:
    """Raise NotPermitted where the case takes no such command now."""
    still_open(case)
    if case.scenario not in DEFECTS:
        raise NotPermitted("NO_DEFECT_CASE", f"A {case.scenario} case is about no defect; divert it to quality first.")
    match command:
        case Diagnose():
            _diagnose(command, case)
        case OrderExamination():
            _order(case)
        case Examine():
            _examine(command, case)
        case Choose():
            _choose(command, case)
        case ReportRepair():
            _report(command, case)
        case _:
            assert_never(command)


def _diagnose(command: Diagnose, case: Case) -> None:
    if case.diagnosed is not None or not quality.tries_first(case):
        raise NotPermitted("NOT_DIAGNOSING", "Help from afar is over: order an examination, agree or refuse instead.")
    if bool(command.steps.strip()) is (command.helped is not None):
        raise NotPermitted("STEPS_OR_RESULT", "Give the steps that the buyer should try, or whether they helped.")
    if len(command.steps) > LONGEST:
        raise NotPermitted("TOO_LONG", f"What a buyer should try has at most {LONGEST} characters.")
    check_words(command.steps)


def _order(case: Case) -> None:
    if case.agreement is not None:
        raise NotPermitted("ALREADY_AGREED", "The claim is agreed to; what was found changes nothing about that.")


def _examine(command: Examine, case: Case) -> None:
    if case.agreement is not None and case.jobs == ():
        raise NotPermitted("ALREADY_AGREED", "The claim is agreed to; what was found changes nothing about that.")
    if not command.note.strip() and not command.report.strip():
        raise NotPermitted("NO_FINDING", "Say what was found, or where the report lies (E9, E10, E19).")
    if command.fee < 0:
        raise NotPermitted("BAD_VALUE", "A test costs no less than nothing.")


def _choose(command: Choose, case: Case) -> None:
    said(command.note, "choosing for the buyer")
    money_still(case)
    open_now = quality.offered(case)
    if command.remedy not in open_now:
        raise NotPermitted("NOT_OPEN", f"Open to the buyer now: {', '.join(open_now) or 'nothing'}.")
    if case.choice is not None:
        raise NotPermitted("ALREADY_CHOSEN", f"The buyer chose {case.choice.remedy}; divert the case to change that.")
    if command.amount and command.remedy is not Remedy.KEEP:
        raise NotPermitted("BAD_VALUE", "Only a buyer who keeps the goods gets a price difference.")
    most = flaw_offer(quality.items_paid(case), case.terms)[1]
    if not 0 <= command.amount <= most:
        raise NotPermitted("BEYOND_FLAW", f"A small flaw is worth at most {most} minor units; see the shop's terms.")


def _report(command: ReportRepair, case: Case) -> None:
    last = quality.job(case)
    if last is None or last.ended_at is not None:
        raise NotPermitted("NO_REPAIR", "No repair of this case is under way.")
    if command.state not in BY_PEOPLE:
        raise NotPermitted("BAD_VALUE", f"A repair is reported as {', '.join(sorted(BY_PEOPLE))}.")
    if command.amount < 0 or command.hours < 0:
        raise NotPermitted("BAD_VALUE", "A repair costs no less than nothing, and takes no less than no time.")
    if (command.state is RepairState.QUOTED) is not bool(command.amount):
        raise NotPermitted("QUOTE_NEEDS_AMOUNT", "A quote has an amount, and nothing else has one.")
    told = (command.cause, command.cure, command.course, command.result)
    if command.state is RepairState.REPAIRED and not all(word.strip() for word in told):
        raise NotPermitted("REPORT_LACKS", "The buyer is owed cause, cure, course and result of a repair (R55).")


def effect(command: Mending, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Diagnose():
            if command.helped is not None:
                return (ev.DiagnosisEnded(helped=command.helped, note=command.note, by=command.by),)
            return (ev.StepsAdvised(steps=command.steps, by=command.by),)
        case OrderExamination():
            return (
                ev.ExaminationOrdered(
                    examiner=command.examiner,
                    place=command.place,
                    asked_by_buyer=command.asked_by_buyer,
                    by=command.by,
                ),
            )
        case Examine():
            return (
                ev.GoodsExamined(
                    cause=command.cause,
                    examiner=command.examiner,
                    note=command.note,
                    report=command.report,
                    fee=command.fee,
                    paid_by_buyer=command.paid_by_buyer,
                    by=command.by,
                ),
            )
        case Choose():
            return (quality.chosen(case, command.remedy, command.by, amount=command.amount, note=command.note),)
        case ReportRepair():
            return _reported(command, case)
        case _:
            assert_never(command)


def _reported(command: ReportRepair, case: Case) -> tuple[Event, ...]:
    last = quality.job(case)
    if last is None:
        return ()
    report = RepairReport(
        state=command.state,
        at=last.last.at if last.last is not None else last.begun_at,  # told now: the entry's own moment counts
        cause=command.cause,
        cure=command.cure,
        course=command.course,
        result=command.result,
        parts=command.parts,
        hours=command.hours,
        amount=command.amount,
        eta=command.eta,
    )
    return (ev.RepairProgressed(key=last.key, report=report, by=command.by),)
