"""The clocks, the money and the exclusions of the EU, the UK and the US (table 3.24, rules F112 to F119)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import events as ev
from domain import windows
from domain.case import Case
from domain.eligibility import Eligibility, no_reason_eligibility
from domain.goods import Grade, ParcelState
from domain.order import Freight, FreightMode, OrderLine
from domain.owed import owed
from domain.quotes.quote import Bearer
from domain.request import Ground, Item
from domain.terms import Terms
from domain.windows import Clock, lengthened
from intake.calendar import no_reason_until
from tests.domain.case_forms import ALL_SOUND, DAY, HOUR, NOON, case_of, inspected, moved, sent, units
from tests.domain.packs import pack

BERLIN = "Europe/Berlin"
EXPRESS = Freight(mode=FreightMode.BUYER_PAID, charged=1500, base=1500, standard=500)


def local(day: int, month: int, year: int = 2026, zone: str = BERLIN) -> datetime:
    """Local midnight at the start of a day."""
    return datetime(year, month, day, tzinfo=ZoneInfo(zone))


def revised(name: str, **more: Any) -> Terms:
    """A shipped pack with other numbers."""
    from dataclasses import replace

    return replace(pack(name), **more)


@pytest.mark.parametrize(
    ("terms", "end"),
    [
        (pack("eu"), local(4, 11)),  # 2 November 2026 is a Monday and 3 November the fourteenth day
        (revised("eu", informs_right_flag=False), local(4, 11, 2027)),
        (pack("uk"), local(4, 11, zone="Europe/London")),
    ],
)
def test_fourteen_days_from_possession(terms: Terms, end: datetime) -> None:
    """The day of possession does not count; a shop that keeps silent about the right has it for a year more."""
    signed = datetime(2026, 10, 20, 15, tzinfo=ZoneInfo(terms.time_zone))
    assert no_reason_until(signed, signed + 30 * DAY, terms) == end


def test_a_last_day_without_work_moves_the_end_in_the_eu_and_not_in_the_uk() -> None:
    """Signed on Friday 11 December, the fourteenth day is Christmas Day, and a weekend follows (Regulation 1182/71)."""
    signed = datetime(2026, 12, 11, 15, tzinfo=ZoneInfo(BERLIN))
    assert no_reason_until(signed, signed + 30 * DAY, pack("eu")) == local(29, 12)
    assert no_reason_until(signed, signed + 30 * DAY, pack("uk")) == local(26, 12, zone="Europe/London")


def test_a_year_after_a_leap_day_ends_on_the_first_of_march() -> None:
    """There is no 29 February to end on."""
    assert lengthened(local(29, 2, 2028), BERLIN) == local(1, 3, 2029)


SENT = NOON + 3 * DAY  # 7 May
LATE = NOON + 20 * DAY


def parcel(at: datetime) -> ev.ParcelSent:
    """The buyer's parcel, posted then."""
    return ev.ParcelSent(carrier="dhl", waybill="R1", at=at)


def arrived(at: datetime) -> ev.ParcelMoved:
    """The same parcel on our dock."""
    return ev.ParcelMoved(carrier="dhl", waybill="R1", state=ParcelState.ARRIVED, at=at)


@pytest.mark.parametrize(
    ("terms", "happened", "due"),
    [
        ("eu", (), None),  # withheld until the goods, or proof that they were sent
        ("eu", (parcel(SENT),), local(19, 5)),
        ("eu", (parcel(LATE),), LATE),  # at once, when the fourteen days are over by then
        ("uk", (), None),
        ("uk", (parcel(SENT),), local(22, 5, zone="Europe/London")),
        ("uk", (parcel(SENT), arrived(SENT + 5 * DAY)), local(22, 5, zone="Europe/London")),
        ("us", (parcel(SENT),), None),
        ("us", (parcel(SENT), arrived(SENT + 5 * DAY)), local(20, 5, zone="America/New_York")),
        ("cn_other", (parcel(SENT),), None),
        ("cn_other", (parcel(SENT), arrived(SENT + 5 * DAY)), local(20, 5, zone="Asia/Shanghai")),
    ],
)
def test_what_the_refund_is_counted_from(terms: str, happened: tuple[Any, ...], due: datetime | None) -> None:
    """From the statement in the EU, from the proof of posting in the UK, from the goods elsewhere (F54, F115)."""
    found = windows.statutory_refund(case_of(*happened, terms=terms))
    assert (found.at if found else None) == due


@pytest.mark.parametrize("terms", ["eu", "uk", "us", "cn_other"])
def test_without_a_platform_nobody_refunds_for_us(terms: str) -> None:
    """No pack but Taobao's has a clock that ends in the platform's own refund."""
    case = case_of(sent(), moved(ParcelState.ARRIVED), terms=terms)
    assert windows.confirm_return(case) is None


def whole(**more: Any) -> Case:
    """All goods of an order with express delivery are back and sound."""
    return case_of(sent(), moved(ParcelState.ARRIVED), ALL_SOUND, freight=EXPRESS, **more)


@pytest.mark.parametrize("terms", ["eu", "uk"])
def test_a_withdrawal_gives_back_the_cheapest_delivery(terms: str) -> None:
    """The surcharge of the express stays; the way back is ours where the shop said nothing (MR-36)."""
    quote = owed(whole(terms=terms))
    assert (quote.goods_refund, quote.outbound_freight_refund, quote.order_refund) == (20000, 500, 20500)
    assert quote.return_freight_bearer is Bearer.SELLER


def test_a_part_that_goes_back_leaves_the_delivery() -> None:
    """The goods that stay were delivered too."""
    items = (Item(line_id="mug", qty=3),)
    back = (sent(), moved(ParcelState.ARRIVED), inspected(units("mug", 3)))
    case = case_of(*back, terms="eu", items=items, freight=EXPRESS)
    assert owed(case).order_refund == 15000


def test_in_china_the_way_out_stays_paid() -> None:
    """MR-11: the same return under the Chinese pack."""
    quote = owed(whole(terms="cn_other"))
    assert (quote.order_refund, quote.return_freight_bearer) == (20000, Bearer.BUYER)


@pytest.mark.parametrize(
    ("terms", "ground", "contested"),
    [
        ("eu", Ground.NO_REASON, False),
        ("uk", Ground.NO_REASON, False),
        ("eu", Ground.QUALITY, True),
        ("cn_other", Ground.NO_REASON, True),
    ],
)
def test_worn_goods_cost_the_buyer_nothing_where_the_shop_kept_silent(
    terms: str, ground: Ground, *, contested: bool
) -> None:
    """A value lost by handling counts only where the shop had told of it (F118)."""
    from domain.inspection import assess

    items = (Item(line_id="mug", qty=3),)
    worn = inspected(units("mug", 3, Grade.NOT_INTACT))
    case = case_of(sent(), moved(ParcelState.ARRIVED), worn, terms=terms, ground=ground, items=items)
    assert assess(case).contested is contested
    assert (owed(case).goods_refund == 15000) is not contested


@pytest.mark.parametrize(
    ("terms", "category", "confirmed", "eligibility"),
    [
        ("eu", "custom", False, Eligibility.EXCLUDED_BY_LAW),
        ("eu", "near_expiry", True, Eligibility.ELIGIBLE),  # the list of art. 16 is closed
        ("eu", "sealed_hygiene", True, Eligibility.ELIGIBLE),  # whether the seal was broken shows on the table
        ("uk", "fresh", False, Eligibility.EXCLUDED_BY_LAW),
        ("uk", "activated", True, Eligibility.ELIGIBLE),
        ("us", "custom", True, Eligibility.ELIGIBLE),
        ("cn_other", "near_expiry", True, Eligibility.EXCLUDED_CONFIRMED),
    ],
)
def test_exclusions_are_those_of_the_law(
    terms: str, category: str, *, confirmed: bool, eligibility: Eligibility
) -> None:
    """A shop cannot invent one (F44, F45, F119)."""
    line = OrderLine(line_id="mug", qty=1, unit_price=5000, category=category)
    case = case_of(
        terms=terms, lines=(line,), items=(Item(line_id="mug", qty=1),), excluded_category_confirmed=confirmed
    )
    assert no_reason_eligibility(case, line) is eligibility


def test_the_platforms_decision_is_counted_in_working_days() -> None:
    """Six working days after three days of evidence, over the weekend; unknown beyond the case's calendar (F8, F10)."""
    from domain.workdays import WorkCalendar
    from tests.domain.case_forms import stated

    officer = ev.ClaimChanged(claim=stated(cs_status=2))
    calendar = WorkCalendar(country="CN", since=NOON.date(), until=NOON.date() + 40 * DAY)
    case = case_of(officer, claim=stated(), calendar=calendar)
    due = windows.platform_decision(case)
    assert due is not None
    assert case.officer_since == NOON + HOUR  # Monday 4 May; evidence until Thursday the 7th
    assert (due.clock, due.at) == (Clock.PLATFORM_DECISION, local(16, 5, zone="Asia/Shanghai"))
    from dataclasses import replace

    assert (
        windows.platform_decision(replace(case, calendar=replace(calendar, until=NOON.date() + timedelta(days=5))))
        is None
    )
    assert windows.platform_decision(replace(case, calendar=None)) is None
