"""The marketplace's door: who may call, in which forms it answers, how its messages come, how it fails."""

import asyncio
from typing import Any

import pytest

from sandbox.clock import top_time, wall_clock
from sandbox.credentials import SHOPS
from sandbox.signing import top_sign
from tests.sandbox.marketplace import REFUND, agree, error_of, goods_back
from tests.sandbox.stage import FIELDS, Sandbox, scene, top_params


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"app_key": None}, 28), ({"app_key": "1"}, 29), ({"timestamp": None}, 30),
        ({"timestamp": "2016-01-01 12:00:00"}, 31), ({"timestamp": "soon"}, 31), ({"v": None}, 32), ({"v": "1.0"}, 33),
        ({"format": None}, 23), ({"sign": "0" * 64}, 25), ({"session": None}, 26), ({"session": "x"}, 27),
        ({"fields": None}, 40),
    ],
)  # fmt: skip
async def test_the_door_checks_every_call(sandbox: Sandbox, params: dict[str, Any], code: int) -> None:
    """Each common parameter has its own documented code."""
    answer = await sandbox.top("taobao.refund.get", **({"refund_id": REFUND, "fields": FIELDS} | params))
    assert error_of(answer)[0] == code


async def test_unknown_methods_and_strangers_requests_are_refused(sandbox: Sandbox) -> None:
    """Neither a method that is not offered nor another shop's request."""
    assert error_of(await sandbox.top("taobao.item.get"))[0] == 22
    answer = await sandbox.top("taobao.refund.get", shop="side_shop", refund_id=REFUND, fields=FIELDS)
    assert error_of(answer) == (15, "isv.refund-not-exist")


@pytest.mark.parametrize("sign_method", ["md5", "hmac", "hmac-sha256"])
async def test_every_documented_signature_is_taken(sandbox: Sandbox, sign_method: str) -> None:
    """And one changed parameter breaks it."""
    params = top_params("taobao.refund.get", sign_method=sign_method, refund_id=REFUND, fields=FIELDS)
    good = await sandbox.http.post("/router/rest", data=params)
    bad = await sandbox.http.post("/router/rest", data=params | {"refund_id": "2"})
    assert good.json()["refund_get_response"]["refund"]["refund_id"] == REFUND
    assert error_of(bad.json())[0] == 25


async def test_only_the_asked_fields_come_back(sandbox: Sandbox) -> None:
    """As at the original; ids are text in refund.get and numbers in the list."""
    one = await sandbox.top("taobao.refund.get", refund_id=REFUND, fields="refund_id,status")
    assert one["refund_get_response"]["refund"] == {"refund_id": REFUND, "status": "WAIT_SELLER_AGREE"}
    listed = await sandbox.top("taobao.refunds.receive.get", fields="refund_id,tid", status="WAIT_SELLER_AGREE")
    rows = listed["refunds_receive_get_response"]["refunds"]["refund"]
    assert rows == [{"refund_id": int(REFUND), "tid": 3918463734761365001}]


async def test_the_list_is_cut_by_the_time_of_change(sandbox: Sandbox) -> None:
    """A span before the change holds nothing."""
    span = {"start_modified": top_time(wall_clock() - 7200), "end_modified": top_time(wall_clock() - 3600)}
    answer = await sandbox.top("taobao.refunds.receive.get", fields="refund_id", **span)
    assert answer["refunds_receive_get_response"]["total_results"] == 0
    span["end_modified"] = top_time(wall_clock())
    answer = await sandbox.top("taobao.refunds.receive.get", fields="refund_id", use_has_next="true", **span)
    assert answer["refunds_receive_get_response"]["has_next"] is False
    assert len(answer["refunds_receive_get_response"]["refunds"]["refund"]) == 1


async def test_the_trade_adds_up_to_what_was_paid(sandbox: Sandbox) -> None:
    """Shares of the discount are allocated, so that sub-orders and freight make the payment."""
    fields = "tid,payment,post_fee,orders.order.oid,buyer_email"
    answer = await sandbox.top("taobao.trade.fullinfo.get", tid="3918463734761365001", fields=fields)
    trade = answer["trade_fullinfo_get_response"]["trade"]
    assert (trade["payment"], trade["post_fee"], trade["buyer_email"]) == ("186.20", "8.00", "lin@buyers.example")
    assert [order["divide_order_fee"] for order in trade["orders"]["order"]] == ["106.20", "72.00"]


async def test_unconfirmed_messages_come_again(opening: Any) -> None:
    """Handed out, hidden for a while, back, and gone once confirmed."""
    async with opening(amends=None) as sandbox:
        await sandbox.load(scene("return_refund"))
        first = await sandbox.top("taobao.tmc.messages.consume", quantity=10)
        message = first["tmc_messages_consume_response"]["messages"]["tmc_message"][0]
        assert message["topic"] == "taobao_refund_RefundCreated"
        assert message["id"] > 2**53
        assert (await sandbox.top("taobao.tmc.messages.consume"))["tmc_messages_consume_response"]["messages"] == {}
        await asyncio.sleep(0.1)
        again = await sandbox.top("taobao.tmc.messages.consume")
        assert again["tmc_messages_consume_response"]["messages"]["tmc_message"][0]["id"] == message["id"]
        await sandbox.top("taobao.tmc.messages.confirm", s_message_ids=str(message["id"]))
        await asyncio.sleep(0.1)
        assert (await sandbox.top("taobao.tmc.messages.consume"))["tmc_messages_consume_response"]["messages"] == {}


async def test_pushed_messages_are_signed_over_query_and_body(sandbox: Sandbox) -> None:
    """What was taken over HTTP does not come over the queue as well."""
    await sandbox.until(lambda: bool(sandbox.intake.of("taobao", "taobao_refund_RefundCreated")))
    pushed = next(one for one in sandbox.intake.deliveries if one["source"] == "taobao")
    secret = SHOPS["demo_shop"].taobao.secret
    assert pushed["query"]["sign"] == top_sign(pushed["query"], secret, "hmac-sha256", pushed["text"])
    await asyncio.sleep(0.05)
    answer = await sandbox.top("taobao.tmc.messages.consume")
    assert answer["tmc_messages_consume_response"]["messages"] == {}


@pytest.mark.parametrize(
    ("kind", "code", "paid"),
    [
        ("error_before", (15, "isp.remote-service-timeout"), 0),
        ("error_after_commit", (15, "isp.remote-service-timeout"), 10620),
        ("bad_session", (27, "invalid-sessionkey"), 0),
        ("rate_ban", (7, "accesscontrol.limited-by-app-api-access-count"), 0),
        ("account_frozen", (15, "isv.account-frozen"), 0),
        ("insufficient", (15, "isv.balance-not-enough"), 0),
    ],
)
async def test_agreements_fail_as_told(sandbox: Sandbox, kind: str, code: tuple[int, str], paid: int) -> None:
    """Each fault words itself as the marketplace does, and the books know whether money moved."""
    await goods_back(sandbox)
    await sandbox.fault("taobao.rp.refunds.agree", kind)
    assert error_of(await agree(sandbox)) == code
    assert (await sandbox.books())["3918463734761365001"]["refunded"] == paid


async def test_a_ban_says_how_long_it_lasts(sandbox: Sandbox) -> None:
    """In the words that everybody parses."""
    await sandbox.fault("taobao.refund.get", "rate_ban", seconds=71)
    answer = await sandbox.top("taobao.refund.get", refund_id=REFUND, fields=FIELDS)
    assert answer["error_response"]["sub_msg"] == "This ban will last for 71 more seconds"


@pytest.mark.parametrize(("kind", "deliveries"), [("notice_first", 1), ("duplicate_notice", 2)])
async def test_the_marketplaces_message_may_come_first_or_twice(sandbox: Sandbox, kind: str, deliveries: int) -> None:
    """The same message, before the answer or once more after it."""
    await goods_back(sandbox)
    await sandbox.fault("taobao.rp.refunds.agree", kind)
    await agree(sandbox)
    told = [body["id"] for body in sandbox.intake.of("taobao", "taobao_refund_RefundSuccess")]
    assert told or kind == "duplicate_notice"
    await sandbox.until(lambda: len(sandbox.intake.of("taobao", "taobao_refund_RefundSuccess")) == deliveries)
    assert len({body["id"] for body in sandbox.intake.of("taobao", "taobao_refund_RefundSuccess")}) == 1
