"""The words of a complaint about what arrived: what was looked up, the row that binds, what is done about it."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.complaints.complaint import Judgement, Packing
from domain.complaints.flaw import Flaw, Remedy
from domain.events import ComplaintEvent
from domain.fault import Fault
from domain.goods import ParcelState
from domain.money import format_money
from domain.words.speech import say
from domain.words.telling import NONE, WHY, Words

REMEDIES: dict[Remedy, Words] = {
    Remedy.RESHIP: ("补发", "sending it again"),
    Remedy.REFUND: ("退款，商品不用退", "the money, and nothing comes back"),
    Remedy.KEEP: ("留下商品，退部分款项", "keeping it with a part of the money back"),
    Remedy.RETURN: ("退货退款，运费由我们承担", "a return at our cost"),
    Remedy.REFUSE: ("不予同意", "a refusal"),
    Remedy.INFORM: ("告知其余包裹在途", "telling that the rest is on its way"),
    Remedy.EXPLAIN: ("解释，按无理由退货规则", "an explanation, then the no-reason rules"),
    Remedy.EXCHANGE: ("按无理由换货规则换货", "an exchange without a reason"),
    Remedy.QUALITY: ("按质量问题处理", "handling it as a matter of quality"),
    Remedy.COUPON: ("优惠券或换包装", "a coupon or a new box: nothing is owed"),
}
FLAWS: dict[Flaw, Words] = {
    Flaw.UNITS: ("少件", "units are missing"),
    Flaw.GIFT: ("赠品缺失", "the gift is missing"),
    Flaw.PART: ("套装缺件，其余无法使用", "a part is missing, and the rest is of no use"),
    Flaw.WRONG: ("发错商品", "another item than was ordered"),
    Flaw.OWN_MISTAKE: ("买家自己拍错", "the buyer ordered the wrong thing"),
    Flaw.VARIATION: ("页面已说明的色差或批次差异", "a variation that the page told of"),
    Flaw.DAMAGED: ("破损，程度未知", "damaged, nobody knows yet how badly"),
    Flaw.COSMETIC: ("外观瑕疵", "damaged to the eye only"),
    Flaw.USABLE: ("破损但不影响使用", "damaged, and it still works"),
    Flaw.UNUSABLE: ("破损且影响使用", "damaged so that it does not work"),
    Flaw.PACKAGING: ("仅外包装破损", "only the box is damaged"),
    Flaw.HIDDEN: ("使用后才发现的损坏", "found only in use"),
    Flaw.PARTIAL: ("易碎或大件部分损坏", "one part of it is broken"),
}
FAULTS: dict[Fault, Words] = {
    Fault.BUYER: ("买家责任", "the buyer's doing"),
    Fault.SELLER: ("我方责任", "our doing"),
    Fault.CARRIER: ("快递责任", "the carrier's doing"),
    Fault.NONE: ("责任不明", "nobody's proven doing"),
}
DECIDERS: dict[Level, Words] = {
    Level.AUTO: ("自动处理", "policy decides"),
    Level.AGENT: ("客服决定", "an agent decides"),
    Level.SUPERVISOR: ("主管决定", "a supervisor decides"),
}
ASKED: Words = ("已请仓库核实出库重量和打包记录", "The warehouse was asked for its weights and packing records")
PACKED: Words = ("仓库记录：{what}", "The warehouse's records: {what}")
NOTHING_KEPT: Words = ("没有记录", "none")
EXPECTED: Words = ("应重{grams}克", "it should weigh {grams} g")
OUT: Words = ("出库{grams}克", "{grams} g when it left")
VIDEO: Words = ("打包视频{video}", "video {video}")
SHOWS: dict[bool, Words] = {
    True: ("视频显示已装入", "which shows all goods going in"),
    False: ("视频显示未装入", "which shows goods missing"),
}
PACKER: Words = ("打包员{packer}", "packed by {packer}")
MERGED: Words = ("与其他订单合包，未经买家同意", "put together with other orders without the buyer's consent")
OTHER: Words = ("另有包裹{waybill}", "another parcel {waybill}")
REST: dict[bool, Words] = {
    True: ("另一包裹{waybill}已送达", "The other parcel {waybill} has arrived"),
    False: ("另一包裹{waybill}未送达", "The other parcel {waybill} did not arrive"),
}
JUDGED: Words = (
    "判定（表{row}行）：{fault}；建议{proposal}，{decider}",
    "Judged by row {row}: {fault}; proposed is {proposal}, and {decider}",
)
OFFERED: Words = ("请买家选择：{what}{keep}", "The buyer may choose: {what}{keep}")
KEPT: Words = ("（留下可退{amount}）", " ({amount} back if it stays)")
CHOSEN: Words = ("{who}选择：{what}{keep}{why}", "{who} chose: {what}{keep}{why}")
FAILED: Words = ("无法{what}{why}", "This cannot be done: {what}{why}")
COLLECTED: Words = (
    "已约快递上门取回发错的商品，运单号{parcel}，运费由我方承担",
    "The courier collects what was sent wrong at our cost, parcel {parcel}",
)
NOBODY_COMES: Words = (
    "快递无法上门，请买家寄回发错的商品，运费由我方承担",
    "No courier can collect it: the buyer posts it at our cost",
)
AWAITED: Words = (
    "发错的商品请买家在{at}前交还，运费由我们承担",
    "What was sent wrong is to be handed in by {at}, at our cost",
)
WRITTEN_OFF: Words = ("发错的商品不再要求交还{why}", "What was sent wrong is not waited for any more{why}")


def told(event: ComplaintEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline."""
    match event:
        case ev.PackingAsked():
            return ASKED
        case ev.PackingReported():
            return say(PACKED, what=packing_in_words(event.packing))
        case ev.RestTraced():
            return say(REST[event.state is ParcelState.SIGNED], waybill=event.waybill)
        case ev.ComplaintJudged():
            return judgement_in_words(event.judgement)
        case ev.RedressOffered():
            keep = say(KEPT, amount=_money(event.keep, case)) if Remedy.KEEP in event.remedies else NONE
            return say(OFFERED, what=listed(event.remedies), keep=keep)
        case ev.RedressChosen():
            keeps = event.remedy is Remedy.KEEP and event.keep is not None
            keep = say(KEPT, amount=_money(event.keep or 0, case)) if keeps else NONE
            return say(CHOSEN, who=who, what=REMEDIES[event.remedy], keep=keep, why=_why(event.note))
        case ev.RedressFailed():
            return say(FAILED, what=REMEDIES[event.remedy], why=_why(event.reason))
        case ev.WrongGoodsAwaited():
            return say(AWAITED, at=_at(event.until, case))
        case ev.PickupBooked():
            parcel = f"{event.carrier} {event.waybill}".strip()
            return say(COLLECTED, parcel=parcel) if event.waybill else NOBODY_COMES
        case ev.WrongGoodsWrittenOff():
            return say(WRITTEN_OFF, why=_why(event.reason))
        case _:
            assert_never(event)


def judgement_in_words(judgement: Judgement) -> Words:
    """The row, whose doing it is, what is proposed, and who decides."""
    return say(
        JUDGED,
        row=judgement.row,
        fault=FAULTS[judgement.fault],
        proposal=REMEDIES[judgement.proposal],
        decider=DECIDERS.get(judgement.decider, (judgement.decider, judgement.decider)),
    )


def listed(remedies: tuple[Remedy, ...]) -> Words:
    """Several remedies, one after the other."""
    return "；".join(REMEDIES[r][0] for r in remedies), "; ".join(REMEDIES[r][1] for r in remedies)


def packing_in_words(packing: Packing) -> Words:
    """What the warehouse has on record, as far as it has anything."""
    parts: list[Words] = []
    if packing.expected is not None:
        parts.append(say(EXPECTED, grams=str(packing.expected)))
    if packing.out is not None:
        parts.append(say(OUT, grams=str(packing.out)))
    if packing.packer:
        parts.append(say(PACKER, packer=packing.packer))
    if packing.video:
        parts.append(say(VIDEO, video=packing.video))
    if packing.shows is not None:
        parts.append(SHOWS[packing.shows])
    if packing.merged:
        parts.append(MERGED)
    if packing.other_waybill:
        parts.append(say(OTHER, waybill=packing.other_waybill))
    if not parts:
        return NOTHING_KEPT
    return "，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


def _money(amount: int, case: Case) -> str:
    return format_money(amount, case.order.currency)


def _why(reason: str) -> Words:
    return say(WHY, reason=reason.strip().rstrip(".。")) if reason.strip() else NONE


def _at(moment: datetime, case: Case) -> str:
    return moment.astimezone(ZoneInfo(case.terms.time_zone)).strftime("%Y-%m-%d %H:%M %Z")
