"""How grave a case is, and by when to work on it."""

from datetime import timedelta

import pytest

from domain import events as ev
from domain.case import Case
from domain.fault import Fault
from domain.grievance import Wrong
from domain.people.urgency import Severity, severity, urgent_at
from domain.request import Scenario
from domain.standing import standing
from tests.domain.case_forms import HOUR, NOON, REFUSED, aggrieved, case_of, closed, decided, now, then


@pytest.mark.parametrize(
    ("case", "grave"),
    [
        (case_of(amount=5_000), Severity.SMALL),
        (case_of(amount=60_000), Severity.USUAL),
        (case_of(amount=250_000), Severity.GRAVE),
        (case_of(amount=1_100_000), Severity.CRITICAL),
        (case_of(amount=5_000, fault=Fault.SELLER), Severity.USUAL),
        (case_of(amount=5_000, fault=Fault.CARRIER), Severity.USUAL),
        (aggrieved(wrong=Wrong.LEGAL_MULTIPLE), Severity.CRITICAL),
        (aggrieved(claim={"public": True}), Severity.GRAVE),
        (aggrieved(claim={"dissatisfaction": 4}), Severity.GRAVE),
        (aggrieved(claim={"dissatisfaction": 3}), Severity.USUAL),
        (case_of(REFUSED, ev.ScenarioChanged(to=Scenario.DISPUTE, reason="contested")), Severity.GRAVE),
        (case_of(ev.DeadlinePassed(clock="inspect", due_at=NOON)), Severity.GRAVE),
        (then(closed(case_of()), ev.CaseReopened(reason=ev.ReopenReason.UNSOLVED)), Severity.GRAVE),
        (
            case_of(decided(), now(ev.PaymentState.SETTLED), now(ev.PaymentState.REVERSED)),
            Severity.CRITICAL,
        ),
    ],
)
def test_how_grave_a_case_is(case: Case, grave: Severity) -> None:
    """The highest of money, fault and course."""
    assert severity(case) is grave


def test_what_is_graver_is_worked_on_earlier() -> None:
    """By the terms' step for each level, so that a grave case goes before a small one that is due a little sooner."""
    small, grave = case_of(amount=5_000), case_of(amount=250_000)
    due = standing(small).due
    assert due is not None
    assert urgent_at(small) == due.at
    assert urgent_at(grave) == due.at - timedelta(hours=small.terms.severity_step_hours) * 2


def test_a_promised_action_counts_like_a_deadline() -> None:
    """Where it is due before the case's own."""
    noted = ev.CaseNoted(text="called", by="li", next_action="call again", next_due=NOON + HOUR)
    assert urgent_at(case_of(noted, amount=5_000)) == NOON + HOUR


def test_a_closed_case_is_not_urgent() -> None:
    """Nothing is to be done there."""
    assert urgent_at(closed(case_of())) is None
