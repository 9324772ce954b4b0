"""Goods that cannot be sent as they were sold: table 3.1 rows 4 and 5, as pure rules."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.approval import pack, unpack
from domain.authority import Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.eligibility import verdict
from domain.events import Answer, Event, Question
from domain.facts import AnswerReported, observe
from domain.needs import needs
from domain.order import OrderLine
from domain.owed import asked, owed
from domain.permit import permit
from domain.register.tags import tags_of
from domain.request import Claim, Ground, Item, Supply, Wanted
from domain.shipments import supplying
from domain.shipments.supply import Way
from domain.standing import CaseStage, stage_of
from tests.domain.case_forms import AGREED, DAY, HOUR, NOON, then, unsupplied

CUP = Wanted(sku="CUP", unit_price=4000, title="Cup")
LATER = Supply(until=NOON + 3 * DAY)
EITHER = Supply(until=NOON + 3 * DAY, substitute=CUP)
OFFERED = ev.SupplyOffered(ways=tuple(Way), penalty=4500)
WAITS = ev.SupplyChosen(way=Way.WAIT, until=NOON + 3 * DAY)
INSTEAD = ev.SupplyChosen(way=Way.SUBSTITUTE)
MONEY = ev.SupplyChosen(way=Way.MONEY, by="policy")
STANDING = Claim(refund_id="1", version="1", phase="onsale", status="WAIT_SELLER_AGREE", amount=15000, modified_at=NOON)
LATE: dict[str, Any] = {"ground": Ground.LATE_SHIPMENT}
ON_CLAIM: dict[str, Any] = {"claim": STANDING}


@pytest.mark.parametrize(
    ("case", "at", "ways"),
    [
        (unsupplied(supply=LATER), NOON, (Way.WAIT, Way.MONEY)),
        (unsupplied(supply=LATER), NOON + 3 * DAY, (Way.MONEY,)),  # the date is over
        (unsupplied(supply=EITHER), NOON, (Way.WAIT, Way.SUBSTITUTE, Way.MONEY)),
        (unsupplied(supply=Supply(substitute=CUP)), NOON, (Way.SUBSTITUTE, Way.MONEY)),
        (unsupplied(supply=EITHER, **ON_CLAIM), NOON, (Way.WAIT, Way.MONEY)),  # F24
        (unsupplied(ev.SupplyFailed(way=Way.SUBSTITUTE, reason="empty"), supply=EITHER), NOON, (Way.WAIT, Way.MONEY)),
        (unsupplied(ev.SupplyFailed(way=Way.WAIT, reason="late"), supply=LATER), NOON, (Way.MONEY,)),
        (unsupplied(ev.SupplyNamed(supply=LATER, by="sun"), supply=None), NOON, (Way.WAIT, Way.MONEY)),
    ],
)
def test_what_the_buyer_may_choose(case: Case, at: datetime, ways: tuple[Way, ...]) -> None:
    """The money always; what has failed, is over, or that a platform's request keeps back, is no choice."""
    assert supplying.ways(case, at) == ways


@pytest.mark.parametrize(
    ("more", "at", "elsewhere", "amount"),
    [
        ({"ground": Ground.OUT_OF_STOCK}, NOON, 0, 4500),  # 30 % of 150.00: it cannot be delivered at all
        ({"ground": Ground.OUT_OF_STOCK}, NOON, 4500, 0),  # another case of the order gave it
        ({"ground": Ground.OUT_OF_STOCK}, NOON, 1500, 3000),
        (LATE | {"paid_at": NOON - 49 * HOUR}, NOON, 0, 4500),  # 48 h are over
        (LATE | {"paid_at": NOON - 47 * HOUR}, NOON, 0, 0),
        (LATE | {"paid_at": NOON - 49 * HOUR, "ship_by": NOON + DAY}, NOON, 0, 0),  # the listing says otherwise
        (LATE | {"paid_at": NOON - 9 * HOUR, "ship_by": NOON - HOUR}, NOON, 0, 4500),
        (LATE, NOON, 0, 0),  # nobody knows since when
        ({"ground": Ground.NOT_WANTED, "paid_at": NOON - 49 * HOUR}, NOON, 0, 4500),  # late is late, whatever is said
    ],
)
def test_the_penalty_where_the_shop_is_overdue_or_cannot_deliver(
    more: dict[str, Any], at: datetime, elsewhere: int, amount: int
) -> None:
    """MR-26, once for the order."""
    assert supplying.penalty(unsupplied(supply=LATER, **more), at, elsewhere) == amount


@pytest.mark.parametrize(("paid", "promised", "amount"), [(239900, 0, 50000), (1000, 0, 500), (1000, 900, 900)])
def test_the_penalty_has_a_floor_and_a_cap_and_a_higher_promise_counts(paid: int, promised: int, amount: int) -> None:
    """M38: 30 % of 2399.00 is cut to 500.00."""
    lines = (OrderLine(line_id="mug", qty=1, unit_price=paid),)
    can = replace(LATER, promised=promised)
    case = unsupplied(supply=can, lines=lines, items=(Item(line_id="mug", qty=1),))
    assert supplying.penalty(case, NOON) == amount


def test_a_date_that_passed_makes_the_shop_overdue() -> None:
    """Whoever waited in vain has the penalty, whatever the listing said."""
    case = unsupplied(WAITS, ev.SupplyFailed(way=Way.WAIT, reason="late"), supply=LATER, **LATE)
    assert supplying.penalty(case, NOON) == 4500
    assert "late_ship" in tags_of(case)


@pytest.mark.parametrize(
    ("happened", "answer", "way"),
    [
        ((OFFERED,), Answer.WAIT, Way.WAIT),
        ((OFFERED,), Answer.EXCHANGE, Way.SUBSTITUTE),  # "换货", to this question
        ((OFFERED,), Answer.REFUND, Way.MONEY),
        ((OFFERED,), Answer.WORDS, None),
        ((), Answer.WAIT, None),  # nothing was offered yet
        ((OFFERED, WAITS), Answer.REFUND, Way.MONEY),  # another mind, before it left
        ((OFFERED, WAITS), Answer.WAIT, None),
        ((OFFERED, INSTEAD), Answer.REFUND, None),  # that may be leaving
        ((OFFERED, MONEY), Answer.WAIT, None),
        ((OFFERED, AGREED), Answer.WAIT, None),
        ((OFFERED, WAITS, ev.WarehouseAnswered(hold=ev.Hold.SHIPPED)), Answer.REFUND, None),
    ],
)
def test_what_the_buyer_says_is_their_choice(happened: tuple[Event, ...], answer: Answer, way: Way | None) -> None:
    """Only what was offered, while it can still be had; a wait is a consent with its date."""
    case = unsupplied(*happened, supply=EITHER)
    told = observe(AnswerReported(fact="a", question=Question.SUPPLY, answer=answer), case)
    chosen = [event for event in told if isinstance(event, ev.SupplyChosen)]
    assert [event.way for event in chosen] == ([way] if way else [])
    assert all((event.until == EITHER.until) is (event.way is Way.WAIT) for event in chosen)


@pytest.mark.parametrize(("price", "qty", "refund"), [(4000, 3, 3000), (4000, 1, 1000), (5000, 3, 0), (9900, 3, 0)])
def test_the_other_item_costs_nothing_on_top_and_what_it_costs_less_goes_back(
    price: int, qty: int, refund: int
) -> None:
    """MR-31, and never at the buyer's cost."""
    can = Supply(substitute=replace(CUP, unit_price=price))
    case = unsupplied(OFFERED, INSTEAD, supply=can, items=(Item(line_id="mug", qty=qty),))
    assert owed(case).order_refund == refund
    assert [each.qty for each in supplying.order_of(case)] == [qty]
    assert asked(case).order_refund >= 5000 * qty


def test_policy_lets_the_buyer_choose_only_where_a_platforms_rule_names_the_penalty() -> None:
    """And within its limit, the penalty included; else a person does (table 3.13 row 6)."""
    at_platform, elsewhere = unsupplied(supply=LATER), unsupplied(supply=LATER, terms="cn_other")
    assert verdict(at_platform, 15000).agree
    assert not verdict(elsewhere, 15000).agree
    assert not verdict(at_platform, at_platform.terms.auto_limit_minor - 1).agree
    assert verdict(unsupplied(supply=LATER, terms="eu"), 100).agree  # no penalty there


@pytest.mark.parametrize(
    ("terms", "level"), [("cn_taobao", Level.AUTO), ("cn_other", Level.SUPERVISOR), ("eu", Level.AUTO)]
)
def test_who_may_let_the_buyer_choose(terms: str, level: Level) -> None:
    """By all that may come of it; a penalty that no rule names is a supervisor's."""
    lines = (OrderLine(line_id="mug", qty=1, unit_price=900),)
    case = unsupplied(supply=LATER, terms=terms, lines=lines, items=(Item(line_id="mug", qty=1),))
    for command in (commands.NameSupply(by="ann"), commands.Agree(by="ann")):
        need = needs(command, case)
        assert need is not None
        assert need.level is level


NAMED = commands.NameSupply(by="sun", until=NOON + DAY, role=Level.MANAGER)


@pytest.mark.parametrize(
    ("case", "command", "code"),
    [
        (unsupplied(), NAMED, ""),
        (unsupplied(), replace(NAMED, until=None), "NOTHING_NAMED"),
        (unsupplied(supply=LATER), replace(NAMED, until=None), ""),  # confirms it
        (unsupplied(), replace(NAMED, until=NOON - DAY), "DATE_PASSED"),
        (unsupplied(), replace(NAMED, promised=-1), "BAD_VALUE"),
        (unsupplied(), replace(NAMED, substitute=replace(CUP, sku="")), "NO_SKU"),
        (unsupplied(AGREED), NAMED, "ALREADY_DECIDED"),
        (unsupplied(OFFERED, WAITS, supply=LATER), NAMED, "ALREADY_CHOSEN"),
        (unsupplied(ev.WarehouseAnswered(hold=ev.Hold.SHIPPED)), NAMED, "ALREADY_LEFT"),
        (unsupplied(**ON_CLAIM), replace(NAMED, until=None, substitute=CUP), "CLAIM_OPEN"),
        (
            unsupplied(items=(Item(line_id="mug", qty=1), Item(line_id="cup", qty=1))),
            replace(NAMED, substitute=CUP),
            "SEVERAL_LINES",
        ),
        (unsupplied(supply=LATER), commands.ChooseSupply(by="ann", way=Way.WAIT, note="by phone"), "NOT_OFFERED"),
        (unsupplied(OFFERED, supply=LATER), commands.ChooseSupply(by="ann", way=Way.WAIT), "NO_REASON"),
        (unsupplied(OFFERED, supply=LATER), commands.ChooseSupply(by="ann", way=Way.WAIT, note="by phone"), ""),
        (unsupplied(OFFERED, WAITS, supply=LATER), commands.Agree(by="sun", role=Level.MANAGER), "GOODS_WANTED"),
    ],
)
def test_what_is_permitted(case: Case, command: commands.Command, code: str) -> None:
    """While nothing is decided, and nothing has left."""
    if not code:
        permit(command, case, NOON)
        return
    with pytest.raises(NotPermitted) as refused:
        permit(command, case, NOON)
    assert refused.value.code == code


def test_a_question_to_a_second_person_carries_the_date_and_the_item() -> None:
    """What is asked for is what is approved."""
    asked_for = replace(NAMED, substitute=CUP, role=Level.AGENT)
    assert unpack(*pack(asked_for), by="sun") == asked_for


def test_another_word_of_the_shop_is_another_question() -> None:
    """What failed before may be possible now."""
    case = unsupplied(OFFERED, ev.SupplyFailed(way=Way.SUBSTITUTE, reason="empty"), supply=EITHER)
    again = then(case, ev.SupplyNamed(supply=replace(EITHER, until=NOON + 5 * DAY), by="sun"))
    assert supplying.ways(again, NOON) == (Way.WAIT, Way.SUBSTITUTE, Way.MONEY)
    assert stage_of(again) is CaseStage.DECIDING
    due = supplying.choice_due(then(again, OFFERED))
    assert due is not None
    assert due.at - due.starts_at == timedelta(hours=24)
