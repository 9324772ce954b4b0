"""The words of goods that leave again: what the shelf has, the order to send, and the new parcel."""

from functools import reduce
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import SendingEvent
from domain.exchanges.replacement import Purpose, ReplacementState
from domain.money import format_money
from domain.words.speech import joined, say
from domain.words.telling import COMMA, NONE, WHY, Words

SHELF: Words = ("仓库现有库存：{shelf}", "The warehouse has on its shelf: {shelf}")
SHELVED: Words = ("{sku} {count}件", "{count} x {sku}")
NOTHING: Words = ("没有", "nothing")
ORDERED: dict[Purpose, Words] = {
    Purpose.AGAIN: (
        "{who}决定补发{qty}件{sku}（价值{cost}，补发号{key}）{why}",
        "{who} decided to send {qty} x {sku} again, worth {cost}, under {key}{why}",
    ),
    Purpose.EXCHANGE: (
        "{who}决定换发{qty}件{sku}（补发号{key}）{why}",
        "{who} decided to send {qty} x {sku} in exchange, under {key}{why}",
    ),
    Purpose.SUBSTITUTE: (
        "{who}决定改发{qty}件{sku}，不另收费（补发号{key}）{why}",
        "{who} decided to send {qty} x {sku} instead, at no extra cost, under {key}{why}",
    ),
}
SHIPPED: Words = (
    "仓库已发出{qty}件{sku}：{carrier} {waybill}",
    "The warehouse sent {qty} x {sku}: {carrier} {waybill}",
)
BY_HAND: Words = (
    "{qty}件{sku}已由人工另行发出",
    "A person sent {qty} x {sku}, by other means",
)
NOT_SENT: Words = ("{qty}件{sku}确认未发出{why}", "The {qty} x {sku} certainly did not leave{why}")
REASONS: dict[str, Words] = {
    "out_of_stock": ("库存不足", "the shelf is empty"),
    "called_off": ("仓库拒绝后改为其他处理", "the warehouse refused it, and the case went another way"),
}
STATES: dict[ReplacementState, Words] = {
    ReplacementState.ORDERED: ("待发出", "to leave"),
    ReplacementState.NOT_SENT: ("未发出", "did not leave"),
    ReplacementState.ON_ITS_WAY: ("在途", "on its way"),
    ReplacementState.LATE: ("未按时送达", "late"),
    ReplacementState.DELIVERED: ("已送达", "delivered"),
    ReplacementState.CAME_BACK: ("被退回", "came back"),
    ReplacementState.LOST: ("丢失", "lost"),
    ReplacementState.BY_HAND: ("人工发出", "sent by a person"),
}
MOVED: dict[ReplacementState, Words] = {
    ReplacementState.ORDERED: ("新包裹{waybill}待发出", "The new parcel {waybill} is to leave"),
    ReplacementState.NOT_SENT: ("新包裹{waybill}没有发出", "The new parcel {waybill} did not leave"),
    ReplacementState.ON_ITS_WAY: ("新包裹{waybill}在途", "The new parcel {waybill} is on its way"),
    ReplacementState.LATE: ("新包裹{waybill}未按时送达", "The new parcel {waybill} is late"),
    ReplacementState.DELIVERED: ("新包裹{waybill}已送达买家", "The new parcel {waybill} reached the buyer"),
    ReplacementState.CAME_BACK: ("新包裹{waybill}被退回", "The new parcel {waybill} came back"),
    ReplacementState.LOST: ("新包裹{waybill}丢失", "The new parcel {waybill} is lost"),
    ReplacementState.BY_HAND: ("新包裹{waybill}由人工发出", "The new parcel {waybill} was sent by a person"),
}


def told(event: SendingEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it is in words already."""
    match event:
        case ev.StockRead():
            each = [say(SHELVED, sku=shelved.sku, count=str(shelved.available)) for shelved in event.shelf]
            shelf = reduce(lambda told, one: joined(told, COMMA, one), each) if each else NOTHING
            return say(SHELF, shelf=shelf)
        case ev.ReplacementOrdered():
            cost = format_money(event.cost, case.order.currency)
            words, why = ORDERED[event.purpose], _why(event.note)
            return say(words, who=who, qty=str(event.qty), sku=event.sku, cost=cost, key=event.key, why=why)
        case ev.ReplacementShipped():
            if not event.waybill:
                return _of(BY_HAND, event.key, case)
            return _of(SHIPPED, event.key, case, carrier=event.carrier, waybill=event.waybill)
        case ev.ReplacementNotSent():
            reason = say(WHY, reason=REASONS.get(event.reason, (event.reason, event.reason)))
            return _of(NOT_SENT, event.key, case, why=reason)
        case ev.ReplacementMoved():
            return _of(MOVED[event.state], event.key, case)
        case _:
            assert_never(event)


def _of(words: Words, key: str, case: Case, **more: str | Words) -> Words:
    """The sentence, with what is known of the shipment that it is about."""
    known = next((shipment for shipment in case.replacements if shipment.key == key), None)
    if known is None:
        return say(words, **{"qty": "?", "sku": key, "waybill": key} | more)
    return say(words, **{"qty": str(known.qty), "sku": known.sku, "waybill": known.waybill or known.key} | more)


def _why(note: str) -> Words:
    plain = note.strip().rstrip(".。")
    return say(WHY, reason=plain) if plain else NONE
