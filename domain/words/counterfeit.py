"""The words of a claim that goods are counterfeit; one sentence an event. None of them admits anything to a buyer."""

from typing import assert_never

from domain import events as ev
from domain.disputes.authenticity import Judgement
from domain.events import CounterfeitEvent
from domain.words.speech import say
from domain.words.telling import NONE, Words

JUDGEMENTS: dict[Judgement, Words] = {
    Judgement.PAPERS_VALID: ("进货凭证有效", "our papers of origin are valid"),
    Judgement.PAPERS_INVALID: ("进货凭证不足以证明来源", "our papers of origin prove nothing"),
    Judgement.REPORT_VALID: ("买家的鉴定有效", "the buyer's report is valid"),
    Judgement.REPORT_INVALID: ("买家的鉴定不成立", "the buyer's report does not hold"),
    Judgement.SUSPECTED: ("商品来源存疑", "the goods are suspect"),
    Judgement.EXTORTION: ("属于敲诈勒索", "the claim is extortion"),
}
JUDGED: Words = ("{who}认定：{what}{issuer}{why}", "{who} judged that {what}{issuer}{why}")
ISSUER: Words = ("（出具方：{issuer}）", " (issued by {issuer})")
STOPPED: Words = ("{who}停止销售并冻结库存：{skus}{why}", "{who} stopped the sale and froze the stock of {skus}{why}")
ALARMED: Words = ("已紧急通知产品部门：{skus}", "The product department was alarmed about {skus}")
REPORTED: Words = ("{who}已向{to}举报，编号{number}{why}", "{who} reported the conduct to {to}, number {number}{why}")


def told(event: CounterfeitEvent, who: Words, why: Words) -> Words:
    """What happened; `who` did it and `why` are in words already."""
    match event:
        case ev.AuthenticityJudged():
            issuer = say(ISSUER, issuer=event.issuer) if event.issuer else NONE
            return say(JUDGED, who=who, what=JUDGEMENTS[event.judgement], issuer=issuer, why=why)
        case ev.SaleStopped():
            return say(STOPPED, who=who, skus=", ".join(event.skus), why=why)
        case ev.DepartmentAlarmed():
            return say(ALARMED, skus=", ".join(event.skus))
        case ev.ConductReported():
            return say(REPORTED, who=who, to=event.to, number=event.number, why=why)
        case _:
            assert_never(event)


def reason_of(event: CounterfeitEvent) -> str:
    """What a person wrote beside it."""
    return str(getattr(event, "reason", ""))
