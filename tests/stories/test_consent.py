"""Stories of goods that were to stay for a refund: the buyer wants them after all, or they leave unasked."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Answer, Hold, Intercept, Question, Resolution
from domain.facts import AnswerReported, ConsentReported, InterceptReported, ShipmentReported
from domain.goods import ParcelState
from domain.order import OrderLine
from domain.standing import CaseStage
from store import shipping
from tests.stories.floor import SHOP, Floor, StoryCase
from tests.stories.test_refund_only import SCENE_HANDED_OVER, cancelled

DEAR = (OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp"),)
LABELLED = {
    "scene": SCENE_HANDED_OVER | {"warehouse": {"hold": "held"}},
    "outbound_waybill": "OUT78",
    "outbound_carrier": "yto",
}
TWO = (
    OrderLine(line_id="1", qty=1, unit_price=69900, sku="LAMP", title="Lamp"),
    OrderLine(line_id="2", qty=1, unit_price=19900, sku="MUG", title="Mug"),
)


async def waits_for_a_person(floor: Floor, **more: object) -> StoryCase:
    """The goods are held, and the sum is above what policy decides by itself."""
    case = await cancelled(floor, **{"lines": DEAR} | more)
    await case.until(lambda now: now.hold is Hold.HELD)
    await case.at(CaseStage.DECIDING)
    return case


async def may_ship(floor: Floor, case: StoryCase, line: str = "1") -> bool:
    """What a warehouse that asks now is told of a line, by the register as it is written."""
    await case.story()
    given = await shipping.answered(
        floor.pool,
        shop=SHOP,
        order_id=floor.orders[case.case_id],
        lines=[line],
        asker=shipping.Asker(name="warehouse"),
    )
    return given.may_ship


def releases(floor: Floor, case: StoryCase) -> int:
    """How often the warehouse let goods of the case leave, under whatever key."""
    sql = "SELECT count(*) AS times FROM keys WHERE operation = 'warehouse.release' AND key LIKE ? || '/release%'"
    return int(floor.world.books.rows(sql, case.case_id)[0]["times"])


async def test_a_buyer_who_wants_the_goods_after_all_gets_them(floor: Floor) -> None:
    """Held for a refund, released by the buyer's word: no refund, and the case says how it ended (F24, 3.1)."""
    case = await waits_for_a_person(floor)
    assert not await may_ship(floor, case)
    await case.told(commands.Consent(by="ann", evidence="chat-77", note="wants the lamp after all"))
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    assert floor.refunded(case) == 0
    assert releases(floor, case) == 1
    story = await case.story()
    assert [event.code for event in story if isinstance(event, ev.EvidenceFiled)] == ["E8"]
    assert await may_ship(floor, case)


async def test_the_buyers_own_message_is_a_consent_too(floor: Floor) -> None:
    """It comes by the shop's own channel, twice, and then the parcel leaves: the normal course, and no breach."""
    case = await waits_for_a_person(floor)
    for _ in range(2):
        await case.hears(ConsentReported(fact="shop:c1", given=True))
    left = ShipmentReported(fact="shop:s1", carrier="yto", waybill="OUT91", at=datetime.now(UTC) + timedelta(hours=1))
    await case.hears(left)
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    kinds = await case.kinds()
    assert kinds.count(ev.ShippingConsented) == 1
    assert (await case.state()).intercept is None
    assert floor.refunded(case) == 0


async def asked(floor: Floor, **more: object) -> StoryCase:
    """A person has the buyer asked, and the letter is out."""
    case = await waits_for_a_person(floor, **more)
    await case.told(commands.AskConsent(by="ann", ship_by=case.now() + timedelta(days=2), note="back on the shelf"))
    await case.until(lambda now: "UNS-4" in now.letters, "the buyer is asked")
    return case


async def test_a_buyer_who_is_asked_takes_the_goods(floor: Floor) -> None:
    """The letter names the day; the short word of the answer is a consent, and the goods leave (table 3.1 row 4)."""
    case = await asked(floor)
    await case.hears(AnswerReported(fact="a1", question=Question.SHIP, answer=Answer.WAIT))
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    assert releases(floor, case) == 1
    kinds = await case.kinds()
    assert kinds.index(ev.ConsentAsked) < kinds.index(ev.BuyerAnswered) < kinds.index(ev.ShippingConsented)


async def test_a_buyer_who_is_asked_wants_the_money(floor: Floor) -> None:
    """The answer is kept, and the request stands as it was; a yes that comes after the money changes nothing."""
    case = await asked(floor)
    await case.hears(AnswerReported(fact="a1", answer=Answer.REFUND))
    await case.until(lambda now: now.answer(Question.SHIP) is not None)
    assert not await may_ship(floor, case)
    await case.told(commands.Agree(by="li"))
    await case.at(CaseStage.FOLLOW_UP)
    await case.hears(AnswerReported(fact="a2", question=Question.SHIP, answer=Answer.WAIT))
    assert await case.ending() is Resolution.REFUNDED
    assert ev.ShippingConsented not in await case.kinds()
    assert floor.refunded(case) == 89900 + 1000


async def test_a_consent_while_the_warehouse_is_asked_lets_the_goods_go(floor: Floor) -> None:
    """The hold hangs; the buyer's word comes meanwhile: the goods are held and released again, and nothing is paid."""
    floor.world.faults.declare("warehouse.hold", "error_before", times=2)
    case = await cancelled(floor)
    await case.hears(ConsentReported(fact="shop:c1", given=True))
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    assert floor.refunded(case) == 0
    assert releases(floor, case) == 1


async def test_a_consent_to_one_line_refunds_the_other(floor: Floor) -> None:
    """The mug is to come, the lamp is paid back: each line has its own answer, and its own money."""
    case = await waits_for_a_person(floor, lines=TWO)
    await case.told(commands.Consent(by="ann", evidence="chat-78", lines=("2",)))
    await case.until(lambda _: releases(floor, case) == 1, "the mug is released")
    assert await may_ship(floor, case, "2")
    assert not await may_ship(floor, case, "1")
    await case.told(commands.Agree(by="li"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 69900
    assert not await may_ship(floor, case, "1"), "its money is back"
    assert await case.ending() is Resolution.REFUNDED


async def test_a_consent_to_a_part_is_taken_back(floor: Floor) -> None:
    """The mug is stopped once more, and both are paid back."""
    case = await waits_for_a_person(floor, lines=TWO)
    await case.hears(ConsentReported(fact="shop:c1", given=True, lines=("2",)))
    await case.until(lambda _: releases(floor, case) == 1, "the mug is released")
    await case.hears(ConsentReported(fact="shop:c2", given=False))
    await case.until(lambda now: not now.consents)
    assert not await may_ship(floor, case, "2")
    await case.told(commands.Agree(by="li"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 69900 + 19900 + 1000
    assert (await case.kinds()).count(ev.WarehouseAnswered) == 2


async def test_on_a_platform_the_goods_leave_and_the_buyer_takes_the_request_back_there(floor: Floor) -> None:
    """Nobody pays while the consent stands, not even by a person's word; the platform's own closing ends it."""
    case = await waits_for_a_person(floor, platform=True)
    await case.told(commands.Consent(by="ann", evidence="chat-79"))
    await case.until(lambda _: releases(floor, case) == 1, "the goods are released")
    assert await may_ship(floor, case)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Agree(by="li"))
    assert refused.value.cause.type == "GOODS_WANTED"  # type: ignore[attr-defined]
    floor.world_does(case, {"withdraw": True})
    await floor.news(case)
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    assert floor.refunded(case) == 0


async def test_on_a_platform_a_consent_at_once_keeps_policy_from_paying(floor: Floor) -> None:
    """Below the limit policy would pay as soon as the goods are held; the buyer's word came first."""
    floor.world.faults.declare("warehouse.hold", "error_before", times=2)
    case = await cancelled(floor, platform=True)
    await case.hears(ConsentReported(fact="taobao:c1", given=True))
    await case.until(lambda _: releases(floor, case) == 1, "the goods are released")
    assert floor.refunded(case) == 0
    floor.world_does(case, {"withdraw": True})
    await floor.news(case)
    assert await case.ending() is Resolution.KEPT_BY_CONSENT


async def test_on_a_platform_a_consent_that_is_taken_back_is_refunded(floor: Floor) -> None:
    """The goods are stopped under a key of their own, and the request is decided as any other."""
    floor.world.faults.declare("warehouse.hold", "error_before", times=2)
    case = await cancelled(floor, platform=True)
    await case.hears(ConsentReported(fact="taobao:c1", given=True))
    await case.until(lambda _: releases(floor, case) == 1, "the goods are released")
    await case.hears(ConsentReported(fact="taobao:c2", given=False))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert (await case.kinds()).count(ev.WarehouseAnswered) == 2


async def test_held_and_shipped_all_the_same_everything_is_the_sellers(floor: Floor) -> None:
    """No consent, and the parcel leaves: it is called back, all the money goes back with the freight (MR-22, F24)."""
    case = await waits_for_a_person(floor, **LABELLED)
    assert not await may_ship(floor, case)
    await case.hears(ShipmentReported(fact="warehouse:s1", carrier="yto", waybill="OUT78", at=case.now()))
    await case.until(lambda now: now.intercept is Intercept.ORDERED, "it is called back")
    await case.told(commands.Agree(by="li"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 89900 + 1000
    [payment] = (await case.state()).payments
    assert payment.quote is not None
    assert not any(payment.quote.deductions.values())
    await case.hears(InterceptReported(fact="i1", waybill="OUT78", state=Intercept.STOPPED))
    await case.scanned("OUT78", ParcelState.COMING_BACK, "yto")
    assert await case.ending() is Resolution.REFUNDED
    assert ev.GoodsLeft in await case.kinds()


async def test_shipped_after_the_money_went_back_is_called_back(floor: Floor) -> None:
    """The warehouse did not ask: the parcel is stopped on its way, and nothing is paid twice."""
    case = await cancelled(floor, **LABELLED)
    await case.at(CaseStage.FOLLOW_UP)
    assert not await may_ship(floor, case)
    await case.hears(ShipmentReported(fact="warehouse:s1", carrier="yto", waybill="OUT78", at=case.now()))
    await case.until(lambda now: now.intercept is Intercept.ORDERED, "it is called back")
    assert await case.ending() is Resolution.REFUNDED
    assert floor.refunded(case) == 19900 + 1000


async def test_whoever_asks_hears_of_every_case_of_the_order(floor: Floor) -> None:
    """Two cases, one line each: the order is not completed before both have ended (R96)."""
    first = await waits_for_a_person(floor, lines=TWO, order_id="8001")
    second = await waits_for_a_person(floor, lines=TWO, order_id="8001")
    await asyncio.gather(first.story(), second.story())
    asker = shipping.Asker(name="shop")

    async def completes() -> bool:
        given = await shipping.answered(floor.pool, shop=SHOP, order_id="8001", lines=(), asker=asker)
        return given.may_complete

    for case in (first, second):
        assert not await completes()
        await case.told(commands.Close(by="li", reason="the buyer asked twice"))
        await case.ending()
    assert await completes()
