"""Stories of money back before the goods are there: not shipped yet, and on their way."""

from datetime import UTC, datetime, timedelta

from domain import commands
from domain import events as ev
from domain.events import Answer, Hold, Intercept, Question, Resolution
from domain.facts import AnswerReported, InterceptReported, WithdrawalReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Freight, FreightMode, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase

PAID_FREIGHT = Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000)


async def cancelled(floor: Floor, **more: object) -> StoryCase:
    """A request for money back on an order that has not left."""
    return await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.UNSHIPPED,
        freight=PAID_FREIGHT,
        no_reason_until=None,
        **more,  # type: ignore[arg-type]
    )


async def on_its_way(floor: Floor, **more: object) -> StoryCase:
    """A request for money back while the parcel travels."""
    return await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.IN_TRANSIT,
        freight=PAID_FREIGHT,
        outbound_eta=datetime.now(UTC) + timedelta(days=2),
        **more,  # type: ignore[arg-type]
    )


async def test_unshipped_goods_are_held_before_the_money_goes_back(floor: Floor) -> None:
    """First the warehouse, then goods and freight back, and the reason asked politely (R17, R18, MR-10)."""
    case = await cancelled(floor)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900 + 1000
    kinds = await case.kinds()
    assert kinds.index(ev.WarehouseAnswered) < kinds.index(ev.PaymentDecided)
    assert await case.ending() is Resolution.REFUNDED
    letters = [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert letters[:2] == ["UNS-1", "UNS-2"]


async def test_shipped_against_the_request_everything_is_the_sellers(floor: Floor) -> None:
    """It left although the refund was asked for: all money goes back at once, the parcel is called back (MR-22)."""
    case = await cancelled(
        floor,
        scene={"warehouse": {"hold": "shipped"}, "order": {"carrier": "yto", "waybill": "OUT77"}},
        outbound_waybill="OUT77",
        outbound_carrier="yto",
    )
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900 + 1000


async def test_handed_over_but_caught_before_the_first_scan(floor: Floor) -> None:
    """The courier still has it in hand: stopped, scanned back, refunded like an order that never left."""
    case = await cancelled(floor, scene=SCENE_HANDED_OVER, outbound_waybill="OUT78", outbound_carrier="yto")
    await case.until(lambda case: case.intercept is Intercept.ORDERED, "the courier is asked")
    await case.hears(InterceptReported(fact="i1", waybill="OUT78", state=Intercept.STOPPED))
    await case.scanned("OUT78", ParcelState.COMING_BACK, "yto")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900 + 1000
    assert (await case.state()).hold is Hold.HANDED_OVER


SCENE_HANDED_OVER = {
    "warehouse": {"hold": "handed_over"},
    "order": {"carrier": "yto", "waybill": "OUT78"},
    "outbound": {"intercept": {"result": "stopped", "after": 600}},
}
SLOW_INTERCEPT = {"outbound": {"intercept": {"result": "stopped", "after": 600}}}


async def test_the_buyer_waits_and_takes_the_request_back(floor: Floor) -> None:
    """Asked whether they would wait, the buyer says yes, the parcel comes, the request is withdrawn."""
    case = await on_its_way(floor)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.WAIT))
    await case.until(lambda case: case.answer(Question.WAIT_OR_INTERCEPT) is not None)
    await case.hears(WithdrawalReported(fact="w1"))
    assert await case.ending() is Resolution.WITHDRAWN
    assert floor.refunded(case) == 0


async def test_the_parcel_is_called_back_and_paid_for_on_its_return_scan(floor: Floor) -> None:
    """Stopped is not yet back: the money leaves on the return scan, without the freight the buyer paid (MR-11)."""
    case = await on_its_way(floor, scene=SLOW_INTERCEPT)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.INTERCEPT))
    await case.until(lambda case: case.intercept is Intercept.ORDERED)
    waybill = (await case.state()).order.outbound_waybill
    await case.hears(InterceptReported(fact="i1", waybill=waybill, state=Intercept.STOPPED))
    await case.at(CaseStage.RETURNING)
    assert floor.refunded(case) == 0
    await case.scanned(waybill, ParcelState.COMING_BACK, "yto")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_silence_is_not_consent_to_wait(floor: Floor) -> None:
    """A day without an answer: the parcel is called back, since the platform would pay for goods that travel on."""
    case = await on_its_way(floor, scene=SLOW_INTERCEPT)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.passes(hours=25)
    await case.until(lambda case: case.intercept is not None)


async def test_in_transit_the_platforms_clock_ends_the_wait(floor: Floor) -> None:
    """Nobody answers and no news comes: when the platform's time is up its page is read, and it has paid by itself."""
    case = await on_its_way(floor, platform=True, scene=SLOW_INTERCEPT)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.INTERCEPT))
    waybill = (await case.until(lambda case: case.intercept is Intercept.ORDERED)).order.outbound_waybill
    await case.hears(InterceptReported(fact="i1", waybill=waybill, state=Intercept.STOPPED))
    await case.at(CaseStage.RETURNING)
    floor.platform_pays(case)
    await case.passes(days=6)
    await case.until(lambda case: case.paid_back() > 0, "what the platform paid is booked")
    alarms = [event for event in await case.story() if isinstance(event, ev.AlarmRaised)]
    assert {alarm.clock for alarm in alarms} == {"respond"}
    assert ev.DeadlinePassed in await case.kinds()
    assert floor.refunded(case) == 19900


async def test_not_stopped_but_refused_at_the_door(floor: Floor) -> None:
    """The courier was too late, the buyer refuses the parcel, its return scan releases the money (MR-21)."""
    case = await on_its_way(floor, scene=SLOW_INTERCEPT)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.INTERCEPT))
    await case.until(lambda case: case.intercept is Intercept.ORDERED)
    waybill = (await case.state()).order.outbound_waybill
    await case.hears(InterceptReported(fact="i1", waybill=waybill, state=Intercept.FAILED))
    await case.scanned(waybill, ParcelState.REFUSED, "yto")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_the_buyer_took_it_in_after_all(floor: Floor) -> None:
    """Signed for: there is nothing to pay for a parcel that the buyer has; the case goes on as a return."""
    case = await on_its_way(floor, scene=SLOW_INTERCEPT)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.INTERCEPT))
    await case.until(lambda case: case.intercept is Intercept.ORDERED)
    waybill = (await case.state()).order.outbound_waybill
    await case.scanned(waybill, ParcelState.SIGNED, "yto")
    state = await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)
    assert floor.refunded(case) == 0
    assert state.outbound is ParcelState.SIGNED


async def test_a_promised_parcel_that_does_not_come_is_called_back(floor: Floor) -> None:
    """The buyer waits until the promised day; when it passes without a parcel, waiting is over."""
    case = await on_its_way(floor, fault=Fault.CARRIER, scene=SLOW_INTERCEPT)
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.WAIT))
    await case.until(lambda case: case.answer(Question.WAIT_OR_INTERCEPT) is not None)
    await case.passes(days=3)
    await case.until(lambda case: case.intercept is Intercept.ORDERED)
    waybill = (await case.state()).order.outbound_waybill
    await case.scanned(waybill, ParcelState.COMING_BACK, "yto")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900 + 1000


async def test_an_unshipped_order_cannot_be_refused(floor: Floor) -> None:
    """The only lawful moves are to refund, or to ship with consent (F14)."""
    import pytest
    from temporalio.client import WorkflowUpdateFailedError

    from domain.order import OrderLine

    dear = (OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp"),)
    case = await cancelled(floor, lines=dear)
    await case.at(CaseStage.DECIDING)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Refuse(by="li", reason="we do not like it", evidence=("E8",)))
    assert refused.value.cause.type == "MUST_REFUND"  # type: ignore[attr-defined]
