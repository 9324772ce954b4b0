"""Who may decide what: every row of rule 3.0.4, and what a second person may and may not do."""

from dataclasses import MISSING, fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.approval import pack, unpack
from domain.authority import Act, Level, Need, authority, may_approve, suffices
from domain.case import Case
from domain.commands import Command, NotPermitted
from domain.events import Party, Rung
from domain.fault import Fault
from domain.goods import Grade
from domain.grievance import Wrong
from domain.needs import needs, payee
from domain.order import OrderLine
from domain.permit import effect, permit
from domain.request import Ground, Item, Scenario
from domain.terms import Terms
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    NOON,
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

TERMS = terms_of("cn_taobao")
DISPUTE = ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused")
DEAR = 250_000


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


@pytest.mark.parametrize("name", ["cn_taobao", "cn_other"])
def test_the_packs_state_every_number(name: str) -> None:
    """What has a default, for cases of before, is stated by every pack of today."""
    given = terms_of(name)
    stood = {field.name: field.default for field in fields(Terms) if field.default is not MISSING}
    unstated = {field for field, default in stood.items() if getattr(given, field) == default}
    assert unstated <= {"penalty_rule_flag"}


def dear(*happened: ev.Event, **more: Any) -> Case:
    """A faulty purchase of 20,000 and 800 freight, under terms by which an agent decides 100.00 at most."""
    more = {"ground": Ground.QUALITY, "fault": Fault.SELLER} | more
    limits = {"auto_limit_minor": 5_000, "agent_limit_minor": 10_000, "supervisor_limit_minor": 30_000}
    return in_shop(case_of(*happened, **more), **limits)


AGREE = commands.Agree(by="ann", note="as promised")
REFUSE = commands.Refuse(by="ann", reason="not as sold", evidence=("E1",))
OF_SOUND = commands.Inspect(by="ann", finding=found(units("mug", 3), units("cup", 1), finding_id="f2"))
RULED = commands.Rule(by="ann", in_favour_of=Party.BUYER, amount=100)


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


def refused(command: Command, case: Case, **more: Any) -> str:
    """The code of the refusal, empty where it is taken."""
    try:
        permit(command, case, **more)
    except NotPermitted as no:
        return no.code if str(no) else "refused without words"
    return ""


def asked(command: Command, case: Case, by: str = "ann") -> Case:
    """The case once this person has asked for approval of the command."""
    name, details = pack(command)
    ask = commands.Ask(by=by, command=name, details=details)
    assert refused(ask, case) == ""
    return then(case, *effect(ask, case))


def approve(case: Case, **more: Any) -> commands.Approve:
    """A supervisor's yes to what is asked."""
    assert case.approval is not None
    usual: dict[str, Any] = {
        "by": "sun", "role": Level.SUPERVISOR, "approval_id": case.approval.approval_id, "amount": case.approval.amount
    }  # fmt: skip
    return commands.Approve(**usual | more)


def test_above_the_limit_a_second_person_decides() -> None:
    """Refused alone, asked for, approved: then it happens, in the name of whoever asked."""
    case = dear()
    assert refused(AGREE, case) == "ABOVE_AUTHORITY"
    case = asked(AGREE, case)
    assert case.approval is not None
    assert (case.approval.amount, case.approval.level) == (20_800, "sup")
    yes = approve(case)
    assert refused(yes, case) == ""
    given, agreed = effect(yes, case)
    assert given == ev.ApprovalGiven(approval_id="a1", amount=20_800, by="sun")
    assert agreed == ev.RequestAgreed(by="ann", note="as promised")
    assert then(case, given, agreed).approval is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": "ann"}, "SAME_PERSON"),
        ({"role": Level.AGENT}, "ABOVE_AUTHORITY"),
        ({"role": Level.FINANCE}, "ABOVE_AUTHORITY"),
        ({"role": Level.NOBODY}, "ABOVE_AUTHORITY"),
        ({"amount": 20_799}, "CHANGED"),
        ({"approval_id": "a9"}, "OTHER_APPROVAL"),
        ({"by": " "}, "NO_NAME"),
    ],
)
def test_who_may_not_approve(change: dict[str, Any], code: str) -> None:
    """Not whoever asked, not below the level, not another sum, not another question."""
    case = asked(AGREE, dear())
    assert refused(approve(case, **change), case) == code


def test_an_approval_expires() -> None:
    """After the hours that the terms name it must be asked for anew."""
    case = asked(AGREE, dear())
    assert case.approval is not None
    last = case.approval.expires_at
    assert refused(approve(case), case, at=last - timedelta(seconds=1)) == ""
    assert refused(approve(case), case, at=last) == "EXPIRED"


def test_what_has_changed_is_asked_anew() -> None:
    """The approval is for exactly the sum of the question: another ground later, and it is another sum."""
    case = asked(AGREE, dear())
    less = replace(case, request=replace(case.request, items=case.request.items[:1]))
    assert refused(approve(less), less) == "CHANGED"


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


@pytest.mark.parametrize("event", [REFUSED, DISPUTE, ev.RequestWithdrawn(), AGREED])
def test_who_decides_meanwhile_makes_the_question_needless(event: ev.Event) -> None:
    """Nothing waits for an approval any more."""
    case = then(asked(AGREE, dear()), event)
    assert case.approval is None
    assert refused(commands.Approve(by="sun", approval_id="a1", amount=20_800), case) == "NO_APPROVAL"


def test_what_one_may_decide_alone_is_not_asked_for() -> None:
    """Nobody else's time is taken for it."""
    name, details = pack(AGREE)
    ask = commands.Ask(by="ann", command=name, details=details)
    assert refused(ask, case_of(ground=Ground.QUALITY, fault=Fault.SELLER)) == "NOT_NEEDED"
    assert refused(replace(ask, command="hold"), case_of()) == "NOT_ASKABLE"
    assert refused(replace(ask, details="[1]"), case_of()) == "BAD_DETAILS"
    assert refused(replace(ask, details='{"loud": 1}'), case_of()) == "BAD_DETAILS"


def test_a_question_is_declined_with_a_reason() -> None:
    """Also by whoever asked; the case waits for a decision again."""
    case = asked(AGREE, dear())
    no = commands.Decline(by="sun", approval_id="a1", reason="not without photos")
    assert refused(no, case) == ""
    assert then(case, *effect(no, case)).approval is None
    assert refused(replace(no, reason=""), case) == "NO_REASON"


PROMISED = (
    ev.CompensationSettled(amount=DEAR, means=ev.Means.PAYOUT, rule="3.13.5"),
    ev.PayoutPromised(payout_id="p1", owner="finance", account="6222****01", amount=DEAR, due_at=NOON, reason="x"),
)
PAY = commands.PayOut(by="zhou", payout_id="p1", role=Level.FINANCE)


def test_finance_alone_pays_out() -> None:
    """A manager decides more, and yet pays nothing out."""
    case = aggrieved(*(replace(event, amount=100_000) for event in PROMISED))
    assert refused(PAY, case) == ""
    assert refused(replace(PAY, role=Level.MANAGER), case) == "ABOVE_AUTHORITY"
    assert refused(replace(PAY, payout_id="p2"), case) == "OTHER_PAYOUT"
    assert refused(PAY, aggrieved()) == "NO_PAYOUT"


def test_four_eyes_see_a_large_payout() -> None:
    """Above CNY 1,000 even finance asks: a second person of finance, or a manager, sees sum and account."""
    case = aggrieved(*PROMISED)
    assert refused(PAY, case) == "FOUR_EYES"
    name, details = pack(PAY)
    ask = commands.Ask(by="zhou", command=name, details=details, role=Level.FINANCE)
    assert refused(replace(ask, role=Level.MANAGER), case) == "ABOVE_AUTHORITY"
    assert refused(ask, case) == ""
    case = then(case, *effect(ask, case))
    assert case.approval is not None
    assert (case.approval.amount, case.approval.payee) == (DEAR, "6222****01")
    second = commands.Approve(by="qian", approval_id="a1", amount=DEAR, role=Level.FINANCE)
    assert refused(replace(second, role=Level.SUPERVISOR), case) == "ABOVE_AUTHORITY"
    assert refused(replace(second, by="zhou"), case) == "SAME_PERSON"
    assert effect(second, case)[1] == ev.PayoutReleased(payout_id="p1", amount=DEAR, by="zhou", second="qian")


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
    "command",
    [
        replace(AGREE, depreciation_bp=1500, seller_pays_freight=False),
        REFUSE,
        replace(RULED, article="art. 53"),
        commands.Compensate(by="ann", rung=Rung.GIFT, value=500, reason="sorry", reference="mug", floor=100),
        replace(PAY, by="ann", role=Level.AGENT),
    ],
)
def test_a_question_carries_the_decision_whole(command: Command) -> None:
    """What is carried out is what was asked for, field by field; a role is nothing that one can write into it."""
    name, details = pack(command)
    assert unpack(name, details, "ann") == command
    assert unpack(name, details.replace("{", '{"role": "mgr", "by": "eve", ', 1), "ann") == command


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


@pytest.mark.parametrize(
    ("command", "case", "told"),
    [
        (AGREE, case_of(), "the buyer, by the order's own means of payment"),
        (REFUSE, case_of(), ""),
        (AGREE, aggrieved(wrong=Wrong.LATE_SHIPMENT), "the account that paid the order"),
        (AGREE, aggrieved(wrong=Wrong.OUT_OF_POCKET, claim={"loss": 1, "receipt": "r", "account": "****12"}), "****12"),
        (commands.Compensate(by="a", rung=Rung.GIFT, value=1, reason="x", reference="mug"), aggrieved(), "the buyer"),
        (commands.Compensate(by="a", rung=Rung.CASH, value=1, reason="x"), aggrieved(),
         "the buyer, by the order's own means of payment"),
        (commands.Compensate(by="a", rung=Rung.CASH, value=30_000, reason="x"), aggrieved(),
         "the account that paid the order"),
    ],
)  # fmt: skip
def test_whoever_approves_sees_who_gets_it(command: Command, case: Case, told: str) -> None:
    """The payee is part of what is approved; an account is masked."""
    assert payee(command, case) == told


def test_what_is_owed_is_no_goodwill() -> None:
    """An offer of what is owed and a little more needs the level of the little more alone."""
    offer = commands.Compensate(by="ann", rung=Rung.CASH, value=10_000, reason="sorry")
    need = needs(offer, aggrieved(wrong=Wrong.OVERCHARGED, claim={"rightful_price": 14_000}))
    assert need is not None
    assert need.level is Level.AGENT
    assert refused(offer, aggrieved()) == "ABOVE_AUTHORITY"
