"""The price of a repair: what is due before the work, what is earned by it, and what is the buyer's again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import events as ev
from domain.case import Case
from domain.defects.defect import Choice, Remedy
from domain.defects.repair import Job, JobKind, RepairReport, RepairState, SentHome
from domain.defects.repair_price import (
    collected_by,
    earned,
    open_link,
    settles_alone,
    still_due,
    thinks_better,
    unearned,
)
from domain.events import Answer, Payment, Question
from domain.exchanges.topup import TopUp, TopUpState
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import OrderLine, Stage
from domain.owed import left_to_pay, owed, paid_for_nothing
from domain.request import Ground, Item, Scenario
from tests.domain.case_forms import DAY, HOUR, NOON, case_of

QUOTED, REPAIRED = RepairState.QUOTED, RepairState.REPAIRED
ENDED = {RepairState.REPAIRED, RepairState.FAILED, RepairState.UNREPAIRABLE, RepairState.DECLINED}


def job(*states: RepairState, number: int = 1, amount: int = 9900) -> Job:
    """A job that was heard of so."""
    told = tuple(
        RepairReport(state=state, at=NOON + HOUR * n, amount=amount if state is QUOTED else 0)
        for n, state in enumerate(states)
    )
    ended = NOON + DAY if states and states[-1] in ENDED else None
    return Job(
        key=f"j{number}", number=number, kind=JobKind.REPAIR, free=False, begun_at=NOON, reports=told, ended_at=ended
    )


def link(state: TopUpState, amount: int = 9900, of: str = "j1") -> TopUp:
    """A link to pay the price of that job."""
    return TopUp(
        key=f"l-{of}-{state}",
        amount=amount,
        freight=0,
        asked_at=NOON,
        expires_at=NOON + 3 * DAY,
        state=state,
        job=of,
    )


def repair(*jobs: Job, links: tuple[TopUp, ...] = (), **more: object) -> Case:
    """A repair outside the guarantee, with these jobs and links."""
    case = case_of(
        kind=Scenario.REPAIR,
        ground=Ground.QUALITY,
        fault=Fault.SELLER,
        lines=(OrderLine(line_id="lamp", qty=1, unit_price=20000, sku="LAMP"),),
        items=(Item(line_id="lamp", qty=1),),
        stage=Stage.RECEIVED,
    )
    return replace(case, jobs=jobs, topups=links, **more)  # type: ignore[arg-type] # fields of the case


PAID = (link(TopUpState.PAID),)


@pytest.mark.parametrize(
    ("case", "due", "has_earned", "theirs"),
    [
        (repair(), 0, 0, 0),
        (repair(job(QUOTED)), 9900, 0, 0),
        (repair(job(QUOTED), links=(link(TopUpState.OPEN),)), 9900, 0, 0),
        (repair(job(QUOTED), links=(link(TopUpState.LAPSED),)), 9900, 0, 0),
        (repair(job(QUOTED), links=PAID), 0, 0, 0),
        (repair(job(QUOTED, QUOTED), links=(link(TopUpState.PAID, 4000),)), 5900, 0, 0),
        (repair(job(QUOTED, REPAIRED), links=PAID), 0, 9900, 0),
        (repair(job(QUOTED, REPAIRED), links=(link(TopUpState.PAID, 12000),)), 0, 9900, 2100),
        (repair(job(QUOTED, RepairState.UNREPAIRABLE), links=PAID), 0, 0, 9900),
        (repair(job(QUOTED, RepairState.DECLINED), links=PAID), 0, 0, 9900),
        (repair(job(QUOTED), links=PAID, withdrawn=True), 0, 0, 9900),
        (repair(job(QUOTED, REPAIRED), job(QUOTED, number=2), links=PAID), 9900, 9900, 0),
    ],
)
def test_what_is_due_what_is_earned_and_what_is_the_buyers(case: Case, due: int, has_earned: int, theirs: int) -> None:
    """Due before the work, earned by work that was done, theirs where it came to nothing or was too much."""
    assert (still_due(case), earned(case), unearned(case)) == (due, has_earned, theirs)


def test_a_price_for_goods_that_are_lost_on_their_way_back_was_paid_for_nothing() -> None:
    """The work was done, and the buyer has nothing of it."""
    home = SentHome(carrier="sf", waybill="SF7", at=NOON, state=ParcelState.LOST)
    assert unearned(repair(job(QUOTED, REPAIRED), links=PAID, sent_home=home, lost_home=True)) == 9900


def test_only_the_price_goes_back_where_the_goods_go_home() -> None:
    """Beside the order, and nothing of the order itself."""
    case = repair(job(QUOTED, RepairState.UNREPAIRABLE), links=PAID)
    assert settles_alone(case)
    assert paid_for_nothing(case)
    assert left_to_pay(case, owed(case)) == {Payment.REFUND: 0, Payment.COMPENSATION: 9900}


def test_who_has_the_whole_price_of_the_goods_has_that_of_the_repair_too() -> None:
    """Lost on their way back, and the buyer chose the money: both go back."""
    home = SentHome(carrier="sf", waybill="SF7", at=NOON, state=ParcelState.LOST)
    chosen = Choice(remedy=Remedy.RETURN, by="buyer", at=NOON, amount=0)
    case = repair(job(QUOTED, REPAIRED), links=PAID, sent_home=home, lost_home=True, choice=chosen)
    assert left_to_pay(case, owed(case)) == {Payment.REFUND: 20800, Payment.COMPENSATION: 9900}


@pytest.mark.parametrize(
    ("answer", "at", "better"),
    [
        (Answer.DECLINE, NOON + HOUR, True),
        (Answer.REFUND, NOON + HOUR, True),
        (Answer.ACCEPT, NOON + HOUR, False),
        (Answer.DECLINE, NOON - HOUR, False),
    ],
)
def test_a_no_after_the_link_is_a_no(answer: Answer, at: object, better: bool) -> None:  # noqa: FBT001 - a table
    """An answer from before the link was made says nothing of it."""
    case = case_of(ev.BuyerAnswered(question=Question.TOP_UP, answer=answer))
    case = replace(case, answers=tuple(replace(said, at=at) for said in case.answers))  # type: ignore[arg-type] # a time
    assert thinks_better(case, link(TopUpState.OPEN)) is better


def test_the_link_says_until_when_it_can_be_paid() -> None:
    """And there is no deadline without one."""
    case = repair(job(QUOTED), links=(link(TopUpState.OPEN),))
    found, due = open_link(case), collected_by(case)
    assert found is not None
    assert due is not None
    assert due.at == found.expires_at == NOON + timedelta(days=3)
    assert collected_by(repair(job(QUOTED))) is None
