"""Parcels and goods, told in sentences."""

from functools import reduce
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import GoodsEvent
from domain.goods import Finding, FoundLine
from domain.intactness import judged
from domain.telling import phrases
from domain.words import telling as words
from domain.words.sign import SIGNS
from domain.words.speech import joined, say
from domain.words.telling import NONE, Words


def told(event: GoodsEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.ParcelSent():
            return say(words.SENT, who=who, parcel=_parcel(event.carrier, event.waybill))
        case ev.ParcelMoved():
            return say(words.PARCELS[event.state], parcel=_parcel(event.carrier, event.waybill))
        case ev.GoodsInspected():
            return _inspected(event.finding, who, case)
        case ev.ShortfallNoted():
            return words.SHORT
        case ev.GoodsGivenBack():
            sold = [_sold(line_id, case) for line_id in event.line_ids]
            return say(words.GIVEN_BACK, sold=reduce(lambda told, line: joined(told, words.COMMA, line), sold))
        case ev.LossSettled():
            return words.LOSSES[event.bearer]
        case ev.WarehouseAnswered():
            return words.HOLDS[event.hold]
        case ev.InterceptChanged():
            return words.INTERCEPTS[event.state]
        case _:
            assert_never(event)


def _inspected(finding: Finding, who: Words, case: Case) -> Words:
    lines = [_found(line, case) for line in finding.lines] or [words.FOUND_NOTHING]
    found = reduce(lambda told, line: joined(told, words.COMMA, line), lines)
    gift = NONE if finding.gift_present is None else words.GIFT_THERE if finding.gift_present else words.GIFT_MISSING
    fee = say(words.COLLECT_FEE, amount=phrases.money(finding.collect_fee, case)) if finding.collect_fee else NONE
    by = who if finding.inspector in who else say(words.INSPECTOR, who=who, name=finding.inspector)
    return say(words.INSPECTED, who=by, waybill=finding.waybill, found=found, gift=gift, fee=fee)


def _found(line: FoundLine, case: Case) -> Words:
    sold = _sold(line.line_id, case)
    told = say(words.FOUND, sold=sold, qty=str(line.qty), grade=words.GRADES[line.grade])
    signs = [joined(words.COMMA, SIGNS[sign]) for sign in line.signs]
    return joined(told, *signs, _counts_as(line, case), phrases.why(line.note))


def _counts_as(line: FoundLine, case: Case) -> Words:
    """What the standard of the category makes of it, where that is not what the inspector said (R62)."""
    categories = {sold.line_id: sold.category for sold in case.order.lines}
    counts = judged(line, categories.get(line.line_id, ""), case.terms)
    return NONE if counts is line.grade else say(words.COUNTS_AS, grade=words.GRADES[counts])


def _sold(line_id: str, case: Case) -> Words:
    """What a line of the order is called: its title, with its id where that is needed to tell it from others."""
    titles = {line.line_id: line.title for line in case.order.lines}
    title = titles.get(line_id, "")
    if not title:
        return say(words.SOLD_LINE, line=line_id)
    if list(titles.values()).count(title) > 1:
        return say(words.SOLD_ONE_OF, title=title, line=line_id)
    return title, title


def _parcel(carrier: str, waybill: str) -> str:
    return f"{carrier} {waybill}".strip()
