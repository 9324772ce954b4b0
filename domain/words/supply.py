"""The words of goods that cannot be sent as they were sold: what the shop can do, what the buyer chose."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import SupplyEvent
from domain.money import format_money
from domain.request import Supply
from domain.shipments.supply import Way
from domain.telling.phrases import at, why
from domain.words.speech import joined, say
from domain.words.telling import COMMA, NONE, Words

WAYS: dict[Way, Words] = {
    Way.WAIT: ("等待发货", "wait until it can be sent"),
    Way.SUBSTITUTE: ("换其他商品", "another item instead"),
    Way.MONEY: ("退款", "the money back"),
}
NAMED: Words = ("{who}说明还可以：{what}{why}", "{who} said what can still be done: {what}{why}")
DATE: Words = ("{at}前发出", "send it by {at}")
OTHER: Words = ("改发{item}", "send {item} instead")
NOTHING: Words = ("只能退款", "nothing but the money")
OFFERED: Words = ("请买家选择：{what}{penalty}", "The buyer may choose: {what}{penalty}")
PENALTY: Words = ("；退款时另赔付{amount}", "; with the money a penalty of {amount}")
CHOSEN: Words = ("{who}选择{what}{until}{why}", "{who} chose: {what}{until}{why}")
UNTIL: Words = ("，同意等到{at}", ", and agreed to wait until {at}")
FAILED: Words = ("未能实现：{what}{why}", "It came to nothing: {what}{why}")


def told(event: SupplyEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.SupplyNamed():
            return say(NAMED, who=who, what=supply_in_words(event.supply, case), why=why(event.note))
        case ev.SupplyOffered():
            amount = format_money(event.penalty, case.order.currency)
            penalty = say(PENALTY, amount=amount) if event.penalty else NONE
            return say(OFFERED, what=listed(event.ways), penalty=penalty)
        case ev.SupplyChosen():
            until = say(UNTIL, at=at(event.until, case)) if event.until is not None else NONE
            return say(CHOSEN, who=who, what=WAYS[event.way], until=until, why=why(event.note))
        case ev.SupplyFailed():
            return say(FAILED, what=WAYS[event.way], why=why(event.reason))
        case _:
            assert_never(event)


def supply_in_words(can: Supply, case: Case) -> Words:
    """What the shop can still do."""
    date = say(DATE, at=at(can.until, case)) if can.until is not None else NONE
    if can.substitute is None:
        return date if can.until is not None else NOTHING
    other = say(OTHER, item=can.substitute.title or can.substitute.sku)
    return joined(date, COMMA, other) if can.until is not None else other


def listed(ways: tuple[Way, ...]) -> Words:
    """Several ways, one after the other."""
    return "；".join(WAYS[way][0] for way in ways), "; ".join(WAYS[way][1] for way in ways)
