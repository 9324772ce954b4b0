"""Stories of goods made to order whose making has begun, and of a parcel refused without a reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain import commands
from domain import events as ev
from domain.events import Answer, Intercept, Resolution
from domain.facts import AnswerReported, InterceptReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Freight, FreightMode, OrderLine, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase


async def made(floor: Floor, **more: Any) -> StoryCase:
    """A name plate that is being made for the buyer, who does not want it any more."""
    plate = OrderLine(line_id="1", qty=1, unit_price=10000, sku="PLATE", title="Name plate", category="custom")
    return await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        fault=Fault.BUYER,
        lines=(plate,),
        stage=Stage.UNSHIPPED,
        no_reason_until=None,
        excluded_category_confirmed=True,
        in_production_since=datetime.now(UTC) - timedelta(days=1),
        **more,
    )


async def offered(case: StoryCase) -> None:
    """A supervisor shows the cost and offers what is left."""
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Attach(by="ann", code="E14", reference="invoice-7", note="wood and engraving"))
    await case.told(commands.Agree(by="sun", pay_back=6000, note="the wood is cut and engraved"))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.until(lambda now: "OFFER" in now.letters, "the offer")


async def test_the_buyer_takes_what_is_left_after_the_cost(floor: Floor) -> None:
    """Less the cost, named and shown: the buyer agrees, and that much goes back."""
    case = await made(floor)
    await offered(case)
    await case.hears(AnswerReported(fact="a1", answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 6000
    assert await case.ending() is Resolution.REFUNDED_LESS
    assert floor.released(case) == 0


async def test_the_buyer_does_not_take_it_and_it_goes_to_dispute(floor: Floor) -> None:
    """Nothing leaves against the request, and nothing is paid."""
    case = await made(floor)
    await offered(case)
    await case.hears(AnswerReported(fact="a1", answer=Answer.DECLINE))
    await case.until(lambda now: now.scenario is Scenario.DISPUTE, "the dispute")
    assert (floor.refunded(case), floor.released(case)) == (0, 0)


async def test_a_supervisor_refuses_what_is_made_for_the_buyer(floor: Floor) -> None:
    """With reason and evidence; the plate stays held."""
    case = await made(floor)
    await case.at(CaseStage.DECIDING)
    no = commands.Refuse(by="sun", reason="it is made for you, as you confirmed", evidence=("E20",), unasked=True)
    await case.told(no)
    await case.until(lambda now: now.refusal is not None and now.scenario is Scenario.DISPUTE, "the dispute")
    assert floor.released(case) == 0


async def test_a_parcel_refused_without_reason_is_offered_less_its_freight(floor: Floor) -> None:
    """The buyer claims all of it on the platform; TRN-3 says who bears the freight, and what goes back (MR-11)."""
    case = await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.IN_TRANSIT,
        platform=True,
        amount=20900,
        freight=Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000),
        scene={"outbound": {"intercept": {"result": "stopped", "after": 600}}},
    )
    await case.until(lambda now: "TRN-1" in now.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.INTERCEPT))
    waybill = (await case.until(lambda now: now.intercept is Intercept.ORDERED)).order.outbound_waybill
    await case.hears(InterceptReported(fact="i1", waybill=waybill, state=Intercept.STOPPED))
    await case.scanned(waybill, ParcelState.COMING_BACK, "yto")
    await case.until(lambda now: "TRN-3" in now.letters, "TRN-3")
    offers = [event.amount for event in await case.story() if isinstance(event, ev.DeductionOffered)]
    assert offers == [19900]
