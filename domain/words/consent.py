"""The words of goods that may not leave while a refund is open, and of the buyer's consent that they do."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import ConsentEvent
from domain.shipments.shipping import LineAnswer, Reason, wanted_after_all
from domain.telling import phrases
from domain.words.speech import say
from domain.words.telling import NONE, Words

ASKED: Words = (
    "{who}请买家选择：仍要商品（最迟{date}发出），还是退款{why}",
    "{who} has the buyer asked: the goods after all, which leave by {date}, or the refund{why}",
)
CONSENTED: Words = (
    "{who}同意照常发出{titles}，尽管已申请退款{evidence}{why}",
    "{who} agreed that {titles} ships although its refund was asked for{evidence}{why}",
)
ENTERED: Words = (
    "{who}登记买家同意照常发出{titles}，尽管已申请退款{evidence}{why}",
    "{who} entered the buyer's word that {titles} ships although its refund was asked for{evidence}{why}",
)
TAKEN_BACK: Words = (
    "{who}撤回发货同意：{titles}不再发出{evidence}{why}",
    "{who} took the consent back: {titles} is not to ship any more{evidence}{why}",
)
EVIDENCE: Words = ("（凭证：{reference}）", " (evidence: {reference})")
LEFT_AS_WANTED: Words = (
    "商品按买家意愿发出（{carrier} {waybill}）",
    "The goods left as the buyer wanted ({carrier} {waybill})",
)
LEFT_AGAINST: Words = (
    "退款申请未了结且买家未同意，商品仍被发出（{carrier} {waybill}）：全部费用和风险由卖家承担",
    "The goods left although their refund is open, without consent ({carrier} {waybill}): all cost and risk are ours",
)

REASONS: dict[Reason, Words] = {
    Reason.REFUND_ASKED: ("已申请退款，等待仓库拦下", "a refund was asked for; the warehouse has not said it is held"),
    Reason.HELD: ("已申请退款，仓库已拦下", "a refund was asked for; held at the warehouse"),
    Reason.PAID_BACK: ("款项已退或正在退", "its money is back, or on its way"),
    Reason.CONSENTED: ("买家同意照常发货", "the buyer agreed that it ships"),
}
MAY: Words = ("{line}：可以发货{why}", "{line}: may ship{why}")
MAY_NOT: Words = ("{line}：不可发货（可发{free}件）{why}", "{line}: may not ship ({free} units are free){why}")
OF_CASE: Words = ("；{reason}（{units}件，{case}）", "; {reason} ({units} units, {case})")


def told(event: ConsentEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline."""
    match event:
        case ev.ConsentAsked():
            return say(ASKED, who=who, date=phrases.at(event.ship_by, case), why=phrases.why(event.note))
        case ev.ShippingConsented():
            return _consent(CONSENTED if event.by == "buyer" else ENTERED, event, case, who)
        case ev.ConsentWithdrawn():
            return _consent(TAKEN_BACK, event, case, who)
        case ev.GoodsLeft():
            words = LEFT_AS_WANTED if wanted_after_all(case) else LEFT_AGAINST
            return say(words, carrier=event.carrier, waybill=event.waybill)
        case _:
            assert_never(event)


def _consent(words: Words, event: ev.ShippingConsented | ev.ConsentWithdrawn, case: Case, who: Words) -> Words:
    evidence = say(EVIDENCE, reference=event.evidence) if event.evidence else NONE
    known = {line.line_id: line.title for line in case.order.lines}
    titles = ", ".join(known.get(line_id) or line_id for line_id in event.lines)
    return say(words, who=who, titles=titles, evidence=evidence, why=phrases.why(event.note))


def line_in_words(answer: LineAnswer) -> Words:
    """Whether one line may leave, and what each case says of it."""
    why = NONE
    for found in answer.because:
        one = say(OF_CASE, reason=REASONS[found.reason], units=str(found.units), case=found.case_id)
        why = (why[0] + one[0], why[1] + one[1])
    if answer.may_ship:
        return say(MAY, line=answer.line_id, why=why)
    return say(MAY_NOT, line=answer.line_id, free=str(answer.free), why=why)
