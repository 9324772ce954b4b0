"""Taobao as a payment channel: agreeing pays, reading tells, and no request is paid twice."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from gateways.errors import Fault
from gateways.payments import Claim, Payout, PayoutState
from gateways.platform import PlatformStatus
from gateways.taobao.refunds import TaobaoRefunds
from tests.gateways.taobao_double import REFUND_ID, VERSION, Top, error, fails

PAYOUT = Payout(
    key="case-lantern-taobao-1/refund/1",
    shop="lantern",
    order_id="2918463734761365258",
    amount=2642,
    currency="CNY",
    purpose="refund",
    reason="",
    tenders={"cash": 2642},
    claim=Claim(refund_id=REFUND_ID, version=VERSION, phase="aftersale"),
)
AGREED = {
    "succ": True,
    "msg_code": "OP_SUCC",
    "results": {"refund_mapping_result": [{"refund_id": REFUND_ID, "succ": True}]},
}


def agrees(top: Top, answer: Any = None) -> None:
    """The platform pays when agreed to."""

    def pay(_: dict[str, str]) -> Any:
        top.refund |= {"status": "SUCCESS", "refund_version": 1664503299999}
        return AGREED if answer is None else answer

    top.on("taobao.rp.refunds.agree", pay)


async def test_agreeing_pays_and_the_request_confirms_it(top: Top, refunds: TaobaoRefunds) -> None:
    """Id, amount in fen, version and phase go in one field; settled is what the request says afterwards."""
    agrees(top)
    answer = await refunds.pay(PAYOUT)
    assert (answer.state, answer.amount, answer.provider_ref, answer.key) == (
        PayoutState.SETTLED,
        2642,
        REFUND_ID,
        PAYOUT.key,
    )
    (agree,) = (call for call in top.calls if call["method"] == "taobao.rp.refunds.agree")
    assert agree["refund_infos"] == f"{REFUND_ID}|2642|{VERSION}|aftersale"


@pytest.mark.parametrize("status", ["WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"])
async def test_a_return_is_paid_with_or_without_an_entered_waybill(
    top: Top, refunds: TaobaoRefunds, status: str
) -> None:
    """The goods may be here although the buyer never told the platform how he sent them."""
    top.refund["status"] = status
    agrees(top)
    assert (await refunds.pay(PAYOUT)).state is PayoutState.SETTLED


async def test_a_paid_request_is_not_agreed_to_again(top: Top, refunds: TaobaoRefunds) -> None:
    """The first answer was lost after the money moved: reading finds it."""
    top.refund |= {"status": "SUCCESS", "refund_version": 1664503299999}
    assert (await refunds.pay(PAYOUT)).state is PayoutState.SETTLED
    assert top.written() == []


async def test_agreed_but_not_yet_success_is_pending(top: Top, refunds: TaobaoRefunds) -> None:
    """A later message or lookup tells."""
    top.on("taobao.rp.refunds.agree", AGREED)
    assert (await refunds.pay(PAYOUT)).state is PayoutState.PENDING


async def test_a_failing_look_after_agreeing_does_not_undo_the_agreement(top: Top, refunds: TaobaoRefunds) -> None:
    """The agreement is known to stand."""

    def agree_then_break(_: dict[str, str]) -> Any:
        top.on("taobao.refund.get", httpx2.ReadTimeout("silent"))
        return AGREED

    top.on("taobao.rp.refunds.agree", agree_then_break)
    assert (await refunds.pay(PAYOUT)).state is PayoutState.PENDING


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"refund_version": 1}, Fault.STALE),
        ({"refund_fee": "26.41"}, Fault.STALE),
        ({"status": "SUCCESS", "refund_fee": "26.41"}, Fault.STALE),
        ({"status": "SELLER_REFUSE_BUYER"}, Fault.REFUSED),
        ({"status": "CLOSED"}, Fault.REFUSED),
    ],
)
async def test_what_is_not_as_decided_is_not_paid(
    top: Top, refunds: TaobaoRefunds, change: dict[str, Any], fault: Fault
) -> None:
    """Another version or amount: decide again. A state that cannot be agreed to: a person."""
    top.refund |= change
    assert (await fails(refunds.pay(PAYOUT))).fault is fault
    assert top.written() == []


ROWS = {
    "our row failed for the version": ("SOME_OP_SUCC", {"msg_code": "isv.refund-version-error"}, Fault.STALE),
    "our row failed for a reason": ("SOME_OP_SUCC", {"msg_code": "isv.refund-status-error"}, Fault.REFUSED),
    "our row failed without a code": ("SOME_OP_SUCC", {"message": "余额不足"}, Fault.REFUSED),
    "our row failed on their side": ("OP_FAILURE_UE", {"msg_code": "isp.remote-service-timeout"}, Fault.UNKNOWN_EFFECT),
}


@pytest.mark.parametrize("name", ROWS)
async def test_each_row_has_its_own_outcome(top: Top, refunds: TaobaoRefunds, name: str) -> None:
    """The word on the whole call says nothing about our row."""
    whole, row, fault = ROWS[name]
    rows = [{"refund_id": "other", "succ": True}, {"refund_id": REFUND_ID, "succ": False} | row]
    top.on("taobao.rp.refunds.agree", {"succ": True, "msg_code": whole, "results": {"refund_mapping_result": rows}})
    assert (await fails(refunds.pay(PAYOUT))).fault is fault


async def test_our_row_may_succeed_where_others_fail(top: Top, refunds: TaobaoRefunds) -> None:
    """Some done, some not: ours is done."""
    rows = [{"refund_id": "other", "succ": False}, {"refund_id": REFUND_ID, "succ": True}]
    agrees(top, {"succ": False, "msg_code": "SOME_OP_SUCC", "results": {"refund_mapping_result": rows}})
    assert (await refunds.pay(PAYOUT)).state is PayoutState.SETTLED


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"succ": True, "msg_code": "SOME_OP_SUCC"}, Fault.UNKNOWN_EFFECT),
        ({"succ": False, "msg_code": "OP_FAILURE_UE", "message": "no"}, Fault.REFUSED),
        ({}, Fault.UNKNOWN_EFFECT),
        (error("isv.refund-fee-error"), Fault.REFUSED),
        (error("isp.refund-service-error"), Fault.UNKNOWN_EFFECT),
        (error("accesscontrol.limited-by-app-access-count", 7), Fault.RATE_LIMITED),
        (httpx2.ReadTimeout("silent"), Fault.UNKNOWN_EFFECT),
        (httpx2.ConnectError("refused"), Fault.TRANSIENT),
    ],
)
async def test_an_agreement_without_a_clear_answer(top: Top, refunds: TaobaoRefunds, answer: Any, fault: Fault) -> None:
    """What may have paid is unknown, what certainly did not is not."""
    top.on("taobao.rp.refunds.agree", answer)
    assert (await fails(refunds.pay(PAYOUT))).fault is fault


async def test_money_that_moved_behind_a_lost_answer_is_found(top: Top, refunds: TaobaoRefunds) -> None:
    """Unknown first, then the lookup reads it off the request; nothing is agreed to twice."""
    agrees(top, httpx2.ReadTimeout("silent"))
    assert (await fails(refunds.pay(PAYOUT))).fault is Fault.UNKNOWN_EFFECT
    found = await refunds.look_up(PAYOUT)
    assert found is not None
    assert (found.state, found.amount) == (PayoutState.SETTLED, 2642)
    assert top.written() == ["taobao.rp.refunds.agree"]


async def test_a_lookup_tells_the_amount_that_was_really_paid(top: Top, refunds: TaobaoRefunds) -> None:
    """A ruling may have paid less than we decided."""
    top.refund |= {"status": "SUCCESS", "refund_fee": "20.00", "refund_version": 2}
    found = await refunds.look_up(PAYOUT)
    assert found is not None
    assert (found.state, found.amount) == (PayoutState.SETTLED, 2000)


async def test_a_closed_request_was_not_paid(top: Top, refunds: TaobaoRefunds) -> None:
    """It will not be, under this key."""
    top.refund |= {"status": "CLOSED", "refund_version": 2}
    found = await refunds.look_up(PAYOUT)
    assert found is not None
    assert found.state is PayoutState.FAILED


@pytest.mark.parametrize("status", sorted(set(PlatformStatus) - {PlatformStatus.SUCCESS, PlatformStatus.CLOSED}))
async def test_a_waiting_request_is_certainly_unpaid(top: Top, refunds: TaobaoRefunds, status: str) -> None:
    """Unchanged: the same agreement may be sent again. Changed: it never will be."""
    top.refund["status"] = status
    assert await refunds.look_up(PAYOUT) is None
    top.refund["refund_version"] = 2
    assert (await fails(refunds.look_up(PAYOUT))).fault is Fault.STALE


@pytest.mark.parametrize("change", [{"claim": None}, {"purpose": "compensation"}, {"currency": "EUR"}])
async def test_the_platform_pays_nothing_but_its_own_requests(
    top: Top, refunds: TaobaoRefunds, change: dict[str, Any]
) -> None:
    """A compensation needs another channel."""
    payout = replace(PAYOUT, **change)
    assert (await fails(refunds.pay(payout))).fault is Fault.REFUSED
    assert (await fails(refunds.look_up(payout))).fault is Fault.REFUSED
    assert top.calls == []


def test_the_request_is_a_key_for_ever(refunds: TaobaoRefunds) -> None:
    """It can be paid once, and stays readable."""
    assert refunds.key_life.send_until(datetime(2026, 1, 1, tzinfo=UTC)) is None
