"""Goods that are sent again: what leaves, under which key, who may grant it, and what the new parcel's news mean."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Act, Level, authority
from domain.case import Case
from domain.claim import claim_of
from domain.commands import Command, NotPermitted
from domain.events import Answer, Event, Question
from domain.exchanges import sending
from domain.exchanges.replacement import Purpose, ReplacementState, Sending, Shelved
from domain.facts import ParcelReported, observe
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import OrderLine
from domain.permit import effect, permit
from domain.request import Item, Scenario
from domain.standing import CaseStage, standing
from domain.trail import Outcome, Situation
from domain.windows import Clock
from tests.domain.case_forms import HOUR, NOON, PAID, case_of, closed, inquired, missed, said, then
from tests.domain.packs import pack

MUGS = (OrderLine(line_id="mug", qty=3, unit_price=5000, sku="MUG", title="Mug"),)
ONE_MUG: dict[str, Any] = {"lines": MUGS, "items": (Item(line_id="mug", qty=1),)}
KEY = "case-shop-taobao-1/sending/1"
ORDERED = ev.ReplacementOrdered(key=KEY, purpose=Purpose.AGAIN, line_id="mug", sku="MUG", qty=1, cost=5000, by="li")
SHIPPED = ev.ReplacementShipped(key=KEY, carrier="sf", waybill="RP1")
SOLD_OUT = ev.ReplacementNotSent(key=KEY, reason="out_of_stock")
BY_HAND = ev.ReplacementShipped(key=KEY, by="li")
LOST_IT = ev.ParcelTraced(situation=Situation.LOST)
STALLED = ev.ParcelTraced(situation=Situation.UNANSWERED)
THREE = ev.StockRead(shelf=(Shelved(sku="MUG", available=3),))
NONE_LEFT = ev.StockRead(shelf=(Shelved(sku="MUG", available=0),))
AGAIN = ev.BuyerAnswered(question=Question.REMEDY, answer=Answer.RESHIP)
MONEY = ev.BuyerAnswered(question=Question.REMEDY, answer=Answer.REFUND)
LI = commands.Reship(by="li", role=Level.AGENT)


def moved(state: ReplacementState) -> ev.ReplacementMoved:
    """The new parcel's news."""
    return ev.ReplacementMoved(key=KEY, state=state, at=NOON + 9 * HOUR)


def gone(*happened: Event, **more: Any) -> Case:
    """One mug that a courier lost."""
    return missed(LOST_IT, *happened, **ONE_MUG | more)


def test_what_leaves_again_is_what_was_asked_for_at_what_it_was_paid() -> None:
    """One of three mugs: one mug, worth a third of the line."""
    assert sending.asked_again(gone()) == (Sending(line_id="mug", sku="MUG", qty=1, cost=5000),)


@pytest.mark.parametrize(
    ("happened", "left"),
    [
        ((ORDERED,), 0),
        ((ORDERED, SHIPPED), 0),
        ((ORDERED, SHIPPED, moved(ReplacementState.LATE)), 0),
        ((ORDERED, SHIPPED, moved(ReplacementState.DELIVERED)), 0),
        ((ORDERED, BY_HAND), 0),
        ((ORDERED, SOLD_OUT), 1),
        ((ORDERED, SHIPPED, moved(ReplacementState.LOST)), 1),
        ((ORDERED, SHIPPED, moved(ReplacementState.CAME_BACK)), 1),
    ],
)
def test_nothing_leaves_twice_for_one_line(happened: tuple[Event, ...], left: int) -> None:
    """Only a shipment that certainly never came leaves something to send."""
    assert sum(each.qty for each in sending.asked_again(gone(*happened))) == left


def test_a_key_is_made_once() -> None:
    """The second decision has a key of its own; both tell the case."""
    first = gone()
    (one,) = sending.ordered(first, sending.asked_again(first), Purpose.AGAIN, by="li")
    again = then(first, one, ev.ReplacementNotSent(key=one.key, reason="out_of_stock"))
    (two,) = sending.ordered(again, sending.asked_again(again), Purpose.AGAIN, by="li")
    assert (one.key, two.key) == (f"{first.case_id}/sending/1", f"{first.case_id}/sending/2")


def test_an_item_without_a_code_is_not_sent() -> None:
    """No warehouse could tell what it is."""
    nameless = gone(lines=(replace(MUGS[0], sku=""),))
    with pytest.raises(ValueError, match="no sku"):
        sending.ordered(nameless, sending.asked_again(nameless), Purpose.AGAIN, by="li")


@pytest.mark.parametrize(
    ("happened", "choice"),
    [((THREE,), True), ((NONE_LEFT,), False), ((), False), ((THREE, ORDERED, SOLD_OUT), False)],
)
def test_the_buyer_is_promised_what_lies_on_the_shelf_and_once(happened: tuple[Event, ...], *, choice: bool) -> None:
    """An empty shelf, one that nobody asked, and a second time leave the money."""
    assert sending.may_choose(gone(*happened)) is choice


def test_nobody_sends_again_for_free_to_an_address_that_the_buyer_gave() -> None:
    """It is on its way back, and went where the buyer said (TRN 8)."""
    wrong = said(Outcome.MISDELIVERED, fault=Fault.BUYER)
    back = ev.ParcelTraced(situation=Situation.COMING_BACK)
    assert sending.may_choose(missed(back, THREE, **ONE_MUG))
    assert not sending.may_choose(missed(inquired(), wrong, back, THREE, **ONE_MUG))


@pytest.mark.parametrize("situation", list(Situation))
def test_which_parcels_are_sent_again(situation: Situation) -> None:
    """Rows TRN 5 and 7, LOG 1 to 5, LST 1 and 2; never for one that moves in time, is proven signed, or received."""
    never = {
        Situation.ON_ITS_WAY,
        Situation.NO_FIRST_SCAN,
        Situation.STALLED,
        Situation.SIGNED,
        Situation.PROVEN,
        Situation.BUYERS_ADDRESS,
        Situation.RECEIVED,
    }
    found = missed(ev.ParcelTraced(situation=situation), THREE, **ONE_MUG)
    assert sending.may_choose(found) is (situation not in never)


@pytest.mark.parametrize(
    ("cost", "level"),
    [(1, Level.AGENT), (20000, Level.AGENT), (20001, Level.SUPERVISOR), (1_000_001, Level.MANAGER)],
)
def test_who_may_send_goods_again(cost: int, level: Level) -> None:
    """Rule 3.0.4: an agent up to CNY 200 of cost; policy alone sends nothing."""
    assert authority(Act.RESHIP, cost, pack("cn_other")) is level


def test_a_shop_may_let_policy_send_up_to_a_sum() -> None:
    """The number is the shop's own term."""
    case = gone(THREE, AGAIN)
    generous = replace(case, terms=replace(case.terms, reship_auto_minor=5000))
    what = sending.asked_again(case)
    assert not sending.by_policy(case, what)
    assert sending.by_policy(generous, what)
    assert not sending.by_policy(replace(generous, reopenings=1), what)


REFUSALS: list[tuple[str, Case, Command, str]] = [
    ("the buyer said nothing", gone(THREE), LI, "NOT_CHOSEN"),
    ("the buyer wants the money", gone(THREE, MONEY), LI, "NOT_CHOSEN"),
    ("nothing is found out yet", missed(THREE, AGAIN, **ONE_MUG), LI, "NOT_PROVEN"),
    ("an agent in advance", missed(**ONE_MUG), replace(LI, advance=True), "ABOVE_AUTHORITY"),
    ("it left already", gone(AGAIN, ORDERED), LI, "ALREADY_SENT"),
    ("no code", gone(AGAIN, lines=(replace(MUGS[0], sku=""),)), LI, "NO_SKU"),
    ("agreed to the money", gone(AGAIN, ev.RequestAgreed(by="li")), LI, "ALREADY_DECIDED"),
    ("a return", case_of(AGAIN), LI, "NOTHING_TO_SEND"),
    ("may be leaving", gone(ORDERED), commands.Close(by="li", reason="x"), "GOODS_MOVING"),
    ("may be leaving", gone(ORDERED), commands.Agree(by="li"), "GOODS_MOVING"),
    ("may be leaving", gone(ORDERED), commands.Refuse(by="li", reason="no, not", evidence=("E1",)), "GOODS_MOVING"),
    (
        "nobody knows whether it left",
        gone(ORDERED, ev.StepParked(step="send_goods", reason="UNKNOWN_EFFECT", message="?")),
        commands.Divert(by="li", to=Scenario.REFUND_ONLY, reason="x"),
        "GOODS_MOVING",
    ),
]


@pytest.mark.parametrize(("_told", "case", "command", "code"), REFUSALS)
def test_when_goods_are_not_sent_again(_told: str, case: Case, command: Command, code: str) -> None:
    """Each refusal has its code."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case, NOON)
    assert refused.value.code == code


def test_nothing_leaves_once_the_first_parcel_turned_up() -> None:
    """Signed for since it was taken for stuck: that is looked into first."""
    came = ev.ParcelMoved(carrier="yto", waybill="OUT1", state=ParcelState.SIGNED, at=NOON + 9 * HOUR)
    case = missed(STALLED, THREE, ev.BuyerAnswered(question=Question.DELIVERY, answer=Answer.RESHIP), **ONE_MUG)
    permit(LI, case, NOON)
    with pytest.raises(NotPermitted) as refused:
        permit(LI, then(case, came), NOON)
    assert refused.value.code == "TURNED_UP"


def test_a_supervisor_sends_in_advance() -> None:
    """Table 3.4 row 4: not yet proven, and the buyer is in a hurry."""
    command = commands.Reship(by="sun", role=Level.SUPERVISOR, advance=True)
    permit(command, missed(**ONE_MUG), NOON)
    (event,) = effect(command, missed(**ONE_MUG))
    assert isinstance(event, ev.ReplacementOrdered)


def test_what_the_warehouse_refused_for_certain_may_be_turned_away_from() -> None:
    """A refusal is certain: nothing left."""
    parked = ev.StepParked(step="send_goods", reason="REFUSED", message="unknown item")
    permit(commands.Close(by="li", reason="sent by shop next door"), gone(ORDERED, parked), NOON)


@pytest.mark.parametrize(
    ("happened", "stage", "clock"),
    [
        ((ORDERED,), CaseStage.SENDING, Clock.SENDING),
        ((ORDERED, SHIPPED), CaseStage.NEW_PARCEL, Clock.NEW_PARCEL),
        ((ORDERED, SHIPPED, moved(ReplacementState.DELIVERED)), CaseStage.FOLLOW_UP, Clock.FOLLOW_UP),
        ((ORDERED, BY_HAND), CaseStage.FOLLOW_UP, Clock.FOLLOW_UP),
    ],
)
def test_where_a_case_stands_while_goods_leave_again(
    happened: tuple[Event, ...], stage: CaseStage, clock: Clock
) -> None:
    """The warehouse, the road, the buyer; each against its clock."""
    now = standing(gone(THREE, AGAIN, *happened))
    assert now.stage is stage
    assert now.due is not None
    assert now.due.clock is clock


def test_the_days_count_from_the_decision_and_from_the_dispatch() -> None:
    """A day until it leaves, a week until it should be there."""
    case = gone(ORDERED)
    due = sending.leaves_by(case)
    assert due is not None
    assert due.at - case.replacements[0].ordered_at == timedelta(hours=24)
    there = sending.there_by(then(case, SHIPPED))
    assert there is not None
    assert there.at - there.starts_at == timedelta(days=7)


@pytest.mark.parametrize(
    ("before", "scan", "after"),
    [
        ((), ParcelState.UNDER_WAY, None),
        ((), ParcelState.SIGNED, ReplacementState.DELIVERED),
        ((), ParcelState.LOST, ReplacementState.LOST),
        ((), ParcelState.COMING_BACK, ReplacementState.CAME_BACK),
        ((moved(ReplacementState.LATE),), ParcelState.SIGNED, ReplacementState.DELIVERED),
        ((moved(ReplacementState.LOST),), ParcelState.SIGNED, ReplacementState.DELIVERED),
        ((moved(ReplacementState.DELIVERED),), ParcelState.LOST, None),
        ((moved(ReplacementState.DELIVERED),), ParcelState.SIGNED, None),
    ],
)
def test_news_of_the_new_parcel(before: tuple[Event, ...], scan: ParcelState, after: ReplacementState | None) -> None:
    """It is never taken for a return of the buyer's; one that came does not get lost, a lost one may come."""
    case = gone(ORDERED, SHIPPED, *before)
    fact = ParcelReported(fact="s1", carrier="sf", waybill="RP1", at=NOON + 20 * HOUR, state=scan)
    events = observe(fact, case)
    states = [event.state for event in events if isinstance(event, ev.ReplacementMoved)]
    assert states == ([] if after is None else [after])
    assert len(events) == len(states)
    assert not then(case, *events).parcels


def test_a_new_parcel_that_comes_after_it_was_paid_back() -> None:
    """A closed case is taken up: the buyer has the goods and the money, and is asked (table 3.4 row 5)."""
    fact = ParcelReported(fact="s1", carrier="sf", waybill="RP1", at=NOON + 20 * HOUR, state=ParcelState.SIGNED)
    paid = gone(ORDERED, SHIPPED, moved(ReplacementState.LATE), ev.RequestAgreed(by="policy"), *PAID)
    assert [type(event) for event in observe(fact, paid)] == [ev.ReplacementMoved]
    events = observe(fact, closed(paid))
    assert [type(event) for event in events] == [ev.ReplacementMoved, ev.CaseReopened]


def test_an_older_scan_changes_nothing() -> None:
    """Scans come in any order."""
    case = gone(ORDERED, SHIPPED, moved(ReplacementState.LATE))
    old = ParcelReported(fact="s0", carrier="sf", waybill="RP1", at=NOON + HOUR, state=ParcelState.LOST)
    assert observe(old, case) == ()


def test_the_carrier_owes_what_was_sent_again() -> None:
    """Served with goods, the loss is what they were paid (MR-23, MR-24)."""
    claim = claim_of(gone(AGAIN, ORDERED, SHIPPED, moved(ReplacementState.DELIVERED)))
    assert claim is not None
    assert claim.amount == 5000
    assert claim_of(gone(AGAIN, ORDERED, SOLD_OUT)) is None
