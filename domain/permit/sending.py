"""Whether goods may be sent again now, and the events that this means."""

from domain import sending
from domain.case import Case
from domain.commands import NotPermitted, Reship
from domain.delivery import RESENT
from domain.events import Event
from domain.permit.checks import money_still, still_open
from domain.replacement import Purpose
from domain.request import Scenario

# Where a case waits for such a decision, and what the buyer must have said before: silence is for the money.
GRANTED_IN = frozenset({Scenario.DELIVERY})


def fits(command: Reship, case: Case) -> None:
    """Raise NotPermitted where the goods may not leave again, or where nobody has asked for them."""
    still_open(case)
    money_still(case)
    if case.paid_back():
        raise NotPermitted("ALREADY_PAID", "The money went back: goods on top of it would be given twice.")
    if case.agreement is not None or case.refusal is not None:
        raise NotPermitted("ALREADY_DECIDED", "The request was decided otherwise; reopen or divert the case first.")
    if case.claim is not None:
        raise NotPermitted(
            "CLAIM_OPEN",
            "The buyer asks for money on the platform: goods leave only once that request is withdrawn there (F24).",
        )
    if case.scenario not in GRANTED_IN:
        raise NotPermitted("NOTHING_TO_SEND", f"In a {case.scenario} case no goods are sent again.")
    if not sending.asked_again(case):
        raise NotPermitted("ALREADY_SENT", "All that was asked for has left again, or may have.")
    if nameless := [s.line_id for s in sending.asked_again(case) if not s.sku]:
        raise NotPermitted("NO_SKU", f"Line {nameless[0]} has no sku: the warehouse cannot tell what to send.")
    if not command.advance:
        _chosen(case)


def _chosen(case: Case) -> None:
    """R28: the fact first, then the buyer chooses."""
    if case.found is None or case.found.situation not in RESENT:
        raise NotPermitted(
            "NOT_PROVEN", "Nothing shows yet that the parcel is gone: wait, or send in advance with --advance."
        )
    if not sending.wants_goods(case):
        raise NotPermitted("NOT_CHOSEN", "The buyer has not chosen to have the goods again.")


def effect(command: Reship, case: Case) -> tuple[Event, ...]:
    """The orders to send, one a line."""
    return sending.ordered(case, sending.asked_again(case), Purpose.AGAIN, by=command.by, note=command.note)
