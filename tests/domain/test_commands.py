"""What people may ask for, stage by stage, and what an accepted command means."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import Command, NotPermitted
from domain.complaints.flaw import Remedy
from domain.defects.defect import Examiner
from domain.defects.repair import JobKind, RepairReport, RepairState
from domain.disputes.disputing import Stay
from domain.events import Hold, Intercept, Party, PaymentState, ReopenReason
from domain.exchanges.replacement import Purpose
from domain.goods import Grade, ParcelState
from domain.order import Discount
from domain.permit import effect, permit
from domain.request import Ground, Item, Scenario, Supply, Wanted
from domain.shipments.supply import Way
from domain.standing import CaseStage, stage_of
from domain.trail import Situation
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    NOON,
    ONE_MISSING,
    ONE_WORN,
    OPEN_WINDOW,
    PAID,
    REFUSED,
    aggrieved,
    by_row,
    cancelled,
    case_of,
    closed,
    decided,
    found,
    inquired,
    invoiced,
    missed,
    moved,
    now,
    offered,
    read,
    sent,
    spoilt,
    stated,
    then,
    travelling,
    units,
    unsupplied,
)
from tests.domain.contest_forms import PAPERS, J, claimed, judged

OFFERED_REMEDIES = ev.RedressOffered(row="3.5.1", remedies=(Remedy.RESHIP, Remedy.REFUND))
DISPUTE = ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused")
SUSPENDED = ev.DisputeSuspended(stay=Stay.BOTH, days=30, by="sun", reason="the laboratory")
ACCORD = ev.SettlementAgreed(
    amount=1000, seller_pays_freight=True, terms="half", hours=48, by="mo", buyer_does="withdraw"
)
PARKED = ev.StepParked(step="refund", reason="NEEDS_FUNDS", message="frozen")
HELD = ev.CaseHeld(by="li", reason="wait")
WANTED = ev.ApprovalAsked(
    approval_id="a1", command="agree", details="{}", level="sup", act="refund", amount=1, payee="", hours=24, by="li"
)
SETTLED = ev.CompensationSettled(amount=3000, means=ev.Means.PAYOUT, rule="MR-26")
PROMISED = ev.PayoutPromised(
    payout_id="p1", owner="finance", account="138****0003", amount=3000, due_at=NOON, reason="late"
)
SENT_AGAIN = (
    ev.ReplacementOrdered(key="k", purpose=Purpose.AGAIN, line_id="mug", sku="MUG", qty=3, cost=15000, by="li"),
    ev.ReplacementShipped(key="k", carrier="sf", waybill="RP1"),
)
LINK = ev.TopUpAsked(key="k", amount=900, freight=0, expires_at=NOON + timedelta(hours=60), link="https://pay")
DEARER: dict[str, Any] = {
    "kind": Scenario.EXCHANGE,
    "items": (Item(line_id="mug", qty=3, wanted=Wanted(sku="JUG", unit_price=5300)),),
}
NOT_HELPED = ev.DiagnosisEnded(helped=False)
POINT = ev.ExaminationOrdered(examiner=Examiner.SERVICE_POINT)
BOOKED = ev.RepairBooked(key="j", number=1, kind=JobKind.REPAIR, free=False)
QUOTED = ev.RepairProgressed(key="j", report=RepairReport(state=RepairState.QUOTED, at=NOON, amount=9900))
MENDED = ev.RepairProgressed(key="j", report=RepairReport(state=RepairState.REPAIRED, at=NOON))
LATER = Supply(until=NOON + timedelta(days=1))
S = CaseStage
STAGES: dict[CaseStage, Case] = {
    S.DECIDING: case_of(),
    S.HOLDING: cancelled(),
    S.WAIT_BUYER_CHOICE: travelling(),
    S.INTERCEPTING: travelling(ev.InterceptChanged(state=Intercept.ORDERED)),
    S.RETURNING: travelling(ev.InterceptChanged(state=Intercept.STOPPED)),
    S.TRACING: missed(),
    S.WAIT_CARRIER: missed(read(80), inquired()),
    S.WAIT_DELIVERY: missed(
        read(1),
        ev.ParcelTraced(situation=Situation.LATE),
        ev.BuyerAnswered(question=ev.Question.DELIVERY, answer=ev.Answer.WAIT),
    ),
    S.WAIT_PROOF: case_of(ev.ProofAsked(needs=(("E1",),), until=NOON), kind=Scenario.REFUND_ONLY),
    S.DIAGNOSING: case_of(kind=Scenario.QUALITY),
    S.EXAMINING: case_of(NOT_HELPED, POINT, kind=Scenario.QUALITY),
    S.CHOOSING_REMEDY: case_of(NOT_HELPED, AGREED, kind=Scenario.QUALITY),
    S.WAIT_QUOTE: case_of(AGREED, moved(ParcelState.ARRIVED), BOOKED, QUOTED, kind=Scenario.REPAIR),
    S.REPAIRING: case_of(AGREED, moved(ParcelState.ARRIVED), BOOKED, kind=Scenario.REPAIR),
    S.GIVING_BACK: case_of(AGREED, moved(ParcelState.ARRIVED), BOOKED, MENDED, kind=Scenario.REPAIR),
    S.WEIGHING: spoilt(ev.PackingAsked(key="k")),
    S.WAIT_REMEDY: spoilt(by_row(), AGREED, OFFERED_REMEDIES),
    S.WAIT_BUYER_SHIP: case_of(AGREED, OPEN_WINDOW),
    S.RETURN_IN_TRANSIT: case_of(AGREED, sent()),
    S.RETURN_LOST: case_of(AGREED, sent(), moved(ParcelState.LOST)),
    S.INSPECTING: case_of(AGREED, moved(ParcelState.ARRIVED)),
    S.DECIDING_GOODS: case_of(AGREED, ONE_WORN),
    S.WAIT_BUYER_ANSWER: case_of(AGREED, ONE_WORN, offered(100)),
    S.WAIT_BUYER_MODIFY: case_of(REFUSED),
    S.APPROVING: case_of(WANTED),
    S.PAYING_OUT: aggrieved(SETTLED, PROMISED),
    S.INVOICE_PENDING: invoiced(AGREED),
    S.WAIT_TOP_UP: case_of(AGREED, ALL_SOUND, LINK, **DEARER),
    S.SENDING: missed(SENT_AGAIN[0]),
    S.NEW_PARCEL: missed(*SENT_AGAIN),
    S.WAIT_SHIPMENT: unsupplied(ev.SupplyChosen(way=Way.WAIT, until=LATER.until), supply=LATER),
    S.WAIT_PAPERS: claimed(),
    S.WAIT_COUNTERPROOF: claimed(PAPERS, judged(J.PAPERS_VALID)),
    S.REPORTING: claimed(judged(J.EXTORTION), REFUSED),
    S.DISPUTE: case_of(REFUSED, DISPUTE, claim=stated(cs_status=2)),
    S.SUSPENDED: case_of(REFUSED, DISPUTE, SUSPENDED),
    S.SETTLING: case_of(REFUSED, DISPUTE, ACCORD),
    S.EXECUTING: case_of(AGREED, ALL_SOUND, decided(), now(PaymentState.SENT)),
    S.FOLLOW_UP: case_of(AGREED, ALL_SOUND, *PAID),
    S.REOPENED: then(closed(case_of(AGREED, ALL_SOUND, *PAID)), ev.CaseReopened(reason=ReopenReason.UNSOLVED)),
    S.CLOSED: closed(case_of(AGREED, ALL_SOUND, *PAID)),
}
WORN = found(units("mug", 1, Grade.NOT_INTACT), waybill="ST9")
ASKED: dict[str, Command] = {
    "agree": commands.Agree(by="li"),
    "offer": commands.Agree(by="li", note="worn", pay_back=100),
    "refuse": commands.Refuse(by="li", reason="not as sold", evidence=("E1",), unasked=True, despite="so be it"),
    "inspect": commands.Inspect(by="li", finding=WORN),
    "rule": commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=100),
    "correct": commands.Correct(by="li", field="ground", value="quality", reason="photos"),
    "skip": commands.Skip(by="li", step="refund", reason="by bank transfer"),
    "divert": commands.Divert(by="li", to=Scenario.DISPUTE, reason="talk"),
    "hold": commands.Hold(by="li", reason="wait"),
    "release": commands.Release(by="li"),
    "close": commands.Close(by="li", reason="enough"),
    "retry": commands.Retry(by="li"),
}
NAMES = ("agree", "offer", "refuse", "inspect", "rule", "divert", "hold", "close")
OK = "ok"
NO_DED, AGAIN, MOVING = "NOTHING_TO_DEDUCT", "ALREADY_AGREED", "MONEY_MOVING"
ANY = {"rule": "NO_DISPUTE", "divert": OK, "hold": OK, "close": OK, "inspect": OK}
NO_GOODS_BACK = {"inspect": "NO_RETURN"}
MATRIX: dict[CaseStage, dict[str, str]] = {
    S.DECIDING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK},
    S.HOLDING: ANY | {"agree": OK, "offer": NO_DED, "refuse": "MUST_REFUND", "inspect": "NO_RETURN"},
    S.WAIT_BUYER_CHOICE: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.INTERCEPTING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.RETURNING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.TRACING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.WAIT_CARRIER: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.WAIT_DELIVERY: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.WAIT_PROOF: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.DIAGNOSING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.EXAMINING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.CHOOSING_REMEDY: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN, "inspect": "NO_RETURN"},
    S.WAIT_QUOTE: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN, "inspect": "NO_RETURN"},
    S.REPAIRING: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN, "inspect": "NO_RETURN"},
    S.GIVING_BACK: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN, "inspect": "NO_RETURN"},
    S.WEIGHING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.WAIT_REMEDY: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN, "inspect": "NO_RETURN"},
    S.WAIT_BUYER_SHIP: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN},
    S.RETURN_IN_TRANSIT: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN},
    S.RETURN_LOST: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN},
    S.INSPECTING: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN},
    S.DECIDING_GOODS: ANY | {"agree": "SAY_WHAT_IS_PAID", "offer": OK, "refuse": OK},
    S.WAIT_BUYER_ANSWER: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": OK},
    S.WAIT_BUYER_MODIFY: ANY | {"agree": OK, "offer": OK, "refuse": OK, "rule": OK},
    S.APPROVING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK},
    S.PAYING_OUT: ANY
    | {"agree": "ALREADY_PROMISED", "offer": NO_DED, "refuse": "ALREADY_PROMISED", "inspect": "NO_RETURN"},
    S.INVOICE_PENDING: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": AGAIN, "inspect": "NO_RETURN"},
    S.WAIT_TOP_UP: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": OK},
    S.SENDING: ANY | dict.fromkeys(("agree", "offer", "refuse", "divert", "close"), "GOODS_MOVING") | NO_GOODS_BACK,
    S.NEW_PARCEL: ANY | dict.fromkeys(("agree", "offer", "refuse"), "ALREADY_SENT") | NO_GOODS_BACK,
    S.WAIT_SHIPMENT: ANY
    | {"agree": "GOODS_WANTED", "offer": "GOODS_WANTED", "refuse": "MUST_REFUND", "inspect": "NO_RETURN"},
    S.WAIT_PAPERS: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.WAIT_COUNTERPROOF: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "inspect": "NO_RETURN"},
    S.REPORTING: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK, "rule": OK, "inspect": "NO_RETURN"},
    S.DISPUTE: ANY
    | {"agree": OK, "offer": OK, "refuse": OK, "rule": OK, "inspect": "NO_RETURN", "divert": "SAME_SCENARIO"},
    S.SUSPENDED: ANY
    | {"agree": OK, "offer": OK, "refuse": OK, "rule": OK, "inspect": "NO_RETURN", "divert": "SAME_SCENARIO"},
    S.SETTLING: ANY
    | dict.fromkeys(("agree", "offer", "refuse", "rule"), "SETTLED_ALREADY")
    | {"inspect": "NO_RETURN", "divert": "SAME_SCENARIO"},
    S.EXECUTING: ANY | {"agree": MOVING, "offer": MOVING, "refuse": MOVING, "divert": MOVING, "close": MOVING},
    S.FOLLOW_UP: ANY | {"agree": AGAIN, "offer": NO_DED, "refuse": "ALREADY_PAID"},
    S.REOPENED: ANY | {"agree": OK, "offer": NO_DED, "refuse": OK},
    S.CLOSED: ANY
    | {"agree": "CLOSED", "offer": "CLOSED", "refuse": "CLOSED", "divert": "CLOSED", "hold": "CLOSED",
       "close": "CLOSED"},
}  # fmt: skip


def code(command: Command, case: Case) -> str:
    """How the case answers a manager: OK, or the code of its refusal, which always has words."""
    try:
        permit(replace(command, role=Level.MANAGER), case)
    except NotPermitted as refused:
        return refused.code if str(refused) else "refused without words"
    return OK


@pytest.mark.parametrize("stage", CaseStage)
def test_the_table_tells_of_the_stage_it_names(stage: CaseStage) -> None:
    """Each row of the matrix is tried on a case that stands there."""
    assert stage_of(STAGES[stage]) is stage
    assert set(MATRIX[stage]) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stage", CaseStage)
def test_what_is_permitted_where(stage: CaseStage, name: str) -> None:
    """Each command at each stage: taken, or refused with its code."""
    assert code(ASKED[name], STAGES[stage]) == MATRIX[stage][name]


@pytest.mark.parametrize(
    ("name", "happened", "answer"),
    [
        ("skip", (), "NOT_PARKED"),
        ("skip", (PARKED,), "MONEY_IS_NOT_SKIPPED"),
        ("skip", (ev.StepParked(step="watch_parcel", reason="REFUSED", message="no"),), "NOT_PARKED"),
        ("retry", (), "NOT_PARKED"),
        ("retry", (PARKED,), OK),
        ("hold", (HELD,), "ALREADY_HELD"),
        ("release", (), "NOT_HELD"),
        ("release", (HELD,), OK),
        ("correct", (), OK),
    ],
)
def test_what_depends_on_parked_and_held(name: str, happened: tuple[ev.Event, ...], answer: str) -> None:
    """Only what is parked is retried or skipped, only what is held is released, and money is never skipped."""
    assert code(ASKED[name], case_of(AGREED, *happened)) == answer


@pytest.mark.parametrize(
    ("state", "parked", "answer"),
    [
        (PaymentState.RESERVED, False, "MONEY_MOVING"),
        (PaymentState.RESERVED, True, OK),
        (PaymentState.SENT, True, "MONEY_MOVING"),
        (PaymentState.UNKNOWN, True, "MONEY_MOVING"),
        (PaymentState.FAILED, True, OK),
        (PaymentState.SETTLED, False, OK),
    ],
)
def test_money_under_way_is_waited_for(state: PaymentState, parked: bool, answer: str) -> None:  # noqa: FBT001 - a table's column
    """What may have left must be certain first; what certainly did not may be turned away from."""
    case = case_of(AGREED, ALL_SOUND, decided(), now(state), *((PARKED,) if parked else ()))
    assert code(ASKED["divert"], case) == answer
    assert code(ASKED["close"], case) == answer


@pytest.mark.parametrize("name", ASKED)
def test_who_asks_is_said(name: str) -> None:
    """A command without a name behind it is refused."""
    command: Any = ASKED[name]
    assert code(type(command)(**{**vars(command), "by": " "}), STAGES[S.DECIDING]) == "NO_NAME"


@pytest.mark.parametrize(
    ("command", "stage", "answer"),
    [
        (commands.Refuse(by="li", reason="x", evidence=("E1",)), S.DECIDING, "REASON_LENGTH"),
        (commands.Refuse(by="li", reason="   ", evidence=("E1",)), S.DECIDING, "REASON_LENGTH"),
        (commands.Refuse(by="li", reason="x" * 201, evidence=("E1",)), S.DECIDING, "REASON_LENGTH"),
        (commands.Refuse(by="li", reason="not as sold"), S.DECIDING, "NO_EVIDENCE"),
        (commands.Agree(by="li", note="", pay_back=1), S.DECIDING_GOODS, "NO_REASON"),
        (commands.Agree(by="li", note="worn", pay_back=20801), S.DECIDING_GOODS, "BEYOND_PAID"),
        (commands.Agree(by="li", note="worn", pay_back=20800), S.DECIDING_GOODS, OK),
        (commands.Agree(by="li", note="worn", pay_back=-1), S.DECIDING_GOODS, "BEYOND_PAID"),
        (commands.Agree(by="li", note="worn", depreciation_bp=10001), S.DECIDING_GOODS, "BAD_SHARE"),
        (commands.Agree(by="li", note="worn", depreciation_bp=1500), S.DECIDING_GOODS, OK),
        (commands.Rule(by="li", in_favour_of=Party.BUYER, amount=20801), S.DISPUTE, "BEYOND_PAID"),
        (commands.Divert(by="li", to=Scenario.DISPUTE, reason=""), S.DECIDING, "NO_REASON"),
        (commands.Hold(by="li", reason=" "), S.DECIDING, "NO_REASON"),
        (commands.Close(by="li", reason=""), S.DECIDING, "NO_REASON"),
        (commands.Retry(by="li", step="quote"), S.DECIDING, "NOT_PARKED"),
        (commands.Inspect(by="li", finding=found(units("vase", 1))), S.INSPECTING, "UNKNOWN_LINE"),
        (commands.Inspect(by="li", finding=found(units("mug", 0))), S.INSPECTING, "BAD_VALUE"),
        (commands.Inspect(by="li", finding=found(collect_fee=-1)), S.INSPECTING, "BAD_VALUE"),
        (commands.Inspect(by="li", finding=found()), S.INSPECTING, OK),
        (commands.Inspect(by="li", finding=found()), S.DECIDING_GOODS, "ALREADY_INSPECTED"),
        (commands.Inspect(by="li", finding=found(finding_id="new")), S.DECIDING_GOODS, OK),
        (commands.Inspect(by="li", finding=found(finding_id="new")), S.FOLLOW_UP, "ALREADY_PAID"),
    ],
)
def test_what_a_command_must_say(command: Command, stage: CaseStage, answer: str) -> None:
    """Reasons, evidence and amounts that cannot be are refused before they become events."""
    assert code(command, STAGES[stage]) == answer


@pytest.mark.parametrize(
    ("field", "value", "happened", "answer"),
    [
        ("colour", "red", (), "UNKNOWN_FIELD"),
        ("ground", "whim", (), "BAD_VALUE"),
        ("fault", "carrier", (), OK),
        ("outbound_waybill", "", (), "BAD_VALUE"),
        ("outbound_carrier", "sto", (), OK),
        ("waybill", "ST2", (), "WHICH_PARCEL"),
        ("waybill", "ST2", (sent(),), OK),
        ("waybill", "ST1", (sent(),), "BAD_VALUE"),
        ("waybill", "ST3", (sent(), sent("ST2")), "WHICH_PARCEL"),
        ("waybill", "ST3", (sent("ST2"), ALL_SOUND), OK),
        ("gift_present", "maybe", (ALL_SOUND,), "BAD_VALUE"),
        ("gift_present", "no", (), "NOTHING_INSPECTED"),
        ("gift_present", "no", (ALL_SOUND,), OK),
    ],
)
def test_what_can_be_corrected(field: str, value: str, happened: tuple[ev.Event, ...], answer: str) -> None:
    """A correction that would change nothing, or more than one thing, is not taken in silence."""
    command = commands.Correct(by="li", field=field, value=value, reason="mistyped")
    assert code(command, case_of(AGREED, *happened)) == answer


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        (cancelled(ev.WarehouseAnswered(hold=Hold.HELD)), "MUST_REFUND"),
        (cancelled(DISPUTE), "MUST_REFUND"),
        (cancelled(ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason="taken in"), AGREED, ONE_WORN), OK),
        (case_of(claim=stated(cannot_refuse=True)), "PLATFORM_FORBIDS"),
        (case_of(AGREED, ONE_WORN, claim=stated(cannot_refuse=True)), OK),
        (case_of(ground=Ground.QUALITY), OK),
    ],
)
def test_what_nobody_may_refuse(case: Case, answer: str) -> None:
    """Goods that have not left, and what the platform takes no refusal of until the goods were seen (F14)."""
    assert code(ASKED["refuse"], case) == answer


def test_an_order_discount_was_never_paid() -> None:
    """The most that an offer may name is what the buyer paid, discounts off (MR-1)."""
    case = case_of(AGREED, ONE_WORN, discounts=(Discount(discount_id="D", amount=2000),))
    assert code(commands.Agree(by="li", note="worn", pay_back=18801), case) == "BEYOND_PAID"
    assert code(commands.Agree(by="li", note="worn", pay_back=18800), case) == OK


EFFECTS: list[tuple[str, Case, list[type[Any]]]] = [
    ("agree", STAGES[S.DECIDING], [ev.RequestAgreed]),
    ("agree", STAGES[S.DISPUTE], [ev.RequestAgreed, ev.ScenarioChanged]),
    ("offer", STAGES[S.DECIDING_GOODS], [ev.DeductionOffered]),
    ("refuse", STAGES[S.DECIDING], [ev.RequestRefused]),
    ("inspect", STAGES[S.INSPECTING], [ev.GoodsInspected]),
    ("inspect", STAGES[S.CLOSED], [ev.GoodsInspected, ev.CaseReopened]),
    ("rule", STAGES[S.DISPUTE], [ev.RulingGiven]),
    ("rule", closed(STAGES[S.DISPUTE]), [ev.CaseReopened, ev.RulingGiven]),
    ("correct", STAGES[S.DECIDING], [ev.CaseCorrected]),
    ("skip", STAGES[S.DECIDING], [ev.StepSkipped]),
    ("divert", STAGES[S.DECIDING], [ev.ScenarioChanged]),
    ("hold", STAGES[S.DECIDING], [ev.CaseHeld]),
    ("release", STAGES[S.DECIDING], [ev.CaseReleased]),
    ("close", STAGES[S.DECIDING], [ev.ClosureOrdered]),
    ("retry", case_of(AGREED, PARKED), [ev.StepRetried]),
]


@pytest.mark.parametrize(("name", "case", "expected"), EFFECTS)
def test_what_a_command_means(name: str, case: Case, expected: list[type[Any]]) -> None:
    """An accepted command becomes events that name who asked; a closed case does not swallow them."""
    events = effect(ASKED[name], case)
    assert [type(event) for event in events] == expected
    assert any(event.by == ASKED[name].by for event in events)


def test_a_depreciation_is_offered_as_an_amount() -> None:
    """Fifteen per cent off the mug that came back worn: the buyer is told what that makes (MR-15)."""
    (offer,) = effect(commands.Agree(by="li", note="worn", depreciation_bp=1500), STAGES[S.DECIDING_GOODS])
    assert offer == ev.DeductionOffered(amount=19250, reason="worn", depreciation_bp=1500, by="li")


@pytest.mark.parametrize(("step", "steps"), [("", ["refund", "quote"]), ("quote", ["quote"])])
def test_a_retry_is_of_one_step_or_of_all(step: str, steps: list[str]) -> None:
    """Every parked step that was named is tried again."""
    case = case_of(AGREED, PARKED, ev.StepParked(step="quote", reason="TRANSIENT", message="away"))
    events = effect(commands.Retry(by="li", step=step), case)
    assert [event.step for event in events if isinstance(event, ev.StepRetried)] == steps


def test_goods_entered_by_hand_after_a_short_case_was_paid() -> None:
    """The second parcel came late, and the warehouse's system is down: it can be entered all the same."""
    case = closed(case_of(AGREED, ONE_MISSING, ev.ShortfallNoted(), *PAID))
    late = commands.Inspect(by="li", finding=found(units("mug", 1), waybill="ST2", at=NOON))
    assert code(late, case) == OK
    assert then(case, *effect(late, case)).reopened is ReopenReason.LATE_PARCEL
