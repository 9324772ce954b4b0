"""What a case owes now: what was asked, what came back, what was agreed, and who bears which freight."""

from datetime import timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.events import Event, Hold, Intercept, Payment, PaymentState
from domain.fault import Fault
from domain.goods import Grade, ParcelState
from domain.order import OrderLine
from domain.owed import asked, left_to_pay, needs_consent, owed, owes_again, payable
from domain.quotes.quote import Bearer
from domain.quotes.refund_request import PriorRefund
from domain.request import Ground, Item
from tests.domain.case_forms import (
    ACCEPTED,
    AGREED,
    ALL_SOUND,
    DECLINED,
    HOUR,
    NOON,
    ONE_MISSING,
    ONE_WORN,
    PAID,
    SWAPPED,
    cancelled,
    case_of,
    closed,
    decided,
    inspected,
    moved,
    now,
    offered,
    stated,
    then,
    travelling,
    units,
)

BY_LI = ev.RequestAgreed(by="li")
LATE = NOON - HOUR
COLLECT = inspected(units("mug", 3), units("cup", 1), collect_fee=1200)
NO_GIFT = inspected(units("mug", 3), units("cup", 1), gift_present=False)
SELLER: dict[str, Any] = {"ground": Ground.QUALITY, "fault": Fault.SELLER}
FRESH = {"lines": (OrderLine(line_id="mug", qty=1, unit_price=5000, category="fresh"),)}


def refund(case: Case) -> int:
    """What goes back through the order, before offer and claim."""
    return owed(case).order_refund


@pytest.mark.parametrize(
    ("agreement", "more", "amount", "bearer"),
    [
        (AGREED, {}, 20000, Bearer.BUYER),
        (BY_LI, {}, 20800, Bearer.SELLER),
        (BY_LI, {"no_reason_until": LATE}, 20800, Bearer.SELLER),
        (ev.RequestAgreed(by="li", seller_pays_freight=False), {"no_reason_until": LATE}, 20000, Bearer.BUYER),
        (ev.RequestAgreed(by="platform"), {}, 20000, Bearer.BUYER),
        (AGREED, SELLER, 20800, Bearer.SELLER),
    ],
    ids=["policy said who", "silent", "silent, out of right", "said: the buyer", "the platform's silence", "a defect"],
)
def test_who_bears_the_freight(agreement: Event, more: dict[str, Any], amount: int, bearer: Bearer) -> None:
    """A person who agrees and says nothing of freight has taken it on (MR-20, rule 3.21 rows 1 to 5)."""
    quote = owed(case_of(agreement, **more))
    assert (quote.order_refund, quote.return_freight_bearer) == (amount, bearer)


@pytest.mark.parametrize(
    ("agreement", "more", "amount"),
    [
        (AGREED, {}, 18800),
        (ev.RequestAgreed(by="li", seller_pays_freight=True), {}, 20000),
        (BY_LI, {}, 20800),
        (AGREED, SELLER, 20800),
    ],
    ids=["without consent", "with consent", "agreed in silence", "a defect"],
)
def test_a_parcel_that_came_freight_collect(agreement: Event, more: dict[str, Any], amount: int) -> None:
    """The fee comes off where the way back is the buyer's and nobody consented (MR-18)."""
    assert refund(case_of(agreement, COLLECT, **more)) == amount


def test_a_fee_is_taken_once_however_often_the_parcel_is_looked_at() -> None:
    """The newest finding on a parcel holds, its fee too."""
    again = inspected(units("mug", 3), units("cup", 1), collect_fee=1200, finding_id="again", at=NOON + 9 * HOUR)
    assert refund(case_of(AGREED, COLLECT, again)) == 18800


@pytest.mark.parametrize(
    ("finding", "more", "amount"),
    [
        (NO_GIFT, {"gift_value": 300}, 19700),
        (NO_GIFT, {}, 20000),
        (NO_GIFT, {"gift_value": 300} | SELLER, 20800),
        (ALL_SOUND, {"gift_value": 300}, 20000),
    ],
    ids=["declared", "no declared value", "a defect", "nobody said"],
)
def test_a_gift_that_did_not_come_back(finding: Event, more: dict[str, Any], amount: int) -> None:
    """Its declared value, in a buyer's own return, and never more (MR-9)."""
    assert refund(case_of(AGREED, finding, **more)) == amount


@pytest.mark.parametrize(
    ("happened", "amount"),
    [
        ([], 20000),
        ([ALL_SOUND], 20000),
        ([ONE_MISSING], 15000),
        ([ONE_WORN], 15000),
        ([ONE_WORN, offered(19250, 1500), ACCEPTED], 19250),
        ([ONE_WORN, offered(19250, 1500), DECLINED], 15000),
        ([SWAPPED], 5000),
        ([inspected(units("mug", 4, Grade.NOT_INTACT))], 0),
    ],
    ids=["not here", "sound", "short", "worn", "agreed depreciation", "declined", "swapped", "nothing to pay for"],
)
def test_what_came_back_is_what_is_owed(happened: list[Event], amount: int) -> None:
    """Unit by unit, and worn ones only at what the buyer agreed to (MR-3, MR-15)."""
    assert refund(case_of(AGREED, *happened)) == amount


@pytest.mark.parametrize(("share", "amount"), [(0, 15000), (1500, 19250), (10000, 15000)])
def test_what_if_a_depreciation_were_offered(share: int, amount: int) -> None:
    """The quote that an offer would make: a share off the worn mug alone, without changing the case (MR-15)."""
    case = case_of(AGREED, ONE_WORN)
    assert owed(case, depreciation_bp=share).order_refund == amount
    assert refund(case) == 15000


def test_what_was_asked_is_measured_without_findings() -> None:
    """Limits and rulings look at the whole request, whatever came back of it."""
    assert asked(case_of(AGREED, ONE_WORN, offered(17000, 1500), ACCEPTED)).order_refund == 20000


@pytest.mark.parametrize(
    ("case", "amount"),
    [
        (cancelled(ev.WarehouseAnswered(hold=Hold.HELD)), 20800),
        (
            cancelled(ev.WarehouseAnswered(hold=Hold.HANDED_OVER), ev.InterceptChanged(state=Intercept.STOPPED)),
            20800,
        ),
        (cancelled(ev.WarehouseAnswered(hold=Hold.SHIPPED)), 20800),
        (
            cancelled(ev.WarehouseAnswered(hold=Hold.HANDED_OVER), ev.InterceptChanged(state=Intercept.FAILED)),
            20000,
        ),
        (travelling(), 20000),
        (travelling(shipped_at=NOON - HOUR), 20000),
        (travelling(shipped_at=NOON + HOUR), 20800),
        (travelling(moved(ParcelState.LOST, "OUT1")), 20800),
        (travelling(fault=Fault.CARRIER), 20800),
    ],
    ids=[
        "held", "caught", "left against the request", "left before the scan", "refused", "shipped before the request",
        "shipped after it", "lost", "late by the carrier",
    ],
)  # fmt: skip
def test_money_back_before_receipt(case: Case, amount: int) -> None:
    """Not shipped, or the seller's doing: freight too; a buyer's own mind: not (MR-10, 13, 21, 22, 23)."""
    assert refund(case) == amount


def test_what_left_after_the_request_is_all_the_sellers() -> None:
    """Also where the order was read after the parcel had left (MR-22, F24)."""
    assert owed(travelling(shipped_at=NOON + HOUR)).return_freight_bearer is Bearer.SELLER


def test_goods_without_the_right_may_be_sent_again() -> None:
    """Refused at the door although excluded: a person is told that there is a choice (MR-21, F33)."""
    item = (Item(line_id="mug", qty=1),)
    assert "seller_may_resend" in owed(travelling(items=item, **FRESH)).flags
    assert "seller_may_resend" not in owed(travelling()).flags


def test_who_signed_for_the_parcel_sends_it_back() -> None:
    """A request before receipt becomes a return when the buyer takes the parcel in."""
    case = travelling(moved(ParcelState.SIGNED, "OUT1"))
    assert {line.rule for line in owed(case).lines} == {"MR-3", "MR-11"}


@pytest.mark.parametrize(
    ("happened", "claim", "amount"),
    [
        ([ALL_SOUND], None, 20000),
        ([ALL_SOUND], 15000, 15000),
        ([ALL_SOUND], 26000, 20000),
        ([ONE_WORN, offered(16000), ACCEPTED], None, 16000),
        ([ONE_WORN, offered(16000), ACCEPTED], 15500, 15500),
        ([ONE_WORN, offered(16000), DECLINED], None, 15000),
        ([ONE_WORN, offered(16000)], None, 15000),
    ],
)
def test_what_is_paid(happened: list[Event], claim: int | None, amount: int) -> None:
    """Never above what the buyer claims on the platform, nor above an offer that they took."""
    case = case_of(AGREED, *happened, claim=None if claim is None else stated(amount=claim))
    assert payable(case, owed(case)) == {Payment.REFUND: amount, Payment.COMPENSATION: 0}


@pytest.mark.parametrize(
    ("offer", "late", "amount"),
    [
        (offered(15000), inspected(units("mug", 1), waybill="ST2"), 20000),
        (offered(14000), inspected(units("mug", 1), waybill="ST2"), 19000),
        (offered(15000), inspected(units("mug", 1, Grade.WRONG_GOODS), waybill="ST2"), 15000),
    ],
    ids=["as quoted", "less was agreed", "not ours"],
)
def test_what_comes_after_an_offer_is_paid_on_top(offer: Event, late: Event, amount: int) -> None:
    """The buyer took less because a mug was missing; when it comes after all, its price is owed."""
    case = case_of(AGREED, ONE_MISSING, ev.ShortfallNoted(), offer, ACCEPTED)
    assert payable(then(case, late), owed(then(case, late)))[Payment.REFUND] == amount


@pytest.mark.parametrize(
    ("states", "left", "again"),
    [
        ((), 20000, False),
        ((PaymentState.SENT,), 20000, False),
        ((PaymentState.FAILED,), 20000, False),
        ((PaymentState.SETTLED,), 0, False),
        ((PaymentState.SETTLED, PaymentState.REVERSED), 20000, True),
    ],
)
def test_what_is_left_to_pay(states: tuple[PaymentState, ...], left: int, again: bool) -> None:  # noqa: FBT001 - a table's column
    """Only what certainly went back counts, and what the bank took back is owed again."""
    case = case_of(AGREED, ALL_SOUND, decided(), *(now(state) for state in states))
    assert (left_to_pay(case, owed(case))[Payment.REFUND], owes_again(case)) == (left, again)


def test_a_new_payment_answers_a_reversal() -> None:
    """Once it was decided anew, the reversal is history."""
    assert not owes_again(case_of(ALL_SOUND, *PAID, now(PaymentState.REVERSED), decided(number=2)))


@pytest.mark.parametrize(
    ("happened", "claim", "needed"),
    [
        ([ALL_SOUND], None, False),
        ([ALL_SOUND], 20000, False),
        ([ALL_SOUND], 15000, False),
        ([ALL_SOUND], 20001, True),
        ([NO_GIFT], 20000, False),
        ([COLLECT], 20000, True),
        ([COLLECT], None, False),
        ([ONE_WORN], None, True),
        ([ONE_MISSING], None, True),
        ([SWAPPED], None, True),
        ([ONE_WORN, offered(17000)], None, True),
        ([ONE_WORN, offered(17000), DECLINED], None, True),
        ([ONE_WORN, offered(17000), ACCEPTED], 20000, False),
    ],
)
def test_when_the_buyer_must_take_less_first(happened: list[Event], claim: int | None, needed: bool) -> None:  # noqa: FBT001 - a table's column
    """Contested goods, or a claim on the platform that is above what is due."""
    case = case_of(AGREED, *happened, claim=None if claim is None else stated(amount=claim))
    assert needs_consent(case) is needed


def test_what_other_cases_took_is_not_paid_again() -> None:
    """The cup went back in another case: this one has the mugs left, and a request for both is a breach (MR-1)."""
    prior = (PriorRefund(line_id="cup", qty=1, goods_amount=5000),)
    known = ev.AccountRead(prior=prior)
    mugs = case_of(AGREED, known, items=(Item(line_id="mug", qty=3),))
    assert owed(mugs).order_refund == 15000
    assert owed(case_of(AGREED, known)).error is not None


def test_a_late_parcel_of_a_closed_case_is_owed() -> None:
    """Paid for two mugs and closed; the third comes, and only the third is left to pay."""
    short = case_of(AGREED, ONE_MISSING, ev.ShortfallNoted(), offered(15000), ACCEPTED, decided(15000))
    late = closed(then(short, now(PaymentState.SETTLED)), ev.Resolution.REFUNDED_LESS)
    late = then(late, inspected(units("mug", 1), waybill="ST2", at=NOON + timedelta(days=9)))
    assert left_to_pay(late, owed(late))[Payment.REFUND] == 5000
