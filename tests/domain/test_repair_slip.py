"""The form that goes with goods to a repair: every field of rule 3.12 (R55)."""

from dataclasses import replace

import pytest

from domain import events as ev
from domain.case import Case
from domain.defects.defect import Cause, Defect, DefectKind, Examiner
from domain.defects.repair import JobKind, RepairReport, RepairState
from domain.defects.repair_slip import RepairSlip, repair_slip
from domain.events import Event
from domain.fault import Fault
from domain.request import Ground, Scenario
from tests.domain.case_forms import DAY, HOUR, NOON, case_of, then

BOOKED = ev.RepairBooked(key="j1", number=1, kind=JobKind.REPAIR, free=True)


def broken(*happened: Event) -> Case:
    """A kettle that does not heat."""
    case = case_of(kind=Scenario.REPAIR, ground=Ground.QUALITY, fault=Fault.SELLER, signed_at=NOON - 10 * DAY)
    defect = Defect(kind=DefectKind.PERFORMANCE, symptom="does not heat", serial_no="K-77")
    return then(replace(case, request=replace(case.request, defect=defect)), *happened)


def slip_of(case: Case) -> RepairSlip:
    """The form, which the case has."""
    made = repair_slip(case)
    assert made is not None
    return made


def report(state: RepairState, after: int, **more: object) -> ev.RepairProgressed:
    """A word of the repair shop."""
    return ev.RepairProgressed(key="j1", report=RepairReport(state=state, at=NOON + after * HOUR, **more))  # type: ignore[arg-type]


def test_before_the_repair_it_says_what_is_wrong() -> None:
    """Serial number, symptom, and that no price is known."""
    made = slip_of(broken(ev.StepsAdvised(steps="descale it", by="li")))
    assert (made.serial_no, made.symptom, made.steps) == ("K-77", "does not heat", ("descale it",))
    assert (made.begun_at, made.price, made.state, made.days) == (None, None, "", 0)


def test_after_it_cause_cure_parts_hours_and_days() -> None:
    """What the repair shop said over several reports, the newest word on each; the guarantee moves by the days."""
    looked = ev.GoodsExamined(cause=Cause.DEFECT, examiner=Examiner.SHOP, by="wh-07")
    worked = report(RepairState.WORKING, 30, cause="worn coil", hours=1)
    done = report(RepairState.REPAIRED, 72, cure="new coil", parts="C-9", hours=1, result="heats")
    before, after = slip_of(broken()), slip_of(broken(looked, BOOKED, worked, done))
    assert (after.cause, after.cure, after.parts, after.hours) == ("worn coil", "new coil", "C-9", 2)
    assert (after.price, after.state, after.result, after.examined) == (0, "repaired", "heats", "defect")
    assert after.days > 0
    assert after.guarantee_until - before.guarantee_until == after.days * DAY


@pytest.mark.parametrize(("free", "amount", "price"), [(True, 0, 0), (False, 9900, 9900), (False, 0, None)])
def test_the_price_is_the_repair_shops_last_word(*, free: bool, amount: int, price: int | None) -> None:
    """Nothing under guarantee; unknown until it was quoted."""
    booked = replace(BOOKED, free=free)
    said = (report(RepairState.QUOTED, 5, amount=amount),) if amount else ()
    assert slip_of(broken(booked, *said)).price == price


def test_a_return_has_no_repair_form() -> None:
    """Only what is mended has one."""
    assert repair_slip(case_of()) is None
