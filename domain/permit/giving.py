"""Which offers of goodwill and which payouts a case takes, and which decisions may wait for a second person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.approval import pack, unpack
from domain.authority import Level, may_approve, suffices
from domain.case import Approval, Case, Payout
from domain.commands import (
    Agree,
    Approve,
    Ask,
    Close,
    Command,
    Compensate,
    Decline,
    Divert,
    Giving,
    NotPermitted,
    PayOut,
    Prepare,
)
from domain.compensation import compensation_offers, entitlement, first_rung, floor_of, still_owed
from domain.events import Event, Means, Payment, Rung
from domain.money import format_money
from domain.needs import needs
from domain.owed import owed
from domain.payee import payee
from domain.permit.checks import money_still, said, still_open
from domain.request import Scenario


def fits(command: Giving, case: Case, at: datetime | None) -> Command | None:
    """Raise NotPermitted where the case does not take this now; the decision that it carries, None for one of its own.

    `at` is the case's own time, by which approvals expire.
    """
    match command:
        case Prepare():
            still_open(case)
            fits_goodwill(case)
            _prepared(command, case)
        case Compensate():
            said(command.reason, "offering")
            still_open(case)
            money_still(case)
            fits_offer(command, case)
        case PayOut():
            money_still(case)
            fits_payout(command, case)
        case Ask():
            still_open(case)
            return asked_for(command, case)
        case Approve():
            still_open(case)
            return approved(command, case, at)
        case Decline():
            said(command.reason, "declining")
            open_question(command.approval_id, case)
        case _:
            assert_never(command)
    return None


def effect(command: Giving, case: Case, carried_out: Callable[[Command, Case], tuple[Event, ...]]) -> tuple[Event, ...]:
    """The events that an accepted command means; `carried_out` tells those of a decision that was approved."""
    match command:
        case Prepare():
            offers = compensation_offers(first_rung(case.request.grievance), command.floor, command.most)
            return (ev.OffersPrepared(floor=command.floor, offers=offers, by=command.by),)
        case Compensate():
            return (offered(command, case),)
        case PayOut():
            waiting = case.promised_payout
            amount = waiting.amount if waiting is not None else 0
            return (ev.PayoutReleased(payout_id=command.payout_id, amount=amount, by=command.by),)
        case Ask():
            return (question(command, case),)
        case Approve():
            asked = case.approval
            if asked is None or asked.approval_id != command.approval_id:
                return ()
            wanted = unpack(asked.command, asked.details, asked.asked_by)
            return given(command, carried_out(wanted, replace(case, approval=None)))
        case Decline():
            return (ev.ApprovalDeclined(approval_id=command.approval_id, by=command.by, reason=command.reason),)
        case _:
            assert_never(command)


def fits_agreement(case: Case) -> None:
    """Raise NotPermitted where there is nothing that an agreement to a compensation would give."""
    if case.settlement is not None:
        raise NotPermitted("ALREADY_PROMISED", "What the buyer gets is settled already.")
    if not case.terms.authority_flag:
        raise NotPermitted("NO_TERMS", "The terms of this case know no compensation: it was opened before they did.")
    owed = entitlement(case)
    if owed.lacks:
        raise NotPermitted("EVIDENCE_MISSING", f"Enter {owed.lacks} first: `correct CASE receipt REFERENCE`.")
    if owed.means is not Means.OUTSIDE and still_owed(case) <= 0:
        raise NotPermitted("NOTHING_OWED", "By the rules nothing is owed here: make an offer of goodwill, or refuse.")


def fits_goodwill(case: Case) -> None:
    """Raise NotPermitted where no goodwill can be offered, whoever offers it."""
    if case.scenario is not Scenario.COMPENSATION:
        raise NotPermitted("NO_COMPENSATION", f"A {case.scenario} case takes no offers of goodwill; divert it first.")
    if case.settlement is not None:
        raise NotPermitted("ALREADY_PROMISED", "What the buyer gets is settled already.")
    if not case.terms.authority_flag:
        raise NotPermitted("NO_TERMS", "The terms of this case know no compensation: it was opened before they did.")


def fits_offer(command: Compensate, case: Case) -> None:
    """Raise NotPermitted for an offer that may not be made, whoever makes it."""
    fits_goodwill(case)
    _worth(command, case)
    if command.rung is not Rung.CASH and not command.reference.strip():
        raise NotPermitted("NO_REFERENCE", f"Name the {command.rung}: its code, or what it is.")
    if command.line_id and command.line_id not in {line.line_id for line in case.order.lines}:
        raise NotPermitted("UNKNOWN_LINE", f"The order has no line {command.line_id}.")
    owed = still_owed(case)
    in_cash = command.rung is Rung.CASH and command.value >= owed
    if owed and not in_cash and not command.consent.strip():
        raise NotPermitted(
            "OWED_IN_CASH",
            f"{format_money(owed, case.order.currency)} is owed in cash. Anything else or less needs the buyer's "
            "express wish: agree instead, or give a reference of that wish (F56).",
        )


def _prepared(command: Prepare, case: Case) -> None:
    if command.floor < floor_of(case):
        raise NotPermitted("FLOOR_LOWERED", "The bottom line was prepared before and is not lowered.")
    if command.most < command.floor or command.most <= 0:
        raise NotPermitted("FLOOR_TOO_HIGH", "The most that is offered is at least the bottom line, and more than 0.")


def _worth(command: Compensate, case: Case) -> None:
    """Between the bottom line that was prepared and what people may give (R88)."""
    prepared = floor_of(case)
    floor = prepared if command.floor is None else command.floor
    if floor < prepared:
        raise NotPermitted("FLOOR_LOWERED", "The bottom line was prepared before the first offer and is not lowered.")
    if command.value <= 0 or command.value < floor:
        least = format_money(max(floor, 1), case.order.currency)
        raise NotPermitted("BELOW_FLOOR", f"An offer is worth at least {least}, the bottom line of this case.")


def offered(command: Compensate, case: Case) -> ev.CompensationOffered:
    """The offer as an event."""
    return ev.CompensationOffered(
        offer_no=len(case.offers) + 1,
        rung=command.rung,
        value=command.value,
        floor=floor_of(case) if command.floor is None else command.floor,
        hours=case.terms.offer_hours,
        reason=command.reason,
        by=command.by,
        reference=command.reference,
        line_id=command.line_id,
        instead_of_cash=command.consent,
    )


def fits_payout(command: PayOut, case: Case) -> None:
    """Raise NotPermitted where no such payout waits for finance."""
    waiting = case.promised_payout
    if waiting is None:
        raise NotPermitted("NO_PAYOUT", "No payout of this case waits for finance.")
    if waiting.payout_id != command.payout_id:
        raise NotPermitted("OTHER_PAYOUT", f"The payout that waits is {waiting.payout_id}.")
    _would_leave(command, case)


def _would_leave(command: PayOut, case: Case) -> None:
    """A release after which no money leaves would be a payment that only the books of finance know."""
    still_open(case)
    if case.withdrawn or case.refusal is not None:
        raise NotPermitted("NOT_OWED", "The claim was withdrawn or refused, so nothing is paid out.")
    paid = case.paid_back(Payment.COMPENSATION)
    after = replace(case, payouts=tuple(_released(payout, command) for payout in case.payouts))
    if owed(after).compensation_total <= max(paid, owed(case).compensation_total):
        raise NotPermitted(
            "ANOTHER_WAY",
            f"The case went on as a {case.scenario}, which pays out nothing beside the order: divert it back first.",
        )


def _released(payout: Payout, command: PayOut) -> Payout:
    return replace(payout, released_by=command.by) if payout.payout_id == command.payout_id else payout


def keeps_promises(command: Close | Divert, case: Case) -> None:
    """Raise NotPermitted where turning away from the case would leave a promise unpaid (R91)."""
    unpaid = promised(case)
    if unpaid and command.role is not Level.MANAGER:
        raise NotPermitted(
            "PROMISE_OPEN",
            f"{format_money(unpaid, case.order.currency)} is promised to the buyer and not paid: let finance pay it "
            "first. Only a manager may leave it unpaid.",
        )


def promised(case: Case) -> int:
    """Minor units of payouts that were promised and are not certainly paid; none once the buyer withdrew."""
    if case.withdrawn:
        return 0
    return max(0, sum(payout.amount for payout in case.payouts) - case.paid_back(Payment.COMPENSATION))


def asked_for(command: Ask, case: Case) -> Command:
    """The decision that is to be approved. Raises NotPermitted where whoever asks may decide it alone."""
    wanted = unpack(command.command, command.details, command.by)
    need = needs(wanted, case)
    if need is None or (suffices(command.role, need) and not need.four_eyes):
        raise NotPermitted("NOT_NEEDED", "This needs nobody's approval: give the command itself.")
    if need.four_eyes and not suffices(command.role, need):
        who = "finance" if need.level is Level.FINANCE else "someone of the level that it needs"
        raise NotPermitted("ABOVE_AUTHORITY", f"This is asked for by {who}, and approved by a second person.")
    return wanted


def approved(command: Approve, case: Case, at: datetime | None) -> Command:
    """The decision that this approves. Raises NotPermitted where it may not, or not by this person."""
    asked = open_question(command.approval_id, case)
    if asked.asked_by == command.by:
        raise NotPermitted("SAME_PERSON", f"{command.by} asked for it: a second person approves.")
    if at is not None and at >= asked.expires_at:
        raise NotPermitted(
            "EXPIRED", f"{asked.approval_id} was open until {asked.expires_at:%Y-%m-%d %H:%M %Z}: ask anew."
        )
    wanted = unpack(asked.command, asked.details, asked.asked_by)
    need = needs(wanted, case)
    if need is None:
        raise NotPermitted("NOT_NEEDED", "It needs nobody's approval any more: give the command itself.")
    if not may_approve(command.role, need):
        raise NotPermitted("ABOVE_AUTHORITY", f"This needs level {need.level}; {command.by} decides as {command.role}.")
    if not command.amount == asked.amount == need.amount or payee(wanted, case) != asked.payee:
        sums = format_money(need.amount, case.order.currency)
        raise NotPermitted("CHANGED", f"It is about {sums} to {payee(wanted, case) or 'nobody'} now: ask anew.")
    return wanted


def open_question(approval_id: str, case: Case) -> Approval:
    """What waits for an approval under this id; raises NotPermitted where nothing does."""
    if case.approval is None:
        raise NotPermitted("NO_APPROVAL", "Nothing of this case waits for an approval.")
    if case.approval.approval_id != approval_id:
        raise NotPermitted("OTHER_APPROVAL", f"What waits is {case.approval.approval_id}.")
    return case.approval


def question(command: Ask, case: Case) -> ev.ApprovalAsked:
    """What is asked of the second person."""
    wanted = unpack(command.command, command.details, command.by)
    need = needs(wanted, case)
    name, details = pack(wanted)
    return ev.ApprovalAsked(
        approval_id=f"a{case.approvals + 1}",
        command=name,
        details=details,
        level=need.level if need is not None else "",
        act=need.act if need is not None else "",
        amount=need.amount if need is not None else 0,
        payee=payee(wanted, case),
        hours=case.terms.approval_hours,
        by=command.by,
        note=command.note,
    )


def given(command: Approve, carried_out: tuple[Event, ...]) -> tuple[Event, ...]:
    """The approval, and what it lets happen; a payout remembers its second pair of eyes."""
    approval = ev.ApprovalGiven(
        approval_id=command.approval_id, amount=command.amount, by=command.by, note=command.note
    )
    seen = tuple(
        replace(event, second=command.by) if isinstance(event, ev.PayoutReleased) else event for event in carried_out
    )
    return (approval, *seen)


def grants(command: Agree, case: Case) -> bool:
    """Whether this agreement is to a compensation."""
    return case.scenario is Scenario.COMPENSATION and command.pay_back is None and not command.depreciation_bp
