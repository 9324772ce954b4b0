"""Whether goods may be sent again, or in advance, now; and what it means when the new item is at fault too."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import FaultyAgain, NotPermitted, Reship, Shipping
from domain.delivery import RESENT
from domain.events import Event
from domain.exchanges import exchanging, sending
from domain.exchanges.replacement import Purpose, Sending
from domain.permit.checks import goods_still, money_still, said, still_open
from domain.request import Scenario


def fits(command: Shipping, case: Case) -> None:
    """Raise NotPermitted where the case does not take this now."""
    still_open(case)
    money_still(case)
    match command:
        case Reship():
            if case.scenario is Scenario.EXCHANGE:
                _fits_exchange(command, case)
            else:
                _fits_again(command, case)
        case FaultyAgain():
            said(command.reason, "taking the new item back")
            goods_still(case)
            if not exchanging.new_items(case):
                raise NotPermitted("NOTHING_EXCHANGED", "No item that was sent in exchange is with the buyer.")
        case _:
            assert_never(command)


def _fits_again(command: Reship, case: Case) -> None:
    """Where the goods may not leave again, or where nobody has asked for them."""
    if case.paid_back():
        raise NotPermitted("ALREADY_PAID", "The money went back: goods on top of it would be given twice.")
    if case.agreement is not None or case.refusal is not None:
        raise NotPermitted("ALREADY_DECIDED", "The request was decided otherwise; reopen or divert the case first.")
    if case.claim is not None:
        raise NotPermitted(
            "CLAIM_OPEN",
            "The buyer asks for money on the platform: goods leave only once that request is withdrawn there (F24).",
        )
    if case.scenario is not Scenario.DELIVERY:
        raise NotPermitted("NOTHING_TO_SEND", f"In a {case.scenario} case no goods are sent again.")
    _something_to_send(sending.asked_again(case))
    if not command.advance:
        _chosen(case)


def _fits_exchange(command: Reship, case: Case) -> None:
    """The other item before the first is back, for a buyer whom the shop trusts (table 3.11 row 1)."""
    if not command.advance:
        raise NotPermitted("NOT_YET", "The other item leaves by itself once the first is back; or give --advance.")
    if case.agreement is None or case.findings:
        raise NotPermitted("NOT_YET", "In advance means: after the exchange was agreed, and before the goods are here.")
    _something_to_send(exchanging.wanted(case))


def _something_to_send(what: tuple[Sending, ...]) -> None:
    if not what:
        raise NotPermitted("ALREADY_SENT", "All that was asked for has left again, or may have.")
    if nameless := [each for each in what if not each.sku]:
        raise NotPermitted("NO_SKU", f"Line {nameless[0].line_id} has no sku: the warehouse cannot tell what to send.")


def _chosen(case: Case) -> None:
    """R28: the fact first, then the buyer chooses."""
    if case.found is None or case.found.situation not in RESENT:
        raise NotPermitted(
            "NOT_PROVEN", "Nothing shows yet that the parcel is gone: wait, or send in advance with --advance."
        )
    if sending.turned_up(case):
        raise NotPermitted("TURNED_UP", "The first parcel was signed for meanwhile: wait until that is looked into.")
    if not sending.wants_goods(case):
        raise NotPermitted("NOT_CHOSEN", "The buyer has not chosen to have the goods again.")


def effect(command: Shipping, case: Case) -> tuple[Event, ...]:
    """The orders to send, one a line; or the return of the new item, at our cost."""
    match command:
        case Reship():
            if case.scenario is Scenario.EXCHANGE:
                what = exchanging.wanted(case)
                return sending.ordered(case, what, Purpose.EXCHANGE, by=command.by, note=command.note)
            return sending.ordered(case, sending.asked_again(case), Purpose.AGAIN, by=command.by, note=command.note)
        case FaultyAgain():
            return (
                ev.NewItemFaulty(reason=command.reason, by=command.by),
                ev.RequestAgreed(by=command.by, note=command.reason, seller_pays_freight=True),
                ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason=command.reason, by=command.by),
            )
        case _:
            assert_never(command)
