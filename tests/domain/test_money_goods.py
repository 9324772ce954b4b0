"""The goods side of a refund: allocation, repricing, gifts, agreed deductions, limits, tenders."""

from dataclasses import replace

import pytest

from domain.fault import Fault
from domain.order import Discount, OrderLine, Tender
from domain.quotes.discounts import OrderError, line_paid
from domain.quotes.quote import Breach, Decision, Flag, LineKind
from domain.quotes.refund import refund_quote
from domain.quotes.refund_request import (
    Gift,
    PriorRefund,
    RefundRequest,
    RequestedItem,
    RequestKind,
)
from domain.quotes.validity import RequestError
from tests.domain.money_cases import (
    COLLECT,
    PROMO,
    REPRICE,
    back,
    bought,
    taken,
)


def test_stated_amounts_beat_the_allocation() -> None:
    """MR-2: the platform's own amount of a sub-order is what was paid."""
    order = bought(6000, 4000, discounts=(Discount(discount_id="C", amount=1000),))
    stated = replace(order, lines=tuple(replace(line, paid=4500) for line in order.lines))

    assert line_paid(order) == {"L1": 5400, "L2": 3600}
    assert line_paid(stated) == {"L1": 4500, "L2": 4500}


def test_amounts_stated_for_some_lines_only_are_refused() -> None:
    """MR-2: half of an allocation cannot be trusted."""
    order = bought(6000, 4000)
    half = replace(order, lines=(replace(order.lines[0], paid=6000), order.lines[1]))

    with pytest.raises(OrderError, match="not for L2: state all or none"):
        line_paid(half)


def test_a_later_discount_sees_what_the_earlier_one_left() -> None:
    """MR-2: in declared order, each over its own scope."""
    discounts = (Discount(discount_id="A", amount=3000, scope=("L1",)), Discount(discount_id="B", amount=1000))

    assert line_paid(bought(6000, 3000, discounts=discounts)) == {"L1": 2500, "L2": 2500}


@pytest.mark.parametrize(("same_units", "refund"), [(True, 2000), (False, 5000)])
def test_an_earlier_keep_goods_refund(same_units: bool, refund: int) -> None:  # noqa: FBT001
    """MR-5: it comes off the units it was for; otherwise only the line's cap holds."""
    order = replace(bought(5000), lines=(OrderLine(line_id="L1", qty=2, unit_price=5000),))
    prior = (PriorRefund(line_id="L1", goods_amount=3000, applies_to_requested_units=same_units),)

    assert refund_quote(order, back("L1"), prior).goods_refund == refund


def test_an_earlier_keep_goods_refund_lowers_the_cap() -> None:
    """MR-5, MR-1: with the line's balance used up, the last unit brings the rest."""
    order = replace(bought(5000), lines=(OrderLine(line_id="L1", qty=2, unit_price=5000),))
    prior = (PriorRefund(line_id="L1", goods_amount=3000), PriorRefund(line_id="L1", qty=1, goods_amount=5000))

    quote = refund_quote(order, back("L1"), prior)

    assert quote.goods_refund == 2000
    assert quote.flags == (Flag.CAPPED_TO_REMAINING,)


def test_repricing_never_collects() -> None:
    """MR-6: a cheap line that breaks the promotion brings nothing, and a supervisor sees the shortfall."""
    order = bought(29000, 2000, discounts=(PROMO,), promo_terms_disclosed=True)

    quote = refund_quote(order, back("L2"), policy=REPRICE)

    assert (quote.goods_refund, quote.shortfall_not_collected) == (0, 3000)
    assert quote.flags == (Flag.REPRICE_CLAMPED,)


def test_undisclosed_terms_are_not_repriced() -> None:
    """MR-6: without disclosure the paid share counts."""
    order = bought(19900, 12900, discounts=(PROMO,))

    assert refund_quote(order, back("L2"), policy=REPRICE).goods_refund == 10934


def test_discounts_that_do_not_explain_the_price_are_not_repriced() -> None:
    """MR-6: when the platform states amounts that our discounts do not account for, the paid share counts."""
    order = bought(19900, 12900, promo_terms_disclosed=True)
    stated = replace(order, lines=tuple(replace(line, paid=line.unit_price - 2500) for line in order.lines))

    quote = refund_quote(stated, back("L2"), policy=REPRICE)

    assert quote.goods_refund == 10400
    assert quote.flags == (Flag.PROMO_NOT_REPRICED,)


def test_a_promotion_that_still_holds_costs_nothing() -> None:
    """MR-6: above the threshold the kept goods keep the discount, and the line's own cap holds (MR-1)."""
    order = bought(31000, 2000, discounts=(PROMO,), promo_terms_disclosed=True)

    assert refund_quote(order, back("L2"), policy=REPRICE).goods_refund == line_paid(order)["L2"]


def test_what_the_first_return_lost_comes_back_with_the_last() -> None:
    """MR-6: once nothing is kept, no promotion is owed: the whole price has gone back, each line within its own."""
    order = bought(19900, 12900, discounts=(PROMO,), promo_terms_disclosed=True)
    prior = (PriorRefund(line_id="L2", qty=1, goods_amount=7900),)

    assert refund_quote(order, back("L1"), prior, REPRICE).goods_by_line() == {"L1": 16866, "L2": 3034}


def test_the_seller_s_fault_before_does_not_cost_the_promotion_now() -> None:
    """MR-7: goods that went back faulty count as kept when the rest is priced anew."""
    order = bought(19900, 12900, 5000, discounts=(PROMO,), promo_terms_disclosed=True)
    paid = line_paid(order)
    faulty = PriorRefund(line_id="L2", qty=1, goods_amount=paid["L2"], seller_fault=True)

    quote = refund_quote(order, back("L3"), (faulty,), REPRICE)

    assert quote.goods_refund == paid["L3"]
    # Paid 378.00 - 50.00; the faulty L2 and the kept L3 cost 129.00 and 50.00, without the promotion.
    assert refund_quote(order, back("L1"), (faulty,), REPRICE).goods_refund == 14900


@pytest.mark.parametrize(
    ("gift", "fault", "deductions", "flags"),
    [
        (Gift(returned=False, declared_value=3900), Fault.BUYER, {"gift_value": 3900}, ()),
        (Gift(returned=False), Fault.BUYER, {}, (Flag.GIFT_VALUE_TO_AGREE,)),
        (Gift(returned=False, declared_value=3900), Fault.SELLER, {}, ()),
        (Gift(returned=False, declared_value=3900, lost_without_buyer_fault=True), Fault.BUYER, {}, ()),
        (Gift(returned=True, declared_value=3900), Fault.BUYER, {}, ()),
    ],
)
def test_a_missing_gift(gift: Gift, fault: Fault, deductions: dict[str, int], flags: tuple[Flag, ...]) -> None:
    """MR-9: declared value on the buyer's side, agreement without one, nothing otherwise; never a refusal."""
    quote = refund_quote(bought(59900), back("L1", fault=fault, gift=gift))

    assert (taken(quote), quote.flags, quote.decision) == (deductions, flags, Decision.APPROVE)


@pytest.mark.parametrize(
    ("agreed", "statutory", "fee", "flags"),
    [
        (600, False, 600, ()),
        (500, None, 500, ()),
        (300, False, 300, (Flag.PACKAGING_FEE_BELOW_MINIMUM,)),
        (600, True, 0, (Flag.PACKAGING_FEE_BARRED,)),
        (0, False, 0, ()),
    ],
)
def test_a_packaging_fee(agreed: int, statutory: bool | None, fee: int, flags: tuple[Flag, ...]) -> None:  # noqa: FBT001
    """MR-14: by agreement alone, outside the statutory right, never above the agreement."""
    request = back("L1", packaging_fee_agreed=agreed, statutory_no_reason=statutory)

    quote = refund_quote(bought(45900), request)

    assert (quote.deductions["packaging_fee"], quote.flags) == (fee, flags)


def test_depreciation_of_intact_goods_is_barred() -> None:
    """MR-15: what is intact has not lost value, whatever was agreed."""
    quote = refund_quote(bought(16800), back("L1", goods_intact=True, depreciation_bp_agreed=1500))

    assert (taken(quote), quote.flags) == ({}, (Flag.DEPRECIATION_BARRED,))


def test_depreciation_is_rounded_half_up() -> None:
    """MR-15: 15 % of 0.10 is 0.02."""
    quote = refund_quote(bought(10), back("L1", goods_intact=False, depreciation_bp_agreed=1500))

    assert taken(quote) == {"depreciation": 2}


@pytest.mark.parametrize(("agreed", "refund"), [({"agreed_amount": 3000}, 3000), ({"agreed_bp": 3000}, 3870)])
def test_a_keep_goods_refund_is_an_amount_or_a_share(agreed: dict[str, int], refund: int) -> None:
    """MR-16: either of the two, of what was paid."""
    request = back(kind=RequestKind.KEEP_GOODS, fault=Fault.CARRIER, **agreed)

    assert refund_quote(bought(12900), request).order_refund == refund


def test_a_keep_goods_refund_is_capped_by_the_balance() -> None:
    """MR-16: what is left is the most; with nothing left it is refused (MR-1)."""
    request = back(kind=RequestKind.KEEP_GOODS, agreed_amount=5000)
    some, all_ = (PriorRefund(line_id="L1", goods_amount=amount) for amount in (9000, 12900))

    capped = refund_quote(bought(12900), request, (some,))
    refused = refund_quote(bought(12900), request, (all_,))

    assert (capped.order_refund, capped.flags) == (3900, (Flag.CAPPED_TO_REMAINING,))
    assert (refused.decision, refused.error, refused.order_refund) == (Decision.REJECT, Breach.AMOUNT, 0)


def test_deductions_above_the_refund_are_not_collected() -> None:
    """MR-1: nothing below zero; the lines still sum to the refund, and a person is told."""
    quote = refund_quote(bought(1000), back("L1", return_leg=COLLECT))

    assert (quote.order_refund, quote.shortfall_not_collected) == (0, 500)
    assert quote.flags == (Flag.DEDUCTIONS_CLAMPED,)
    assert [line.amount for line in quote.lines if line.kind is LineKind.NOT_COLLECTED] == [500]


def test_units_that_are_gone_are_refused() -> None:
    """MR-1: a rejected quote moves nothing and names the line."""
    prior = (PriorRefund(line_id="L1", qty=1, goods_amount=9900),)

    quote = refund_quote(bought(9900), back("L1"), prior)

    assert (quote.decision, quote.error, quote.buyer_receives_total) == (Decision.REJECT, Breach.QTY, 0)
    assert [line.line_id for line in quote.lines] == ["L1"]


def test_penalties_are_not_capped_by_the_price() -> None:
    """MR-1: compensation is a ledger of its own."""
    quote = refund_quote(bought(100), back("L1", other_compensation=50_000))

    assert (quote.order_refund, quote.buyer_receives_total) == (100, 50_100)


def test_a_tender_gets_back_no_more_than_it_paid() -> None:
    """MR-28: the last refund takes what each tender still holds."""
    tenders = (Tender(type="cash", amount=8000), Tender(type="points", amount=2000))
    order = bought(4000, 6000, tenders=tenders)
    prior = (
        PriorRefund(
            line_id="L2",
            qty=1,
            goods_amount=6000,
            tenders=(Tender(type="cash", amount=4500), Tender(type="points", amount=1500)),
        ),
    )

    assert refund_quote(order, back("L1"), prior).tender_split == {"cash": 3500, "points": 500}


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (back("L9"), "names line L9: the order has L1"),
        (back("L1", items=(RequestedItem(line_id="L1", qty=-1),)), "qty is -1"),
        (back("L1", "L1"), "names line L1 twice"),
        (back(), "items is empty"),
        (back("L1", kind="barter"), "request.kind 'barter' is unknown: it is one of cancel"),
        (back("L1", packaging_fee_agreed=-1), "packaging_fee_agreed is -1"),
        (back("L1", depreciation_bp_agreed=10001), "0 to 10000 basis points"),
        (back("L1", kind=RequestKind.CANCEL), "cancel is for goods that are unshipped"),
        (back("L1", agreed_amount=5), "agreed_amount belongs to keep_goods"),
        (back(kind=RequestKind.KEEP_GOODS), "either agreed_amount or agreed_bp"),
        (back("L1", kind=RequestKind.SHORT, return_leg=COLLECT), "there is no return leg"),
        (back("L1", agreed_round_trip=True, agreement_without_freight_terms=True), "contradict each other"),
    ],
)
def test_a_request_that_cannot_be_true_is_refused(request_: RefundRequest, words: str) -> None:
    """In plain words, before any money is computed."""
    with pytest.raises(RequestError, match=words):
        refund_quote(bought(9900), request_)
