"""The marketplace's clients against the sandbox, which checks signatures and keeps books of its own."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateways.errors import Fault
from gateways.messaging import Letter
from gateways.payments import Claim, PayoutState
from gateways.platform import PlatformStatus, Speaker
from tests.gateways.sandbox_double import LINE, ORDER, REQUEST, RETURN, Sandbox, error_of, now


async def test_a_marketplace_request_is_read_and_paid_once(sandbox: Sandbox) -> None:
    """Read, agree, and agree again: the books show one movement."""
    await sandbox.load()
    payout = await sandbox.payout()
    channel = sandbox.gateways.payments("taobao")
    assert await channel.look_up(payout) is None
    first, again = await channel.pay(payout), await channel.pay(payout)
    assert (first.state, again.state, again.amount) == (PayoutState.SETTLED, PayoutState.SETTLED, 11800)
    assert await sandbox.moved() == [11800]


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("error_before", Fault.UNKNOWN_EFFECT),
        ("error_after_commit", Fault.UNKNOWN_EFFECT),
        ("garbled_after_commit", Fault.UNKNOWN_EFFECT),
        ("rate_ban", Fault.RATE_LIMITED),
        ("bad_session", Fault.CREDENTIALS),
        ("account_frozen", Fault.NEEDS_FUNDS),
        ("insufficient", Fault.NEEDS_FUNDS),
    ],
)
async def test_a_failing_agreement_has_its_class_and_pays_once_in_the_end(
    sandbox: Sandbox, kind: str, fault: Fault
) -> None:
    """Whatever the first try came to, the second ends with one movement."""
    await sandbox.load()
    payout = await sandbox.payout()
    channel = sandbox.gateways.payments("taobao")
    await sandbox.fail("taobao.rp.refunds.agree", kind, seconds=0.05)
    error = await error_of(channel.pay(payout))
    assert error.fault is fault
    await sandbox.control.delete("/_world/faults")
    assert (await channel.pay(payout)).state is PayoutState.SETTLED
    assert await sandbox.moved() == [11800]


async def test_a_hanging_agreement_is_found_by_the_lookup(sandbox: Sandbox) -> None:
    """The money moved, the answer never came."""
    await sandbox.load()
    payout = await sandbox.payout()
    await sandbox.fail("taobao.rp.refunds.agree", "hang_after_commit", seconds=30)
    error = await error_of(sandbox.gateways.payments("taobao").pay(payout))
    assert (error.fault, error.code) == (Fault.UNKNOWN_EFFECT, "timeout")
    found = await sandbox.gateways.payments("taobao").look_up(payout)
    assert found is not None
    assert found.state is PayoutState.SETTLED


async def test_agreeing_to_a_return_and_hearing_of_it(sandbox: Sandbox) -> None:
    """The platform moves the request on; a second agreement changes nothing; the list shows the change."""
    await sandbox.load(**RETURN)
    platform = sandbox.gateways.platform
    before = await platform.refund(REQUEST)
    assert before.wants_return
    agree: dict[str, Any] = {"version": before.version, "phase": before.phase, "seller_pays_freight": False}
    await platform.agree_return(REQUEST, **agree)
    await platform.agree_return(REQUEST, **agree)
    after = await platform.refund(REQUEST)
    assert after.status is PlatformStatus.WAIT_BUYER_RETURN_GOODS
    assert after.version != before.version
    assert after.deadline is not None
    assert await platform.changed_since(now() - timedelta(hours=2), now() + timedelta(seconds=2)) == [REQUEST]


async def test_a_changed_request_is_stale_for_every_write(sandbox: Sandbox) -> None:
    """Our decision was about an older version."""
    await sandbox.load(**RETURN)
    platform = sandbox.gateways.platform
    payout = await sandbox.payout(claim=Claim(refund_id=REQUEST, version="1", phase="onsale"))
    for call in (
        platform.agree_return(REQUEST, version="1", phase="onsale", seller_pays_freight=True),
        platform.refuse(REQUEST, version="1", phase="onsale", reason="已拆封", evidence=()),
        sandbox.gateways.payments("taobao").pay(payout),
        sandbox.gateways.payments("taobao").look_up(payout),
    ):
        assert (await error_of(call)).fault is Fault.STALE


async def test_a_refusal_stands(sandbox: Sandbox) -> None:
    """The buyer reads the reason; saying it twice says it once."""
    await sandbox.load(**RETURN)
    platform = sandbox.gateways.platform
    refund = await platform.refund(REQUEST)
    for _ in range(2):
        await platform.refuse(REQUEST, version=refund.version, phase=refund.phase, reason="已拆封", evidence=())
    assert (await platform.refund(REQUEST)).status is PlatformStatus.SELLER_REFUSE_BUYER


async def test_words_in_the_thread_are_written_once_though_the_answer_is_lost(sandbox: Sandbox) -> None:
    """The platform has no key for messages: the thread itself tells."""
    await sandbox.load()
    letter = Letter(key="c/ask/1", shop="demo_shop", case_id="c", to=REQUEST, subject="", text="请问愿意等吗？")
    await sandbox.fail("taobao.refund.message.add", "error_after_commit")
    message_id = await sandbox.gateways.messages.send(letter)
    assert await sandbox.gateways.messages.send(replace(letter, tried_since=now())) == message_id
    thread = await sandbox.gateways.platform.thread(REQUEST)
    assert [(m.speaker, m.text) for m in thread if m.speaker is Speaker.SELLER] == [(Speaker.SELLER, letter.text)]


async def test_messages_wait_until_they_are_confirmed(sandbox: Sandbox) -> None:
    """The request's creation is announced, with exact ids."""
    await sandbox.load(platform={"delivery": "queue"})
    platform = sandbox.gateways.platform
    messages = await until(lambda: platform.consume(10))
    assert messages[0].topic == "taobao_refund_RefundCreated"
    assert messages[0].content["refund_id"] == REQUEST
    await platform.confirm([message.message_id for message in messages])


async def test_the_order_is_read_with_its_lines(sandbox: Sandbox) -> None:
    """What the platform knows of the purchase."""
    await sandbox.load()
    trade = await sandbox.gateways.platform.trade(ORDER)
    assert str(trade["tid"]) == ORDER
    assert [str(order["oid"]) for order in trade["orders"]["order"]] == [LINE]


async def until(ask: Callable[[], Any]) -> Any:
    """Ask until there is an answer; the test's own time limit ends it."""
    while not (found := await ask()):  # noqa: ASYNC110 - the queue is on the other side of the wall
        await asyncio.sleep(0.02)
    return found
