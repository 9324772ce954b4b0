"""What a dispute takes beside proof and ruling, and what that becomes (table 3.14 rows 3, 5 and 8; F15, F16, R107)."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import AskMediation, Disputing, NotPermitted, ReportSettlement, Resume, Settle, Suspend
from domain.disputes.disputing import PLATFORM, Stay
from domain.events import Event
from domain.fit_words import check_words
from domain.permit.checks import goods_still, money_still, not_settled, said, still_open, within_paid
from domain.request import Scenario
from domain.returning import held_here
from domain.standing import CaseStage, stage_of

LONGEST_NAME = 100  # characters
SHORTEST_TERMS, LONGEST_TERMS = 2, 200


def fits(command: Disputing, case: Case) -> None:
    """Raise NotPermitted where the case does not take this now."""
    still_open(case)
    match command:
        case AskMediation():
            _fits_mediation(command, case)
        case Suspend():
            _fits_suspension(command, case)
        case Resume():
            said(command.reason, "going on")
            if case.dispute.suspension is None:
                raise NotPermitted("NOT_SUSPENDED", "The dispute does not stand still.")
        case Settle():
            _fits_settlement(command, case)
        case ReportSettlement():
            _fits_report(command, case)
        case _:
            assert_never(command)


def effect(command: Disputing, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case AskMediation():
            return _mediation(command, case)
        case Suspend():
            days = _days(command.stay, case)
            suspended = ev.DisputeSuspended(
                stay=command.stay, days=days, by=command.by, reason=command.reason, number=command.number
            )
            return (suspended,)
        case Resume():
            return (ev.DisputeResumed(by=command.by, reason=command.reason),)
        case Settle():
            agreed = ev.SettlementAgreed(
                amount=command.amount,
                seller_pays_freight=command.seller_pays_freight,
                terms=command.terms,
                hours=case.terms.settlement_hours,
                by=command.by,
                buyer_does=command.buyer_does,
                goods_back=command.goods_back,
            )
            return (agreed,)
        case ReportSettlement():
            done = ev.BuyersPartDone(by=command.by, reason=command.reason)
            return (done if command.kept else ev.SettlementBroken(by=command.by, reason=command.reason),)
        case _:
            assert_never(command)


def _mediation(command: AskMediation, case: Case) -> tuple[Event, ...]:
    asked = ev.MediationAsked(to=command.to, number=command.number, by=command.by, reason=command.reason)
    if case.scenario is Scenario.DISPUTE:
        return (asked,)
    return (asked, ev.ScenarioChanged(to=Scenario.DISPUTE, reason=command.reason, by=command.by))


def _days(stay: Stay, case: Case) -> int:
    """For how long it stands still at most; 0: a judgment ends it, and no clock does."""
    match stay:
        case Stay.BOTH:
            return case.terms.settlement_window_days
        case Stay.POLICE:
            return case.terms.police_silence_days
        case Stay.COURT:
            return 0
        case _:
            assert_never(stay)


def _fits_mediation(command: AskMediation, case: Case) -> None:
    said(command.reason, "asking for mediation")
    _numbered(command.number)
    money_still(case)
    goods_still(case)
    if not command.to.strip() or len(command.to) > LONGEST_NAME:
        raise NotPermitted("NO_MEDIATOR", f"Say who mediates, in 1 to {LONGEST_NAME} characters.")
    claim = case.claim
    if claim is None and command.to == PLATFORM:
        raise NotPermitted("NO_PLATFORM", "This request is on no platform: say who mediates instead (`--at`).")
    if claim is not None and claim.officer_is_in:
        raise NotPermitted("OFFICER_IS_IN", "The platform's officer is in the case already.")
    if claim is not None and case.refusal is None:
        raise NotPermitted(
            "ANSWER_FIRST",
            "The platform's clock runs while the request is unanswered, and it may agree by itself: "
            "refuse it first, with its reason.",
        )
    if stage_of(case) is CaseStage.FOLLOW_UP:
        raise NotPermitted("ALREADY_PAID", "The money went back: nothing is left to mediate.")
    known = case.dispute.mediation
    if known is not None and (known.to, known.number) == (command.to, command.number):
        raise NotPermitted("ASKED_ALREADY", f"{command.number} at {command.to} is entered already.")


def _fits_suspension(command: Suspend, case: Case) -> None:
    said(command.reason, "suspending")
    _in_dispute(case)
    if case.dispute.suspension is not None:
        raise NotPermitted("SUSPENDED_ALREADY", "The dispute stands still already.")
    not_settled(case)
    if command.stay is not Stay.BOTH:
        _numbered(command.number)


def _fits_settlement(command: Settle, case: Case) -> None:
    _in_dispute(case)
    money_still(case)
    goods_still(case)
    within_paid(command.amount, case)
    not_settled(case)
    if case.ruling is not None:
        raise NotPermitted("RULED_ALREADY", "The dispute is decided: what was ruled is carried out.")
    if not SHORTEST_TERMS <= len(command.terms.strip()) <= LONGEST_TERMS or len(command.buyer_does) > LONGEST_TERMS:
        raise NotPermitted("TERMS_LENGTH", f"Say what was agreed in {SHORTEST_TERMS} to {LONGEST_TERMS} characters.")
    check_words(command.terms)
    check_words(command.buyer_does)
    nothing_paid = command.amount <= case.paid_back()
    if nothing_paid and not command.buyer_does.strip() and not command.goods_back:
        raise NotPermitted("NOTHING_AGREED", "Neither side would do anything: say what goes back, or what is done.")
    here = bool(held_here(case))
    if here and not command.amount and not command.goods_back:
        raise NotPermitted("SAY_WHERE_GOODS_GO", "Nothing is paid for the goods that are here: give them back too.")
    if command.goods_back and not here:
        raise NotPermitted("NO_GOODS_HERE", "No goods of the buyer's are here that could go back.")


def _fits_report(command: ReportSettlement, case: Case) -> None:
    accord = case.dispute.accord
    if accord is None:
        raise NotPermitted("NOT_SETTLED", "Nothing was agreed on: `settle` enters it.")
    if accord.done:
        raise NotPermitted("DONE_ALREADY", "The buyer has done their part; what was agreed on is carried out.")
    if not command.kept:
        said(command.reason, "breaking it off")


def _in_dispute(case: Case) -> None:
    if case.scenario is not Scenario.DISPUTE:
        raise NotPermitted("NO_DISPUTE", "There is no dispute: refuse, divert, or ask for mediation first.")


def _numbered(number: str) -> None:
    if not 1 <= len(number.strip()) <= LONGEST_NAME:
        raise NotPermitted("NO_NUMBER", f"Give the number that it has there, in 1 to {LONGEST_NAME} characters.")
