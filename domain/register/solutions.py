"""How like cases were solved (R147): what was wrong, what was done, how it ended, at what cost, and the buyer's word.

A projection of closed cases, for people who have a new one in hand. It proposes nothing, and no policy reads it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.case import Case
from domain.events import PaymentState, Question, Resolution
from domain.exchanges.sending import serving
from domain.grievance import Wrong
from domain.register.figures import Dated
from domain.register.story import case_of
from domain.request import Ground
from domain.words.complaint import FLAWS
from domain.words.complaint import REMEDIES as REDRESS
from domain.words.quality import REMEDIES as CURES
from domain.words.telling import SCENARIOS, Words
from domain.words.trail import SITUATIONS

SAMPLES = 3
GROUNDS: dict[Ground, Words] = {
    Ground.NO_REASON: ("无理由退货", "no reason"),
    Ground.NOT_WANTED: ("不想要了", "not wanted any more"),
    Ground.OUT_OF_STOCK: ("缺货", "out of stock"),
    Ground.LATE_SHIPMENT: ("延迟发货", "not shipped in time"),
    Ground.NOT_RECEIVED: ("未收到货", "not received"),
    Ground.QUALITY: ("质量问题", "quality"),
    Ground.WRONG_ITEM: ("发错货", "wrong item"),
    Ground.SHORT: ("少件", "short"),
    Ground.DAMAGED: ("破损", "damaged"),
    Ground.COUNTERFEIT: ("假货", "counterfeit"),
    Ground.OTHER: ("其他", "other"),
    Ground.COMPENSATION: ("补偿", "compensation"),
    Ground.INVOICE: ("发票", "invoice"),
}
WRONGS: dict[Wrong, Words] = {
    Wrong.PRICE_DROP: ("降价", "the price dropped"),
    Wrong.OVERCHARGED: ("多收款", "too much was charged"),
    Wrong.MINOR_FLAW: ("小瑕疵", "a small flaw"),
    Wrong.SERVICE: ("服务失误", "a failure of service"),
    Wrong.OUT_OF_POCKET: ("买家垫付的损失", "a loss out of pocket"),
    Wrong.LATE_SHIPMENT: ("延迟发货", "shipped late"),
    Wrong.OUT_OF_STOCK: ("缺货", "out of stock"),
    Wrong.FAKE_SHIPMENT: ("虚假发货", "said to be shipped, and was not"),
    Wrong.LEGAL_MULTIPLE: ("依法主张多倍赔偿", "a legal claim of several times the price"),
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What like cases have in common. Words are in Chinese and English; a symptom may be the buyer's own."""

    ground: Words
    symptom: Words
    remedy: Words
    outcome: Resolution


@dataclass(frozen=True, kw_only=True)
class Solved:
    """One closed case: `cost` in minor units is what was paid back, paid beside the order, and sent again."""

    case_id: str
    skus: frozenset[str]
    kind: Kind
    currency: str
    cost: int
    experience: int | None  # 1 to 5
    reopened: bool  # the first answer did not hold


@dataclass(frozen=True, kw_only=True)
class Solution:
    """A way in which like cases were solved; averages over those that tell, None where none does."""

    kind: Kind
    currency: str
    times: int
    cost: int  # on average, minor units
    experience: float | None
    reopened: int
    cases: tuple[str, ...]  # the newest


def solved(story: Sequence[Dated]) -> Solved | None:
    """What one story tells; None for a case that is open, or that was merely opened by mistake."""
    case = case_of(story)
    if case.resolution is None or case.resolution is Resolution.CLOSED_BY_HAND:
        return None
    survey = case.answer(Question.SURVEY)
    return Solved(
        case_id=case.case_id,
        skus=frozenset(case.order.line(item.line_id).sku for item in case.request.items) - {""},
        kind=Kind(
            ground=GROUNDS[case.request.ground],
            symptom=_symptom(case),
            remedy=_remedy(case),
            outcome=case.resolution,
        ),
        currency=case.order.currency,
        cost=_cost(case),
        experience=survey.experience if survey is not None else None,
        reopened=case.reopenings > 0,
    )


def solutions(cases: Iterable[Solved]) -> tuple[Solution, ...]:
    """Like cases together, the most frequent first; `cases` are the newest first."""
    alike: dict[tuple[Kind, str], list[Solved]] = defaultdict(list)
    for each in cases:
        alike[each.kind, each.currency].append(each)
    found = [_solution(kind, currency, of) for (kind, currency), of in alike.items()]
    return tuple(sorted(found, key=lambda each: (-each.times, each.kind.ground, each.cost)))


def _solution(kind: Kind, currency: str, of: Sequence[Solved]) -> Solution:
    told = [each.experience for each in of if each.experience is not None]
    return Solution(
        kind=kind,
        currency=currency,
        times=len(of),
        cost=round(sum(each.cost for each in of) / len(of)),
        experience=round(sum(told) / len(told), 2) if told else None,
        reopened=sum(each.reopened for each in of),
        cases=tuple(each.case_id for each in of[:SAMPLES]),
    )


def _symptom(case: Case) -> Words:
    """What was wrong, as finely as the case knows: what a person or a carrier found first, else the buyer's words."""
    if case.found is not None:
        return SITUATIONS[case.found.situation]
    if case.request.flaw is not None:
        return FLAWS[case.request.flaw]
    if case.request.grievance is not None:
        return WRONGS[case.request.grievance.wrong]
    defect = case.request.defect
    said = (defect.symptom if defect is not None else "") or case.request.reason
    plain = " ".join(said.casefold().split())
    return plain, plain


def _remedy(case: Case) -> Words:
    """What was done about it: the remedy that was chosen where there was a choice, else the flow the case ended in."""
    if case.choice is not None:
        return CURES[case.choice.remedy]
    if case.complaint.chosen is not None:
        return REDRESS[case.complaint.chosen]
    return SCENARIOS[case.scenario]


def _cost(case: Case) -> int:
    paid = sum(payment.amount for payment in case.payments if payment.state is PaymentState.SETTLED)
    return paid + sum(shipment.cost for shipment in serving(case))
