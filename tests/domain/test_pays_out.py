"""Finance lets money leave only where it will leave, and goods are settled on only where some are left to send."""

from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import Command, NotPermitted
from domain.complaints.flaw import Remedy
from domain.events import Means, Payment, PaymentState, Resolution
from domain.exchanges.replacement import Purpose, ReplacementState
from domain.goods import ParcelState
from domain.grievance import Grievance, Wrong
from domain.permit import permit
from domain.request import Ground, Item, Scenario
from tests.domain.case_forms import AGREED, ALL_SOUND, HOUR, NOON, case_of

PROMISED = (
    ev.CompensationSettled(amount=3000, means=Means.PAYOUT, rule="3.13.5"),
    ev.PayoutPromised(payout_id="p1", owner="finance", account="", amount=3000, due_at=NOON + 72 * HOUR, reason="-"),
)
PAID = (
    ev.PayoutReleased(payout_id="p1", amount=3000, by="zhou"),
    ev.PaymentDecided(key="k", kind=Payment.COMPENSATION, decision=1, amount=3000),
    ev.PaymentChanged(key="k", state=PaymentState.SETTLED),
)
MORE = ev.PayoutPromised(payout_id="p2", owner="finance", account="", amount=500, due_at=NOON + 72 * HOUR, reason="-")
ELSEWHERE = ev.ScenarioChanged(to=Scenario.COMPENSATION, reason="keeps it")
BACK = ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason="sends it back after all")
HERE = (
    ev.ParcelSent(carrier="sto", waybill="ST1", at=NOON),
    ev.ParcelMoved(carrier="sto", waybill="ST1", state=ParcelState.ARRIVED, at=NOON),
)
GIVEN_BACK = ev.GoodsGivenBack(line_ids=("mug", "cup"))
POSTED_AGAIN = ev.ParcelSent(carrier="sto", waybill="ST9", at=NOON + 9 * HOUR)
KEY = "case-shop-taobao-1/sending/1"
SENT = (
    ev.ReplacementOrdered(key=KEY, purpose=Purpose.AGAIN, line_id="mug", sku="MUG", qty=1, cost=5000, by="ann"),
    ev.ReplacementShipped(key=KEY, carrier="sf", waybill="RP1"),
    ev.ReplacementMoved(key=KEY, state=ReplacementState.DELIVERED, at=NOON),
)


def code(command: Command, case: Case) -> str:
    """How it is refused; "" where it is permitted."""
    try:
        permit(command, case, NOON)
    except NotPermitted as refused:
        return refused.code
    return ""


def aggrieved(*happened: ev.Event) -> Case:
    """A loss of 30.00 was granted, and finance is to pay it out."""
    grievance = Grievance(wrong=Wrong.OUT_OF_POCKET, loss=3000, receipt="r-1")
    usual: dict[str, Any] = {"kind": Scenario.COMPENSATION, "ground": Ground.COMPENSATION, "grievance": grievance}
    return case_of(AGREED, *PROMISED, *happened, terms="cn_other", **usual)


@pytest.mark.parametrize(
    ("told", "case", "payout", "answer"),
    [
        ("promised", aggrieved(), "p1", ""),
        ("promised more, after the first was paid", aggrieved(*PAID, MORE), "p2", ""),
        ("taken back", aggrieved(ev.RequestWithdrawn()), "p1", "NOT_OWED"),
        ("taken back and closed", aggrieved(ev.CaseClosed(resolution=Resolution.WITHDRAWN)), "p1", "CLOSED"),
        (
            "a return that was one for a while",
            case_of(AGREED, ELSEWHERE, *PROMISED, BACK),
            "p1",
            "ANOTHER_WAY",
        ),
        ("and is one again", case_of(AGREED, ELSEWHERE, *PROMISED, BACK, ELSEWHERE), "p1", ""),
    ],
)
def test_finance_pays_out_what_then_leaves(told: str, case: Case, payout: str, answer: str) -> None:
    """What the case would not carry out is not written down as released."""
    assert code(commands.PayOut(by="zhou", payout_id=payout, role=Level.FINANCE), case) == answer, told


@pytest.mark.parametrize(("happened", "answer"), [((), ""), (SENT, "ALREADY_SENT")])
def test_goods_that_were_sent_again_are_not_settled_on_once_more(happened: tuple[ev.Event, ...], answer: str) -> None:
    """Nothing would leave, and the buyer would wait for it."""
    usual: dict[str, Any] = {"kind": Scenario.COMPLAINT, "ground": Ground.DAMAGED, "terms": "cn_other"}
    case = case_of(AGREED, *happened, items=(Item(line_id="mug", qty=1),), **usual)
    assert code(commands.Redress(by="li", remedy=Remedy.RESHIP, note="by phone", role=Level.MANAGER), case) == answer


@pytest.mark.parametrize(
    ("told", "happened", "answer"),
    [
        ("the goods are here", (), ""),
        ("they went back", (GIVEN_BACK,), "GOODS_GIVEN_BACK"),
        ("and are posted again", (GIVEN_BACK, POSTED_AGAIN), ""),
    ],
)
def test_goods_that_went_back_are_not_paid_for(told: str, happened: tuple[ev.Event, ...], answer: str) -> None:
    """Whoever asks again after that has the goods: they come back first, whoever agrees."""
    reopened = ev.CaseReopened(reason=ev.ReopenReason.PLATFORM)
    closed = ev.CaseClosed(resolution=Resolution.WITHDRAWN)
    case = case_of(AGREED, *HERE, ALL_SOUND, ev.RequestWithdrawn(), closed, reopened, *happened, terms="cn_other")
    assert code(commands.Agree(by="li", role=Level.MANAGER), case) == answer, told
