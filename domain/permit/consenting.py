"""The buyer's consent to ship, and its withdrawal: what a case takes, and what that becomes."""

from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import AskConsent, Consent, Consenting, NotPermitted, WithdrawConsent
from domain.disputes.evidence import EvidenceCode
from domain.events import Event
from domain.permit.checks import money_still, still_open
from domain.shipments.shipping import has_left, lines_agreed, lines_asked, refund_open, too_late


def fits(command: Consenting, case: Case, at: datetime | None = None) -> None:
    """Raise NotPermitted where the case does not take this now (`at`)."""
    still_open(case)
    if isinstance(command, AskConsent):
        _may_ask(command, case, at)
        return
    if not command.evidence.strip():
        raise NotPermitted("NO_EVIDENCE", "Say where the buyer's word lies: a chat, a letter, a recorded call.")
    match command:
        case Consent():
            _may_consent(command, case)
        case WithdrawConsent():
            _may_withdraw(command, case)
        case _:
            assert_never(command)


def effect(command: Consenting, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    if isinstance(command, AskConsent):
        return (ev.ConsentAsked(ship_by=command.ship_by, by=command.by, note=command.note),)
    piece = ev.EvidenceFiled(
        code=EvidenceCode.CHAT, reference=command.evidence, by=command.by, note=command.note or "the buyer's word"
    )
    match command:
        case Consent():
            consent = ev.ShippingConsented(
                lines=lines_asked(case, command.lines), evidence=command.evidence, note=command.note, by=command.by
            )
            return (piece, consent)
        case WithdrawConsent():
            back = ev.ConsentWithdrawn(
                lines=lines_agreed(case, command.lines), evidence=command.evidence, note=command.note, by=command.by
            )
            return (piece, back)
        case _:
            assert_never(command)


def _may_ask(command: AskConsent, case: Case, at: datetime | None) -> None:
    if at is not None and command.ship_by <= at:
        raise NotPermitted("PAST_DATE", "The goods are to leave at a time to come: give a later one.")
    _still_theirs_to_have(case)
    if not lines_asked(case):
        raise NotPermitted("CONSENTED", "The buyer has agreed already that all of it ships.")


def _may_consent(command: Consent, case: Case) -> None:
    _still_theirs_to_have(case)
    _known(command.lines, lines_asked(case), "no refund is asked for, without a consent, for")


def _still_theirs_to_have(case: Case) -> None:
    """A refund is open, nothing has left, and no money is going back."""
    if not refund_open(case):
        raise NotPermitted("NO_REFUND_OPEN", "No refund of this case keeps goods back: nothing is to be agreed to.")
    if has_left(case):
        raise NotPermitted(
            "ALREADY_LEFT", "The goods have left: a consent given now changes nothing of that. Ask whether they wait."
        )
    _unpaid(case)


def _may_withdraw(command: WithdrawConsent, case: Case) -> None:
    if case.withdrawn:
        raise NotPermitted(
            "REQUEST_ENDED",
            "The request ended with the consent. The buyer asks for the refund anew: a case of its own.",
        )
    if not case.consents:
        raise NotPermitted("NO_CONSENT", "No consent of the buyer stands in this case.")
    _known(command.lines, lines_agreed(case), "no consent stands for")
    if has_left(case):
        raise NotPermitted("ALREADY_LEFT", "The goods have left as the buyer wanted: ask whether they wait for them.")
    _unpaid(case)


def _known(named: tuple[str, ...], known: tuple[str, ...], what: str) -> None:
    if strange := [line_id for line_id in named if line_id not in known]:
        raise NotPermitted("UNKNOWN_LINE", f"In this case {what} line {strange[0]}; it is for {', '.join(known)}.")
    if not known:
        raise NotPermitted("UNKNOWN_LINE", f"In this case {what} any line.")


def _unpaid(case: Case) -> None:
    money_still(case)
    if case.payments:
        raise NotPermitted("PAID_BACK", "The money went back: the buyer who wants the goods orders them anew.")
    if too_late(case):
        raise NotPermitted(
            "AGREED_THERE", "The refund is agreed to on the platform, which pays at once: nothing ships against it."
        )
