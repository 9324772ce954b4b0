"""Table 3.14 rows 3, 5 and 8: who may ask for mediation, suspend and settle, and which clocks stand still meanwhile."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import AskMediation, NotPermitted, ReportSettlement, Resume, Rule, Settle, Suspend
from domain.disputes.disputing import Dispute, Stay
from domain.events import Party
from domain.permit import effect, permit
from domain.register.tags import tags_of
from domain.request import Scenario
from domain.windows import platform_decision, stands_still
from intake.calendar import work_calendar
from tests.domain.case_forms import AGREED, DAY, HOUR, NOON, ONE_WORN, PAID, REFUSED, case_of, closed, stated, then

DISPUTE = ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused")
IN_DISPUTE = case_of(REFUSED, DISPUTE)
ON_PLATFORM = case_of(REFUSED, DISPUTE, claim=stated(status="SELLER_REFUSE_BUYER"))
MEDIATE = AskMediation(by="sun", number="M-7", reason="talks stall", role=Level.SUPERVISOR)
ELSEWHERE = replace(MEDIATE, to="the consumers' association")
STAND = Suspend(by="sun", stay=Stay.BOTH, reason="the laboratory", role=Level.SUPERVISOR)
SETTLE = Settle(by="mo", amount=1000, seller_pays_freight=True, terms="退10元，商品留下", role=Level.MANAGER)
THEIRS = replace(SETTLE, buyer_does="撤销申请")
DONE = ReportSettlement(by="ann", kept=True)
BROKEN = replace(DONE, kept=False, reason="not withdrawn")


def after(case: Case, *commands: Any) -> Case:
    """The case once it took all of these."""
    for command in commands:
        permit(command, case)
        case = then(case, *effect(command, case))
    return case


SUSPENDED = after(IN_DISPUTE, STAND)
SETTLED = after(IN_DISPUTE, THEIRS)
REFUSALS: list[tuple[str, Case, Any]] = [
    ("ABOVE_AUTHORITY", IN_DISPUTE, replace(ELSEWHERE, role=Level.AGENT)),
    ("NO_NUMBER", IN_DISPUTE, replace(ELSEWHERE, number=" ")),
    ("NO_REASON", IN_DISPUTE, replace(ELSEWHERE, reason="")),
    ("NO_MEDIATOR", IN_DISPUTE, replace(ELSEWHERE, to="")),
    ("NO_PLATFORM", IN_DISPUTE, MEDIATE),
    ("ANSWER_FIRST", case_of(claim=stated()), MEDIATE),
    ("OFFICER_IS_IN", case_of(REFUSED, DISPUTE, claim=stated(cs_status=2)), MEDIATE),
    ("ALREADY_PAID", case_of(AGREED, *PAID), ELSEWHERE),
    ("ASKED_ALREADY", after(IN_DISPUTE, ELSEWHERE), ELSEWHERE),
    ("CLOSED", closed(IN_DISPUTE), ELSEWHERE),
    ("ABOVE_AUTHORITY", IN_DISPUTE, replace(STAND, role=Level.AGENT)),
    ("NO_DISPUTE", case_of(), STAND),
    ("NO_NUMBER", IN_DISPUTE, replace(STAND, stay=Stay.COURT)),
    ("SUSPENDED_ALREADY", SUSPENDED, STAND),
    ("SETTLED_ALREADY", SETTLED, STAND),
    ("NOT_SUSPENDED", IN_DISPUTE, Resume(by="sun", reason="here", role=Level.SUPERVISOR)),
    ("ABOVE_AUTHORITY", IN_DISPUTE, replace(SETTLE, role=Level.SUPERVISOR)),
    ("NO_DISPUTE", case_of(), SETTLE),
    ("BEYOND_PAID", IN_DISPUTE, replace(SETTLE, amount=99_999_999)),
    ("UNFIT_WORDS", IN_DISPUTE, replace(SETTLE, terms="给好评就返现10元")),
    ("UNFIT_WORDS", IN_DISPUTE, replace(SETTLE, buyer_does="删差评，我们退款")),
    ("TERMS_LENGTH", IN_DISPUTE, replace(SETTLE, terms=" ")),
    ("NOTHING_AGREED", IN_DISPUTE, replace(SETTLE, amount=0)),
    ("SAY_WHERE_GOODS_GO", case_of(AGREED, ONE_WORN, DISPUTE), replace(THEIRS, amount=0)),
    ("NO_GOODS_HERE", IN_DISPUTE, replace(SETTLE, goods_back=True)),
    ("RULED_ALREADY", then(IN_DISPUTE, ev.RulingGiven(in_favour_of=Party.BUYER, amount=500)), SETTLE),
    ("SETTLED_ALREADY", SETTLED, SETTLE),
    ("NOT_SETTLED", IN_DISPUTE, DONE),
    ("NO_REASON", SETTLED, replace(BROKEN, reason="")),
    ("DONE_ALREADY", after(SETTLED, DONE), BROKEN),
    ("SETTLED_FINAL", then(after(SETTLED, DONE), ev.SettlementPerformed()),
     Rule(by="mo", in_favour_of=Party.BUYER, amount=2000, role=Level.MANAGER)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "case", "command"), REFUSALS, ids=lambda value: value if type(value) is str else "")
def test_what_a_dispute_does_not_take(code: str, case: Case, command: Any) -> None:
    """Each refusal by its code."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case)
    assert refused.value.code == code


def test_mediation_makes_a_dispute_of_any_case() -> None:
    """R107: from where talks stall; in a dispute that there is already it is only entered."""
    case = after(case_of(AGREED), ELSEWHERE)
    assert case.scenario is Scenario.DISPUTE
    assert "mediation" in tags_of(case)
    assert [type(event) for event in effect(ELSEWHERE, IN_DISPUTE)] == [ev.MediationAsked]


@pytest.mark.parametrize(
    ("case", "still"),
    [
        (IN_DISPUTE, False),
        (after(IN_DISPUTE, ELSEWHERE), True),
        (after(ON_PLATFORM, MEDIATE), False),  # the platform's word stops its clocks, ours does not
        (case_of(REFUSED, DISPUTE, claim=stated(cs_status=2)), True),
        (SUSPENDED, True),
        (SETTLED, True),
        (then(SETTLED, ev.RulingGiven(in_favour_of=Party.SELLER)), False),
        (after(SETTLED, BROKEN), False),
        (then(SUSPENDED, ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason="agreed")), False),
    ],
)
def test_when_the_parties_clocks_stand_still(case: Case, *, still: bool) -> None:
    """F13 and F15: an officer or another mediator looks, it is suspended, or both have settled."""
    assert stands_still(case) is still


@pytest.mark.parametrize(("stay", "days"), [(Stay.BOTH, 30), (Stay.POLICE, 183), (Stay.COURT, None)])  # F15
def test_how_long_a_dispute_stands_still(stay: Stay, days: int | None) -> None:
    """Thirty days by both, six months of a silent police, and a court until it judges."""
    suspended = after(IN_DISPUTE, replace(STAND, stay=stay, number="P-7")).dispute.suspension
    assert suspended is not None
    assert suspended.until == (None if days is None else suspended.at + timedelta(days=days))


def test_the_platforms_days_count_from_our_asking_and_rest_while_it_is_suspended() -> None:
    """F10: six working days after the evidence; a suspension of thirty days comes on top."""
    calendar = work_calendar(IN_DISPUTE.terms, NOON)
    case = replace(after(ON_PLATFORM, MEDIATE), calendar=calendar)
    due = platform_decision(case)
    assert due is not None
    assert due.starts_at == NOON + 3 * HOUR
    stood = replace(case, dispute=replace(case.dispute, stood=((NOON + 4 * HOUR, NOON + 4 * HOUR + 30 * DAY),)))
    later = platform_decision(stood)
    assert later is not None
    assert later.at - due.at >= timedelta(days=29)
    assert platform_decision(after(case, STAND)) is None


def test_only_the_time_after_a_clocks_beginning_counts() -> None:
    """A clock that began to run in the middle of a suspension gains what was left of it."""
    known = Dispute(stood=((NOON, NOON + 10 * DAY), (NOON + 20 * DAY, NOON + 25 * DAY)))
    assert known.stood_still(NOON) == 15 * DAY
    assert known.stood_still(NOON + 4 * DAY) == 11 * DAY
    assert known.stood_still(NOON + 10 * DAY) == 5 * DAY
    assert known.stood_still(NOON + 30 * DAY) == timedelta()
