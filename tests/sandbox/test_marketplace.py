"""The life of a request on the marketplace: its lock, its states, its deadlines, and the buyer behind it."""

import asyncio
from typing import Any

from sandbox.clock import top_time, wall_clock
from tests.sandbox.marketplace import DAY, REFUND, agree, agree_return, error_of, goods_back, refuse, until_status
from tests.sandbox.stage import Sandbox, scene


async def test_a_return_is_played_to_the_end(sandbox: Sandbox) -> None:
    """Agreed, shipped, scanned, inspected, paid: the buyer, courier and warehouse act by themselves."""
    assert (await agree_return(sandbox))["rp_returngoods_agree_response"]["result"] is True
    returned = await until_status(sandbox, "WAIT_SELLER_CONFIRM_GOODS")
    assert (returned["company_name"], returned["sid"]) == ("申通快递", "ST9000000001")

    announced = {
        "return_no": "RN-1", "order_id": "3918463734761365001", "waybill": "ST9000000001",
        "lines": [{"line_id": "3918463734761365011", "sku": "MUG-2", "qty": 2}],
    }  # fmt: skip
    assert (await sandbox.plain("POST", "/warehouse/returns", announced, shop="demo_shop")).json() == {"expected": True}
    await sandbox.until(lambda: bool(sandbox.intake.of("warehouse", "goods.inspected")))
    polled = (await sandbox.plain("GET", "/warehouse/returns/RN-1/findings", shop="demo_shop")).json()["findings"]
    assert polled == [sandbox.intake.of("warehouse")[0]["data"]]
    assert [unit["grade"] for unit in polled[0]["units"]] == ["A", "C"]

    paid = (await agree(sandbox))["rp_refunds_agree_response"]
    assert (paid["succ"], paid["msg_code"]) == (True, "OP_SUCC")
    assert (await sandbox.refund(REFUND))["status"] == "SUCCESS"
    assert (await sandbox.books())["3918463734761365001"]["refunded"] == 10620
    assert (await sandbox.audit())["whole"]
    topics = [body["topic"] for body in sandbox.intake.of("taobao")]
    await sandbox.until(lambda: "taobao_refund_RefundSuccess" in [b["topic"] for b in sandbox.intake.of("taobao")])
    assert {"taobao_refund_RefundCreated", "taobao_refund_RefundBuyerReturnGoods"} <= set(topics)


async def test_money_moves_once(sandbox: Sandbox) -> None:
    """A second agreement learns that it is done."""
    await goods_back(sandbox)
    await agree(sandbox)
    assert error_of(await agree(sandbox)) == (15, "isv.refund-status-error")
    assert (await sandbox.books())["3918463734761365001"]["refunded"] == 10620


async def test_agreements_are_checked(sandbox: Sandbox) -> None:
    """A return not yet agreed to, another version, another amount: each refused with its own code."""
    assert error_of(await agree(sandbox)) == (15, "isv.refund-status-error")
    await goods_back(sandbox)
    assert error_of(await agree(sandbox, version="1")) == (15, "isv.refund-version-error")
    assert error_of(await agree(sandbox, fen=1)) == (15, "isv.refund-fee-error")
    for rows in ("1|2|3", f"{REFUND}|²|1|onsale", ",".join([f"{REFUND}|1|1|onsale"] * 21)):
        assert error_of(await sandbox.top("taobao.rp.refunds.agree", refund_infos=rows))[0] == 41
    assert (await sandbox.books())["3918463734761365001"]["refunded"] == 0


async def test_of_several_rows_each_has_its_own_outcome(sandbox: Sandbox) -> None:
    """One good, one unknown: SOME_OP_SUCC, and only the good one is paid."""
    await goods_back(sandbox)
    now = await sandbox.refund(REFUND)
    rows = f"{REFUND}|10620|{now['refund_version']}|{now['refund_phase']},77|1|1|onsale"
    answer = (await sandbox.top("taobao.rp.refunds.agree", refund_infos=rows))["rp_refunds_agree_response"]
    assert (answer["succ"], answer["msg_code"]) == (False, "SOME_OP_SUCC")
    assert [row["succ"] for row in answer["results"]["refund_mapping_result"]] == [True, False]


async def test_no_reason_cannot_be_refused_before_the_goods_are_back(sandbox: Sandbox) -> None:
    """The law of seven days; afterwards a refusal stands, and this buyer asks for the officer, who decides."""
    assert error_of(await refuse(sandbox)) == (15, "isv.cannot-refuse")
    await goods_back(sandbox)
    assert "refund_refuse_response" in await refuse(sandbox)
    ruled = await until_status(sandbox, "SUCCESS")
    assert (ruled["cs_status"], ruled["refund_fee"]) == (8, "90.00")
    topics = [body["topic"].removeprefix("taobao_refund_") for body in sandbox.intake.of("taobao")]
    await sandbox.until(lambda: bool(sandbox.intake.of("taobao", "taobao_refund_RefundSuccess")))
    assert {"RefundSellerRefuseAgreement", "TaobaoInterApplied"} <= set(topics)
    assert (await sandbox.books())["3918463734761365001"]["refunded"] == 9000


async def test_a_deduction_is_accepted_by_changing_the_request(sandbox: Sandbox) -> None:
    """The buyer answers, the amount and the version change, and the old agreement is stale."""
    await goods_back(sandbox)
    before = await sandbox.refund(REFUND)
    await sandbox.top(
        "taobao.refund.message.add", refund_id=REFUND, content="一只杯口有缺口，扣26.20元后退款，可以吗？"
    )

    async def changed() -> bool:
        return bool((await sandbox.refund(REFUND))["refund_fee"] == "80.00")

    await sandbox.until(changed)
    assert error_of(await agree(sandbox, fen=8000, version=before["refund_version"])) == (
        15,
        "isv.refund-version-error",
    )
    thread = await sandbox.top("taobao.refund.messages.get", refund_id=REFUND, fields="owner_role,content")
    said = thread["refund_messages_get_response"]["refund_messages"]["refund_message"]
    assert [(one["owner_role"], one["content"]) for one in said][1:] == [(1, "同意")]
    assert "rp_refunds_agree_response" in await agree(sandbox)
    assert (await sandbox.books())["3918463734761365001"]["refunded"] == 8000


async def test_the_sellers_silence_agrees(sandbox: Sandbox) -> None:
    """Five days pass on the order's clock: the return is agreed to, and everything stated is on that clock."""
    await sandbox.http.post("/_world/clock", json={"order_id": "3918463734761365001", "ahead_seconds": 5 * DAY + 60})
    now = await until_status(sandbox, "WAIT_SELLER_CONFIRM_GOODS")
    assert now["refund_remind_timeout"]["timeout"] > top_time(wall_clock() + 14 * DAY)


async def test_the_buyers_silence_closes(opening: Any) -> None:
    """A buyer who never ships loses the request, and no money moves."""
    async with opening() as sandbox:
        await sandbox.load(scene("return_refund", buyer=[]))
        await agree_return(sandbox)
        await sandbox.http.post("/_world/clock", json={"order_id": "3918463734761365001", "ahead_seconds": 8 * DAY})
        await until_status(sandbox, "CLOSED")
        assert (await sandbox.books())["3918463734761365001"]["refunded"] == 0


async def test_an_unshipped_request_is_paid_by_silence_and_cannot_be_refused(opening: Any) -> None:
    """Two days without an answer, and the marketplace pays."""
    raw = scene("return_refund", buyer=[])
    raw["request"] |= {"kind": "refund_only", "stage": "unshipped"}
    raw["order"] |= {"shipped_at": None, "signed_at": None}
    async with opening() as sandbox:
        await sandbox.load(raw)
        assert error_of(await refuse(sandbox)) == (15, "isv.cannot-refuse")
        await sandbox.http.post(
            "/_world/clock", json={"order_id": "3918463734761365001", "ahead_seconds": 2 * DAY + 60}
        )
        await until_status(sandbox, "SUCCESS")
        movement = (await sandbox.books())["3918463734761365001"]["movements"][0]
        assert (movement["amount"], movement["cause"]) == (10620, "deadline")


async def test_a_ruling_may_be_left_to_the_seller_to_carry_out(opening: Any) -> None:
    """The officer decides, the money moves only when the seller agrees to what was ruled."""
    ruling = {"in_favour_of": "buyer", "amount": 9000, "after": 0.02, "executed_by": "seller"}
    async with opening() as sandbox:
        await sandbox.load(scene("return_refund", platform={"phase": "aftersale", "ruling": ruling}))
        await refuse(sandbox)

        async def ruled() -> bool:
            return bool((await sandbox.refund(REFUND))["cs_status"] == 8)

        await sandbox.until(ruled)
        assert (await sandbox.books())["3918463734761365001"]["refunded"] == 0
        assert "rp_refunds_agree_response" in await agree(sandbox)
        assert (await sandbox.books())["3918463734761365001"]["refunded"] == 9000


async def test_a_ruling_for_the_seller_closes_the_request(opening: Any) -> None:
    """No money moves."""
    ruling = {"in_favour_of": "seller", "after": 0.02}
    async with opening() as sandbox:
        await sandbox.load(scene("return_refund", platform={"phase": "aftersale", "ruling": ruling}))
        await refuse(sandbox)
        assert (await until_status(sandbox, "CLOSED"))["cs_status"] == 9
        assert (await sandbox.books())["3918463734761365001"]["refunded"] == 0


async def test_clocks_stop_while_the_officer_decides(opening: Any) -> None:
    """No deadline is stated, and none takes effect."""
    ruling = {"in_favour_of": "seller", "after": 300}
    async with opening() as sandbox:
        await sandbox.load(scene("return_refund", platform={"phase": "aftersale", "ruling": ruling}))
        await refuse(sandbox)

        async def applied() -> bool:
            return bool((await sandbox.refund(REFUND))["cs_status"] == 2)

        await sandbox.until(applied)
        await sandbox.http.post("/_world/clock", json={"order_id": "3918463734761365001", "ahead_seconds": 30 * DAY})
        await asyncio.sleep(0.1)
        now = await sandbox.refund(REFUND)
        assert (now["status"], now["refund_remind_timeout"]["exist_timeout"]) == ("SELLER_REFUSE_BUYER", False)
