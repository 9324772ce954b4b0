"""How doubtful a claim looks: signals with weights, told to a supervisor and to nobody's advantage (table 3.15).

A score refuses nothing, moves no money and takes no right away: above its mark a supervisor looks at the case, beside
all else that goes on. Signals come from the register, or from a person's pick-list; the numbers are terms.
"""

import re
from collections import Counter

from domain.case import Case
from domain.disputes.conduct import Score, Signal
from domain.fault import Fault
from domain.goods import Grade
from domain.inspection import in_force
from domain.order import Stage
from domain.proof import unproven
from domain.request import BEFORE_RECEIPT, Ground
from domain.terms import Terms

MORNING = 6  # local hour at which the night is over

# A bad review, or a complaint to an authority, named as the price of a refusal.
THREATS = re.compile(
    r"(不(退|赔|给|处理|解决)[^。！!；;\n]{0,12}(差评|投诉|曝光|举报|12315|工商|消协|媒体))"
    r"|((否则|不然|要不)[^。！!；;\n]{0,10}(差评|投诉|曝光|举报|12315|工商|消协|媒体))"
    r"|((差评|曝光)[^。！!；;\n]{0,6}(威胁|走着瞧|你们等着))"
    r"|(\b(or|unless|otherwise)\b[^.!;\n]{0,40}\b(bad|negative|one[- ]star|1[- ]star) (review|rating)s?\b)"
    r"|(\b(or|unless|otherwise)\b[^.!;\n]{0,40}\b(report|expose) you\b)",
    re.IGNORECASE,
)


def threatens(text: str) -> bool:
    """Whether these words name a bad review or a complaint as the price of a no."""
    return THREATS.search(text) is not None


def malice_score(case: Case) -> Score:
    """All that has been seen so far, once each. Nothing where the case was opened before scores were kept."""
    if case.background is None:
        return Score(points=0, signals=())
    seen = {signal for signal, shown in _shown(case).items() if shown} | set(case.noted)
    signals = tuple(signal for signal in Signal if signal in seen)
    return Score(points=sum(weight(signal, case.terms) for signal in signals), signals=signals)


def _shown(case: Case) -> dict[Signal, bool]:
    """What the register itself shows."""
    return {
        Signal.THREAT: case.threatened or threatens(case.request.reason),
        Signal.REFUSES_PROOF: _keeps_goods(case) and unproven(case),
        Signal.MANY_CLAIMS: many_claims(case),
        Signal.SWAPPED: swapped(case),
        Signal.LIKE_BARRED: case.background is not None and (case.background.barred or case.background.like_barred),
        Signal.NIGHT_EDITS: case.night_edits >= case.terms.malice_edits_count,
    }


def swapped(case: Case) -> bool:
    """Other goods came back than those that the buyer got: what we sent wrong, and was complained of, is none."""
    foreign = Counter[str]()
    for finding in in_force(case):
        for line in finding.lines:
            if line.grade is Grade.WRONG_GOODS:
                foreign[line.line_id] += line.qty
    return bool(foreign - _sent_wrong(case))


def _sent_wrong(case: Case) -> Counter[str]:
    """Units of each line that were another item when they left, by the complaint that the case is about (table 3.6)."""
    judged = case.complaint.judged
    fault = case.request.fault if judged is None else judged.fault
    ours = case.request.ground is Ground.WRONG_ITEM and fault is not Fault.BUYER
    if not ours or case.background is None or not case.background.knows_own_mistakes:
        return Counter()
    return Counter({item.line_id: item.qty for item in case.request.items})


def _keeps_goods(case: Case) -> bool:
    """Money is asked for without a return, of goods that are here."""
    return case.order.stage is Stage.RECEIVED and (case.request.kind in BEFORE_RECEIPT or case.proof is not None)


def many_claims(case: Case) -> bool:
    """Many claims of late over different shops, or on a large share of enough orders."""
    known, terms = case.background, case.terms
    if known is None:
        return False
    lately = known.claims_lately + 1  # this one
    if lately > terms.malice_claims_count and known.shops_lately > 1:
        return True
    if known.orders is None or known.orders < terms.malice_orders_count:
        return False
    return (known.claims + 1) * 100 > known.orders * terms.malice_rate_percent


def weight(signal: Signal, terms: Terms) -> int:
    """What a signal counts, by the case's terms."""
    match signal:
        case Signal.THREAT:
            return terms.malice_threat_count
        case Signal.REFUSES_PROOF:
            return terms.malice_refuses_proof_count
        case Signal.MANY_CLAIMS:
            return terms.malice_many_claims_count
        case Signal.SWAPPED:
            return terms.malice_swapped_count
        case Signal.SERIAL:
            return terms.malice_serial_count
        case Signal.UNPAID:
            return terms.malice_unpaid_count
        case Signal.LIKE_BARRED:
            return terms.malice_like_barred_count
        case Signal.COMPETITOR:
            return terms.malice_competitor_count
        case Signal.NIGHT_EDITS:
            return terms.malice_night_edits_count


def review_due(case: Case) -> bool:
    """A supervisor is to look: the score is at its mark, and nobody has looked at so high a one."""
    if case.score is None or case.score.points < case.terms.malice_review_count or case.resolution is not None:
        return False
    return case.reviewed is None or case.reviewed.points < case.score.points
