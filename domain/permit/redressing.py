"""Which remedy a complaint takes from a person, and the event that it becomes."""

from domain import events as ev
from domain.case import Case
from domain.commands import NotPermitted, Redress
from domain.complaints import judging
from domain.complaints.flaw import Remedy
from domain.events import Event
from domain.exchanges import sending
from domain.money import format_money
from domain.permit.checks import money_still, said, still_open, within_paid
from domain.request import Scenario

SETTLED = frozenset({Remedy.RESHIP, Remedy.REFUND, Remedy.KEEP, Remedy.RETURN})  # what can be settled with a buyer


def fits(command: Redress, case: Case) -> None:
    """Raise NotPermitted where the case is about something else, is decided, or the remedy cannot be."""
    still_open(case)
    money_still(case)
    if case.scenario is not Scenario.COMPLAINT or not judging.complains(case):
        raise NotPermitted("NO_COMPLAINT", f"A {case.scenario} case is not about goods that arrived short or wrong.")
    if case.refusal is not None:
        raise NotPermitted("ALREADY_REFUSED", "The complaint was refused; agree to it, or reopen or divert the case.")
    if (chosen := case.complaint.chosen) is not None:
        raise NotPermitted("ALREADY_CHOSEN", f"The remedy is settled: {chosen}.")
    if command.remedy not in SETTLED:
        raise NotPermitted("NO_REMEDY", f"A remedy is one of {', '.join(sorted(SETTLED))}; or `agree`, or `refuse`.")
    if command.remedy is Remedy.RESHIP and case.claim is not None:
        raise NotPermitted(
            "CLAIM_OPEN",
            "The buyer asks for money on the platform: goods leave only once that request is withdrawn there (F24).",
        )
    if command.remedy is Remedy.RESHIP and sending.serving(case) and not judging.to_send(case):
        raise NotPermitted("ALREADY_SENT", "All that it is about has left again, or may have: choose another remedy.")
    said(command.note, "settling with the buyer")
    _fits_amount(command, case)


def _fits_amount(command: Redress, case: Case) -> None:
    """Who keeps the goods gets a part of what they were paid for them; nothing else has an amount (MR-16)."""
    if command.remedy is not Remedy.KEEP:
        if command.keep is not None:
            raise NotPermitted("NO_AMOUNT", "Only who keeps the goods gets an amount: the others follow by the rules.")
        return
    keep = judging.keep_offer(case) if command.keep is None else command.keep
    if keep <= 0:
        raise NotPermitted("SAY_HOW_MUCH", "Say what goes back: the grid has no share for this flaw (--pay-back).")
    within_paid(keep, case)
    if keep > judging.value_of(case):
        value = format_money(judging.value_of(case), case.order.currency)
        raise NotPermitted("BEYOND_VALUE", f"The goods were paid {value}: who keeps them gets at most that.")


def effect(command: Redress, case: Case) -> tuple[Event, ...]:
    """The choice as an event."""
    keep = command.keep
    if command.remedy is Remedy.KEEP and keep is None:
        keep = judging.keep_offer(case)
    return (ev.RedressChosen(remedy=command.remedy, keep=keep, note=command.note, by=command.by),)
