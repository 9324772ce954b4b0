"""Whether the buyer may be given a choice about goods that have not left, and whether their word still counts."""

from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.commands import ChooseSupply, NameSupply, NotPermitted, Supplying
from domain.events import Event, Hold
from domain.permit.checks import money_still, said, still_open
from domain.request import Supply
from domain.shipments import supplying
from domain.shipments.shipping import cancels
from domain.shipments.supply import Way


def fits(command: Supplying, case: Case, at: datetime | None) -> None:
    """Raise NotPermitted where the case does not take this now."""
    still_open(case)
    money_still(case)
    if not cancels(case):
        raise NotPermitted("NOT_UNSHIPPED", "This is about goods that have not left, and that money is asked for.")
    match command:
        case NameSupply():
            _nothing_decided(case)
            _can_be_named(supplying.named(command, case), case, at)
        case ChooseSupply():
            said(command.note, "entering the buyer's choice")
            _offered(command.way, case)
        case _:
            assert_never(command)


def _nothing_decided(case: Case) -> None:
    if case.withdrawn or case.refusal is not None or case.agreement is not None or case.payments:
        raise NotPermitted("ALREADY_DECIDED", "The request was decided: there is nothing to choose any more.")
    if (chosen := case.supplying.chosen) is not None:
        raise NotPermitted("ALREADY_CHOSEN", f"The buyer has chosen: {chosen}.")
    if case.hold not in {None, Hold.HELD}:
        raise NotPermitted("ALREADY_LEFT", "The warehouse says that the goods have left its hands.")


def _can_be_named(can: Supply, case: Case, at: datetime | None) -> None:
    if can.until is None and can.substitute is None:
        raise NotPermitted("NOTHING_NAMED", "Name a date by which it leaves, another item, or both.")
    if can.until is not None and at is not None and can.until <= at:
        raise NotPermitted("DATE_PASSED", "The date by which it leaves lies in the past.")
    if can.promised < 0:
        raise NotPermitted("BAD_VALUE", "The shop's own promise is an amount of 0 or more.")
    if can.substitute is None:
        return
    if len(case.request.items) != 1:
        raise NotPermitted("SEVERAL_LINES", "Another item stands for one line, and the request is about several.")
    if not can.substitute.sku or can.substitute.unit_price < 0:
        raise NotPermitted("NO_SKU", "The other item needs a code that the warehouse knows, and its price.")
    if case.claim is not None and can.until is None:
        raise NotPermitted(
            "CLAIM_OPEN",
            "The buyer asks for money on the platform: other goods leave only once that is withdrawn there (F24).",
        )


def _offered(way: Way, case: Case) -> None:
    if not supplying.may_choose(case, way):
        known = ", ".join(case.supplying.ways) or "nothing yet"
        raise NotPermitted("NOT_OFFERED", f"This is not open to the buyer now; offered was: {known}.")


def effect(command: Supplying, case: Case) -> tuple[Event, ...]:
    """What was named, or chosen, as an event."""
    match command:
        case NameSupply():
            return (ev.SupplyNamed(supply=supplying.named(command, case), by=command.by, note=command.note),)
        case ChooseSupply():
            can = supplying.supply(case)
            until = can.until if can is not None and command.way is Way.WAIT else None
            return (ev.SupplyChosen(way=command.way, until=until, note=command.note, by=command.by),)
        case _:
            assert_never(command)
