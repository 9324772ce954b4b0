"""The freight side of a refund: who bears which leg, and what that moves."""

from dataclasses import replace

import pytest

from domain.fault import Fault
from domain.order import Stage
from domain.quotes.quote import Bearer, Flag
from domain.quotes.refund import refund_quote
from domain.quotes.refund_request import (
    Gift,
    PriorRefund,
    QuotePolicy,
    RequestedItem,
    RequestKind,
    ReturnLeg,
)
from tests.domain.money_cases import (
    ADVANCED,
    COLLECT,
    FREE_ABOVE_99,
    PAID,
    back,
    bought,
    taken,
)


@pytest.mark.parametrize(("still_needed", "refund"), [(None, 0), (600, 400), (0, 1000), (1500, 0)])
def test_freight_of_a_partial_cancellation(still_needed: int | None, refund: int) -> None:
    """MR-10: what was charged less what the rest still needs."""
    request = back("L2", kind=RequestKind.CANCEL, stage=Stage.UNSHIPPED)

    quote = refund_quote(
        bought(5000, 4000, freight=PAID), request, policy=QuotePolicy(freight_for_remaining=still_needed)
    )

    assert quote.outbound_freight_refund == refund


def test_the_last_cancellation_takes_the_rest_of_the_freight() -> None:
    """MR-10: all lines cancelled, over two cases, is all freight, once."""
    request = back("L2", kind=RequestKind.CANCEL, stage=Stage.UNSHIPPED)
    prior = (PriorRefund(line_id="L1", qty=1, goods_amount=5000, freight_amount=400),)

    assert refund_quote(bought(5000, 4000, freight=PAID), request, prior).outbound_freight_refund == 600


@pytest.mark.parametrize(
    ("policy", "deductions"),
    [(QuotePolicy(), {}), (QuotePolicy(deduct_base_on_full_return=True), {"outbound_freight": 800})],
)
def test_a_full_return_of_a_conditionally_free_order(policy: QuotePolicy, deductions: dict[str, int]) -> None:
    """MR-12: nothing is deducted by default, and a person is told."""
    quote = refund_quote(bought(6900, 5900, freight=FREE_ABOVE_99), back("L1", "L2"), policy=policy)

    assert (taken(quote), quote.flags) == (deductions, (Flag.FULL_RETURN_OF_FREE_SHIPPING,))


def test_free_shipping_is_lost_once() -> None:
    """MR-12: the return that broke the condition paid for it; the next one does not pay again."""
    order = bought(6900, 5900, 1000, freight=FREE_ABOVE_99)
    prior = (PriorRefund(line_id="L2", qty=1, goods_amount=5900, freight_deducted=800),)

    assert taken(refund_quote(order, back("L2"))) == {"outbound_freight": 800}
    assert taken(refund_quote(order, back("L3"), prior)) == {}


def test_free_shipping_lost_by_the_seller_s_fault_is_not_charged_later() -> None:
    """MR-12, MR-13: the faulty return took the goods below the threshold, not the buyer's own one after it."""
    order = bought(6900, 5900, 1000, freight=FREE_ABOVE_99)
    faulty = (PriorRefund(line_id="L2", qty=1, goods_amount=5900, seller_fault=True),)

    assert taken(refund_quote(order, back("L3"), faulty)) == {}


def test_seller_fault_leaves_free_shipping_alone() -> None:
    """MR-13: no claw-back, whatever the kept goods are worth."""
    quote = refund_quote(bought(6900, 5900, freight=FREE_ABOVE_99), back("L2", fault=Fault.SELLER))

    assert (taken(quote), quote.return_freight_bearer) == ({}, Bearer.SELLER)


def test_postage_is_made_good_up_to_what_is_reasonable() -> None:
    """MR-13: the shop's cap holds, and a person is told."""
    request = back("L1", fault=Fault.SELLER, return_leg=ADVANCED)

    quote = refund_quote(bought(5000), request, policy=QuotePolicy(return_postage_cap=1200))

    assert (quote.compensation_total, quote.flags) == (1200, (Flag.POSTAGE_CAPPED,))


@pytest.mark.parametrize(
    ("fault", "leg", "fee"),
    [
        (Fault.BUYER, COLLECT, 1500),
        (Fault.NONE, COLLECT, 1500),
        (Fault.SELLER, COLLECT, 0),
        (Fault.BUYER, replace(COLLECT, collect_agreed=True), 0),
        (Fault.BUYER, replace(COLLECT, amount_to_listed_origin=1000), 1000),
    ],
)
def test_a_return_that_came_freight_collect(fault: Fault, leg: ReturnLeg, fee: int) -> None:
    """MR-18, MR-19: the buyer's leg comes off up to the listed origin, unless the seller agreed to it or caused it."""
    quote = refund_quote(bought(9900), back("L1", fault=fault, return_leg=leg))

    assert quote.deductions["return_leg_freight"] == fee


def test_insurance_never_pays_the_buyer_twice() -> None:
    """MR-19, MR-32: the dearer address is made good up to what the buyer is out of pocket."""
    leg = replace(ADVANCED, amount=1800, amount_to_listed_origin=1000, insurance_payout=1500)

    assert refund_quote(bought(9900), back("L1", return_leg=leg)).compensation_total == 300


def test_an_insurer_that_paid_everything_leaves_nothing_to_make_good() -> None:
    """MR-32: not below zero."""
    request = back("L1", fault=Fault.SELLER, return_leg=replace(ADVANCED, insurance_payout=2500))

    assert refund_quote(bought(8800), request).compensation_total == 0


def test_an_agreement_silent_on_freight_binds_the_seller() -> None:
    """MR-20: both legs are the seller's."""
    request = back("L1", agreement_without_freight_terms=True, return_leg=ADVANCED)

    quote = refund_quote(bought(9900, freight=PAID), request)

    assert (quote.outbound_freight_refund, quote.compensation_total) == (1000, 1500)
    assert quote.return_freight_bearer is Bearer.SELLER


@pytest.mark.parametrize(
    ("statutory", "policy", "fee", "flags"),
    [
        (True, QuotePolicy(), 1500, ()),
        (True, QuotePolicy(waive_refusal_leg=True), 0, ()),
        (False, QuotePolicy(), 1500, (Flag.SELLER_MAY_RESEND,)),
    ],
)
def test_a_refusal_at_the_door(statutory: bool, policy: QuotePolicy, fee: int, flags: tuple[Flag, ...]) -> None:  # noqa: FBT001
    """MR-21: as a no-reason return; for goods without that right the seller may choose to resend."""
    request = back(
        "L1",
        kind=RequestKind.REFUSE_DELIVERY,
        stage=Stage.IN_TRANSIT,
        statutory_no_reason=statutory,
        return_leg=COLLECT,
    )

    quote = refund_quote(bought(11800), request, policy=policy)

    assert (quote.deductions["return_leg_freight"], quote.flags) == (fee, flags)


def test_shipping_against_a_pending_refund_puts_everything_on_the_seller() -> None:
    """MR-22: a return counts like a refusal, nothing is deducted and the postage comes back."""
    gift = Gift(returned=False, declared_value=900)
    request = back("L1", shipped_without_consent=True, return_leg=ADVANCED, gift=gift, packaging_fee_agreed=500)

    quote = refund_quote(bought(9900, freight=PAID), request)

    assert (quote.order_refund, quote.compensation_total, taken(quote)) == (10900, 1500, {})


def test_confirmed_abuse_puts_all_freight_on_the_buyer() -> None:
    """MR-33: even for goods that went out free, once an order; never against a seller at fault."""
    prior = (PriorRefund(line_id="L2", qty=1, goods_amount=5000, freight_deducted=600),)
    request = back("L1", abuse_confirmed=True, statutory_no_reason=True, return_leg=COLLECT)

    assert taken(refund_quote(bought(9900), request)) == {"outbound_freight": 600, "return_leg_freight": 1500}
    assert taken(refund_quote(bought(9900, 5000), request, prior)) == {"return_leg_freight": 1500}
    assert taken(refund_quote(bought(9900), replace(request, fault=Fault.SELLER))) == {}


@pytest.mark.parametrize(("first", "bearer"), [(Fault.BUYER, Bearer.BUYER), (Fault.SELLER, Bearer.SELLER)])
def test_a_parcel_of_mixed_fault(first: Fault, bearer: Bearer) -> None:
    """MR-39: the first at fault bears the shared way back; one faulty line bars every claw-back."""
    items = (
        RequestedItem(line_id="L1", qty=1, fault=Fault.BUYER),
        RequestedItem(line_id="L2", qty=1, fault=Fault.SELLER),
    )
    gift = Gift(returned=False, declared_value=900)
    order = bought(6900, 5900, 3000, freight=FREE_ABOVE_99)

    quote = refund_quote(order, back(fault=first, items=items, gift=gift, return_leg=COLLECT))

    assert (quote.return_freight_bearer, taken(quote), quote.order_refund) == (bearer, {}, 12800)
