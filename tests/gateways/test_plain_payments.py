"""The plain JSON providers: what we send, what their answers mean, and what their errors mean."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from gateways.errors import Fault, GatewayError
from gateways.payments import Payout, PayoutState
from gateways.plain import PlainApi, fault_of
from gateways.plain_payments import PlainPayments
from gateways.signing import signature

Clock = Callable[[], datetime]
KEY = "case-lantern-shop-R 1/refund/1"
PAYOUT = Payout(
    key=KEY,
    shop="lantern",
    order_id="2918463734761365258",
    amount=11800,
    currency="CNY",
    purpose="refund",
    reason="7天无理由",
    tenders={"cash": 11000, "red_packet": 800},
)
PAID = {
    "refund_id": "rf_1",
    "reference": KEY,
    "status": "succeeded",
    "amount": 11800,
    "currency": "CNY",
    "created_at": "2026-11-22T12:00:00+08:00",
    "settled_at": "2026-11-22T12:00:03+08:00",
}


@pytest.fixture
def payments(api: PlainApi) -> PlainPayments:
    """The payment provider."""
    return PlainPayments(api)


async def test_a_payout_is_sent_whole_signed_and_under_its_key(script: Any, payments: PlainPayments) -> None:
    """The provider gets the amount, the tenders and the key; the signature covers what goes over the wire."""
    script.will_say(PAID)
    await payments.pay(PAYOUT)
    (request,) = script.requests
    assert json.loads(request.content) == {
        "reference": KEY,
        "order_id": "2918463734761365258",
        "purpose": "refund",
        "amount": 11800,
        "currency": "CNY",
        "tenders": {"cash": 11000, "red_packet": 800},
        "reason": "7天无理由",
    }
    assert request.headers["Idempotency-Key"] == KEY
    headers = request.headers
    assert headers["X-Amends-Account"] == "lantern"
    assert headers["X-Amends-Signature"] == signature(
        "s3cret",
        timestamp=headers["X-Amends-Timestamp"],
        nonce=headers["X-Amends-Nonce"],
        method="POST",
        path="/v1/refunds",
        body=request.content,
    )


async def test_a_repeat_is_the_same_body_byte_for_byte(script: Any, payments: PlainPayments) -> None:
    """A provider that compares bodies must see one payout, though the tenders come in another order from history."""
    script.will_say(PAID)
    await payments.pay(PAYOUT)
    turned = Payout(**{**vars(PAYOUT), "tenders": {"red_packet": 800, "cash": 11000}})
    await payments.pay(turned)
    assert script.requests[0].content == script.requests[1].content


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("succeeded", PayoutState.SETTLED),
        ("processing", PayoutState.PENDING),
        ("failed", PayoutState.FAILED),
        ("reversed", PayoutState.FAILED),
    ],
)
async def test_the_answer_tells_how_the_payout_stands(
    script: Any, payments: PlainPayments, status: str, state: PayoutState
) -> None:
    """Accepted is not paid, and reversed is not kept."""
    script.will_say(PAID | {"status": status, "failure": "card closed"})
    answer = await payments.pay(PAYOUT)
    assert (answer.state, answer.amount, answer.key, answer.provider_ref) == (state, 11800, KEY, "rf_1")
    assert answer.reason == "card closed"
    assert answer.at == datetime(2026, 11, 22, 4, 0, 3, tzinfo=UTC)


async def test_a_lookup_asks_for_the_key_whatever_it_is_written_with(script: Any, payments: PlainPayments) -> None:
    """A key holds slashes and blanks; it is one part of the address."""
    script.will_say(PAID)
    answer = await payments.look_up(PAYOUT)
    assert answer is not None
    assert script.requests[0].url.raw_path == b"/v1/refunds/case-lantern-shop-R%201%2Frefund%2F1"


async def test_a_key_that_the_provider_never_heard_of_is_unpaid(script: Any, payments: PlainPayments) -> None:
    """Only the provider's own word counts as certainly not paid."""
    script.will_say({"error": {"code": "not_found", "message": "no such reference"}}, 404)
    assert await payments.look_up(PAYOUT) is None


async def test_a_404_of_something_in_between_proves_nothing(script: Any, payments: PlainPayments) -> None:
    """A proxy's page about a missing page must not be read as unpaid."""
    script.will(httpx2.Response(404, text="<h1>Not Found</h1>"))
    with pytest.raises(GatewayError) as caught:
        await payments.look_up(PAYOUT)
    assert caught.value.code == "http_404"


JUNK = {
    "another payout's answer": PAID | {"reference": "other"},
    "another currency": PAID | {"currency": "EUR"},
    "an unknown status": PAID | {"status": "perhaps"},
    "a fraction of a fen": PAID | {"amount": 118.5},
    "an amount in words": PAID | {"amount": "11800"},
    "a time without offset": PAID | {"settled_at": "2026-11-22T12:00:03"},
    "no refund id": {name: value for name, value in PAID.items() if name != "refund_id"},
    "an empty object": {},
    "a list": [PAID],
}


@pytest.mark.parametrize("name", JUNK)
async def test_a_2xx_that_makes_no_sense_leaves_the_payout_unknown(
    script: Any, payments: PlainPayments, name: str
) -> None:
    """The money may have moved: unknown for the payout, one more reading for the lookup."""
    script.will_say(JUNK[name])
    with pytest.raises(GatewayError) as paid:
        await payments.pay(PAYOUT)
    with pytest.raises(GatewayError) as looked_up:
        await payments.look_up(PAYOUT)
    assert (paid.value.fault, looked_up.value.fault) == (Fault.UNKNOWN_EFFECT, Fault.TRANSIENT)


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"\xff\xfe", b"[" * 100_000])
async def test_a_2xx_that_is_no_json_leaves_the_payout_unknown(
    script: Any, payments: PlainPayments, body: bytes
) -> None:
    """Half an answer is no answer."""
    script.will(httpx2.Response(200, content=body))
    with pytest.raises(GatewayError) as caught:
        await payments.pay(PAYOUT)
    assert caught.value.fault is Fault.UNKNOWN_EFFECT


# status, code, what it means for a write, what it means for a read
ERRORS = [
    (401, "bad_signature", Fault.CREDENTIALS, Fault.CREDENTIALS),
    (401, "replayed", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    (401, "", Fault.CREDENTIALS, Fault.CREDENTIALS),
    (402, "insufficient_balance", Fault.NEEDS_FUNDS, Fault.NEEDS_FUNDS),
    (403, "", Fault.CREDENTIALS, Fault.CREDENTIALS),
    (408, "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    (409, "key_reused", Fault.REFUSED, Fault.REFUSED),
    (422, "invalid_amount", Fault.REFUSED, Fault.REFUSED),
    (422, "unknown_order", Fault.REFUSED, Fault.REFUSED),
    (422, "exceeds_paid", Fault.REFUSED, Fault.REFUSED),
    (422, "a_code_of_tomorrow", Fault.REFUSED, Fault.REFUSED),
    (423, "account_frozen", Fault.NEEDS_FUNDS, Fault.NEEDS_FUNDS),
    (429, "rate_limited", Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    (302, "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    (500, "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    (502, "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    (503, "internal", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
]


@pytest.mark.parametrize(("status", "code", "write", "read"), ERRORS)
def test_every_error_has_its_class(status: int, code: str, write: Fault, read: Fault) -> None:
    """The table that retry policy hangs on."""
    assert fault_of(status, code, writes=True) is write
    assert fault_of(status, code, writes=False) is read


async def test_an_error_repeats_the_providers_words_and_field(script: Any, payments: PlainPayments) -> None:
    """Who finds the parked case reads what the provider said, and which field it meant."""
    script.will_say({"error": {"code": "exceeds_paid", "message": "only 90.00 was paid", "field": "amount"}}, 422)
    with pytest.raises(GatewayError, match=r"payments: amount: only 90.00 was paid \[exceeds_paid\]"):
        await payments.pay(PAYOUT)


@pytest.mark.parametrize(("stated", "waits"), [("30", timedelta(seconds=30)), ("soon", None), ("-5", None), ("", None)])
async def test_a_rate_limit_says_when_to_come_back(
    script: Any, payments: PlainPayments, stated: str, waits: timedelta | None
) -> None:
    """A stated delay is kept; one that is not a number of seconds is left to the retry policy."""
    script.will_say({"error": {"code": "rate_limited", "message": "slow down"}}, 429, Retry_After=stated)
    with pytest.raises(GatewayError) as caught:
        await payments.pay(PAYOUT)
    assert (caught.value.fault, caught.value.retry_after) == (Fault.RATE_LIMITED, waits)


async def test_no_error_shows_the_secret(script: Any, payments: PlainPayments) -> None:
    """Errors end up in histories and logs."""
    script.will_say({"error": {"code": "bad_signature", "message": "signature is wrong"}}, 401)
    with pytest.raises(GatewayError) as caught:
        await payments.pay(PAYOUT)
    assert "s3cret" not in repr(caught.value) + str(vars(payments._api)) + repr(payments._api._connection)


def test_the_key_is_not_sent_in_the_last_hours_of_its_life(payments: PlainPayments) -> None:
    """The provider forgets after 24 hours: 20 hours after the first send we only look up (rule R4)."""
    sent = datetime(2026, 11, 22, tzinfo=UTC)
    assert payments.key_life.send_until(sent) == sent + timedelta(hours=20)
