"""Taobao as the marketplace: its requests, threads and messages."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateways.errors import Fault
from gateways.platform import Speaker
from gateways.reading import JunkError
from gateways.taobao.parsing import refund_of
from gateways.taobao.platform import TaobaoPlatform
from tests.gateways.taobao_double import REFUND, REFUND_ID, VERSION, Top, error, fails


async def test_a_request_is_read_with_exact_ids_fen_and_aware_times(platform: TaobaoPlatform) -> None:
    """Ids above 2^53 stay exact, yuan become fen, Shanghai's clock becomes a point in time."""
    refund = await platform.refund(REFUND_ID)
    assert (refund.refund_id, refund.order_id, refund.line_id) == (
        REFUND_ID,
        "2918463734761365258",
        "2918463734761365259",
    )
    assert (refund.amount, refund.qty, refund.version) == (2642, 2, VERSION)
    assert refund.modified_at == datetime(2022, 9, 29, 16, 30, tzinfo=UTC)
    assert refund.deadline == datetime(2022, 10, 10, 1, 58, 12, tzinfo=UTC)
    assert refund.cannot_refuse
    assert refund.wants_return
    assert (refund.cs_status, refund.buyer_id) == (2, "AAHL")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"refund_remind_timeout": {"exist_timeout": False}}, {"deadline": None}),
        ({"refund_remind_timeout": None}, {"deadline": None}),
        ({"operation_contraint": "null"}, {"cannot_refuse": False}),
        ({"has_good_return": "false"}, {"wants_return": False}),
        ({"has_good_return": False, "dispute_type": "REFUND_AND_RETURN"}, {"wants_return": True}),
        ({"num": None, "cs_status": None}, {"qty": 0, "cs_status": 1}),
        ({"num": "3"}, {"qty": 3}),
        ({"buyer_open_uid": None}, {"buyer_id": "c**"}),
        ({"refund_fee": "0.10"}, {"amount": 10}),
        ({"refund_fee": "1000000"}, {"amount": 100000000}),
    ],
)
def test_what_the_platform_leaves_out_or_writes_otherwise(change: dict[str, Any], found: dict[str, Any]) -> None:
    """TOP's fields come and go, and its truths come as words."""
    refund = refund_of(REFUND | change)
    assert {name: getattr(refund, name) for name in found} == found


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"refund_version": None}, "refund_version is missing"),
        ({"refund_fee": "26.425"}, "refund_fee is not an amount"),
        ({"refund_fee": "-1.00"}, "refund_fee is not an amount"),
        ({"modified": "2022-09-30T00:30:00"}, "modified is not a time"),
        ({"tid": True}, "tid is not a text"),
    ],
)
def test_a_request_that_makes_no_sense_names_the_field(change: dict[str, Any], names: str) -> None:
    """Nothing is guessed where a decision is built on it."""
    with pytest.raises(JunkError, match=names):
        refund_of(REFUND | change)


async def test_a_state_of_an_exchange_is_a_persons_work(top: Top, platform: TaobaoPlatform) -> None:
    """Reading again would not change it."""
    top.refund["status"] = "WAIT_SELLER_CONSIGN_GOODS"
    assert (await fails(platform.refund(REFUND_ID))).fault is Fault.REFUSED


async def test_agreeing_to_a_return_carries_version_phase_and_freight(top: Top, platform: TaobaoPlatform) -> None:
    """The platform can tell which state of the request we agreed to."""
    top.on("taobao.rp.returngoods.agree", {"is_success": True})
    await platform.agree_return(REFUND_ID, version=VERSION, phase="aftersale", seller_pays_freight=True)
    call = top.calls[-1]
    assert (call["refund_version"], call["refund_phase"]) == (VERSION, "aftersale")
    assert (call["post_fee_bear_role"], call["seller_address_id"]) == ("0", "77")


@pytest.mark.parametrize("status", ["WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"])
async def test_agreeing_again_does_nothing(top: Top, platform: TaobaoPlatform, status: str) -> None:
    """The first answer was lost, or the platform agreed for us: the return is agreed to, under a newer version."""
    top.refund |= {"status": status, "refund_version": 1664503299999}
    await platform.agree_return(REFUND_ID, version=VERSION, phase="aftersale", seller_pays_freight=True)
    assert top.written() == []


async def test_a_request_that_changed_is_not_agreed_to(top: Top, platform: TaobaoPlatform) -> None:
    """The buyer asks for something else now: read again, decide again."""
    top.refund["refund_version"] = 1664503299999
    call = platform.agree_return(REFUND_ID, version=VERSION, phase="aftersale", seller_pays_freight=True)
    assert (await fails(call)).fault is Fault.STALE
    assert top.written() == []


async def test_the_platforms_own_version_check_is_stale_too(top: Top, platform: TaobaoPlatform) -> None:
    """The buyer changed it between our reading and our word."""
    top.on("taobao.rp.returngoods.agree", error("isv.refund-version-error"))
    call = platform.agree_return(REFUND_ID, version=VERSION, phase="aftersale", seller_pays_freight=True)
    assert (await fails(call)).fault is Fault.STALE


async def test_an_answer_that_denies_success_is_unknown(top: Top, platform: TaobaoPlatform) -> None:
    """Neither an error nor a success: the next reading will tell."""
    top.on("taobao.rp.returngoods.agree", {"is_success": False})
    call = platform.agree_return(REFUND_ID, version=VERSION, phase="aftersale", seller_pays_freight=True)
    assert (await fails(call)).fault is Fault.UNKNOWN_EFFECT


async def test_a_refusal_gives_its_reason(top: Top, platform: TaobaoPlatform) -> None:
    """The reason is what the buyer reads."""
    top.refund["operation_contraint"] = ""
    top.on("taobao.refund.refuse", {"refund": {"refund_id": REFUND_ID}})
    await platform.refuse(REFUND_ID, version=VERSION, phase="aftersale", reason="已拆封", evidence=("blob:1",))
    assert top.calls[-1]["refuse_message"] == "已拆封"


@pytest.mark.parametrize("reason", ["x", "长" * 201])
async def test_a_reason_of_a_wrong_length_is_not_sent(top: Top, platform: TaobaoPlatform, reason: str) -> None:
    """The platform takes 2 to 200 characters; a person shortens it."""
    call = platform.refuse(REFUND_ID, version=VERSION, phase="aftersale", reason=reason, evidence=())
    assert (await fails(call)).fault is Fault.REFUSED
    assert top.calls == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, Fault.REFUSED),  # cannot_refuse
        ({"operation_contraint": "", "refund_version": 1}, Fault.STALE),
        ({"operation_contraint": "", "status": "CLOSED"}, Fault.REFUSED),
    ],
)
async def test_what_cannot_be_refused_is_not_tried(
    top: Top, platform: TaobaoPlatform, change: dict[str, Any], fault: Fault
) -> None:
    """The platform said so when we read it."""
    top.refund |= change
    call = platform.refuse(REFUND_ID, version=VERSION, phase="aftersale", reason="已拆封", evidence=())
    assert (await fails(call)).fault is fault
    assert top.written() == []


async def test_refusing_again_does_nothing(top: Top, platform: TaobaoPlatform) -> None:
    """It stands refused already."""
    top.refund["status"] = "SELLER_REFUSE_BUYER"
    await platform.refuse(REFUND_ID, version="older", phase="aftersale", reason="已拆封", evidence=())
    assert top.written() == []


async def test_all_pages_of_changed_requests_are_read_from_the_last(top: Top, platform: TaobaoPlatform) -> None:
    """A request that changes meanwhile moves the others to lower pages, which come later."""
    pages = {"1": range(100), "2": range(100, 200), "3": range(200, 205)}

    def list_page(form: dict[str, str]) -> dict[str, Any]:
        rows = [{"refund_id": 10**18 + number} for number in pages[form["page_no"]]]
        return {"refunds": {"refund": rows}, "total_results": 205}

    top.on("taobao.refunds.receive.get", list_page)
    since = datetime(2026, 11, 22, 4, 0, 0, tzinfo=UTC)
    ids = await platform.changed_since(since, since + timedelta(minutes=5, microseconds=1))
    assert sorted(ids) == [str(10**18 + number) for number in range(205)]
    assert [call["page_no"] for call in top.calls] == ["1", "3", "2", "1"]
    assert (top.calls[0]["start_modified"], top.calls[0]["end_modified"]) == (
        "2026-11-22 12:00:00",
        "2026-11-22 12:05:01",
    )


@pytest.mark.parametrize(
    "answer", [{"total_results": 0}, {"refunds": {}, "total_results": 0}, {"refunds": {"refund": []}}]
)
async def test_no_changes_come_in_several_forms(top: Top, platform: TaobaoPlatform, answer: Any) -> None:
    """TOP leaves empty lists out."""
    top.on("taobao.refunds.receive.get", answer)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert await platform.changed_since(now, now) == []


async def test_a_malformed_page_stops_the_catch_up(top: Top, platform: TaobaoPlatform) -> None:
    """The cursor must not move past requests that were not read."""
    top.on("taobao.refunds.receive.get", {"refunds": {"refund": [{"refund_id": 1}, {}]}, "total_results": 2})
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert (await fails(platform.changed_since(now, now))).fault is Fault.TRANSIENT


async def test_a_message_to_the_buyer_returns_the_platforms_id(top: Top, platform: TaobaoPlatform) -> None:
    """The text goes as it is; our key stays with us."""
    top.on("taobao.refund.message.add", {"refund_message": {"id": 9007199254740993}})
    assert await platform.say(REFUND_ID, "请等待", key="case/ask/1") == "9007199254740993"
    assert top.calls[-1]["content"] == "请等待"
    assert "case/ask/1" not in str(top.calls)


@pytest.mark.parametrize("text", ["", "长" * 401])
async def test_a_message_of_a_wrong_length_is_not_sent(top: Top, platform: TaobaoPlatform, text: str) -> None:
    """The platform would cut or refuse it."""
    assert (await fails(platform.say(REFUND_ID, text, key="k"))).fault is Fault.REFUSED
    assert top.calls == []


async def test_a_thread_is_read_oldest_first_over_all_pages(top: Top, platform: TaobaoPlatform) -> None:
    """Who said what, when, whatever the order of the pages."""

    def page(form: dict[str, str]) -> dict[str, Any]:
        newest = {"id": 12, "owner_role": "1", "content": "等", "created": "2026-11-22 12:00:00"}
        older = [
            {"id": n, "owner_role": "2", "content": "?", "created": "2026-11-22 11:00:00"} for n in range(200, 99, -1)
        ]
        rows = [newest, *older][:100] if form["page_no"] == "1" else [newest, *older][100:]
        return {"refund_messages": {"refund_message": rows}, "total_results": 102}

    top.on("taobao.refund.messages.get", page)
    thread = await platform.thread(REFUND_ID)
    assert [message.message_id for message in thread] == [str(n) for n in range(100, 201)] + ["12"]
    assert (thread[-1].speaker, thread[-1].text) == (Speaker.BUYER, "等")
    assert thread[-1].at == datetime(2026, 11, 22, 4, tzinfo=UTC)


def tmc(message_id: int, content: object) -> dict[str, Any]:
    """One waiting message."""
    return {
        "id": message_id,
        "topic": "taobao_refund_RefundCreated",
        "pub_time": "2014-01-26 17:39:41",
        "user_nick": "seller",
        "content": content if isinstance(content, str) else json.dumps(content),
    }


async def test_waiting_messages_are_decoded_with_exact_ids(top: Top, platform: TaobaoPlatform) -> None:
    """The content is JSON inside JSON, with ids as numbers above 2^53."""
    content = {
        "refund_id": int(REFUND_ID),
        "tid": 2918463734761365258,
        "refund_fee": "1.00",
        "bill_type": "refund_bill",
    }
    top.on("taobao.tmc.messages.consume", {"messages": {"tmc_message": [tmc(1172200053212681005, content)]}})
    (message,) = await platform.consume(50)
    assert (message.message_id, message.seller) == ("1172200053212681005", "seller")
    assert message.published_at == datetime(2014, 1, 26, 9, 39, 41, tzinfo=UTC)
    assert message.content == content | {"refund_id": REFUND_ID, "tid": "2918463734761365258"}
    assert top.calls[-1]["quantity"] == "50"


@pytest.mark.parametrize("raw", ["{broken", "[1]", ""])
async def test_a_message_that_cannot_be_read_does_not_hold_up_the_others(
    top: Top, platform: TaobaoPlatform, raw: str
) -> None:
    """It arrives as it came, so that it can be stored, shown and confirmed."""
    top.on("taobao.tmc.messages.consume", {"messages": {"tmc_message": [tmc(1, raw), tmc(2, {"tid": 5})]}})
    unreadable, good = await platform.consume(10)
    assert unreadable.content == {"unreadable": raw}
    assert good.content == {"tid": "5"}


async def test_fewer_messages_than_the_platform_hands_out_at_least(top: Top, platform: TaobaoPlatform) -> None:
    """TOP gives 10 or more; those beyond what was asked come again, unconfirmed."""
    top.on("taobao.tmc.messages.consume", {"messages": {"tmc_message": [tmc(n, {}) for n in range(10)]}})
    assert [message.message_id for message in await platform.consume(3)] == ["0", "1", "2"]
    assert top.calls[-1]["quantity"] == "10"


async def test_no_messages(top: Top, platform: TaobaoPlatform) -> None:
    """The usual answer."""
    top.on("taobao.tmc.messages.consume", {})
    assert await platform.consume(100) == []


async def test_confirming_goes_in_two_hundreds(top: Top, platform: TaobaoPlatform) -> None:
    """One call takes no more; none is made for nothing."""
    top.on("taobao.tmc.messages.confirm", {"is_success": True})
    await platform.confirm([])
    await platform.confirm([str(n) for n in range(450)])
    assert [len(call["s_message_ids"].split(",")) for call in top.calls] == [200, 200, 50]
