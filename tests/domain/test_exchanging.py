"""The money of a case of exchange, net and once; what may leave first; and what a second fault begins anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.events import Answer, Event, Payment, Question
from domain.exchanges import exchanging
from domain.exchanges.replacement import Purpose, ReplacementState, Sending, Shelved
from domain.exchanges.topup import TopUpState
from domain.facts import AnswerReported, TopUpReported, WantedReported, observe
from domain.fault import Fault
from domain.needs import needs
from domain.order import Freight, FreightMode, OrderLine
from domain.owed import asked, buyer_pays, left_to_pay, owed, owes_again
from domain.permit import effect, permit
from domain.request import Ground, Item, Scenario, Wanted
from tests.domain.case_forms import AGREED, HOUR, NOON, case_of, inspected, then, units

LINES = (
    OrderLine(line_id="shoe", qty=2, unit_price=5000, sku="S41", title="Shoe"),
    OrderLine(line_id="sock", qty=1, unit_price=1000, sku="SOCK"),
)
FREE = Freight(mode=FreightMode.FREE, charged=0, base=0)
BASE = Freight(mode=FreightMode.FREE, charged=0, base=600)
SOUND = inspected(units("shoe", 1), waybill="ST1")
KEY = "case-shop-taobao-1/sending/1"
SENT = ev.ReplacementOrdered(
    key=KEY, purpose=Purpose.EXCHANGE, line_id="shoe", sku="BOOT", qty=1, cost=5000, by="policy"
)
LEFT = ev.ReplacementShipped(key=KEY, carrier="sf", waybill="RP1")
LINK = ev.TopUpAsked(key="c/topup/1", amount=900, freight=0, expires_at=NOON + 60 * HOUR, link="https://pay")
PAID = ev.TopUpPaid(key="c/topup/1", amount=900, at=NOON)


def wants(price: int, *happened: Event, sock: bool = False, qty: int = 1, **more: Any) -> Case:
    """One of two shoes for another item at this price; with `sock`, the sock simply comes back in the same parcel."""
    item = Item(line_id="shoe", qty=qty, wanted=Wanted(sku="BOOT", unit_price=price, title="Boot"))
    items = (item, Item(line_id="sock", qty=1)) if sock else (item,)
    usual: dict[str, Any] = {"kind": Scenario.EXCHANGE, "lines": LINES, "items": items, "freight": FREE}
    return case_of(*happened, **usual | {"terms": "cn_other"} | more)


SELLER: dict[str, Any] = {"fault": Fault.SELLER, "ground": Ground.QUALITY}


@pytest.mark.parametrize(
    ("told", "case", "pays", "gets"),
    [
        ("the same price", wants(5000), 0, 0),
        ("dearer", wants(5900), 900, 0),
        ("cheaper", wants(4300), 0, 700),
        ("the same price, the second way out", wants(5000, freight=BASE), 600, 0),
        ("cheaper, the second way out", wants(4300, freight=BASE), 0, 100),
        ("cheaper by less than the way out", wants(4800, freight=BASE), 400, 0),
        ("our fault bears all freight", wants(5000, freight=BASE, **SELLER), 0, 0),
        ("our fault, dearer", wants(5900, freight=BASE, **SELLER), 900, 0),
        ("two units", wants(5300, qty=2), 600, 0),
        ("a sock comes back beside a dearer item", wants(5900, sock=True), 0, 100),
        ("a sock comes back beside a much dearer item", wants(7000, sock=True), 1000, 0),
        ("a sock comes back beside a cheaper item", wants(4000, sock=True), 0, 2000),
    ],
)
def test_what_is_paid_and_given_back(told: str, case: Case, pays: int, gets: int) -> None:
    """MR-31, set against each other once (row 6); the totals of the quote are the sums of its lines."""
    assert buyer_pays(case) == pays, told
    quote = owed(case)
    assert quote.order_refund == gets, told
    assert left_to_pay(case, quote) == {Payment.REFUND: gets, Payment.COMPENSATION: 0}


def test_one_line_at_our_fault_makes_freight_ours() -> None:
    """One parcel, two faults: the sock was wrong, the shoe is a matter of taste (MR-39)."""
    case = wants(5000, sock=True, freight=BASE)
    shoe, sock = case.request.items
    mixed = replace(case, request=replace(case.request, items=(shoe, replace(sock, fault=Fault.SELLER))))
    assert exchanging.sums(case).freight == 600
    assert exchanging.sums(mixed).freight == 0
    assert owed(mixed).order_refund == 1000


def test_the_fault_is_determined_first() -> None:
    """The table knows no row for a fault that nobody determined."""
    with pytest.raises(ValueError, match="determine"):
        buyer_pays(wants(5900, fault=Fault.NONE))


def test_limits_are_held_against_the_goods_not_the_difference() -> None:
    """What may be decided alone is measured by what the units were paid."""
    assert asked(wants(5000)).order_refund == 5000


def test_what_leaves_is_the_wanted_item_once() -> None:
    """As many units as come back, unless they left already."""
    assert exchanging.wanted(wants(5900)) == (Sending(line_id="shoe", sku="BOOT", qty=1, cost=5000),)
    assert exchanging.wanted(wants(5900, AGREED, SENT)) == ()
    sold_out = ev.ReplacementNotSent(key=KEY, reason="out_of_stock")
    assert len(exchanging.wanted(wants(5900, AGREED, SENT, sold_out))) == 1


@pytest.mark.parametrize(
    ("case", "first"),
    [
        (wants(5000, **SELLER), True),
        (wants(5000), False),
        (wants(5900, **SELLER), False),
        (wants(5000, **SELLER, lines=(replace(LINES[0], unit_price=30000), LINES[1])), False),
    ],
)
def test_what_may_leave_before_the_first_is_back(case: Case, *, first: bool) -> None:
    """Row 2: our fault, up to a value, and nothing that the buyer would have to pay first (R76)."""
    assert exchanging.may_leave_first(case, buyer_pays(case)) is first


@pytest.mark.parametrize(
    ("shelf", "row"), [((Shelved(sku="BOOT", available=1),), 1), ((Shelved(sku="BOOT", available=0),), 3), ((), 3)]
)
def test_the_shelf_decides_between_exchange_and_return(shelf: tuple[Shelved, ...], row: int) -> None:
    """As the warehouse was last asked."""
    assert exchanging.found(wants(5000, ev.StockRead(shelf=shelf))).row == row


def test_after_the_window_an_exchange_is_a_supervisors() -> None:
    """Row 4."""
    late = wants(5000, no_reason_until=NOON - timedelta(days=1))
    need = needs(commands.Agree(by="li", seller_pays_freight=False), late)
    assert need is not None
    assert need.level is Level.SUPERVISOR
    in_time = needs(commands.Agree(by="li", seller_pays_freight=False), wants(5000))
    assert in_time is not None
    assert in_time.level in {Level.AUTO, Level.AGENT}


def test_money_that_came_in_for_nothing_goes_back_beside_the_order() -> None:
    """The order never was paid it, so its cap does not hold it."""
    returned = wants(5900, AGREED, SOUND, LINK, PAID, ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason="sold out"))
    quote = owed(returned)
    assert (quote.order_refund, quote.compensation_total) == (5000, 900)
    assert owed(wants(5900, AGREED, SOUND, LINK, PAID)).compensation_total == 0


def test_a_payment_under_a_link_counts_once_and_whenever_it_comes() -> None:
    """Twice the same news, a link that had run out, one that the case had not written down, and a closed case."""
    news = TopUpReported(fact="n1", key="c/topup/1", amount=900, at=NOON)
    case = wants(5900, AGREED, SOUND, LINK)
    paid = then(case, *observe(news, case))
    assert exchanging.paid_on_top(paid) == 900
    assert observe(replace(news, fact="n2"), paid) == ()
    late = then(case, ev.TopUpLapsed(key="c/topup/1"))
    assert then(late, *observe(news, late)).topups[0].state is TopUpState.PAID
    unknown = wants(5900)
    assert exchanging.paid_on_top(then(unknown, *observe(news, unknown))) == 900
    closed = then(late, ev.CaseClosed(resolution=ev.Resolution.UNPAID_RETURNED))
    assert [type(event) for event in observe(news, closed)] == [ev.TopUpPaid, ev.CaseReopened]


def test_goods_are_not_exchanged_for_nothing() -> None:
    """A person cannot divert a return to an exchange for which nobody named another item."""
    command = commands.Divert(by="li", to=Scenario.EXCHANGE, reason="the buyer called", role=Level.MANAGER)
    with pytest.raises(NotPermitted) as refused:
        permit(command, case_of(), NOON)
    assert refused.value.code == "NOTHING_WANTED"


def test_what_was_paid_twice_goes_back_beside_the_order() -> None:
    """The first link was paid late, after the second: one of them was for nothing, and is owed at once."""
    second = replace(LINK, key="c/topup/2")
    paid = replace(PAID, key="c/topup/2")
    case = wants(5900, AGREED, SOUND, LINK, ev.TopUpLapsed(key="c/topup/1"), second, paid, SENT, LEFT)
    assert owed(case).compensation_total == 0
    late = observe(TopUpReported(fact="n1", key="c/topup/1", amount=900, at=NOON), case)
    assert not owes_again(case)
    assert owes_again(then(case, *late))
    assert left_to_pay(then(case, *late), owed(then(case, *late))) == {Payment.REFUND: 0, Payment.COMPENSATION: 900}


def test_another_wish_is_heard_until_something_binds() -> None:
    """Not once the item has left, a link is open, or it is paid for."""
    sandal = Wanted(sku="SANDAL", unit_price=4000)
    news = WantedReported(fact="w1", wanted={"shoe": sandal})
    case = wants(5900)
    assert exchanging.exchanged(then(case, *observe(news, case)))[0].wanted == sandal
    for bound in (wants(5900, AGREED, SENT), wants(5900, AGREED, SOUND, LINK), wants(5900, AGREED, SOUND, LINK, PAID)):
        assert observe(news, bound) == ()
    assert observe(replace(news, wanted={}), case) == ()


def test_a_second_fault_begins_a_return_at_our_cost() -> None:
    """Row 5: what was found of the first item says nothing of the second; freight is ours."""
    came = ev.ReplacementMoved(key=KEY, state=ReplacementState.DELIVERED, at=NOON + 20 * HOUR)
    case = wants(5000, AGREED, SOUND, SENT, LEFT, came)
    command = commands.FaultyAgain(by="li", reason="leaks too", role=Level.MANAGER)
    permit(command, case, NOON)
    after = then(case, *effect(command, case))
    assert (after.scenario, after.request.fault, after.findings, after.parcels) == (
        Scenario.RETURN_REFUND,
        Fault.SELLER,
        (),
        (),
    )
    assert after.agreement is not None
    assert after.agreement.seller_pays_freight is True


def test_no_second_fault_without_a_second_item() -> None:
    """Nothing that was sent in exchange is with the buyer yet."""
    with pytest.raises(NotPermitted) as refused:
        permit(commands.FaultyAgain(by="li", reason="leaks", role=Level.MANAGER), wants(5000, AGREED, SENT, LEFT), NOON)
    assert refused.value.code == "NOTHING_EXCHANGED"


@pytest.mark.parametrize(
    ("case", "command", "code"),
    [
        (wants(5000, AGREED), commands.Reship(by="sun"), "NOT_YET"),
        (wants(5000), commands.Reship(by="sun", advance=True), "NOT_YET"),
        (wants(5000, AGREED, SOUND), commands.Reship(by="sun", advance=True), "NOT_YET"),
        (wants(5000, AGREED, SENT), commands.Reship(by="sun", advance=True), "ALREADY_SENT"),
        (wants(5000, AGREED), commands.Reship(by="ann", advance=True, role=Level.AGENT), "ABOVE_AUTHORITY"),
    ],
)
def test_when_nothing_leaves_in_advance(case: Case, command: commands.Reship, code: str) -> None:
    """Each refusal has its code."""
    role = command.role if command.by == "ann" else Level.SUPERVISOR
    with pytest.raises(NotPermitted) as refused:
        permit(replace(command, role=role), case, NOON)
    assert refused.value.code == code


def test_an_answer_in_words_is_meant_for_the_link() -> None:
    """A yes to the letter with the link asks for it, a refund is a refund."""
    told = ev.BuyerContacted(letter="EXC-4", channel="mail", key="k", question=Question.TOP_UP)
    case = wants(5900, AGREED, SOUND, LINK, told)

    (answered,) = observe(AnswerReported(fact="a", answer=Answer.YES), case)
    assert isinstance(answered, ev.BuyerAnswered)
    assert (answered.question, answered.answer) == (Question.TOP_UP, Answer.ACCEPT)
