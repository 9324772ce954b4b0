"""What the shop itself did not keep to, in Chinese and English, for the shop's own people."""

from functools import reduce

from domain.disputes.clean_hands import Breach, Stain
from domain.words.evidence import evidence_in_words
from domain.words.speech import joined, say
from domain.words.standing import CLOCKS
from domain.words.telling import COMMA, Words

BREACHES: dict[Breach, Words] = {
    Breach.DEADLINE: ("我方逾期：{what}", "we were late: {what}"),
    Breach.SHIPPED: ("申请退款后仍发货（F24）", "the goods were sent though the refund was asked for (F24)"),
    Breach.PROMISE: ("承诺的款项逾期", "what we promised was paid late, or is not paid"),
    Breach.CALLS: ("致电超出规定的次数或时段", "the buyer was called too often, too soon, or at a wrong hour"),
    Breach.EVIDENCE: ("应由我方先举证而缺少：{what}", "we must prove first, and lack: {what}"),
}
CLEAN: Words = ("未发现我方违规", "nothing shows against us")
OR: Words = ("或", " or ")


def breaches_in_words(stains: tuple[Stain, ...]) -> Words:
    """All of it, one after the other."""
    return _listed([_told(stain) for stain in stains]) if stains else CLEAN


def _told(stain: Stain) -> Words:
    clocks = [CLOCKS[clock] for clock in stain.clocks]
    kinds = [
        reduce(lambda one, other: joined(one, OR, other), map(evidence_in_words, any_of)) for any_of in stain.lacking
    ]
    what = clocks or kinds
    return say(BREACHES[stain.breach], what=_listed(what)) if what else BREACHES[stain.breach]


def _listed(words: list[Words], between: Words = COMMA) -> Words:
    return reduce(lambda one, other: joined(one, between, other), words)
