"""Mending, moving and ending a case: what it takes, and what that becomes."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import (
    CORRECTABLE,
    MONEY_STEPS,
    Close,
    Correct,
    Divert,
    Hold,
    NotPermitted,
    Release,
    Retry,
    Revise,
    Skip,
    Steering,
)
from domain.complaints.judging import OF_GROUND
from domain.events import Event
from domain.exchanges import exchanging
from domain.fault import Fault
from domain.permit import giving
from domain.permit.checks import goods_still, money_still, said, still_open
from domain.request import Ground, Scenario
from domain.revision import check_revision

PAYS_FOR_GOODS = frozenset({Scenario.RETURN_REFUND, Scenario.REFUND_ONLY, Scenario.DELIVERY, Scenario.COMPLAINT})


def fits(command: Steering, case: Case) -> None:
    """Raise NotPermitted where the case does not take this now."""
    match command:
        case Correct():
            _permit_correct(command, case)
        case Skip():
            _permit_skip(command, case)
        case Divert():
            if command.to is case.scenario:
                raise NotPermitted("SAME_SCENARIO", f"The case already is a {command.to}.")
            said(command.reason, "diverting")
            _something_wanted(command, case)
            _not_exchanged_yet(command, case)
            still_open(case)
            money_still(case)
            goods_still(case)
            giving.keeps_promises(command, case)
        case Hold():
            said(command.reason, "holding")
            still_open(case)
            if case.held:
                raise NotPermitted("ALREADY_HELD", "The case is held already.")
        case Release():
            if not case.held:
                raise NotPermitted("NOT_HELD", "The case is not held.")
        case Close():
            said(command.reason, "closing")
            still_open(case)
            money_still(case)
            goods_still(case)
            giving.keeps_promises(command, case)
        case Retry():
            _permit_retry(command, case)
        case Revise():
            said(command.reason, "revising the terms")
            still_open(case)
            check_revision(command, case)
        case _:
            assert_never(command)


def effect(command: Steering, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Correct():
            return (ev.CaseCorrected(field=command.field, value=command.value, by=command.by, reason=command.reason),)
        case Skip():
            return (ev.StepSkipped(step=command.step, by=command.by, reason=command.reason),)
        case Divert():
            return (ev.ScenarioChanged(to=command.to, reason=command.reason, by=command.by),)
        case Hold():
            return (ev.CaseHeld(by=command.by, reason=command.reason),)
        case Release():
            return (ev.CaseReleased(by=command.by, reason=command.reason),)
        case Close():
            return (ev.ClosureOrdered(by=command.by, reason=command.reason),)
        case Retry():
            steps = [parked.step for parked in case.parked if command.step in {"", parked.step}]
            return tuple(ev.StepRetried(step=step, by=command.by, reason=command.reason) for step in steps)
        case Revise():
            revised = ev.TermsRevised(
                terms=command.terms,
                reason=command.reason,
                by=command.by,
                calendar=command.calendar,
                accepts_harm=command.accepts_harm,
            )
            return (revised,)
        case _:
            assert_never(command)


def _something_wanted(command: Divert, case: Case) -> None:
    """Nobody can exchange goods for nothing."""
    if command.to is Scenario.EXCHANGE and not exchanging.exchanged(case):
        raise NotPermitted(
            "NOTHING_WANTED", "The buyer has named no other item: an exchange begins with a request that says which."
        )


def _not_exchanged_yet(command: Divert, case: Case) -> None:
    """What came back in an exchange is paid for by the other item; money for it on top would be given twice."""
    if command.to in PAYS_FOR_GOODS and case.scenario is Scenario.EXCHANGE and exchanging.served(case):
        raise NotPermitted(
            "ALREADY_EXCHANGED",
            "The other item is with the buyer, or on its way: money for what came back would be given twice. Where it "
            "is at fault too, take it back (faulty-again); late or lost, the case becomes a return by itself.",
        )


def _permit_correct(command: Correct, case: Case) -> None:
    said(command.reason, "correcting")
    if command.field not in CORRECTABLE:
        raise NotPermitted("UNKNOWN_FIELD", f"Only {', '.join(CORRECTABLE)} can be corrected.")
    choices = {
        "ground": tuple(Ground),
        "fault": tuple(Fault),
        "gift_present": ("yes", "no"),
        "flaw": tuple(sorted(OF_GROUND.get(case.request.ground, ()))),
    }.get(command.field)
    if choices is not None and command.value not in choices:
        raise NotPermitted("BAD_VALUE", f"{command.field} is one of {', '.join(choices)}.")
    if not command.value:
        raise NotPermitted("BAD_VALUE", f"{command.field} cannot be empty.")
    if command.field in {"flaw", "ground"} and case.complaint.chosen is not None:
        raise NotPermitted("ALREADY_CHOSEN", f"The remedy is settled: {case.complaint.chosen}.")
    if command.field == "waybill":
        _one_parcel_to_rename(command.value, case)
    if command.field == "receipt" and case.request.grievance is None:
        raise NotPermitted("NO_COMPENSATION", "This case claims no loss that a receipt would prove.")
    if command.field == "gift_present" and not case.findings:
        raise NotPermitted("NOTHING_INSPECTED", "No parcel was inspected yet: enter the gift with the finding.")
    money_still(case)


def _one_parcel_to_rename(waybill: str, case: Case) -> None:
    open_ones = [parcel for parcel in case.parcels if parcel.arrived_at is None]
    if len(open_ones) != 1:
        known = ", ".join(parcel.waybill for parcel in open_ones) or "none"
        raise NotPermitted("WHICH_PARCEL", f"A waybill is corrected while one parcel is under way; now: {known}.")
    if case.parcel(waybill) is not None:
        raise NotPermitted("BAD_VALUE", f"The case has a parcel {waybill} already.")


def _permit_skip(command: Skip, case: Case) -> None:
    said(command.reason, "skipping")
    if case.parked_at(command.step) is None:
        raise NotPermitted("NOT_PARKED", f"No step {command.step!r} is parked; parked: {_parked(case)}.")
    if command.step in MONEY_STEPS:
        raise NotPermitted("MONEY_IS_NOT_SKIPPED", "A payment cannot be skipped: retry it, or close the case.")


def _permit_retry(command: Retry, case: Case) -> None:
    if not case.parked:
        raise NotPermitted("NOT_PARKED", "No step of the case is parked.")
    if command.step and case.parked_at(command.step) is None:
        raise NotPermitted("NOT_PARKED", f"No step {command.step!r} is parked; parked: {_parked(case)}.")


def _parked(case: Case) -> str:
    return ", ".join(parked.step for parked in case.parked) or "none"
