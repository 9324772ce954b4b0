"""The words of a buyer's conduct; one sentence an event. They are for the shop's people, and no buyer reads them."""

from functools import reduce
from typing import assert_never

from domain import events as ev
from domain.disputes.conduct import Score, Signal
from domain.events import ConductEvent
from domain.words.speech import joined, say
from domain.words.telling import COMMA, NONE, Words

SIGNALS: dict[Signal, Words] = {
    Signal.THREAT: ("以差评或投诉相要挟", "a bad review or a complaint is named as the price"),
    Signal.REFUSES_PROOF: ("收货后只要退款，不提供照片", "money without a return is asked for, and no photo shown"),
    Signal.MANY_CLAIMS: ("近期或占比异常的售后", "many claims of late, or on a large share of the orders"),
    Signal.SWAPPED: ("退回的不是原商品", "other goods came back"),
    Signal.SERIAL: ("序列号不符", "the serial number is another one"),
    Signal.UNPAID: ("多笔未付款或恶意下单", "many orders that were never paid, or placed in bad faith"),
    Signal.LIKE_BARRED: ("与名单中的买家地址或电话相同", "the address or phone of somebody on the list"),
    Signal.COMPETITOR: ("疑似同行（批量、同时）", "the pattern of a competitor (bulk, same time)"),
    Signal.NIGHT_EDITS: ("深夜反复修改申请", "a request that is changed again and again at night"),
}
NOTED: Words = ("{who}注意到：{signal}{why}", "{who} noted: {signal}{why}")
SCORED: Words = (
    "可疑程度为{points}分：{signals}（不影响金额和权利）",
    "The claim's doubtfulness counts {points}: {signals} (it changes no money and no right)",
)
NOTHING: Words = ("没有可疑之处", "nothing doubtful")
ABUSIVE: Words = ("{who}复核（{points}分）：属于滥用{why}", "{who} looked at it ({points} points): abusive{why}")
NORMAL: Words = (
    "{who}复核（{points}分）：正常售后{why}",
    "{who} looked at it ({points} points): an ordinary claim{why}",
)
FOUND: Words = (
    "{who}登记平台认定滥用权利：{finding}{article}，运费全部由买家承担",
    "{who}: the platform found an abuse of rights, {finding}{article}; all freight is the buyer's",
)
ARTICLE: Words = ("（{article}）", " ({article})")


def told(event: ConductEvent, who: Words, why: Words) -> Words:
    """What happened; `who` did it and `why` are in words already."""
    match event:
        case ev.SignalNoted():
            return say(NOTED, who=who, signal=SIGNALS[event.signal], why=why)
        case ev.MaliceScored():
            return say(SCORED, points=str(event.points), signals=in_words(event.signals))
        case ev.MaliceReviewed():
            return say(ABUSIVE if event.abusive else NORMAL, who=who, points=str(event.points), why=why)
        case ev.AbuseFound():
            article = say(ARTICLE, article=event.article) if event.article else NONE
            return say(FOUND, who=who, finding=event.finding, article=article)
        case _:
            assert_never(event)


def reason_of(event: ConductEvent) -> str:
    """What a person wrote beside it."""
    return str(getattr(event, "reason", "") or getattr(event, "note", ""))


def in_words(signals: tuple[Signal, ...]) -> Words:
    """What was seen, one after the other."""
    told = [SIGNALS[signal] for signal in signals]
    return reduce(lambda one, other: joined(one, COMMA, other), told) if told else NOTHING


def score_in_words(score: Score) -> Words:
    """The score with what it counts."""
    return say(
        ("{points}分：{signals}", "{points} points: {signals}"),
        points=str(score.points),
        signals=in_words(score.signals),
    )
