"""Which commands a case takes, and the events that they become. A refusal says why, and what to do instead.

`permit` may refuse and runs before a command is accepted; `effect` may not refuse, since it also runs on replay.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain import permit_compensation as giving
from domain import permit_evidence as filing
from domain.case import Case
from domain.commands import (
    CORRECTABLE,
    MONEY_STEPS,
    Agree,
    Approve,
    Ask,
    Attach,
    Close,
    Command,
    Compensate,
    Correct,
    Decline,
    Divert,
    Hold,
    Inspect,
    NoteCall,
    NotPermitted,
    PayOut,
    Prepare,
    Refuse,
    Release,
    Retry,
    Revise,
    Rule,
    Skip,
)
from domain.events import Event
from domain.facts import reopening, taking_up
from domain.fault import Fault
from domain.fit_words import check_words
from domain.inspection import assess
from domain.needs import hold_to_authority
from domain.order import Stage
from domain.owed import owed
from domain.permit_checks import money_still as _money_still
from domain.permit_checks import said as _said
from domain.permit_checks import signed as _signed
from domain.permit_checks import still_open as _still_open
from domain.permit_checks import within_paid as _within_paid
from domain.request import Ground, Scenario
from domain.revision import check_revision
from domain.standing import CaseStage, stage_of


def permit(command: Command, case: Case, at: datetime | None = None) -> None:
    """Raise NotPermitted when `command` does not fit `case` now (`at`), or is not for this person to give (3.0.4)."""
    _signed(command.by)
    _fits(command, case, at)
    hold_to_authority(command, case)


def _fits(command: Command, case: Case, at: datetime | None) -> None:  # noqa: C901, PLR0912, PLR0915 - one arm a command
    """Raise NotPermitted when the case takes no such command now, whoever gives it.

    A question to a second person that stands open keeps nobody from deciding.
    """
    if not isinstance(command, Approve | Decline):
        case = replace(case, approval=None)
    match command:
        case Agree():
            _permit_agree(command, case)
        case Refuse():
            _permit_refuse(command, case)
        case Inspect():
            _permit_inspect(command, case)
        case Rule():
            if case.scenario is not Scenario.DISPUTE and case.refusal is None:
                raise NotPermitted("NO_DISPUTE", "There is no dispute to rule on; refuse or divert the case first.")
            _within_paid(command.amount, case)
            _money_still(case)
        case Correct():
            _permit_correct(command, case)
        case Skip():
            _permit_skip(command, case)
        case Divert():
            if command.to is case.scenario:
                raise NotPermitted("SAME_SCENARIO", f"The case already is a {command.to}.")
            _said(command.reason, "diverting")
            _still_open(case)
            _money_still(case)
            giving.keeps_promises(command, case)
        case Hold():
            _said(command.reason, "holding")
            _still_open(case)
            if case.held:
                raise NotPermitted("ALREADY_HELD", "The case is held already.")
        case Release():
            if not case.held:
                raise NotPermitted("NOT_HELD", "The case is not held.")
        case Close():
            _said(command.reason, "closing")
            _still_open(case)
            _money_still(case)
            giving.keeps_promises(command, case)
        case Retry():
            _permit_retry(command, case)
        case Attach():
            filing.fits(command, case)
        case Prepare() | Compensate() | PayOut() | Ask() | Approve() | Decline():
            carried = giving.fits(command, case, at)
            if carried is not None:
                _fits(carried, case, at)
        case Revise():
            _said(command.reason, "revising the terms")
            _still_open(case)
            check_revision(command, case)
        case NoteCall():
            _still_open(case)
        case _:
            assert_never(command)


def effect(command: Command, case: Case) -> tuple[Event, ...]:  # noqa: C901, PLR0912 - one arm a command
    """The events that an accepted command means."""
    match command:
        case Agree():
            return _agreed(command, case)
        case Refuse():
            return (ev.RequestRefused(by=command.by, reason=command.reason, evidence=command.evidence),)
        case Inspect():
            return reopening(
                case, ev.ReopenReason.LATE_PARCEL, (ev.GoodsInspected(finding=command.finding, by=command.by),)
            )
        case Rule():
            ruling = ev.RulingGiven(
                in_favour_of=command.in_favour_of, amount=command.amount, article=command.article, by=command.by
            )
            return taking_up(case, ruling)
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
        case Attach():
            return (filing.effect(command),)
        case Prepare() | Compensate() | PayOut() | Ask() | Approve() | Decline():
            return giving.effect(command, case, effect)
        case Revise():
            revised = ev.TermsRevised(
                terms=command.terms,
                reason=command.reason,
                by=command.by,
                calendar=command.calendar,
                accepts_harm=command.accepts_harm,
            )
            return (revised,)
        case NoteCall():
            return (ev.BuyerCalled(outcome=command.outcome, by=command.by, note=command.note),)
        case _:
            assert_never(command)


def _agreed(command: Agree, case: Case) -> tuple[Event, ...]:
    less = command.pay_back is not None or command.depreciation_bp
    if not less:
        agreed = ev.RequestAgreed(by=command.by, note=command.note, seller_pays_freight=command.seller_pays_freight)
        if case.scenario is not Scenario.DISPUTE:
            return (agreed,)
        # Who relents ends the dispute: the case goes on as what the buyer asked for.
        return (agreed, ev.ScenarioChanged(to=case.request.kind, reason="agreed after all", by=command.by))
    amount = command.pay_back
    if amount is None:
        amount = owed(case, depreciation_bp=command.depreciation_bp).order_refund
    offer = ev.DeductionOffered(
        amount=amount, reason=command.note, depreciation_bp=command.depreciation_bp, by=command.by
    )
    return (offer,)


def _permit_agree(command: Agree, case: Case) -> None:
    _still_open(case)
    _money_still(case)
    _within_paid(command.pay_back, case)
    if not 0 <= command.depreciation_bp <= 10_000:
        raise NotPermitted("BAD_SHARE", "A depreciation is a share of 0 to 10000 basis points.")
    stage = stage_of(case)
    if command.pay_back is not None or command.depreciation_bp:
        if stage not in {CaseStage.DECIDING_GOODS, CaseStage.WAIT_BUYER_MODIFY, CaseStage.DISPUTE}:
            raise NotPermitted("NOTHING_TO_DEDUCT", f"Nothing was found to deduct for; the case is at {stage}.")
        _said(command.note, "offering less")
        check_words(command.note)
        return
    if giving.grants(command, case):
        giving.fits_agreement(case)
    if case.agreement is not None and stage not in {CaseStage.DECIDING_GOODS, CaseStage.REOPENED}:
        at = case.agreement.at.astimezone(ZoneInfo(case.terms.time_zone))
        raise NotPermitted("ALREADY_AGREED", f"Agreed by {case.agreement.by} at {at:%Y-%m-%d %H:%M %Z}.")
    if stage is CaseStage.DECIDING_GOODS:
        raise NotPermitted(
            "SAY_WHAT_IS_PAID",
            f"The goods came back contested ({assess(case).summary}): offer an amount or a depreciation, or refuse.",
        )


def _permit_refuse(command: Refuse, case: Case) -> None:
    _still_open(case)
    _money_still(case)
    if not 2 <= len(command.reason.strip()) <= 200:
        raise NotPermitted("REASON_LENGTH", "A refusal needs a reason of 2 to 200 characters.")
    check_words(command.reason)
    if not command.evidence:
        raise NotPermitted("NO_EVIDENCE", "A refusal needs at least one piece of evidence (R106).")
    goods_seen = bool(case.findings)
    cancelled = case.request.kind is Scenario.REFUND_ONLY and case.scenario is not Scenario.RETURN_REFUND
    if cancelled and case.order.stage is Stage.UNSHIPPED and not goods_seen:
        raise NotPermitted("MUST_REFUND", "Goods that have not left cannot be refused: refund, or ship with consent.")
    if case.scenario is Scenario.COMPENSATION and case.settlement is not None:
        raise NotPermitted("ALREADY_PROMISED", "What the buyer gets is settled; a promise is not refused afterwards.")
    if stage_of(case) is CaseStage.FOLLOW_UP:
        raise NotPermitted("ALREADY_PAID", "The money went back; what is settled is not refused afterwards (rule F16).")
    if case.claim is not None and case.claim.cannot_refuse and not goods_seen:
        raise NotPermitted("PLATFORM_FORBIDS", "The platform does not take a refusal of this request (rule F14).")
    if case.agreement is not None and not goods_seen:
        raise NotPermitted("ALREADY_AGREED", "The return was agreed; refuse the goods once they were inspected.")


def _permit_inspect(command: Inspect, case: Case) -> None:
    if case.scenario is not Scenario.RETURN_REFUND:
        raise NotPermitted("NO_RETURN", f"A {case.scenario} case has no return to inspect.")
    unknown = {line.line_id for line in command.finding.lines} - {line.line_id for line in case.order.lines}
    if unknown:
        raise NotPermitted("UNKNOWN_LINE", f"The order has no line {min(unknown)}.")
    if command.finding.collect_fee < 0 or any(line.qty < 1 for line in command.finding.lines):
        raise NotPermitted("BAD_VALUE", "A finding counts whole units, at least 1 a line, and a fee of 0 or more.")
    if any(finding.finding_id == command.finding.finding_id for finding in case.findings):
        raise NotPermitted("ALREADY_INSPECTED", f"Finding {command.finding.finding_id} was entered before.")
    if case.payments and any(finding.waybill == command.finding.waybill for finding in case.findings):
        raise NotPermitted("ALREADY_PAID", f"Parcel {command.finding.waybill} was inspected and paid for.")


def _permit_correct(command: Correct, case: Case) -> None:
    _said(command.reason, "correcting")
    if command.field not in CORRECTABLE:
        raise NotPermitted("UNKNOWN_FIELD", f"Only {', '.join(CORRECTABLE)} can be corrected.")
    choices = {"ground": tuple(Ground), "fault": tuple(Fault), "gift_present": ("yes", "no")}.get(command.field)
    if choices is not None and command.value not in choices:
        raise NotPermitted("BAD_VALUE", f"{command.field} is one of {', '.join(choices)}.")
    if not command.value:
        raise NotPermitted("BAD_VALUE", f"{command.field} cannot be empty.")
    if command.field == "waybill":
        _one_parcel_to_rename(command.value, case)
    if command.field == "receipt" and case.request.grievance is None:
        raise NotPermitted("NO_COMPENSATION", "This case claims no loss that a receipt would prove.")
    if command.field == "gift_present" and not case.findings:
        raise NotPermitted("NOTHING_INSPECTED", "No parcel was inspected yet: enter the gift with the finding.")
    _money_still(case)


def _one_parcel_to_rename(waybill: str, case: Case) -> None:
    open_ones = [parcel for parcel in case.parcels if parcel.arrived_at is None]
    if len(open_ones) != 1:
        known = ", ".join(parcel.waybill for parcel in open_ones) or "none"
        raise NotPermitted("WHICH_PARCEL", f"A waybill is corrected while one parcel is under way; now: {known}.")
    if case.parcel(waybill) is not None:
        raise NotPermitted("BAD_VALUE", f"The case has a parcel {waybill} already.")


def _permit_skip(command: Skip, case: Case) -> None:
    _said(command.reason, "skipping")
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
