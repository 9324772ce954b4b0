"""The words of a parcel that a buyer misses: its trace, inquiries, what was found, and the claim; one sentence each."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.case import Case
from domain.events import TrailEvent
from domain.money import format_money
from domain.trail import CarrierWord, Inquiry, Outcome, SignedBy, Situation
from domain.words.speech import joined, say
from domain.words.telling import NONE, WHY, Words

SITUATIONS: dict[Situation, Words] = {
    Situation.ON_ITS_WAY: ("包裹正常运输中", "it is on its way, in time"),
    Situation.LATE: ("包裹已超过承诺的送达时间", "it is late: the promised day has passed"),
    Situation.NO_FIRST_SCAN: ("包裹没有揽收记录", "it has no first scan"),
    Situation.NOT_HANDED_OVER: ("包裹仍在仓库，视为未发货", "it still lies in the warehouse, so it never was shipped"),
    Situation.STALLED: ("包裹长时间没有新轨迹", "it has had no new scan for too long"),
    Situation.UNANSWERED: ("快递公司未按时答复", "the carrier did not say in time where it is"),
    Situation.HELD_UP: ("包裹途中受阻，仍会送达", "it was held up, and goes on"),
    Situation.COMING_BACK: ("包裹无故被退回", "it is on its way back, unasked"),
    Situation.SIGNED: ("包裹显示已签收", "it is signed for"),
    Situation.PROVEN: ("签收凭证显示由买家一方签收", "it was signed for by the buyer's side, and there is proof"),
    Situation.SIGNED_BY_OTHERS: ("没有证据证明买家签收", "there is no proof that the buyer's side signed for it"),
    Situation.WRONG_ADDRESS: ("包裹送错地址，非买家责任", "it went to a wrong address, not by the buyer's doing"),
    Situation.BUYERS_ADDRESS: ("买家提供的地址有误", "it went to the address that the buyer gave"),
    Situation.RECEIVED: ("买家已收到包裹", "the buyer has it"),
    Situation.LOST: ("包裹已丢失", "it is lost"),
}
INQUIRIES: dict[Inquiry, Words] = {
    Inquiry.PICKUP: ("是否揽收", "whether it was picked up"),
    Inquiry.TRACE: ("包裹在哪里", "where it is"),
    Inquiry.WEIGHT: ("揽收和送达时的重量", "what it weighed when accepted and when handed over"),
    Inquiry.SIGNATURE: ("由谁签收", "who signed for it"),
}
OUTCOMES: dict[Outcome, Words] = {
    Outcome.LOCATED: ("已找到，会继续派送", "it was located and goes on"),
    Outcome.NOT_FOUND: ("没有找到", "it was not found"),
    Outcome.LOST: ("确认丢失", "it is lost"),
    Outcome.DELIVERED: ("已送达", "it was handed over"),
    Outcome.MISDELIVERED: ("送错地址", "it went to a wrong address"),
}
SIGNERS: dict[SignedBy, Words] = {
    SignedBy.ADDRESSEE: ("，收件人本人签收", ", to the addressee"),
    SignedBy.DELEGATE: ("，收件人指定的人签收", ", to whom the addressee named"),
    SignedBy.NAMED_PLACE: ("，放在收件人指定的地点", ", at the place that the addressee named"),
    SignedBy.OTHER: ("，由他人签收", ", to somebody else"),
    SignedBy.NOBODY: ("，没有签收记录", ", without any signature"),
}
TRACE: Words = ("物流轨迹共{count}条{last}", "The carrier's trace has {count} scans{last}")
LAST: Words = ("，最新为{at}", ", the newest of {at}")
ASKED: Words = ("已向快递公司查询包裹{waybill}：{what}", "The carrier was asked about parcel {waybill}: {what}")
ANSWERED: Words = (
    "快递公司答复：{what}{signer}{eta}{weight}{proof}{why}",
    "The carrier answered: {what}{signer}{eta}{weight}{proof}{why}",
)
ETA: Words = ("，预计{at}送达", ", expected by {at}")
ACCEPTED: Words = ("，揽收重量{grams}克", ", {grams} g when accepted")
HANDED_OVER: Words = ("，送达重量{grams}克", ", {grams} g when handed over")
OPEN: Words = ("，外箱已被打开", ", the box was open")
PROOF: Words = ("，凭证{proof}", ", with proof {proof}")
TRACED: Words = ("查明：{what}", "It was found: {what}")
CLAIMED: Words = (
    "已开始向快递公司索赔{amount}（{claim}），与买家的退款无关",
    "A claim of {amount} against the carrier was begun ({claim}); it changes nothing for the buyer",
)


def told(event: TrailEvent, case: Case) -> Words:
    """One event, in the words of the timeline."""
    match event:
        case ev.TraceRead():
            last = NONE if event.last_at is None else say(LAST, at=_at(event.last_at, case))
            return say(TRACE, count=str(event.scans), last=last)
        case ev.InquiryOpened():
            return say(ASKED, waybill=event.waybill, what=INQUIRIES[event.inquiry])
        case ev.InquiryAnswered():
            return _answered(event.word, case)
        case ev.ParcelTraced():
            return say(TRACED, what=SITUATIONS[event.situation])
        case ev.CarrierClaimed():
            return say(CLAIMED, amount=format_money(event.amount, case.order.currency), claim=event.claim_id)
        case _:
            assert_never(event)


def _answered(word: CarrierWord, case: Case) -> Words:
    signer = NONE if word.signed_by is None else SIGNERS[word.signed_by]
    eta = NONE if word.eta is None else say(ETA, at=_at(word.eta, case))
    proof = say(PROOF, proof=word.proof) if word.proof else NONE
    why = say(WHY, reason=word.note.strip().rstrip(".。")) if word.note.strip() else NONE
    told = {"signer": signer, "eta": eta, "weight": _weight(word), "proof": proof, "why": why}
    return say(ANSWERED, what=OUTCOMES[word.outcome], **told)


def _weight(word: CarrierWord) -> Words:
    parts = [
        say(words, grams=str(grams))
        for words, grams in ((ACCEPTED, word.accepted_grams), (HANDED_OVER, word.delivered_grams))
        if grams is not None
    ]
    return joined(*parts, *((OPEN,) if word.opened else ()))


def _at(moment: datetime, case: Case) -> str:
    return moment.astimezone(ZoneInfo(case.terms.time_zone)).strftime("%Y-%m-%d %H:%M %Z")
