"""Whether the no-reason right covers a line, and what policy takes by itself (tables 3.1, 3.2 and 3.10)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.eligibility import Eligibility, no_reason_eligibility, verdict
from domain.fault import Fault
from domain.order import OrderLine, Stage
from domain.request import Ground, Item
from tests.domain.case_forms import HOUR, NOON, cancelled, case_of, closed, then, travelling

LAW = ("custom", "fresh", "opened_media", "periodical")
CONFIRMABLE = ("sealed_hygiene", "activated", "near_expiry")
LATE = NOON - HOUR


def line_of(category: str) -> OrderLine:
    """One line of a category."""
    return OrderLine(line_id="mug", qty=1, unit_price=5000, category=category)


def of(category: str, **more: Any) -> dict[str, Any]:
    """The parts of a case over one line of a category."""
    return {"lines": (line_of(category),), "items": (Item(line_id="mug", qty=1),)} | more


ROWS: list[tuple[str, dict[str, Any], Eligibility]] = [
    ("general", {}, Eligibility.ELIGIBLE),
    *((category, {}, Eligibility.EXCLUDED_BY_LAW) for category in LAW),
    *((category, {"excluded_category_confirmed": True}, Eligibility.EXCLUDED_CONFIRMED) for category in CONFIRMABLE),
    *((category, {}, Eligibility.ELIGIBLE) for category in CONFIRMABLE),
    ("general", {"excluded_category_confirmed": True}, Eligibility.ELIGIBLE),
    ("custom", {"shop_promise_covers": True}, Eligibility.ELIGIBLE),
    ("activated", {"shop_promise_covers": True, "excluded_category_confirmed": True}, Eligibility.ELIGIBLE),
    ("general", {"no_reason_until": LATE}, Eligibility.WINDOW_CLOSED),
    ("general", {"no_reason_until": NOON}, Eligibility.WINDOW_CLOSED),
    ("general", {"no_reason_until": NOON + timedelta(seconds=1)}, Eligibility.ELIGIBLE),
    ("custom", {"no_reason_until": LATE}, Eligibility.EXCLUDED_BY_LAW),
    ("activated", {"no_reason_until": LATE}, Eligibility.WINDOW_CLOSED),
    ("custom", {"no_reason_until": LATE, "shop_promise_covers": True}, Eligibility.WINDOW_CLOSED),
]


@pytest.mark.parametrize(("category", "more", "expected"), ROWS)
def test_the_tests_of_step_1_in_their_order(category: str, more: dict[str, Any], expected: Eligibility) -> None:
    """Promise, law, confirmed exclusion (E20; without it there is none), and last the window (3.10 step 1)."""
    assert no_reason_eligibility(case_of(**of(category, **more)), line_of(category)) is expected


@pytest.mark.parametrize(
    ("case", "agree", "words"),
    [
        (case_of(), True, "no-reason return within its window"),
        (case_of(**of("fresh")), False, "line mug: excluded_by_law"),
        (case_of(no_reason_until=LATE), False, "window_closed"),
        (case_of(ground=Ground.QUALITY, fault=Fault.SELLER), False, "evidence"),
        (cancelled(), True, "before receipt"),
        (cancelled(**of("custom")), True, "before receipt"),
        (travelling(), True, "before receipt"),
        (travelling(**of("fresh")), False, "F33"),
        (travelling(**of("activated", excluded_category_confirmed=True)), False, "F33"),
        (travelling(**of("activated")), True, "before receipt"),
        (travelling(**of("fresh", shop_promise_covers=True)), True, "before receipt"),
        (travelling(**of("fresh", fault=Fault.CARRIER)), True, "before receipt"),
        (travelling(stage=Stage.RECEIVED, ground=Ground.NOT_RECEIVED, fault=Fault.NONE), False, "F31"),
    ],
    ids=[
        "in time", "excluded", "too late", "a defect", "not shipped", "made to order, not shipped", "on its way",
        "on its way, excluded", "on its way, confirmed", "on its way, never confirmed", "promised", "carrier's fault",
        "signed, says not received",
    ],
)  # fmt: skip
def test_what_policy_takes_by_itself(case: Case, agree: bool, words: str) -> None:  # noqa: FBT001 - a table's column
    """What the tables leave to AUTO; all else is a person's, and policy says why."""
    answer = verdict(case, 20000)
    assert (answer.agree, words in answer.reason) == (agree, True)


@pytest.mark.parametrize("case", [case_of(), cancelled(), travelling()])
def test_limits_of_policy(case: Case) -> None:
    """Up to CNY 500 and not a fen more, and never what was reopened (3.0.4)."""
    assert verdict(case, 50000).agree
    assert not verdict(case, 50001).agree
    reopened = then(closed(case), ev.CaseReopened(reason=ev.ReopenReason.UNSOLVED))
    assert not verdict(replace(reopened, reopened=None), 1).agree
