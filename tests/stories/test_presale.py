"""Stories of presales that are cancelled before they are shipped: the deposit forfeited, or returned twice."""

from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Resolution
from domain.fault import Fault
from domain.order import OrderLine, Presale, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase


async def presold(floor: Floor, fault: Fault, *, deposit: int = 30000, **more: Any) -> StoryCase:
    """A lamp for 1000.00 of which the deposit was paid."""
    lamp = OrderLine(line_id="1", qty=1, unit_price=100000, paid=deposit, sku="LAMP", title="Lamp")
    return await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED if fault is Fault.BUYER else Ground.OUT_OF_STOCK,
        fault=fault,
        lines=(lamp,),
        stage=Stage.UNSHIPPED,
        no_reason_until=None,
        presale=Presale(contract_price=100000, deposit=deposit),
        **more,
    )


async def test_the_buyer_cancels_a_presale_and_the_deposit_is_forfeited(floor: Floor) -> None:
    """A supervisor decides: a fifth of the price stays, the rest of what was paid goes back (M42)."""
    case = await presold(floor, Fault.BUYER)
    await case.at(CaseStage.DECIDING)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Agree(by="ann", note="cancelled by the buyer"))
    assert refused.value.cause.type == "ABOVE_AUTHORITY"  # type: ignore[attr-defined]
    await case.told(commands.Agree(by="sun", note="cancelled by the buyer"))
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (10000, 0)
    assert await case.ending() is Resolution.DEPOSIT_FORFEITED
    letters = [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert "PRE-1" in letters


async def test_a_deposit_within_the_fifth_is_forfeited_whole(floor: Floor) -> None:
    """Nothing goes back, and the buyer is told why."""
    case = await presold(floor, Fault.BUYER, deposit=20000)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="sun", note="cancelled by the buyer"))
    assert await case.ending() is Resolution.DEPOSIT_FORFEITED
    assert floor.refunded(case) == 0
    assert ev.PaymentDecided not in await case.kinds()


async def test_the_shop_cannot_deliver_a_presale_and_returns_the_deposit_twice(floor: Floor) -> None:
    """What was paid goes back through the order, the second deposit beside it, by finance (M43, MR-1)."""
    case = await presold(floor, Fault.SELLER)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="li", note="the maker is out of business"))
    promised = (await case.at(CaseStage.PAYING_OUT)).promised_payout
    assert promised is not None
    assert floor.refunded(case) == 30000
    await case.told(commands.PayOut(by="zhou", payout_id=promised.payout_id))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.compensated(case) == 20000
    assert await case.ending() is Resolution.DEPOSIT_DOUBLED
