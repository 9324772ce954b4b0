"""What follows from a claim that goods are counterfeit (table 3.9): the first proof is the seller's (F76).

Nothing here admits anything: a claim is answered with papers, and decided by whoever the row of the table names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.case import Case
from domain.compensation import paid_for
from domain.disputes.authenticity import COUNTERFEIT, PAPERS, REPORT, Judged, Judgement
from domain.disputes.evidence import EvidenceCode
from domain.quotes.penalties import punitive_damages
from domain.windows import Clock, Due

OUR_PAPERS = frozenset(
    {
        EvidenceCode.PURCHASE_PAPERS,
        EvidenceCode.BRAND_AUTHORISATION,
        EvidenceCode.CUSTOMS_PAPERS,
        EvidenceCode.INVOICE,
    }
)
THEIR_REPORT = frozenset({EvidenceCode.TEST_REPORT})
THREAT = frozenset({EvidenceCode.CHAT})
FOOD = frozenset({"food", "fresh", "near_expiry"})


class Way(StrEnum):
    """How the claim goes on; `row` of table 3.9 beside it."""

    RETURN = "return"  # row 1: return and refund, the seller bears all
    REJECT = "reject"  # row 2: the papers stand against nothing
    PUNITIVE = "punitive"  # row 3: refund without a return, and damages above the price
    AT_ONCE = "at_once"  # row 4: refund without waiting for anything
    REPORT = "report"  # row 5: refused, preserved, reported


ROWS = {Way.RETURN: 1, Way.REJECT: 2, Way.PUNITIVE: 3, Way.AT_ONCE: 4, Way.REPORT: 5}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What follows, by which row, and minor units beyond the price (paid outside of the platform's case, F16)."""

    way: Way
    beyond: int = 0

    @property
    def row(self) -> int:
        """The row of table 3.9."""
        return ROWS[self.way]


def answer(case: Case, now: datetime) -> Answer | None:
    """What follows at this moment; None while somebody's proof is still awaited.

    A threat ends the talk, knowledge of our own comes before any paper, and an authority's report before our papers.
    Papers that nobody has found valid by the hard end prove nothing: the burden is the seller's.
    """
    if _said(case, Judgement.EXTORTION):
        return Answer(way=Way.REPORT)
    if _newest(case, REPORT) is Judgement.REPORT_VALID:
        return Answer(way=Way.PUNITIVE, beyond=damages(case))
    if _said(case, Judgement.SUSPECTED):
        return Answer(way=Way.AT_ONCE)
    papers = papers_judged(case)
    if papers is Judgement.PAPERS_VALID:
        due = counterproof_due(case)
        return Answer(way=Way.REJECT) if due is not None and now >= due.at else None
    if papers is Judgement.PAPERS_INVALID or now >= papers_due(case).at:
        return Answer(way=Way.RETURN)
    return None


def damages(case: Case) -> int:
    """Punitive damages above the price, minor units (MR-25); 0 where the law of the pack knows none (F88)."""
    if not case.terms.punitive_flag:
        return 0
    food = all(case.order.line(item.line_id).category in FOOD for item in case.request.items)
    return punitive_damages(price_paid=paid_for(case), food=food, promised_times=case.terms.fake_promise_count).punitive


def papers_due(case: Case) -> Due:
    """By when our papers must be there, at the hardest; the target is earlier."""
    start = case.opened_at
    return Due(at=start + timedelta(hours=case.terms.papers_hours), clock=Clock.PAPERS, starts_at=start)


def papers_target(case: Case) -> Due:
    """By when our papers should be there: what the buyer is told (CFT-1)."""
    start = case.opened_at
    return Due(at=start + timedelta(hours=case.terms.papers_target_hours), clock=Clock.PAPERS, starts_at=start)


def counterproof_due(case: Case) -> Due | None:
    """Until when the buyer may answer valid papers with a report; None while there are none.

    A report that is filed and that nobody has looked at is no silence: it holds the time open.
    """
    valid = [judged.at for judged in case.judged if judged.judgement is Judgement.PAPERS_VALID]
    if not valid or papers_judged(case) is not Judgement.PAPERS_VALID or unread_report(case):
        return None
    end = valid[-1] + timedelta(hours=case.terms.counterproof_hours)
    return Due(at=end, clock=Clock.COUNTERPROOF, starts_at=valid[-1])


def unread_report(case: Case) -> bool:
    """A report of the buyer's was filed, and no person has judged one since."""
    filed = [piece.at for piece in case.evidence if piece.code in THEIR_REPORT]
    judged = [judged.at for judged in case.judged if judged.judgement in REPORT]
    return bool(filed) and (not judged or max(judged) < max(filed))


def papers_judged(case: Case) -> Judgement | None:
    """What our papers are worth, by the newest judgement; None while nobody has judged them."""
    return _newest(case, PAPERS)


def counterfeit(case: Case) -> bool:
    """The goods are counterfeit, or the seller takes them to be: they are sold to nobody any more (row 4)."""
    return any(judged.judgement in COUNTERFEIT for judged in case.judged)


def legal_hold(case: Case) -> bool:
    """The case is evidence: no retention ends it (table 3.9)."""
    return counterfeit(case) or _said(case, Judgement.EXTORTION)


def skus(case: Case) -> tuple[str, ...]:
    """What the claim is about, as the product department knows it; a line without a SKU by its id."""
    lines = (case.order.line(item.line_id) for item in case.request.items)
    return tuple(dict.fromkeys(line.sku or line.line_id for line in lines))


def references(case: Case, codes: frozenset[EvidenceCode]) -> tuple[str, ...]:
    """Where the pieces of these kinds lie."""
    return tuple(piece.reference for piece in case.evidence if piece.code in codes)


def _said(case: Case, judgement: Judgement) -> bool:
    return any(judged.judgement is judgement for judged in case.judged)


def _newest(case: Case, among: frozenset[Judgement]) -> Judgement | None:
    return next((judged.judgement for judged in reversed(case.judged) if judged.judgement in among), None)


def judged_last(case: Case, judgement: Judgement) -> Judged | None:
    """The newest judgement of this kind."""
    return next((judged for judged in reversed(case.judged) if judged.judgement is judgement), None)
