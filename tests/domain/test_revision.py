"""A revision of terms: what changes, which deadlines move, and whether the buyer is worse off."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.commands import NotPermitted, Revise
from domain.evolution import evolve
from domain.permit import effect, permit
from domain.revision import changes, harms, in_words, moves
from domain.terms import Terms
from domain.windows import Clock
from intake.calendar import work_calendar
from tests.domain.case_forms import AGREED, HOUR, NOON, OPEN_WINDOW, case_of, sent
from tests.domain.packs import pack

NOW = pack("cn_taobao")


@pytest.mark.parametrize(
    ("key", "old", "new", "harm"),
    [
        ("ship_back_hours", 168, 120, True),
        ("ship_back_hours", 168, 240, False),
        ("respond_return_hours", 120, 168, True),
        ("respond_return_hours", 120, 48, False),
        ("refund_after_receipt_days", 7, 14, True),
        ("platform_decision_workdays", 6, 9, True),
        ("silence_agrees_flag", True, False, True),
        ("silence_agrees_flag", False, True, False),
        ("informs_return_cost_flag", False, True, True),
        ("informs_return_cost_flag", True, False, False),
        ("refund_from_choice", "receipt", "statement", True),
        ("time_zone", "Asia/Shanghai", "Europe/Berlin", True),
        ("auto_limit_minor", 50000, 20000, False),
        ("survey_hours", 24, 48, False),
        ("some_new_hours", 1, 2, True),
        ("some_new_days", 2, 1, True),
    ],
)
def test_who_is_worse_off(key: str, old: Any, new: Any, *, harm: bool) -> None:
    """Less time for the buyer, more for us; a time that nobody has judged is harm until somebody does."""
    assert harms(key, old, new) is harm


def test_every_time_of_the_terms_was_judged() -> None:
    """One direction of each is no harm, so that nothing is harm only because it was forgotten."""
    times = [field.name for field in fields(Terms) if field.name.endswith(("_hours", "_days", "_workdays"))]
    assert [name for name in times if harms(name, 1, 2) and harms(name, 2, 1)] == []


def test_only_what_differs_is_told() -> None:
    """The version is told beside the numbers, not among them."""
    revised = replace(NOW, version="2027-01", inspect_hours=24)
    assert [in_words(changed) for changed in changes(NOW, revised)] == ["inspect_hours 48 -> 24"]


def test_a_running_deadline_moves_and_a_fixed_one_stays() -> None:
    """The answer clock follows the terms; the day that the buyer was told does not."""
    asked = case_of()
    [moved] = moves(asked, replace(NOW, respond_return_hours=48))
    assert (moved.clock, moved.old, moved.new) == (Clock.RESPOND, NOON + 120 * HOUR, NOON + 48 * HOUR)
    told = case_of(AGREED, OPEN_WINDOW)
    assert moves(told, replace(NOW, ship_back_hours=1)) == ()


def test_a_clock_that_ends_is_told_without_a_new_moment() -> None:
    """Where silence agrees no longer, the platform's clock on returned goods stops."""
    [moved] = moves(case_of(AGREED, OPEN_WINDOW, sent()), replace(NOW, silence_agrees_flag=False))
    assert (moved.clock, moved.new) == (Clock.CONFIRM_RETURN, None)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"terms": NOW}, "SAME_TERMS"),
        ({"terms": pack("eu")}, "OTHER_PACK"),
        ({"terms": replace(NOW, ship_back_hours=24)}, "HARMS_BUYER"),
        ({"terms": replace(NOW, inspect_hours=24), "reason": " "}, "NO_REASON"),
        ({"terms": replace(NOW, inspect_hours=24), "by": ""}, "NO_NAME"),
    ],
)
def test_a_revision_may_be_refused(more: dict[str, Any], code: str) -> None:
    """Nothing to do, another law, the buyer's harm, and nobody's doing."""
    with pytest.raises(NotPermitted) as refused:
        permit(Revise(**({"by": "li", "reason": "new rules"} | more)), case_of())
    assert refused.value.code == code


def test_harm_that_is_meant_is_written_down() -> None:
    """The register says who accepted it, and the case counts by the new terms from then on."""
    revise = Revise(by="li", reason="the law changed", terms=replace(NOW, ship_back_hours=24), accepts_harm=True)
    permit(revise, case_of())
    [event] = effect(revise, case_of())
    assert isinstance(event, ev.TermsRevised)
    assert event.accepts_harm
    assert evolve(case_of(), event, NOON).terms.ship_back_hours == 24


def test_a_newer_calendar_alone_is_a_revision() -> None:
    """A case whose calendar ended too early is given the newest, under the terms it has."""
    newest = work_calendar(NOW, NOON + timedelta(days=30))
    revise = Revise(by="li", reason="the holidays are out", terms=NOW, calendar=newest)
    case = case_of(calendar=work_calendar(NOW, NOON))
    permit(revise, case)
    [event] = effect(revise, case)
    assert evolve(case, event, NOON).calendar == newest
