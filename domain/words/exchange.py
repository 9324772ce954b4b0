"""The words of an exchange: another wish, what is paid on top, and a new item that is at fault itself."""

from functools import reduce
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import ExchangeEvent
from domain.request import Item
from domain.telling import phrases
from domain.words.speech import joined, say
from domain.words.telling import COMMA, NONE, Words

CHANGED: Words = ("{who}改要：{items}", "{who} wants something else: {items}")
FOR: Words = ("{qty}件{item}", "{qty} x {item}")
NOTHING: Words = ("仅退货", "only the return")
ASKED: Words = (
    "请买家补付{amount}{freight}，链接有效至{until}",
    "The buyer is asked to pay {amount} on top{freight}; the link is good until {until}",
)
PRICE: Words = (
    "请买家先付维修费{amount}，链接有效至{until}",
    "The buyer is asked to pay {amount} for the repair before it begins; the link is good until {until}",
)
PRICE_PAID: Words = ("买家已付维修费{amount}", "The buyer paid {amount} for the repair")
PRICE_LAPSED: Words = (
    "维修费未在期限内支付，视为不接受报价",
    "The price of the repair was not paid in time: it counts as declined",
)
FREIGHT: Words = ("（含运费{amount}）", " (of it {amount} freight)")
PAID: Words = ("买家已补付{amount}", "The buyer paid {amount} on top")
LAPSED: Words = (
    "补付链接已过期，买家未付款，商品暂存仓库",
    "The link to pay ran out unpaid; the goods wait with us",
)
FAULTY: Words = (
    "{who}确认换发的商品也有问题：退回并退款，费用由我们承担{why}",
    "{who} found that the new item is at fault too: it comes back at our cost, and the money goes back{why}",
)


def told(event: ExchangeEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it is in words already."""
    match event:
        case ev.WantedChanged():
            each = [_wish(item) for item in event.items if item.wanted is not None]
            items = reduce(lambda told, one: joined(told, COMMA, one), each) if each else NOTHING
            return say(CHANGED, who=who, items=items)
        case ev.TopUpAsked():
            if event.job:
                return say(PRICE, amount=phrases.money(event.amount, case), until=phrases.at(event.expires_at, case))
            freight = say(FREIGHT, amount=phrases.money(event.freight, case)) if event.freight else NONE
            until = phrases.at(event.expires_at, case)
            return say(ASKED, amount=phrases.money(event.amount, case), freight=freight, until=until)
        case ev.TopUpPaid():
            form = PRICE_PAID if _pays_repair(event.key, case) else PAID
            return say(form, amount=phrases.money(event.amount, case))
        case ev.TopUpLapsed():
            return PRICE_LAPSED if _pays_repair(event.key, case) else LAPSED
        case ev.NewItemFaulty():
            return say(FAULTY, who=who, why=phrases.why(event.reason))
        case _:
            assert_never(event)


def _pays_repair(key: str, case: Case) -> bool:
    return any(link.job for link in case.topups if link.key == key)


def _wish(item: Item) -> Words:
    name = "" if item.wanted is None else item.wanted.title or item.wanted.sku
    return say(FOR, qty=str(item.qty), item=name)


TAKEN_BACK_TOO_LATE: Words = (
    "{who}想撤销申请，但换货商品已寄出：换货继续，原商品仍须寄回",
    "{who} wanted to take the request back, but the other item had left: the exchange goes on, the first comes back",
)
