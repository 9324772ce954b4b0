"""Table 3.9, row by row: whose proof is awaited, what follows from it, and what a person may judge."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain import events as ev
from domain.authority import Act, Level
from domain.case import Case
from domain.commands import Judge, NotPermitted, ReportConduct
from domain.disputes.counterfeit import Way, answer, counterproof_due, damages, legal_hold, papers_due, papers_target
from domain.disputes.evidence import burden
from domain.fault import Fault
from domain.fit_words import unfit
from domain.needs import needs
from domain.order import OrderLine, Stage
from domain.owed import owed
from domain.permit import effect, permit
from domain.quotes.quote import Bearer
from domain.request import Ground, Item, Request, Scenario
from domain.routing import routed
from domain.standing import CaseStage, stage_of, standing
from intake.reasons import Reasons
from tests.domain.case_forms import DAY, HOUR, NOON, case_of, order, then
from tests.domain.contest_forms import PAPERS, REPORT, THREAT, J, claimed, judged
from tests.domain.packs import pack

EARLY, LATE = NOON + DAY, NOON + 3 * DAY
ROWS: list[tuple[str, Case, datetime, Way | None]] = [
    ("nothing yet: our papers are awaited", claimed(), EARLY, None),
    ("1: no papers by the hard end", claimed(), LATE, Way.RETURN),
    ("1: the last moment before", claimed(), LATE - HOUR, None),
    ("1: filed, and never found valid", claimed(PAPERS), LATE, Way.RETURN),
    ("1: invalid", claimed(PAPERS, judged(J.PAPERS_INVALID)), EARLY, Way.RETURN),
    ("2: valid, the buyer's time runs", claimed(PAPERS, judged(J.PAPERS_VALID)), LATE, None),
    ("2: valid, and no report in time", claimed(PAPERS, judged(J.PAPERS_VALID)), NOON + 3 * DAY + 2 * HOUR, Way.REJECT),
    (
        "2: invalid first, valid after all",
        claimed(PAPERS, judged(J.PAPERS_INVALID), judged(J.PAPERS_VALID)),
        LATE,
        None,
    ),
    (
        "3: a report that nobody has read holds the time open",
        claimed(PAPERS, judged(J.PAPERS_VALID), REPORT),
        NOON + 9 * DAY,
        None,
    ),
    (
        "3: it does not hold",
        claimed(PAPERS, judged(J.PAPERS_VALID), REPORT, judged(J.REPORT_INVALID)),
        NOON + 9 * DAY,
        Way.REJECT,
    ),
    ("3: it holds", claimed(PAPERS, judged(J.PAPERS_VALID), REPORT, judged(J.REPORT_VALID)), EARLY, Way.PUNITIVE),
    ("3: it holds before our papers", claimed(REPORT, judged(J.REPORT_VALID)), EARLY, Way.PUNITIVE),
    ("4: we suspect it ourselves", claimed(judged(J.SUSPECTED)), EARLY, Way.AT_ONCE),
    ("4: whatever the papers say", claimed(PAPERS, judged(J.PAPERS_VALID), judged(J.SUSPECTED)), EARLY, Way.AT_ONCE),
    ("5: a threat", claimed(THREAT, judged(J.EXTORTION)), EARLY, Way.REPORT),
]


@pytest.mark.parametrize(("row", "case", "now", "way"), ROWS, ids=[row[0] for row in ROWS])
def test_what_follows(row: str, case: Case, now: datetime, way: Way | None) -> None:
    """Each row of the table, and the moments between them."""
    found = answer(case, now)
    assert (found.way if found else None) is way, row
    assert (
        found is None or found.row == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}.get(row[0], found.row) or way is not None
    )


def test_the_first_proof_is_the_sellers() -> None:
    """F76: papers within a day by target, three at the hardest; then the buyer has as long."""
    case = claimed(PAPERS, judged(J.PAPERS_VALID))
    assert burden(case)[1] == "F76"
    assert papers_target(case).at == NOON + DAY
    assert papers_due(case).at == NOON + 3 * DAY
    due = counterproof_due(case)
    assert due is not None
    assert due.at == NOON + 2 * HOUR + 3 * DAY
    assert counterproof_due(claimed(PAPERS)) is None


def test_damages_above_the_price() -> None:
    """MR-25: three times the price, food ten times, a promise where it is higher, and nothing where no law says so."""
    assert damages(claimed()) == 50_000  # 3 x 15000 is less than CNY 500
    food = (OrderLine(line_id="mug", qty=3, unit_price=5000, category="food"),)
    assert damages(claimed(lines=food)) == 150_000
    case = claimed()
    assert damages(replace(case, terms=replace(case.terms, fake_promise_count=4))) == 60_000
    assert damages(claimed(terms="eu", currency="EUR")) == 0


def test_goods_go_back_at_our_cost() -> None:
    """Row 1: price, freight out, and the way back are the seller's, whatever fault the shop's form named."""
    request = claimed().request
    blamed = Request(
        kind=Scenario.COUNTERFEIT, ground=Ground.OTHER, fault=Fault.NONE, items=request.items, requested_at=NOON
    )
    assert routed(blamed, order(stage=Stage.RECEIVED), pack("cn_taobao")).fault is Fault.SELLER
    quote = owed(claimed())
    assert (quote.order_refund, quote.return_freight_bearer) == (15000, Bearer.SELLER)


@pytest.mark.parametrize("kind", [Scenario.RETURN_REFUND, Scenario.REFUND_ONLY])
def test_a_buyer_of_the_platform_says_so_by_the_reason(kind: Scenario) -> None:
    """No platform has a request of that name: the reason says it, once the goods are there."""
    for reason in ("假货", "收到假冒品牌", "counterfeit"):
        meant = Reasons().meant(reason, Stage.RECEIVED)
        request = Request(
            kind=kind, ground=meant.ground, fault=meant.fault, items=(Item(line_id="mug", qty=1),), requested_at=NOON
        )
        assert routed(request, order(stage=Stage.RECEIVED), pack("cn_taobao")).kind is Scenario.COUNTERFEIT
        assert routed(request, order(stage=Stage.IN_TRANSIT), pack("cn_taobao")).kind is not Scenario.COUNTERFEIT


JUDGE = Judge(by="li", judgement=J.SUSPECTED, reason="the seam is not the brand's", role=Level.MANAGER)
REFUSALS: list[tuple[str, Case, Judge]] = [
    ("NO_REASON", claimed(), replace(JUDGE, reason=" ")),
    ("NOTHING_FILED", claimed(), replace(JUDGE, judgement=J.PAPERS_VALID)),
    ("NOTHING_FILED", claimed(PAPERS), replace(JUDGE, judgement=J.REPORT_INVALID)),
    ("NOTHING_FILED", claimed(PAPERS), replace(JUDGE, judgement=J.EXTORTION)),
    ("NO_ISSUER", claimed(REPORT), replace(JUDGE, judgement=J.REPORT_VALID)),
    ("FOUR_EYES", claimed(REPORT), replace(JUDGE, judgement=J.REPORT_VALID, issuer="the brand")),
    ("ABOVE_AUTHORITY", claimed(), replace(JUDGE, role=Level.SUPERVISOR)),
    ("ABOVE_AUTHORITY", claimed(PAPERS), replace(JUDGE, judgement=J.PAPERS_INVALID, role=Level.AGENT)),
    ("UNFIT_WORDS", claimed(THREAT), replace(JUDGE, judgement=J.EXTORTION, reason="加我微信解决")),
    ("NO_COUNTERFEIT", case_of(), JUDGE),
    ("DECIDED_ALREADY", claimed(ev.RequestAgreed(by="li")), JUDGE),
    ("CLOSED", then(claimed(), ev.CaseClosed(resolution=ev.Resolution.REFUNDED)), JUDGE),
]


@pytest.mark.parametrize(("code", "case", "command"), REFUSALS)
def test_a_judgement_that_is_not_taken(code: str, case: Case, command: Judge) -> None:
    """Nothing is judged that is not filed, and nobody decides above their level."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case)
    assert refused.value.code == code


def test_who_judges_what() -> None:
    """Papers that hold are an agent's to find, the rest a manager's; damages need a second person over their sum."""
    assert needs(replace(JUDGE, judgement=J.PAPERS_VALID), claimed(PAPERS)) is not None
    permit(replace(JUDGE, judgement=J.PAPERS_VALID, role=Level.AGENT), claimed(PAPERS))
    permit(JUDGE, claimed())
    need = needs(replace(JUDGE, judgement=J.REPORT_VALID), claimed(REPORT))
    assert need is not None
    assert (need.act, need.level, need.amount, need.four_eyes) == (Act.PUNITIVE, Level.MANAGER, 50_000, True)


def test_what_a_judgement_means() -> None:
    """Suspicion stops the sale and agrees; a valid report adds the damages; a threat is refused with the chat."""
    kinds = [type(event).__name__ for event in effect(JUDGE, claimed())]
    assert kinds == ["AuthenticityJudged", "SaleStopped", "RequestAgreed"]
    valid = replace(JUDGE, judgement=J.REPORT_VALID, issuer="the brand")
    settled = effect(valid, claimed(REPORT))[-1]
    assert isinstance(settled, ev.CompensationSettled)
    assert (settled.amount, settled.rule) == (50_000, "MR-25")
    refused = effect(replace(JUDGE, judgement=J.EXTORTION), claimed(THREAT))[-1]
    assert isinstance(refused, ev.RequestRefused)
    assert refused.evidence == ("chat-3",)


def test_a_report_that_comes_after_the_rejection() -> None:
    """In a dispute about it only a judgement that gives the buyer right is taken, and it ends the dispute."""
    disputed = claimed(
        PAPERS,
        judged(J.PAPERS_VALID),
        ev.RequestRefused(by="li", reason="papers", evidence=("po-1",)),
        ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused"),
        REPORT,
    )
    valid = replace(JUDGE, judgement=J.REPORT_VALID, issuer="the brand")
    with pytest.raises(NotPermitted, match="only a valid report"):
        permit(replace(JUDGE, judgement=J.REPORT_INVALID), disputed)
    after = then(disputed, *effect(valid, disputed))
    assert (after.scenario, after.refusal) == (Scenario.COUNTERFEIT, None)
    assert after.settlement is not None


STAGES = [
    (claimed(), CaseStage.WAIT_PAPERS, True),
    (claimed(PAPERS, judged(J.PAPERS_VALID)), CaseStage.WAIT_COUNTERPROOF, False),
    (claimed(PAPERS, judged(J.PAPERS_VALID), REPORT), CaseStage.DECIDING, True),
    (claimed(PAPERS, judged(J.PAPERS_INVALID)), CaseStage.DECIDING, True),
    (claimed(THREAT, judged(J.EXTORTION), ev.RequestRefused(by="li", reason="no")), CaseStage.REPORTING, True),
    (claimed(judged(J.SUSPECTED), ev.RequestAgreed(by="li")), CaseStage.EXECUTING, False),
]


@pytest.mark.parametrize(("case", "stage", "human"), STAGES)
def test_where_it_stands(case: Case, stage: CaseStage, human: bool) -> None:  # noqa: FBT001 - a column of the table
    """What people see of it, and whether they must act."""
    assert stage_of(case) is stage
    assert standing(case).needs_human is human


def test_what_is_evidence_is_kept() -> None:
    """Goods that are fakes, and threats, hold the case beyond any retention; a claim that is merely made does not."""
    assert [legal_hold(case) for case in (claimed(), claimed(judged(J.SUSPECTED)), claimed(judged(J.EXTORTION)))] == [
        False,
        True,
        True,
    ]


def test_conduct_is_reported_once() -> None:
    """With its number there; a supervisor's, and not twice."""
    report = ReportConduct(by="sun", to="police", number="7781", role=Level.SUPERVISOR)
    case = claimed(THREAT, judged(J.EXTORTION))
    permit(report, case)
    for wrong, code in (
        (replace(report, number=""), "NO_NUMBER"),
        (replace(report, number="7" * 101), "TOO_LONG"),
        (replace(report, role=Level.AGENT), "ABOVE_AUTHORITY"),
    ):
        with pytest.raises(NotPermitted) as refused:
            permit(wrong, case)
        assert refused.value.code == code
    with pytest.raises(NotPermitted, match="entered already"):
        permit(report, then(case, *effect(report, case)))


def test_the_wording_admits_nothing() -> None:
    """CFT-1, CFT-2 and MAL-1 are words that may be written, and none of them says that the goods are fakes."""
    from activities.letters import Letters, Words

    letters = Letters.read()
    for locale in ("zh", "en"):
        for letter in ("CFT-1", "CFT-2", "MAL-1"):
            told = letters.render(letter, Words(date=NOON), order="O1", shop="s", locale=locale, zone="UTC")
            assert not unfit(told.text)
            assert not any(word in told.text.lower() for word in ("假货", "fake", "counterfeit", "赔"))
