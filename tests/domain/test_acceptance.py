"""What a first implementation of after-sales gets wrong: twenty points, each by its own test.

Where a point is shown at length elsewhere, it stands here once more, whole.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import commands, windows
from domain import events as ev
from domain.case import Case
from domain.claim import claim_of
from domain.commands import NotPermitted
from domain.contact.permission import Allowed, Channel, Contact, Deferred, Denied, contact_allowed, contact_rules
from domain.disputes.evidence import burden
from domain.eligibility import Eligibility, no_reason_eligibility, verdict
from domain.fault import Fault
from domain.goods import Grade, ParcelState
from domain.inspection import assess
from domain.order import OrderLine, Stage, Tender
from domain.owed import asked, owed
from domain.permit import permit
from domain.quotes.examples import quote_example
from domain.quotes.penalties import punitive_damages
from domain.quotes.quote import Bearer, Flag
from domain.quotes.refund import refund_quote
from domain.quotes.refund_request import PriorRefund, RequestedItem
from domain.quotes.return_risk import Basis, Mishap, return_risk
from domain.quotes.settlements import funding
from domain.quotes.tenders import tender_split
from domain.request import Ground, Item
from domain.revision import moves
from domain.trail import Outcome, Situation
from domain.windows import Clock
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    DAY,
    HOUR,
    NOON,
    PAID,
    cancelled,
    case_of,
    inquired,
    inspected,
    missed,
    moved,
    read,
    said,
    sent,
    stated,
    units,
)
from tests.domain.money_cases import ADVANCED, FREE_ABOVE_99, PROMO, REPRICE, back, bought, taken
from tests.domain.money_cases import PAID as PAID_FREIGHT

SHANGHAI = "Asia/Shanghai"
EXAMPLES: dict[str, dict[str, Any]] = {
    example["id"]: example
    for example in json.loads(Path(__file__).with_name("money_examples.json").read_text(encoding="utf-8"))["examples"]
}


def code_of(command: commands.Command, case: Case) -> str:
    """The code of the refusal; "" where the command is taken."""
    try:
        permit(command, case, NOON)
    except NotPermitted as refused:
        return refused.code
    return ""


def test_01_silence_on_freight_means_that_the_seller_pays() -> None:
    """Whoever agrees and says nothing of freight has taken both ways (F63, MR-20)."""
    silent = case_of(ev.RequestAgreed(by="li"))
    assert (owed(silent).order_refund, owed(silent).return_freight_bearer) == (20000 + 800, Bearer.SELLER)
    assert owed(case_of(AGREED)).return_freight_bearer is Bearer.BUYER


def test_02_goods_that_left_although_the_refund_was_asked_for_are_all_the_sellers() -> None:
    """Price and freight go back, and nothing is taken for the way back (F24, MR-22)."""
    shipped = cancelled(stage=Stage.IN_TRANSIT, shipped_at=NOON + HOUR)
    assert (owed(shipped).order_refund, owed(shipped).return_freight_bearer) == (20800, Bearer.SELLER)
    assert owed(cancelled(stage=Stage.IN_TRANSIT, shipped_at=NOON - HOUR)).order_refund == 20000


@pytest.mark.parametrize(
    ("rests", "days"), [((), 8), ((date(2026, 5, 12),), 9), ((date(2026, 5, 11),), 8)], ids=["plain", "tail", "between"]
)
def test_03_seven_days_begin_at_midnight_and_end_on_a_working_day(rests: tuple[date, ...], days: int) -> None:
    """From the midnight after the signature, 168 hours; a last day of rest moves on, one in between does not."""
    signed = datetime(2026, 5, 5, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    start, end = windows.no_reason_window(signed, 7, SHANGHAI, rests)
    assert start == datetime(2026, 5, 5, 16, 0, tzinfo=UTC)
    assert end == start + timedelta(days=days - 1)


def test_04_opened_and_signed_for_are_no_grounds_for_a_refusal() -> None:
    """A box that was opened to look is intact (F48), and a signature proves no condition (F111)."""
    opened = case_of(AGREED, inspected(units("mug", 3, Grade.INTACT), units("cup", 1)))
    assert not assess(opened).contested
    assert owed(opened).order_refund == 20000
    refuse = commands.Refuse(by="li", reason="it was signed for", evidence=("E5:1",))
    assert code_of(refuse, replace_terms(opened, authority_flag=True)) == "ABOVE_AUTHORITY"  # against the evidence


def replace_terms(case: Case, **more: Any) -> Case:
    """The same case under other terms."""
    return replace(case, terms=replace(case.terms, **more))


def test_05_an_exclusion_needs_a_stored_confirmation_of_this_purchase() -> None:
    """Without the buyer's confirmation the category is not excluded, whatever the page says (F45, F46)."""
    line = OrderLine(line_id="mug", qty=1, unit_price=5000, category="activated")
    of: dict[str, Any] = {"lines": (line,), "items": (Item(line_id="mug", qty=1),)}
    assert no_reason_eligibility(case_of(**of), line) is Eligibility.ELIGIBLE
    confirmed = case_of(**of, excluded_category_confirmed=True)
    assert no_reason_eligibility(confirmed, line) is Eligibility.EXCLUDED_CONFIRMED


def test_06_free_shipping_is_clawed_back_for_partial_returns_of_the_buyers_alone() -> None:
    """A part that leaves less than the threshold costs the base freight; a whole, or a faulty one, does not (MR-12)."""
    order = bought(6900, 5900, freight=FREE_ABOVE_99)
    assert taken(refund_quote(order, back("L2"))) == {"outbound_freight": 800}
    assert taken(refund_quote(order, back("L1", "L2"))) == {}
    assert taken(refund_quote(order, back("L2", fault=Fault.SELLER))) == {}


def test_07_a_part_is_worth_its_share_of_what_was_paid_less_what_went_back_for_it() -> None:
    """Discounts are allocated, roundings add up to the whole, and earlier refunds for the units count (MR-2, 3, 5)."""
    line = OrderLine(line_id="L1", qty=3, unit_price=1000, paid=1000)
    order = replace(bought(1000), lines=(line,))
    parts: list[int] = []
    for before in range(3):
        prior = (PriorRefund(line_id="L1", qty=before, goods_amount=sum(parts)),) if before else ()
        parts.append(refund_quote(order, back("L1"), prior).goods_refund)
    assert (parts, sum(parts)) == ([333, 333, 334], 1000)
    kept = (PriorRefund(line_id="L1", goods_amount=100, applies_to_requested_units=True),)
    assert refund_quote(order, back("L1"), kept).goods_refund == 233
    assert quote_example(EXAMPLES["M11"])["goods_refund"] == 967


def test_08_a_lost_promotion_costs_the_buyer_at_their_own_fault_only_and_never_below_nothing() -> None:
    """Repriced without a reason, allocated at the seller's fault, and no shortfall is ever collected (MR-6, MR-7)."""
    order = bought(19900, 12900, discounts=(PROMO,), promo_terms_disclosed=True)
    assert refund_quote(order, back("L2"), policy=REPRICE).goods_refund == 7900
    assert refund_quote(order, back("L2", fault=Fault.SELLER), policy=REPRICE).goods_refund == 10934
    cheap = refund_quote(
        bought(29000, 2000, discounts=(PROMO,), promo_terms_disclosed=True), back("L2"), policy=REPRICE
    )
    assert (cheap.goods_refund, cheap.flags) == (0, (Flag.REPRICE_CLAMPED,))


def test_09_the_shops_silence_agrees_a_change_restarts_it_and_an_officer_stops_it() -> None:
    """The platform's clock: five days for a return, from the newest version, and none while the officer looks."""
    waiting = case_of(claim=stated())
    due = windows.respond(waiting)
    assert due is not None
    assert due.at == NOON + 5 * DAY
    changed = case_of(claim=stated(version="2", modified_at=NOON + 2 * DAY))
    renewed = windows.respond(changed)
    assert renewed is not None
    assert renewed.at == NOON + 7 * DAY
    assert windows.respond(case_of(claim=stated(cs_status=2))) is None


def test_10_the_laws_clocks_run_beside_the_platforms() -> None:
    """Seven days from receipt, the platform's ten from the waybill, fifteen against delay: the first counts (F54)."""
    here = case_of(AGREED, sent(), moved(ParcelState.ARRIVED))
    due = windows.settle(here)
    assert due is not None
    assert due.clock is Clock.STATUTORY_REFUND
    assert {clock.clock for clock in windows.settle_clocks(here)} == {
        Clock.STATUTORY_REFUND,
        Clock.CONFIRM_RETURN,
        Clock.DELIBERATE_DELAY,
    }


def test_11_who_must_prove_depends_on_what_can_be_seen_signed_and_confirmed() -> None:
    """Not received and short: the seller. A visible defect: the buyer shows it first (F31, F75, F79)."""
    assert burden(case_of(ground=Ground.NOT_RECEIVED))[0] is ev.Party.SELLER
    assert burden(case_of(ground=Ground.SHORT))[0] is ev.Party.SELLER
    assert burden(case_of(ground=Ground.QUALITY))[0] is ev.Party.BUYER
    assert burden(case_of(ground=Ground.COUNTERFEIT))[0] is ev.Party.SELLER


@pytest.mark.parametrize(
    ("basis", "mishap", "bearer"),
    [
        (Basis.NO_REASON, Mishap.LOST, Bearer.BUYER),
        (Basis.NO_REASON, Mishap.BROKEN, Bearer.SELLER),
        (Basis.PURPOSE_DEFEATED, Mishap.LOST, Bearer.SELLER),
        (Basis.DAMAGED_AT_SIGNATURE, Mishap.BROKEN, Bearer.SELLER),
    ],
)
def test_12_the_way_back_is_at_different_risks(basis: Basis, mishap: Mishap, bearer: Bearer) -> None:
    """A loss without a reason is the buyer's, breakage the seller's; a defect moves both to the seller (MR-35)."""
    assert return_risk(basis, mishap) is bearer


def test_13_a_gift_is_deducted_at_its_declared_value_and_at_the_buyers_fault_alone() -> None:
    """A missing gift never blocks the return, and an undeclared one costs nothing by itself (MR-9)."""
    no_gift = inspected(units("mug", 3), units("cup", 1), gift_present=False)
    assert owed(case_of(AGREED, no_gift, gift_value=900)).order_refund == 20000 - 900
    assert owed(case_of(AGREED, no_gift)).order_refund == 20000
    at_fault = case_of(AGREED, no_gift, gift_value=900, ground=Ground.QUALITY, fault=Fault.SELLER)
    assert owed(at_fault).order_refund == 20800


def test_14_refunds_follow_the_means_of_payment_and_a_platforms_money_is_not_the_sellers() -> None:
    """By shares of what each paid; points in kind; a platform's coupon goes between platform and seller (MR-28, 29)."""
    tenders = (Tender(type="cash", amount=8000), Tender(type="points", amount=2000))
    assert tender_split(tenders, 5000) == {"cash": 4000, "points": 1000}
    split = funding(list_price=30000, platform_coupon=3000, shop_coupon=2000, buyer_paid=25000)
    assert (split.buyer_refund, split.platform_subsidy_reversal) == (25000, 3000)
    assert quote_example(EXAMPLES["M48"])["compensation_total"] == 500  # of the postage, what the insurer did not pay


def test_15_hours_caps_and_consent_are_gates() -> None:
    """No mail by night, no third message a day, nothing after an opt-out: none of it is advice (F97, F98)."""
    rules = contact_rules(case_of().terms)

    def asked_at(hour: int, log: tuple[Contact, ...] = (), *, opted_out: bool = False) -> object:
        at = datetime(2026, 5, 4, hour, 0, tzinfo=UTC) - timedelta(hours=8)
        return contact_allowed(at, Channel.MAIL, log, case_id="c", zone=SHANGHAI, rules=rules, opted_out=opted_out)

    assert asked_at(12) == Allowed()
    assert isinstance(asked_at(23), Deferred)
    full = tuple(
        Contact(case_id="other", channel=Channel.MAIL, at=datetime(2026, 5, 4, 2, n, tzinfo=UTC))
        for n in range(rules.texts_a_day)
    )
    assert isinstance(asked_at(12, full), Deferred)
    assert isinstance(asked_at(12, opted_out=True), Denied)


def test_16_new_rules_of_the_platform_bind_open_cases() -> None:
    """Terms are pinned, and a revision moves the clock of a case that waits (F19)."""
    waiting = case_of()
    [move] = moves(waiting, replace(waiting.terms, respond_return_hours=48))
    assert (move.clock, move.old, move.new) == (Clock.RESPOND, NOON + 5 * DAY, NOON + 2 * DAY)


def test_17_what_is_settled_and_paid_is_final() -> None:
    """Once the money went back nobody refuses afterwards (F16)."""
    paid = case_of(AGREED, ALL_SOUND, *PAID)
    refuse = commands.Refuse(by="li", reason="second thoughts", evidence=("E8:1",))
    assert code_of(refuse, paid) == "ALREADY_PAID"


def test_18_a_refusal_is_not_there_where_the_platform_takes_none() -> None:
    """Goods that have not left, and a no-reason return before the goods were seen (F14)."""
    refuse = commands.Refuse(by="li", reason="we would rather not", evidence=("E8:1",))
    assert code_of(refuse, cancelled(ev.WarehouseAnswered(hold=ev.Hold.HELD))) == "MUST_REFUND"
    assert code_of(refuse, case_of(claim=stated(cannot_refuse=True))) == "PLATFORM_FORBIDS"


def test_19_the_carriers_claim_never_delays_or_nets_the_buyer() -> None:
    """The buyer has all of the money first; a smaller claim leaves the rest of the loss with the shop (MR-24)."""
    lost = (read(80), inquired(), said(Outcome.LOST, proof="loss-7"), ev.ParcelTraced(situation=Situation.LOST))
    before = missed(*lost, insured_value=12000)
    assert claim_of(before) is None
    assert verdict(before, asked(before).order_refund).agree
    assert owed(before).order_refund == 20800
    served = missed(*lost, *paid_back(20800), insured_value=12000)
    claim = claim_of(served)
    assert claim is not None
    assert (claim.amount, served.paid_back()) == (12000, 20800)


def paid_back(amount: int) -> tuple[ev.Event, ...]:
    """A refund that was certainly made."""
    decided = ev.PaymentDecided(key="k", kind=ev.Payment.REFUND, decision=1, amount=amount)
    return decided, ev.PaymentChanged(key="k", state=ev.PaymentState.SETTLED)


def test_20_price_damages_and_postage_are_ledgers_of_their_own() -> None:
    """What is beside the price is not capped by it, and takes nothing of it (MR-1, MR-13, MR-25)."""
    order = bought(8800, freight=PAID_FREIGHT)
    items = (RequestedItem(line_id="L1", qty=1),)
    quote = refund_quote(order, back(fault=Fault.SELLER, items=items, return_leg=ADVANCED))
    assert (quote.order_refund, quote.compensation_total) == (8800 + 1000, 1500)
    found = punitive_damages(price_paid=12900)
    assert (found.refund, found.punitive) == (12900, 50000)
