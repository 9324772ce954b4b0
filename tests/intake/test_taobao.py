"""Taobao: from a hint, or from nothing but the poll, to a case and its facts."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from domain.events import CaseOpened
from domain.order import FreightMode, Stage
from domain.request import Ground, Item, Scenario
from gateways.errors import Fault, GatewayError
from gateways.platform import Platform, PlatformMessage, PlatformRefund, PlatformStatus, Speaker, ThreadMessage
from gateways.taobao.parsing import refund_of
from intake import cursors
from intake.messages import BadMessage, Hint, Ignored
from intake.reasons import Reasons
from intake.taobao_form import message_body, pushed_message, read_message
from intake.taobao_order import read_request
from intake.tmc import OVERLAP, TaobaoListener
from tests.intake.conftest import APP_KEY, TAOBAO_SECRET, Intake, Marketplace, now
from tests.intake.intake_forms import pushed, taobao_query

REFUND_ID, TRADE_ID, LINE_ID = "181784773340365852", "2918463734761365258", "2918463734761365259"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
REFUND = PlatformRefund(
    refund_id=REFUND_ID,
    order_id=TRADE_ID,
    line_id=LINE_ID,
    status=PlatformStatus.WAIT_SELLER_AGREE,
    version="1664503200000",
    phase="aftersale",
    amount=5531,
    qty=0,
    reason="7天无理由退货",
    description="",
    goods_status="BUYER_RECEIVED",
    wants_return=True,
    created_at=NOON,
    modified_at=NOON,
    deadline=NOON + timedelta(days=2),
    cannot_refuse=True,
    carrier="",
    waybill="",
    cs_status=1,
    buyer_id="AAHLuAVrAABxoR0DtQv2KKHi",
)
TRADE: dict[str, Any] = {
    "tid": TRADE_ID,
    "status": "TRADE_FINISHED",
    "payment": "126.00",
    "post_fee": "6.00",
    "pay_time": "2026-11-10 10:00:00",
    "consign_time": "2026-11-11 10:00:00",
    "buyer_open_uid": "AAHLuAVrAABxoR0DtQv2KKHi",
    "receiver_name": "Lin Qiuyue",
    "receiver_mobile": "13800000000",
    "receiver_city": "Hangzhou",
    "orders": {
        "order": [
            {
                "oid": LINE_ID,
                "num_iid": 11223344,
                "title": "Lamp",
                "num": 2,
                "price": "59.00",
                "discount_fee": "0.00",
                "payment": "118.00",
                "divide_order_fee": "110.62",
                "part_mjz_discount": "7.38",
                "status": "TRADE_FINISHED",
                "logistics_company": "申通快递",
                "invoice_no": "OUT-TB-1",
            },
            {"oid": "77", "num": 1, "price": "12.00", "discount_fee": "2.00", "divide_order_fee": "9.38"},
        ]
    },
}


def with_trade(**changes: Any) -> Any:
    """The case that the request opens on a changed trade."""
    return read_request("lantern", REFUND, TRADE | changes, Reasons())


def test_trade_and_request_become_a_case() -> None:
    """Yuan become fen, the platform's own split beats ours, and ids stay text beyond 2^53."""
    asked = with_trade()

    assert [(line.line_id, line.paid, line.qty) for line in asked.order.lines] == [(LINE_ID, 11062, 2), ("77", 938, 1)]
    assert (asked.order.freight.mode, asked.order.freight.charged) == (FreightMode.BUYER_PAID, 600)
    assert [(tender.type, tender.amount) for tender in asked.order.tenders] == [("cash", 12600)]
    assert asked.request.kind is Scenario.RETURN_REFUND
    assert asked.request.ground is Ground.NO_REASON
    assert asked.request.items == (Item(line_id=LINE_ID, qty=1),)
    assert (asked.order.outbound_carrier, asked.order.outbound_waybill) == ("申通快递", "OUT-TB-1")
    assert asked.claim is not None
    assert (asked.claim.version, asked.claim.cannot_refuse) == ("1664503200000", True)


@pytest.mark.parametrize(("amount", "qty"), [(1, 1), (5531, 1), (5532, 2), (11062, 2), (99999, 2)])
def test_units_follow_from_the_amount_where_none_are_stated(amount: int, qty: int) -> None:
    """The fewest units whose price covers what the buyer asks for."""
    asked = read_request("lantern", replace(REFUND, amount=amount), TRADE, Reasons())
    assert asked.request.items[0].qty == qty


def test_stated_units_are_believed() -> None:
    """Where the platform says how many, it is not computed."""
    asked = read_request("lantern", replace(REFUND, qty=2), TRADE, Reasons())
    assert asked.request.items[0].qty == 2


@pytest.mark.parametrize(
    ("goods", "line", "wants_return", "stage"),
    [
        ("BUYER_RECEIVED", "TRADE_FINISHED", True, Stage.RECEIVED),
        ("BUYER_RETURNED_GOODS", "WAIT_BUYER_CONFIRM_GOODS", True, Stage.RECEIVED),
        ("BUYER_NOT_RECEIVED", "WAIT_SELLER_SEND_GOODS", False, Stage.UNSHIPPED),
        ("BUYER_NOT_RECEIVED", "WAIT_BUYER_CONFIRM_GOODS", False, Stage.IN_TRANSIT),
        ("BUYER_NOT_RECEIVED", "TRADE_FINISHED", False, Stage.IN_TRANSIT),
        ("", "WAIT_BUYER_CONFIRM_GOODS", False, Stage.IN_TRANSIT),
        ("", "WAIT_BUYER_CONFIRM_GOODS", True, Stage.RECEIVED),
        ("", "TRADE_BUYER_SIGNED", False, Stage.RECEIVED),
    ],
)
def test_stage_follows_goods_and_order(goods: str, line: str, wants_return: bool, stage: Stage) -> None:  # noqa: FBT001
    """Where the goods are is what the request says of them, and else how far the order is."""
    refund = replace(REFUND, goods_status=goods, wants_return=wants_return)
    rows = [TRADE["orders"]["order"][0] | {"status": line}, TRADE["orders"]["order"][1]]
    assert read_request("lantern", refund, TRADE | {"orders": {"order": rows}}, Reasons()).order.stage is stage


def test_figures_that_do_not_sum_are_shared_out() -> None:
    """A trade whose lines do not sum to its payment is split by them: the order's total is what was paid."""
    paid = [line.paid for line in with_trade(payment="126.01").order.lines]
    assert sum(paid) == 12001
    assert paid == [11063, 938]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"payment": "1.234"}, "trade.payment"),
        ({"payment": "5.00"}, "trade.payment"),
        ({"orders": {"order": [TRADE["orders"]["order"][1]]}}, "trade.orders"),
        ({"orders": {"order": [TRADE["orders"]["order"][0] | {"num": 0}]}}, "trade.num"),
        ({"orders": None}, "trade"),
    ],
)
def test_trade_that_cannot_be_read_names_its_field(changes: dict[str, Any], field: str) -> None:
    """The platform's own slips are found before money is computed from them."""
    with pytest.raises(BadMessage) as caught:
        with_trade(**changes)
    assert caught.value.field == field


def test_only_messages_about_refunds_are_followed() -> None:
    """Another topic, or a refund topic without a refund, asks for nothing."""
    hint = read_message(pushed_message(pushed(REFUND_ID)))
    words = read_message(pushed_message(pushed(REFUND_ID, "taobao_refund_RefundCreateMessage")))

    assert (hint, words) == (Hint(request_id=REFUND_ID, words=False), Hint(request_id=REFUND_ID, words=True))
    assert isinstance(read_message(pushed_message(pushed(REFUND_ID, "taobao_trade_TradeRated"))), Ignored)


def market_of(intake: Intake) -> Marketplace:
    """The platform knows the request and its trade."""
    intake.market.refunds[REFUND_ID] = REFUND
    intake.market.trades[TRADE_ID] = TRADE
    return intake.market


async def push(intake: Intake, topic: str, message_id: str) -> None:
    """A pushed message, handled."""
    body = pushed(REFUND_ID, topic, message_id)
    query = taobao_query(body, secret=TAOBAO_SECRET, app_key=APP_KEY)
    answer = await intake.http.post(f"/intake/{intake.shop}/taobao", params=query, content=body)
    assert answer.status_code == 202
    await intake.settle()


async def test_hint_is_read_again_and_opens_a_case(intake: Intake) -> None:
    """A message names a request; what the platform then says of it becomes the case."""
    market_of(intake)
    await push(intake, "taobao_refund_RefundCreated", "1")

    event = await intake.case(intake.id(REFUND_ID, "taobao")).query("opened", result_type=CaseOpened)
    assert event.claim is not None
    assert (event.claim.refund_id, event.request.amount) == (REFUND_ID, 5531)
    assert not any(word in repr(event) for word in ("Qiuyue", "138000", "AAHLuAVr"))


async def test_changed_request_is_told_to_its_case(intake: Intake) -> None:
    """Each standing is told once as one fact; the waybill that the buyer entered routes its scans from then on."""
    market = market_of(intake)
    await push(intake, "taobao_refund_RefundCreated", "1")
    market.refunds[REFUND_ID] = replace(
        REFUND,
        status=PlatformStatus.WAIT_SELLER_CONFIRM_GOODS,
        modified_at=NOON + timedelta(hours=1),
        carrier="申通快递",
        waybill="BACK-TB",
    )
    await push(intake, "taobao_refund_RefundBuyerReturnGoods", "2")
    await push(intake, "taobao_refund_RefundBuyerReturnGoods", "3")

    told = await intake.told(intake.id(REFUND_ID, "taobao"))
    assert len(told) == 2
    assert len(set(told)) == 1
    assert "BACK-TB" in [row["waybill"] for row in await intake.pool.fetch("SELECT waybill FROM waybills")]


async def test_buyers_words_are_told_once_as_an_answer(intake: Intake) -> None:
    """What the buyer wrote is read from the thread, understood, and told once, however often the thread is read."""
    market = market_of(intake)
    await push(intake, "taobao_refund_RefundCreated", "1")
    market.threads[REFUND_ID] = (
        ThreadMessage(message_id="m1", speaker=Speaker.SELLER, text="同意吗？", at=NOON),
        ThreadMessage(message_id="m2", speaker=Speaker.BUYER, text="同意", at=NOON),
    )
    await push(intake, "taobao_refund_RefundCreateMessage", "2")
    await push(intake, "taobao_refund_RefundCreateMessage", "3")

    answers = [fact for fact in await intake.told(intake.id(REFUND_ID, "taobao")) if "accept" in fact]
    assert len(answers) == 1
    assert await intake.pool.fetchval("SELECT text FROM words") == "同意"


async def test_pictures_of_the_thread_become_evidence(intake: Intake) -> None:
    """A message with pictures is told twice: its words as an answer, its pictures as evidence, each once."""
    market = market_of(intake)
    await push(intake, "taobao_refund_RefundCreated", "1")
    pictures = ("https://img.example/1.jpg", "https://img.example/" + "x" * 200)
    market.threads[REFUND_ID] = (
        ThreadMessage(message_id="m1", speaker=Speaker.BUYER, text="照片如下", at=NOON, pictures=pictures),
    )
    await push(intake, "taobao_refund_RefundCreateMessage", "2")
    await push(intake, "taobao_refund_RefundCreateMessage", "3")

    told = await intake.told(intake.id(REFUND_ID, "taobao"))
    shown = [fact for fact in told if "amends_shown" in fact]
    assert len(shown) == 1
    assert "https://img.example/1.jpg" in shown[0]
    assert f"amends_shown-{REFUND_ID}-m1/2" in shown[0], "an address that is too long is known by its place"


async def test_request_that_was_taken_back_before_opens_nothing(intake: Intake) -> None:
    """Read as closed, it asks for nothing any more."""
    market_of(intake).refunds[REFUND_ID] = replace(REFUND, status=PlatformStatus.CLOSED)
    await push(intake, "taobao_refund_RefundCreated", "1")

    assert await intake.case_ids() == []
    assert await intake.states() == [("done", "")]


async def test_failed_read_is_tried_again(intake: Intake) -> None:
    """A platform in trouble delays the case and does not lose it."""
    market_of(intake).errors.append(GatewayError(Fault.TRANSIENT, "taobao", "no answer"))
    await push(intake, "taobao_refund_RefundCreated", "1")
    assert (await intake.states())[0] == ("waiting", "GatewayError: taobao: no answer")

    await intake.hurry()
    assert await intake.case_ids() == [intake.id(REFUND_ID, "taobao")]


async def test_ban_pauses_the_whole_shop_for_the_stated_time(intake: Intake) -> None:
    """After "this ban will last for 90 more seconds" nobody asks the platform for 90 seconds."""
    ban = GatewayError(Fault.RATE_LIMITED, "taobao", "banned", retry_after=timedelta(seconds=90))
    market = market_of(intake)
    market.errors.append(ban)
    await push(intake, "taobao_refund_RefundCreated", "1")
    await push(intake, "taobao_refund_RefundCreated", "2")

    assert market.calls == 1
    waits = await intake.pool.fetch("SELECT extract(epoch FROM next_try_at - now()) AS wait FROM inbox")
    assert all(80 < row["wait"] <= 90 for row in waits)


async def test_bad_session_stops_the_shop_and_says_so(intake: Intake) -> None:
    """Keys that the platform refuses are refused for every case: the connection rests, and its reason is shown."""
    market = market_of(intake)
    market.errors.append(GatewayError(Fault.CREDENTIALS, "taobao", "invalid session", code="27"))
    await push(intake, "taobao_refund_RefundCreated", "1")
    await push(intake, "taobao_refund_RefundCreated", "2")

    assert market.calls == 1
    assert intake.circuits.paused() == {intake.shop: "taobao: invalid session [27]"}


async def test_request_that_the_platform_denies_is_refused_in_the_end(intake: Intake) -> None:
    """A read that is refused five times over is a message that makes no sense."""
    refusal = GatewayError(Fault.REFUSED, "taobao", "no such refund", code="isv.refund-not-exist")
    market_of(intake).errors.extend([refusal] * 5)
    await push(intake, "taobao_refund_RefundCreated", "1")
    for _ in range(4):
        await intake.hurry()
    assert (await intake.states())[0] == ("refused", "taobao: no such refund [isv.refund-not-exist]")


def listener(intake: Intake) -> TaobaoListener:
    """The ear of the first shop."""
    return TaobaoListener(
        intake.shop,
        cast("Platform", intake.market),
        intake.pool,
        circuits=intake.circuits,
        clock=now,
        wake=intake.dispatcher.wake,
    )


def queued(message_id: str = "5") -> PlatformMessage:
    """A message as the queue hands it out."""
    content = {"refund_id": REFUND_ID, "tid": TRADE_ID}
    return PlatformMessage(
        message_id=message_id, topic="taobao_refund_RefundCreated", published_at=NOON, content=content
    )


async def test_queued_message_is_confirmed_once_it_is_durable(intake: Intake) -> None:
    """Taken in, confirmed, handled; a copy that came by push as well is the same message."""
    market_of(intake).queue = [queued("5")]
    assert await listener(intake).consume_once() == 1
    await push(intake, "taobao_refund_RefundCreated", "5")

    assert intake.market.queue == []
    assert await intake.states() == [("done", "")]
    assert await intake.case_ids() == [intake.id(REFUND_ID, "taobao")]


async def test_message_that_was_not_confirmed_comes_again_unharmed(intake: Intake) -> None:
    """The confirmation got lost: the message comes again, and is known."""
    market = market_of(intake)
    market.queue = [queued()]
    ear = listener(intake)

    market.errors_of_confirm.append(GatewayError(Fault.TRANSIENT, "taobao", "lost"))
    with pytest.raises(GatewayError):
        await ear.consume_once()
    assert await ear.consume_once() == 1
    assert len(await intake.states()) == 1


def test_kept_message_reads_as_the_pushed_one() -> None:
    """A consumed message is kept in the form of a pushed one."""
    assert pushed_message(message_body(queued())) == queued()


async def test_poll_finds_what_the_messages_left_out(intake: Intake) -> None:
    """No message came at all: the poll opens the case, moves its cursor, and reads the next span with an overlap."""
    market = market_of(intake)
    market.changed = [REFUND_ID]
    ear = listener(intake)
    await ear.catch_up_once()
    await intake.settle()
    assert await intake.case_ids() == [intake.id(REFUND_ID, "taobao")]

    await ear.catch_up_once()
    (_, first_until), (second_since, _) = market.spans
    assert second_since == first_until - OVERLAP


async def test_failed_page_does_not_move_the_cursor(intake: Intake) -> None:
    """What was not read whole is read again."""
    market_of(intake).errors.append(GatewayError(Fault.TRANSIENT, "taobao", "page 3 is lost"))
    with pytest.raises(GatewayError):
        await listener(intake).catch_up_once()
    assert await cursors.read_until(intake.pool, shop=intake.shop, source="taobao") is None


async def test_long_stop_is_made_up_for_day_by_day(intake: Intake) -> None:
    """After three days of standing still each day is read for itself, without a gap."""
    begin = now() - timedelta(days=3)
    await cursors.advance(intake.pool, shop=intake.shop, source="taobao", until=begin)
    await listener(intake).catch_up_once()

    spans = intake.market.spans
    assert len(spans) >= 3
    assert all(since == until - OVERLAP for (_, until), (since, _) in pairwise(spans))


def test_published_messages_are_understood() -> None:
    """Messages that the platform's own documents show become hints, and its documented request reads as a claim."""
    folder = os.environ.get("SAMPLES_DIR")
    if not folder:
        pytest.skip("SAMPLES_DIR is not set: the published samples are not part of this repository")
    samples = Path(folder) / "taobao"
    content = (samples / "tmc_refund_created.content.json").read_text()
    row = {"id": 1, "topic": "taobao_refund_RefundCreated", "pub_time": "2022-09-29 14:17:15", "content": content}
    assert read_message(pushed_message(json.dumps(row).encode())) == Hint(request_id="181784773340365852", words=False)
    answer = json.loads((samples / "tmc_messages_consume.response.json").read_text())
    rated = answer["tmc_messages_consume_response"]["messages"]["tmc_message"][0]
    assert isinstance(read_message(pushed_message(json.dumps(rated).encode())), Ignored)
    refund = refund_of(
        json.loads((samples / "refund_get.return_flow.response.json").read_text())["refund_get_response"]["refund"]
    )
    line = TRADE["orders"]["order"][0] | {"oid": refund.line_id}
    asked = read_request("lantern", refund, TRADE | {"orders": {"order": [line]}}, Reasons())
    assert (asked.request.amount, asked.request.ground, asked.order.stage) == (100, Ground.NO_REASON, Stage.RECEIVED)
