"""Goods made to order whose making has begun: table 3.1 row 7; and whose freight a refused parcel is (TRN-3)."""

from dataclasses import replace
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.eligibility import verdict
from domain.events import Event
from domain.fault import Fault
from domain.goods import ParcelState
from domain.needs import needs
from domain.order import Freight, FreightMode, OrderLine
from domain.owed import owed
from domain.permit import permit
from domain.refusal import buyer_bears, refused_without_reason
from domain.request import Ground, Item
from domain.shipments import made_to_order
from domain.standing import CaseStage, stage_of
from tests.domain.case_forms import DAY, NOON, stated, travelling, unsupplied

COST = ev.EvidenceFiled(code="E14", reference="invoice-7", by="ann")
LESS = commands.Agree(by="sun", pay_back=6000, note="the wood is cut", role=Level.MANAGER)
NO = commands.Refuse(by="sun", reason="it is made for you", evidence=("E20",), unasked=True, role=Level.MANAGER)


def made(*happened: Event, **more: Any) -> Case:
    """A name plate for 100.00, confirmed as made for the buyer, and begun a day before they asked."""
    plate = OrderLine(line_id="plate", qty=1, unit_price=10000, category="custom")
    usual: dict[str, Any] = {
        "lines": (plate,),
        "items": (Item(line_id="plate", qty=1),),
        "ground": Ground.NOT_WANTED,
        "fault": Fault.BUYER,
        "excluded_category_confirmed": True,
        "in_production_since": NOON - DAY,
    }
    return unsupplied(*happened, **usual | more)


@pytest.mark.parametrize(
    ("case", "bound"),
    [
        (made(), True),
        (made(in_production_since=None), False),  # nobody says that it was begun
        (made(in_production_since=NOON + DAY), False),  # only after the request: that is our own risk
        (made(excluded_category_confirmed=False), False),  # without the confirmation there is no exclusion (F46)
        (made(shop_promise_covers=True), False),
        (made(lines=(OrderLine(line_id="plate", qty=1, unit_price=10000),)), False),
    ],
)
def test_when_it_binds(case: Case, bound: bool) -> None:  # noqa: FBT001 - a row of the table
    """Made for the buyer, confirmed as such, and begun before they asked."""
    assert made_to_order.applies(case) is bound
    assert verdict(case, 100).agree is not bound


@pytest.mark.parametrize(
    ("case", "command", "code"),
    [
        (made(), commands.Agree(by="sun", role=Level.MANAGER), ""),
        (made(), NO, ""),
        (made(), LESS, "NO_EVIDENCE"),
        (made(COST), LESS, ""),
        (made(claim=stated(cannot_refuse=True)), NO, "PLATFORM_FORBIDS"),
        (made(COST, claim=stated(cannot_refuse=True)), LESS, ""),
        (made(in_production_since=None), NO, "MUST_REFUND"),
        (made(COST, in_production_since=None), LESS, "NOTHING_TO_DEDUCT"),
    ],
)
def test_what_is_permitted(case: Case, command: commands.Command, code: str) -> None:
    """Refused with a reason, agreed to, or less the cost that is shown; where a platform forbids a no, it says what is
    possible.
    """
    if not code:
        permit(command, case, NOON)
        return
    with pytest.raises(NotPermitted) as refused:
        permit(command, case, NOON)
    assert refused.value.code == code


def test_a_supervisor_decides_either_way() -> None:
    """A yes and a no alike."""
    for command in (commands.Agree(by="ann"), NO, LESS):
        need = needs(command, made(COST))
        assert need is not None
        assert need.level is Level.SUPERVISOR


def test_while_the_buyer_considers_the_offer_nobody_else_is_waited_for() -> None:
    """The stage says so."""
    offer = ev.DeductionOffered(amount=6000, reason="the wood is cut", by="sun")
    assert stage_of(made()) is CaseStage.DECIDING
    assert stage_of(made(COST, offer)) is CaseStage.WAIT_BUYER_ANSWER


PAID = Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000)
BACK = ev.ParcelMoved(carrier="yto", waybill="OUT1", state=ParcelState.REFUSED, at=NOON)


@pytest.mark.parametrize(
    ("fault", "happened", "told", "buyers"),
    [(Fault.BUYER, (BACK,), True, True), (Fault.SELLER, (BACK,), False, False), (Fault.BUYER, (), False, True)],
)
def test_whose_freight_a_refused_parcel_is(fault: Fault, happened: tuple[Event, ...], told: bool, buyers: bool) -> None:  # noqa: FBT001 - a row of the table
    """TRN-3 is for a refusal without a reason; its freight follows from the quote (MR-11, MR-21)."""
    case = travelling(*happened, fault=fault, freight=replace(PAID))
    assert refused_without_reason(case) is told
    assert buyer_bears(owed(case)) is buyers
