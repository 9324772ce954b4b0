"""Buyers, couriers, warehouse and mail: what they do by themselves, and how it reaches Amends."""

import itertools
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from standardwebhooks import Webhook

from sandbox.credentials import SHOPS
from tests.sandbox.stage import Intake, Sandbox, scene

CASE = "case-side_shop-shop-R-2001"
DAY = 86_400


def letter(question: str = "", *, to: str = "mira@buyers.example", number: int = 1) -> EmailMessage:
    """A letter as Amends writes them."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "care@side_shop.example", to, "Your parcel"
    mail["Message-ID"] = f"<{CASE}.{question or 'news'}.{number}@side_shop.example>"
    mail["X-Amends-Case"], mail["X-Amends-Question"] = CASE, question
    mail.set_content("Would you wait?")
    return mail


async def send(port: int, mail: EmailMessage) -> Any:
    """Hand a letter to the sandbox's mail server."""
    return await aiosmtplib.send(mail, hostname="127.0.0.1", port=port, start_tls=False)


async def test_a_request_reaches_the_intake_signed(sandbox: Sandbox) -> None:
    """The generic form, with moments resolved and the shop's own secret."""
    await sandbox.until(lambda: bool(sandbox.intake.of("shop", "case.requested")))
    told = next(one for one in sandbox.intake.deliveries if one["source"] == "shop")
    assert Webhook(SHOPS["side_shop"].webhooks["shop"]).verify(told["text"], told["headers"])
    content = told["body"]["data"]
    assert (content["request_id"], content["kind"], content["stage"]) == ("R-2001", "refund_only", "in_transit")
    assert content["order"]["shipped_at"].endswith("+00:00")
    assert "signed_at" not in content["order"]


async def test_a_notice_is_sent_until_it_is_taken(opening: Callable[..., Any], intake: Intake) -> None:
    """Refused twice, then taken: three deliveries of one message, each freshly signed."""
    intake.answers = itertools.chain([500, 503], itertools.repeat(200))
    async with opening() as sandbox:
        await sandbox.load(scene("in_transit"))
        await sandbox.until(lambda: len(intake.deliveries) == 3)
        assert len({one["headers"]["webhook-id"] for one in intake.deliveries}) == 1

        async def taken() -> bool:
            notices = (await sandbox.http.get("/_world/notices")).json()
            return [notice["state"] for notice in notices] == ["delivered"]

        await sandbox.until(taken)


async def test_a_receiver_that_is_gone_is_left_alone(opening: Callable[..., Any], intake: Intake) -> None:
    """410 disables the message."""
    intake.answers = itertools.repeat(410)
    async with opening() as sandbox:
        await sandbox.load(scene("in_transit"))

        async def disabled() -> bool:
            return [n["state"] for n in (await sandbox.http.get("/_world/notices")).json()] == ["disabled"]

        await sandbox.until(disabled)
        assert len(intake.deliveries) == 1


async def test_a_notice_may_be_lost(opening: Callable[..., Any]) -> None:
    """What was lost is found by polling alone."""
    async with opening() as sandbox:
        await sandbox.fault("notices.shop", "lost_notice")
        await sandbox.load(scene("in_transit"))
        assert [n["state"] for n in (await sandbox.http.get("/_world/notices")).json()] == ["lost"]


async def test_a_parcel_is_called_back(sandbox: Sandbox) -> None:
    """Ordered, stopped, on its way back, returned: by push and by poll, to the same end."""
    parcel = {"carrier": "dhl", "waybill": "DHL001"}
    assert (await sandbox.plain("POST", "/courier/subscriptions", parcel)).json() == {"subscribed": True}
    again = (await sandbox.plain("POST", "/courier/subscriptions", parcel)).json()
    assert again == {"subscribed": True, "duplicate": True}

    order = parcel | {"reference": "i-1"}
    first = (await sandbox.plain("POST", "/courier/intercepts", order, key="i-1")).json()
    assert first["state"] == "ordered"
    await sandbox.until(lambda: bool(sandbox.intake.of("courier", "parcel.intercepted")))
    assert sandbox.intake.of("courier", "parcel.intercepted")[0]["data"]["state"] == "stopped"
    later = (await sandbox.plain("POST", "/courier/intercepts", order, key="i-1")).json()
    assert later == {"intercept_id": first["intercept_id"], "state": "stopped"}

    await sandbox.until(lambda: len(sandbox.intake.of("courier", "parcel.scanned")) == 4)
    trace = (await sandbox.plain("GET", "/courier/traces/dhl/DHL001")).json()
    assert [scan["state"] for scan in trace["scans"]] == ["collected", "in_transit", "returning", "returned"]
    pushed = {body["data"]["event_id"] for body in sandbox.intake.of("courier", "parcel.scanned")}
    assert pushed == {scan["event_id"] for scan in trace["scans"]}


async def test_an_interception_may_fail_and_the_buyer_refuse(opening: Callable[..., Any]) -> None:
    """Too late for the courier; the buyer does not take it, and it comes back all the same."""
    raw = scene("in_transit")
    raw["outbound"]["intercept"] = {"result": "failed", "after": 0.02}
    raw["buyer"] = [{"when": "intercept_failed", "after": 0.02, "do": [{"refuse_at_door": True}]}]
    async with opening() as sandbox:
        await sandbox.load(raw)
        order = {"carrier": "dhl", "waybill": "DHL001", "reference": "i-1"}
        await sandbox.plain("POST", "/courier/intercepts", order, key="i-1")

        async def returned() -> bool:
            trace = (await sandbox.plain("GET", "/courier/traces/dhl/DHL001")).json()
            return [scan["state"] for scan in trace["scans"]][2:] == ["refused", "returning", "returned"]

        await sandbox.until(returned)


async def test_courier_refuses_what_it_does_not_know(sandbox: Sandbox) -> None:
    """An unknown carrier is an error, an unknown waybill an empty trace."""
    answer = await sandbox.plain("POST", "/courier/subscriptions", {"carrier": "pigeon", "waybill": "1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unknown_carrier")
    assert (await sandbox.plain("GET", "/courier/traces/yto/NONE")).json()["scans"] == []


@pytest.mark.parametrize("state", ["held", "handed_over", "shipped"])
async def test_the_warehouse_says_how_far_the_goods_are(opening: Callable[..., Any], state: str) -> None:
    """A hold answers as the scene says; the same key answers the same."""
    raw = scene("return_refund", warehouse={"hold": state}, buyer=[])
    raw["order"] |= {"shipped_at": None, "signed_at": None}
    raw["request"] |= {"kind": "refund_only", "stage": "unshipped"}
    body = {"order_id": "3918463734761365001", "line_ids": ["3918463734761365011"], "reference": "h-1"}
    async with opening() as sandbox:
        await sandbox.load(raw)
        for _ in range(2):
            answer = await sandbox.plain("POST", "/warehouse/holds", body, key="h-1", shop="demo_shop")
            assert answer.json() == {"state": state}
        released = await sandbox.plain(
            "POST", "/warehouse/releases", body | {"reference": "r-1"}, key="r-1", shop="demo_shop"
        )
        assert released.json() == {"released": True}
        wrong = body | {"line_ids": ["9"], "reference": "h-2"}
        answer = await sandbox.plain("POST", "/warehouse/holds", wrong, key="h-2", shop="demo_shop")
        assert answer.json()["error"]["field"] == "line_ids.0"


async def test_an_unlabelled_parcel_is_found_without_a_return(opening: Callable[..., Any]) -> None:
    """Nobody announced its waybill and there is no slip in it: the finding has the waybill only."""
    raw = scene("return_refund")
    raw["parcels"]["p1"] |= {"entered": False, "unlabelled": True}
    async with opening() as sandbox:
        await sandbox.load(raw)
        await sandbox.http.post("/_world/deeds", json={"request_id": "281784773340365001", "do": {"ship": "p1"}})
        await sandbox.until(lambda: bool(sandbox.intake.of("warehouse", "goods.inspected")))
        finding = sandbox.intake.of("warehouse")[0]["data"]
        assert (finding["return_no"], finding["waybill"]) == ("", "ST9000000001")
        assert not sandbox.intake.of("taobao", "taobao_refund_RefundBuyerReturnGoods")


async def test_the_buyer_answers_letters_by_their_question(opening: Callable[..., Any], intake: Intake) -> None:
    """The question in the header decides; the same letter twice gets one answer."""
    async with opening(smtp_port=0) as sandbox:
        await sandbox.load(scene("in_transit"))
        port = sandbox.app.state.smtp_port
        await send(port, letter("wait_or_intercept"))
        await send(port, letter("wait_or_intercept"))
        await send(port, letter("survey"))
        await sandbox.until(lambda: len(intake.of("shop", "buyer.replied")) == 2)
        answers = {body["data"]["reply_to"]: body["data"] for body in intake.of("shop", "buyer.replied")}
        assert answers["wait_or_intercept"]["answer"] == "intercept"
        assert (answers["survey"]["experience"], answers["survey"]["expectation"]) == (4, 5)
        kept = (await sandbox.http.get("/_world/mail", params={"order_id": "S-2001"})).json()
        assert [mail["question"] for mail in kept] == ["wait_or_intercept", "wait_or_intercept", "survey"]
        assert (await sandbox.audit())["mail_twice"][0]["times"] == 2


@pytest.mark.parametrize(("kind", "code"), [("smtp_4xx", 452), ("smtp_5xx", 550)])
async def test_mail_may_be_refused(opening: Callable[..., Any], kind: str, code: int) -> None:
    """For now, or for good; nothing is kept."""
    async with opening(smtp_port=0) as sandbox:
        await sandbox.load(scene("in_transit"))
        await sandbox.fault("mail.deliver", kind, match={"to": "mira@buyers.example"})
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
            await send(sandbox.app.state.smtp_port, letter())
        assert refused.value.recipients[0].code == code
        assert (await sandbox.http.get("/_world/mail")).json() == []
        await send(sandbox.app.state.smtp_port, letter())
        assert len((await sandbox.http.get("/_world/mail")).json()) == 1


async def test_the_mail_server_serves_the_sandbox_only(opening: Callable[..., Any]) -> None:
    """No letter ever leaves for a real address."""
    async with opening(smtp_port=0) as sandbox:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await send(sandbox.app.state.smtp_port, letter(to="someone@elsewhere.com"))


async def test_a_shop_of_its_own_rules_and_buyers_withdraw(sandbox: Sandbox) -> None:
    """What the marketplace does by messages of its own, a shop tells in the generic form."""
    for do in ({"escalate": True}, {"withdraw": True}):
        await sandbox.http.post("/_world/deeds", json={"request_id": "R-2001", "do": do})
    await sandbox.until(lambda: bool(sandbox.intake.of("shop", "case.ruled")))
    await sandbox.until(lambda: bool(sandbox.intake.of("shop", "case.withdrawn")))
    ruled = sandbox.intake.of("shop", "case.ruled")[0]["data"]
    assert (ruled["in_favour_of"], ruled["amount"], ruled["article"]) == ("buyer", 4000, "7.2")


async def test_a_reaction_can_wait_for_days_on_the_orders_clock(opening: Callable[..., Any]) -> None:
    """The buyer ships five days after the agreement, and not an hour before."""
    raw = scene("return_refund")
    raw["buyer"] = [{"when": "return_agreed", "after_days": 5, "do": [{"ship": "p1"}]}]
    order = {"order_id": "3918463734761365001"}
    async with opening() as sandbox:
        await sandbox.load(raw)
        await sandbox.http.post("/_world/clock", json=order | {"ahead_seconds": 5 * DAY + 60})
        await sandbox.until(lambda: bool(sandbox.intake.of("taobao", "taobao_refund_RefundSellerAgreeAgreement")))
        acts = (await sandbox.http.get("/_world/pending")).json()["acts"]
        assert acts[0]["name"] == "buyer.ship"
        assert acts[0]["in_seconds"] > 4 * DAY
        await sandbox.http.post("/_world/clock", json=order | {"ahead_seconds": 11 * DAY})
        await sandbox.until(lambda: bool(sandbox.intake.of("taobao", "taobao_refund_RefundBuyerReturnGoods")))


async def test_time_does_not_go_back(sandbox: Sandbox) -> None:
    """A smaller lead, and an order nobody knows, are refused."""
    assert (
        await sandbox.http.post("/_world/clock", json={"order_id": "S-2001", "ahead_seconds": 100})
    ).status_code == 200
    assert (
        await sandbox.http.post("/_world/clock", json={"order_id": "S-2001", "ahead_seconds": 99})
    ).status_code == 422
    assert (await sandbox.http.post("/_world/clock", json={"order_id": "S-9", "ahead_seconds": 1})).status_code == 404


async def test_the_same_waybill_is_not_polled_too_often(opening: Callable[..., Any]) -> None:
    """Where the sandbox is told to be impatient, as the original is."""
    from sandbox.world import Pace

    async with opening(pace=Pace(patience=30, tick=0.005)) as sandbox:
        assert (await sandbox.plain("GET", "/courier/traces/dhl/DHL001")).status_code == 200
        answer = await sandbox.plain("GET", "/courier/traces/dhl/DHL001")
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) > 0
