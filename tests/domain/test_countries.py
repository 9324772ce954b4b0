"""What other countries, and promises before dispatch, change: windows, working days, a parcel at the old address."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.delivery import situation
from domain.evolution import evolve
from domain.fault import Fault
from domain.order import Stage
from domain.request import Ground, Scenario
from domain.trail import Outcome, Situation
from domain.windows import Clock, decide, statutory_refund, undelivered
from domain.workdays import WorkCalendar
from tests.domain.case_forms import NOON, case_of, inquired, missed, said

MAY = WorkCalendar(country="US", since=date(2026, 4, 1), until=date(2026, 8, 1), closed=(date(2026, 5, 8),))


def bought_in_the_us(**more: Any) -> Case:
    """Money back for goods that never left."""
    usual: dict[str, Any] = {
        "kind": Scenario.REFUND_ONLY,
        "ground": Ground.OUT_OF_STOCK,
        "fault": Fault.SELLER,
        "stage": Stage.UNSHIPPED,
        "terms": "us",
        "calendar": MAY,
    }
    return case_of(**usual | more)


def test_seven_working_days_for_what_never_came() -> None:
    """From Monday noon in Shanghai, which is Monday in New York: weekend and a holiday do not count (16 CFR 435)."""
    due = undelivered(bought_in_the_us())
    assert due is not None
    assert due.clock is Clock.STATUTORY_REFUND
    assert due.at.date() == date(2026, 5, 15)  # the end of Thursday the 14th, by New York
    assert statutory_refund(bought_in_the_us()) == due
    first = decide(bought_in_the_us())
    assert first is not None
    assert first.clock is Clock.RESPOND


@pytest.mark.parametrize(
    "case",
    [
        bought_in_the_us(terms="eu"),
        bought_in_the_us(calendar=None),
        bought_in_the_us(calendar=WorkCalendar(country="US", since=date(2026, 4, 1), until=date(2026, 5, 6))),
        bought_in_the_us(stage=Stage.RECEIVED),
        bought_in_the_us(kind=Scenario.RETURN_REFUND, stage=Stage.RECEIVED),
    ],
    ids=["no such law", "no calendar", "a calendar too short", "it came", "a return"],
)
def test_where_no_working_days_run(case: Case) -> None:
    """Nothing is guessed, and what came is another matter."""
    assert undelivered(case) is None


def at_the_old_address(**more: Any) -> Case:
    """The carrier says: handed over at the address that the buyer gave."""
    return missed(inquired(), said(Outcome.MISDELIVERED, fault=Fault.BUYER), **more)


def test_an_address_change_that_was_promised_is_our_risk() -> None:
    """TRN 9 beside TRN 8: the same word of the carrier, and we had taken another address before (F26)."""
    later = NOON + timedelta(days=2)
    assert situation(at_the_old_address(), later) is Situation.BUYERS_ADDRESS
    promised = at_the_old_address(address_change_promised=True)
    assert situation(promised, later) is Situation.WRONG_ADDRESS
    traced = evolve(promised, ev.ParcelTraced(situation=Situation.WRONG_ADDRESS), later)
    assert traced.request.fault is Fault.SELLER
