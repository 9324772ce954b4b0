"""The end of the no-reason window, with the holidays of its country."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.terms import Terms, read_terms
from domain.workdays import CalendarUnknown
from intake.calendar import no_reason_until
from intake.messages import CaseRequest
from intake.opening import case_opened
from intake.policies import Policy, shipped
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from tests.intake.intake_forms import requested

SHANGHAI = ZoneInfo("Asia/Shanghai")
PACK = Path(__file__).parents[2] / "domain" / "packs" / "cn_taobao.toml"


@pytest.fixture
def terms() -> Terms:
    """The pack of Taobao."""
    return read_terms(PACK.read_text(), name=PACK.name)


def at(month: int, day: int, year: int = 2026) -> datetime:
    """Ten in the morning in Shanghai."""
    return datetime(year, month, day, 10, tzinfo=SHANGHAI)


def test_window_ends_after_seven_whole_days(terms: Terms) -> None:
    """Signed on the 10th, the window ends with the 17th."""
    assert no_reason_until(at(11, 10), at(11, 12), terms) == datetime(2026, 11, 18, tzinfo=SHANGHAI)


def test_window_that_ends_in_a_holiday_runs_over_it(terms: Terms) -> None:
    """The last day would be 1 October: the whole holiday week does not count as an end (rule F43)."""
    assert no_reason_until(at(9, 24), at(9, 25), terms) == datetime(2026, 10, 9, tzinfo=SHANGHAI)


def test_unpublished_year_is_not_guessed(terms: Terms) -> None:
    """A late request whose window ends in a year without a published calendar is an error that says what to do."""
    with pytest.raises(CalendarUnknown, match=r"CN in 2049 .* update it"):
        no_reason_until(at(12, 28, 2048), at(1, 6, 2049), terms)


def test_request_inside_the_plain_days_needs_no_calendar(terms: Terms) -> None:
    """Whatever the holidays will be, the third day is in time."""
    signed = at(12, 28, 2048)
    assert no_reason_until(signed, signed + timedelta(days=3), terms) == datetime(2049, 1, 5, tzinfo=SHANGHAI)


def test_unknown_country_is_named(terms: Terms) -> None:
    """A pack with a country that has no calendar is found by the first late request."""
    with pytest.raises(CalendarUnknown, match="'XX'"):
        no_reason_until(at(11, 1), at(11, 20), replace(terms, holidays="XX"))


@pytest.mark.parametrize(("pack", "last"), [("eu", True), ("uk", True), ("cn_other", False), ("us", False)])
def test_where_the_window_runs_from_the_last_good(pack: str, last: bool) -> None:  # noqa: FBT001 - a row
    """An order in two parcels: in the EU and the UK the second one counts (F112), elsewhere each for itself."""
    asked = read_shop_message(requested(), shop="lantern", message_id="m", reasons=Reasons())
    assert isinstance(asked, CaseRequest)
    first = asked.order.signed_at
    assert first is not None
    second = first + timedelta(days=5)
    policy = Policy(terms=shipped(pack), reasons=Reasons())
    one = case_opened(asked, policy).order.no_reason_until
    both = case_opened(replace(asked, order=replace(asked.order, last_signed_at=second)), policy).order.no_reason_until
    assert one is not None
    assert both is not None
    assert (both > one) is last
