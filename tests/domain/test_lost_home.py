"""Goods of the buyer's that are lost on their way back: what is known, what may be chosen, and what it comes to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import events as ev
from domain.case import Case
from domain.claim import claim_of
from domain.defects.defect import Choice, Remedy
from domain.defects.lost_home import came_after_all, choices, is_lost, to_make_good, turned_up_late
from domain.defects.repair import SentHome
from domain.events import Event, Payment, PaymentState
from domain.exchanges.replacement import Shelved
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import OrderLine, Stage
from domain.owed import owed
from domain.request import Ground, Item, Scenario
from tests.domain.case_forms import NOON, case_of

PAID: tuple[Event, ...] = (
    ev.PaymentDecided(key="k", kind=Payment.REFUND, decision=1, amount=20800),
    ev.PaymentChanged(key="k", state=PaymentState.SETTLED),
)
CHOSEN = Choice(remedy=Remedy.RETURN, by="buyer", at=NOON, amount=0)


def homeward(
    state: ParcelState,
    *,
    lost: bool = True,
    choice: Choice | None = None,
    shelf: int = 0,
    happened: tuple[Event, ...] = (),
) -> Case:
    """A case whose goods left for the buyer, and of which this was heard."""
    case = case_of(
        *happened,
        kind=Scenario.REPAIR,
        ground=Ground.QUALITY,
        fault=Fault.SELLER,
        lines=(OrderLine(line_id="lamp", qty=1, unit_price=20000, sku="LAMP"),),
        items=(Item(line_id="lamp", qty=1),),
        stage=Stage.RECEIVED,
    )
    home = SentHome(carrier="sf", waybill="SF7", at=NOON - timedelta(days=3), state=state)
    shelved = (Shelved(sku="LAMP", available=shelf),)
    return replace(case, sent_home=home, lost_home=lost, choice=choice, shelf=shelved)


@pytest.mark.parametrize(
    ("state", "lost", "choice", "told"),
    [  # is_lost, came_after_all, to_make_good, turned_up_late
        (ParcelState.UNDER_WAY, False, None, (False, False, False, False)),
        (ParcelState.SIGNED, False, None, (False, False, False, False)),
        (ParcelState.LOST, False, None, (True, False, False, False)),
        (ParcelState.LOST, True, None, (True, False, True, False)),
        (ParcelState.LOST, True, CHOSEN, (True, False, True, False)),
        (ParcelState.SIGNED, True, None, (False, True, False, False)),
        (ParcelState.SIGNED, True, CHOSEN, (False, False, True, True)),
    ],
)
def test_what_is_known_of_the_way_home(
    state: ParcelState, *, lost: bool, choice: Choice | None, told: tuple[bool, bool, bool, bool]
) -> None:
    """Lost, there after all, to be made good, or turned up when it was made good already."""
    case = homeward(state, lost=lost, choice=choice)
    assert (is_lost(case), came_after_all(case), to_make_good(case), turned_up_late(case)) == told


@pytest.mark.parametrize(
    ("shelf", "open_now"), [(0, (Remedy.RETURN,)), (1, (Remedy.EXCHANGE, Remedy.RETURN))], ids=["no other", "another"]
)
def test_the_same_again_only_where_one_is_on_the_shelf(shelf: int, open_now: tuple[Remedy, ...]) -> None:
    """Rows 1 to 3: goods or money as the buyer wishes; nothing is promised that is not there."""
    assert choices(homeward(ParcelState.LOST, shelf=shelf)) == open_now


def test_the_whole_price_goes_back_with_its_freight() -> None:
    """Row 1: nothing off for use or for a fault that the goods had before."""
    case = homeward(ParcelState.LOST, choice=CHOSEN)
    assert owed(case).order_refund == 20000 + 800


def test_the_carrier_of_the_way_home_owes_it_once_the_buyer_is_served() -> None:
    """R28, R29: first the buyer; the parcel is the one that went home, and not the first one."""
    served = homeward(ParcelState.LOST, choice=CHOSEN, happened=PAID)
    claim = claim_of(served)
    assert claim_of(homeward(ParcelState.LOST, choice=CHOSEN)) is None
    assert claim is not None
    assert (claim.carrier, claim.waybill, claim.amount) == ("sf", "SF7", 20800)
