"""R114: what shows against the shop itself, when that must be faced, and what it makes of a fight."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.commands import NotPermitted, Refuse
from domain.disputes.clean_hands import Breach, lose_percent, must_be_clean, stains
from domain.disputes.evidence import EvidenceCode
from domain.disputes.settling import Stake
from domain.events import Answer, CallOutcome, Question
from domain.evolution import evolve
from domain.order import Stage
from domain.permit import effect, permit
from domain.request import Ground, Scenario
from domain.windows import Clock
from domain.words.clean_hands import breaches_in_words
from tests.domain.case_forms import AGREED, NOON, REFUSED, case_of

B = Breach
DISPUTE = ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused")
PROVEN: dict[str, Any] = {"ground": Ground.QUALITY, "stage": Stage.RECEIVED}  # the buyer proves first (F75)
MORNING = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)  # eleven o'clock in Shanghai
SHIPPED: dict[str, Any] = PROVEN | {"shipped_at": NOON + timedelta(hours=2)}
WAITS = ev.BuyerAnswered(question=Question.WAIT_OR_INTERCEPT, answer=Answer.WAIT)
PROMISED = ev.PayoutPromised(payout_id="p", owner="finance", account="x", amount=100, due_at=NOON, reason="late")
FILED = [
    ev.EvidenceFiled(code=code, reference="r", by="ann")
    for code in (EvidenceCode.EXCLUSION_CONFIRMED, EvidenceCode.PRODUCT_PAGE)
]


def late(clock: Clock) -> ev.DeadlinePassed:
    """A clock ran out."""
    return ev.DeadlinePassed(clock=clock, due_at=NOON)


def called(*spans: float, outcome: CallOutcome = CallOutcome.NO_ANSWER, start: datetime = MORNING) -> Case:
    """The buyer was called at `start`, and so many hours after each call before it."""
    case, at = case_of(**PROVEN), start
    for span in (0.0, *spans):
        at += timedelta(hours=span)
        case = evolve(case, ev.BuyerCalled(outcome=outcome, by="ann"), at)
    return case


ROWS: list[tuple[str, Case, tuple[Breach, ...]]] = [
    ("nothing", case_of(**PROVEN), ()),
    ("we answered late", case_of(late(Clock.RESPOND), **PROVEN), (B.DEADLINE,)),
    ("the buyer's window ran out", case_of(late(Clock.BUYER_MODIFY), **PROVEN), ()),
    ("sent though the refund was asked for", case_of(**SHIPPED), (B.SHIPPED, B.EVIDENCE)),
    ("sent, and the buyer had said to wait", case_of(WAITS, **SHIPPED), (B.EVIDENCE,)),
    ("a payout is promised", case_of(PROMISED, **PROVEN), ()),
    ("and is late", case_of(PROMISED, ev.PayoutLate(payout_id="p", hours=24), **PROVEN), (B.PROMISE,)),
    ("called twice, three hours apart", called(3), ()),
    ("called twice within an hour", called(1), (B.CALLS,)),
    ("called three times a day", called(2, 2), (B.CALLS,)),
    ("called four times", called(24, 24, 24), (B.CALLS,)),
    ("called at night", called(start=MORNING + timedelta(hours=11)), (B.CALLS,)),
    ("called once more though asked not to", called(24, outcome=CallOutcome.NO_MORE_CALLS), (B.CALLS,)),
    ("asked not to, and not called again", called(outcome=CallOutcome.NO_MORE_CALLS), ()),
    ("a return refused without its papers", case_of(), (B.EVIDENCE,)),
    ("with its papers", case_of(*FILED), ()),
    ("the proof is the buyer's first", case_of(AGREED, **PROVEN), ()),
]


@pytest.mark.parametrize(("case", "breaches"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_shows_against_the_shop(case: Case, breaches: tuple[Breach, ...]) -> None:
    """Deadlines, shipments, promises, calls and the burden of proof; each told in both languages."""
    found = stains(case)
    assert tuple(stain.breach for stain in found) == breaches
    zh, en = breaches_in_words(found)
    assert zh
    assert en
    assert "{" not in zh + en


def test_what_it_shows_in_is_named() -> None:
    """Which clock, and which papers."""
    zh, en = breaches_in_words(stains(case_of(late(Clock.RESPOND))))
    assert "answering the request" in en
    assert "the buyer's confirmation of the exclusion E20" in en
    assert "答复申请" in zh


SCORED = ev.MaliceScored(points=55, signals=())
REFUSE = Refuse(by="li", reason="not as sold", evidence=("E1",), unasked=True)


def test_a_fight_with_unclean_hands_is_confirmed_by_a_person() -> None:
    """In a dispute, or at a high score: the code names it, a note takes it, and the register keeps the note."""
    for case in (case_of(REFUSED, DISPUTE), case_of(SCORED)):
        assert must_be_clean(case)
        with pytest.raises(NotPermitted) as refused:
            permit(REFUSE, case)
        assert refused.value.code == "NOT_CLEAN"
        assert "E20" in str(refused.value)
        noted = replace(REFUSE, despite="the page is being fetched")
        permit(noted, case)
        [event] = effect(noted, case)
        assert event == ev.RequestRefused(
            by="li", reason="not as sold", evidence=("E1",), unasked=True, despite="the page is being fetched"
        )


@pytest.mark.parametrize("case", [case_of(), case_of(SCORED, **PROVEN), case_of(REFUSED, DISPUTE, **PROVEN)])
def test_elsewhere_a_refusal_needs_no_such_word(case: Case) -> None:
    """An ordinary first refusal, and a fight with clean hands."""
    permit(REFUSE, case)


def test_an_unclean_shop_loses_more_often() -> None:
    """MAL row 8: the same stake costs more on average, so more is offered for peace; never more than was claimed."""
    clean, unclean = case_of(**PROVEN), case_of(late(Clock.RESPOND), **PROVEN)
    assert (lose_percent(clean), lose_percent(unclean)) == (50, 90)
    stake = Stake(amount=10000, freight=1000, mark=8000, handling=2000, lose_percent=lose_percent(clean))
    assert stake.peaceful == 10000  # 50 % of 19000, and 2000
    small = replace(stake, mark=0, handling=500, lose_percent=40)
    assert small.peaceful == 4900
    assert small.should_settle(small.peaceful)
    assert not small.should_settle(small.peaceful + 1)
