"""Who may decide what: every row of rule 3.0.4, and what each command needs."""

from dataclasses import MISSING, fields, replace
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Act, Level, Need, authority, may_approve, suffices
from domain.case import Case
from domain.commands import Command
from domain.events import Rung
from domain.fault import Fault
from domain.goods import Grade
from domain.grievance import Wrong
from domain.needs import needs
from domain.order import OrderLine
from domain.request import Ground, Item, Scenario
from domain.terms import Terms
from tests.domain.authority_forms import (
    AGREE,
    DEAR,
    DISPUTE,
    OF_SOUND,
    PAY,
    PROMISED,
    REFUSE,
    RULED,
    TERMS,
    dear,
    refused,
)
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    ONE_WORN,
    REFUSED,
    aggrieved,
    case_of,
    found,
    in_shop,
    stated,
    then,
    travelling,
    units,
)
from tests.domain.packs import pack as terms_of


@pytest.mark.parametrize(
    ("act", "amount", "line_paid", "level"),
    [
        (Act.REFUND, 50_000, 0, Level.AUTO),
        (Act.REFUND, 50_001, 0, Level.AGENT),
        (Act.REFUND, 200_000, 0, Level.AGENT),
        (Act.REFUND, 200_001, 0, Level.SUPERVISOR),
        (Act.REFUND, 1_000_000, 0, Level.SUPERVISOR),
        (Act.REFUND, 1_000_001, 0, Level.MANAGER),
        (Act.GOODWILL, 5_000, 100_000, Level.AGENT),
        (Act.GOODWILL, 5_001, 100_000, Level.SUPERVISOR),
        (Act.GOODWILL, 2_000, 10_000, Level.AGENT),
        (Act.GOODWILL, 2_001, 10_000, Level.SUPERVISOR),
        (Act.GOODWILL, 5_001, 10_000, Level.MANAGER),
        (Act.GOODWILL, 30_000, 100_000, Level.SUPERVISOR),
        (Act.GOODWILL, 30_001, 100_000, Level.MANAGER),
        (Act.CLAMPED, 100, 0, Level.SUPERVISOR),
        (Act.CLAMPED, 1_000_001, 0, Level.MANAGER),
        (Act.WAIVE_FREIGHT, 100, 0, Level.SUPERVISOR),
        (Act.OVERRIDE_INTACTNESS, 100, 0, Level.SUPERVISOR),
        (Act.PENALTY, 100, 0, Level.SUPERVISOR),
        (Act.REFUSE, 0, 0, Level.AGENT),
        (Act.REFUSE_AGAINST_EVIDENCE, 0, 0, Level.MANAGER),
        (Act.DECLINE_SETTLED, 0, 0, Level.SUPERVISOR),
        (Act.PUNITIVE, 0, 0, Level.MANAGER),
        (Act.COUNTERFEIT, 0, 0, Level.MANAGER),
        (Act.SETTLE_DISPUTE, 100, 0, Level.MANAGER),
        (Act.PAYOUT, 100, 0, Level.FINANCE),
    ],
)
def test_every_row_of_the_table(act: Act, amount: int, line_paid: int, level: Level) -> None:
    """The least level that may decide it, at the limit and just above it."""
    assert authority(act, amount, TERMS, line_paid=line_paid) is level


@pytest.mark.parametrize("act", Act)
def test_every_act_has_its_level(act: Act) -> None:
    """No act is left to nobody, and only payouts are finance's."""
    assert (authority(act, 1, TERMS) is Level.FINANCE) is (act is Act.PAYOUT)


@pytest.mark.parametrize(
    ("role", "level", "alone", "as_second"),
    [
        (Level.AGENT, Level.AUTO, True, True),
        (Level.AGENT, Level.AGENT, True, True),
        (Level.AGENT, Level.SUPERVISOR, False, False),
        (Level.SUPERVISOR, Level.SUPERVISOR, True, True),
        (Level.MANAGER, Level.SUPERVISOR, True, True),
        (Level.MANAGER, Level.FINANCE, False, True),
        (Level.SUPERVISOR, Level.FINANCE, False, False),
        (Level.FINANCE, Level.FINANCE, True, True),
        (Level.FINANCE, Level.AUTO, False, False),
        (Level.NOBODY, Level.AUTO, False, False),
    ],
)
def test_who_suffices(role: Level, level: Level, alone: bool, as_second: bool) -> None:  # noqa: FBT001 - a table's columns
    """Higher levels may do what lower ones may, but for payouts; finance decides nothing."""
    need = Need(act=Act.REFUND, level=level)
    assert suffices(role, need) is alone
    assert may_approve(role, need) is as_second


# No penalty by rule, no limit by contract, no shipment by policy alone.
NOTHING_MAY_BE = frozenset(
    {"penalty_rule_flag", "courier_liability_minor", "fake_promise_count", "reship_auto_minor"}
    | {"retention_share_percent", "promo_keep_percent", "undelivered_refund_workdays"}
    | {"index_dispute_best_bp", "index_threshold_percent"}
)


@pytest.mark.parametrize("name", ["cn_taobao", "cn_other"])
def test_the_packs_state_every_number(name: str) -> None:
    """What has a default, for cases of before, is stated by every pack of today."""
    given = terms_of(name)
    new = {field.name for field in fields(Terms) if field.default is not MISSING and not field.default}
    assert {field for field in new if not getattr(given, field)} <= NOTHING_MAY_BE


@pytest.mark.parametrize(
    ("command", "case", "act", "level"),
    [
        (AGREE, case_of(ground=Ground.QUALITY, fault=Fault.SELLER), Act.REFUND, Level.AUTO),
        (AGREE, dear(), Act.REFUND, Level.SUPERVISOR),
        (OF_SOUND, case_of(AGREED, ONE_WORN), Act.OVERRIDE_INTACTNESS, Level.SUPERVISOR),
        (replace(AGREE, seller_pays_freight=True), case_of(), Act.WAIVE_FREIGHT, Level.SUPERVISOR),
        (AGREE, case_of(), Act.WAIVE_FREIGHT, Level.SUPERVISOR),
        (replace(AGREE, seller_pays_freight=False), case_of(), Act.REFUND, Level.AUTO),
        (replace(AGREE, seller_pays_freight=True), travelling(), Act.REFUND, Level.AUTO),
        (replace(AGREE, seller_pays_freight=True), case_of(fault=Fault.SELLER), Act.REFUND, Level.AUTO),
        (replace(AGREE, pay_back=100), case_of(AGREED, ONE_WORN), Act.REFUND, Level.AUTO),
        (replace(AGREE, pay_back=20_800), case_of(AGREED, ONE_WORN), Act.OVERRIDE_INTACTNESS, Level.SUPERVISOR),
        (replace(AGREE, pay_back=100), case_of(REFUSED, DISPUTE), Act.SETTLE_DISPUTE, Level.MANAGER),
        (REFUSE, case_of(ground=Ground.QUALITY), Act.REFUSE, Level.AGENT),
        (REFUSE, case_of(AGREED, ONE_WORN), Act.REFUSE, Level.AGENT),
        (REFUSE, case_of(AGREED, ALL_SOUND), Act.REFUSE_AGAINST_EVIDENCE, Level.MANAGER),
        (RULED, case_of(REFUSED, DISPUTE), Act.SETTLE_DISPUTE, Level.MANAGER),
        (replace(RULED, article="art. 53"), case_of(REFUSED, DISPUTE), Act.REFUND, Level.AUTO),
        (RULED, case_of(REFUSED, DISPUTE, claim=stated(cs_status=2)), Act.REFUND, Level.AUTO),
    ],
)
def test_what_a_command_needs(command: Command, case: Case, act: Act, level: Level) -> None:
    """The highest act that a decision is: its sum, and what it overrides."""
    need = needs(command, case)
    assert need is not None
    assert (need.act, need.level) == (act, level)


@pytest.mark.parametrize("command", [commands.Hold(by="ann", reason="x"), commands.Retry(by="ann")])
def test_most_commands_need_no_level(command: Command) -> None:
    """Holding and retrying decide nothing; only somebody without any role may not even do that."""
    assert needs(command, case_of()) is None
    assert refused(replace(command, role=Level.NOBODY), case_of()) in {"UNKNOWN_PERSON", "NOT_PARKED"}


def test_a_finding_that_is_worse_or_new_needs_no_level() -> None:
    """Only who takes worn goods for sound ones overrides anything."""
    worse = commands.Inspect(by="ann", finding=found(units("mug", 3, Grade.NOT_INTACT), finding_id="f2"))
    other = commands.Inspect(by="ann", finding=found(units("mug", 1), waybill="ST2"))
    for command in (worse, other):
        assert needs(command, case_of(AGREED, ONE_WORN)) is None


def test_a_correction_after_the_yes_is_measured_by_the_new_sum() -> None:
    """The carrier's fault gives the freight back, too: what an agent agreed to becomes more than an agent decides."""
    mended = commands.Correct(by="ann", field="fault", value="seller", reason="photos")
    limits = {"auto_limit_minor": 5_000, "agent_limit_minor": 20_000}
    agreed = in_shop(case_of(AGREED), **limits)
    assert refused(mended, agreed) == "ABOVE_AUTHORITY"
    assert refused(mended, in_shop(case_of(), **limits)) == ""
    assert refused(replace(mended, field="ground", value="quality"), agreed) == ""


def test_a_case_of_before_keeps_its_terms() -> None:
    """Nobody is held to a level by a case whose terms name none (decision 4)."""
    before = in_shop(dear(), authority_flag=False)
    assert refused(AGREE, before) == ""


def test_what_is_claimed_now_is_no_limit() -> None:
    """A buyer who claims little may claim more later: an agreement is measured by what the rules can give."""
    little = dear(amount=100)
    assert refused(AGREE, little) == "ABOVE_AUTHORITY"


def test_a_case_that_cannot_be_computed_is_a_managers() -> None:
    """Nobody can say yet how much would follow from a yes."""
    broken = case_of(ground=Ground.QUALITY, items=(Item(line_id="mug", qty=9),), lines=(
        OrderLine(line_id="mug", qty=1, unit_price=-5),
    ))  # fmt: skip
    need = needs(AGREE, broken)
    assert need is not None
    assert need.level is Level.MANAGER


def test_finance_alone_pays_out() -> None:
    """A manager decides more, and yet pays nothing out."""
    case = aggrieved(*(replace(event, amount=100_000) for event in PROMISED))
    assert refused(PAY, case) == ""
    assert refused(replace(PAY, role=Level.MANAGER), case) == "ABOVE_AUTHORITY"
    assert refused(replace(PAY, payout_id="p2"), case) == "OTHER_PAYOUT"
    assert refused(PAY, aggrieved()) == "NO_PAYOUT"


@pytest.mark.parametrize("command", [
    commands.Close(by="ann", reason="enough"), commands.Divert(by="ann", to=Scenario.DISPUTE, reason="talk")
])  # fmt: skip
def test_a_promise_is_never_left_unpaid(command: Command) -> None:
    """Only a manager may turn away from a case that owes a promised payout."""
    case = aggrieved(*PROMISED)
    assert refused(command, case) == "PROMISE_OPEN"
    assert refused(replace(command, role=Level.MANAGER), case) == ""
    paid = then(
        case,
        ev.PaymentDecided(key="k", kind=ev.Payment.COMPENSATION, decision=1, amount=DEAR),
        ev.PaymentChanged(key="k", state=ev.PaymentState.SETTLED),
    )
    assert refused(command, paid) == ""


@pytest.mark.parametrize(
    ("claim", "value", "level"),
    [
        ({}, 4000, Level.AGENT),
        ({}, 4001, Level.SUPERVISOR),
        ({}, 10_001, Level.MANAGER),
        ({"dissatisfaction": 3}, 4000, Level.AGENT),
        ({"dissatisfaction": 4}, 100, Level.SUPERVISOR),
        ({"public": True}, 100, Level.SUPERVISOR),
        ({"settled_as": "r1"}, 100, Level.SUPERVISOR),
        ({"wrong": Wrong.LEGAL_MULTIPLE}, 100, Level.MANAGER),
    ],
)
def test_what_an_offer_needs(claim: dict[str, Any], value: int, level: Level) -> None:
    """By its worth, and by how angry the buyer is: 20,000 was paid, so 4,000 is an agent's share."""
    wrong = claim.pop("wrong", Wrong.SERVICE) if claim else Wrong.SERVICE
    offer = commands.Compensate(by="ann", rung=Rung.CASH, value=value, reason="sorry")
    need = needs(offer, aggrieved(wrong=wrong, claim=claim))
    assert need is not None
    assert (need.level, need.amount) == (level, value)


def test_goodwill_adds_up() -> None:
    """What the buyer took before counts: an agent's share is not to be had twice."""
    first = ev.CompensationOffered(offer_no=1, rung=Rung.CASH, value=3000, floor=0, hours=72, reason="sorry", by="ann")
    yes = ev.BuyerAnswered(question=ev.Question.COMPENSATION, answer=ev.Answer.ACCEPT)
    offer = commands.Compensate(by="ann", rung=Rung.CASH, value=1000, reason="sorry")
    for value, level in ((1000, Level.AGENT), (1001, Level.SUPERVISOR)):
        need = needs(replace(offer, value=value), aggrieved(first, yes))
        assert need is not None
        assert need.level is level


def test_what_is_owed_is_no_goodwill() -> None:
    """An offer of what is owed and a little more needs the level of the little more alone."""
    offer = commands.Compensate(by="ann", rung=Rung.CASH, value=10_000, reason="sorry")
    need = needs(offer, aggrieved(wrong=Wrong.OVERCHARGED, claim={"rightful_price": 14_000}))
    assert need is not None
    assert need.level is Level.AGENT
    assert refused(offer, aggrieved()) == "ABOVE_AUTHORITY"
