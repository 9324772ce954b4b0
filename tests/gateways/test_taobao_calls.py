"""One TOP call: the form that leaves, and what each kind of error means for a read and for a write."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from gateways.connections import TaobaoConnection
from gateways.errors import Fault, GatewayError
from gateways.http import Http
from gateways.secret import Secret
from gateways.taobao.calls import TopApi
from gateways.taobao.errors import fault_of
from gateways.taobao.sign import SignMethod, signed_by

Clock = Callable[[], datetime]


@pytest.fixture(params=SignMethod)
def connection(request: pytest.FixtureRequest) -> TaobaoConnection:
    """A connection for each way to sign."""
    return TaobaoConnection(
        base_url="http://top.test/router/rest",
        app_key="12345678",
        secret=Secret("hush-app"),
        session=Secret("hush-session"),
        sign_method=request.param,
    )


@pytest.fixture
def api(connection: TaobaoConnection, http: Http, clock: Clock) -> TopApi:
    """A session over it."""
    return TopApi(connection, http, clock)


async def test_a_call_is_a_signed_form_with_shanghai_time(
    script: Any, api: TopApi, connection: TaobaoConnection
) -> None:
    """All parameters are in the body and in the signature; empty ones are not sent; the address holds no secret."""
    script.will_say({"refund_get_response": {"refund": {}}})
    await api.read("taobao.refund.get", {"refund_id": "181784773340365852", "remark": ""}, dict)
    (request,) = script.requests
    form = {name: values[0] for name, values in parse_qs(request.content.decode(), keep_blank_values=True).items()}
    assert str(request.url) == "http://top.test/router/rest"
    assert form["timestamp"] == "2026-11-22 12:05:06"
    assert form["session"] == "hush-session"
    assert form["sign_method"] == connection.sign_method
    assert "remark" not in form
    assert signed_by("hush-app", form)


# code, sub_code, what it means for a write, what it means for a read
ERRORS = [
    ("7", "accesscontrol.limited-by-app-api-access-count", Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    ("7", "", Fault.RATE_LIMITED, Fault.RATE_LIMITED),
    ("10", "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    ("11", "isv.permission-api-package-limit", Fault.CREDENTIALS, Fault.CREDENTIALS),
    ("15", "isv.refund-version-error", Fault.STALE, Fault.STALE),
    ("15", "isv.refund-phase-error", Fault.STALE, Fault.STALE),
    ("15", "isv.account-frozen", Fault.NEEDS_FUNDS, Fault.NEEDS_FUNDS),
    ("15", "isv.balance-not-enough", Fault.NEEDS_FUNDS, Fault.NEEDS_FUNDS),
    ("15", "isv.refund-fee-error", Fault.REFUSED, Fault.REFUSED),
    ("15", "isv.refund-status-error", Fault.REFUSED, Fault.REFUSED),
    ("15", "isv.cannot-refuse", Fault.REFUSED, Fault.REFUSED),
    ("15", "isp.top-remote-connection-timeout", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    ("15", "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    ("25", "", Fault.CREDENTIALS, Fault.CREDENTIALS),
    ("27", "invalid-sessionkey", Fault.CREDENTIALS, Fault.CREDENTIALS),
    ("31", "", Fault.CREDENTIALS, Fault.CREDENTIALS),
    ("40", "isv.missing-parameter:refund_id", Fault.REFUSED, Fault.REFUSED),
    ("50", "isv.invalid-parameter", Fault.REFUSED, Fault.REFUSED),
    ("50", "isp.item-service-unavailable", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
    ("999", "", Fault.UNKNOWN_EFFECT, Fault.TRANSIENT),
]


@pytest.mark.parametrize(("code", "sub_code", "write", "read"), ERRORS)
def test_every_error_has_its_class(code: str, sub_code: str, write: Fault, read: Fault) -> None:
    """The table that retry policy hangs on."""
    assert fault_of(code, sub_code, writes=True) is write
    assert fault_of(code, sub_code, writes=False) is read


@pytest.mark.parametrize("seconds", [1, 2, 31062])
async def test_a_ban_says_how_long_it_lasts(script: Any, api: TopApi, seconds: int) -> None:
    """The number stands in a sentence; it is as long as a third of a day."""
    sub_msg = f"This ban will last for {seconds} more seconds"
    stated = {"code": 7, "msg": "App Call Limited", "sub_code": "accesscontrol.limited-by-app-access-count"}
    script.will_say({"error_response": stated | {"sub_msg": sub_msg}})
    with pytest.raises(GatewayError, match=sub_msg) as caught:
        await api.write("taobao.rp.refunds.agree", {}, dict)
    assert (caught.value.fault, caught.value.retry_after) == (Fault.RATE_LIMITED, timedelta(seconds=seconds))


ANSWERS = {
    "a page": httpx2.Response(200, text="<html>maintenance</html>"),
    "another method's answer": httpx2.Response(200, json={"refund_refuse_response": {}}),
    "a server error": httpx2.Response(502, text="bad gateway"),
    "an answer under a wrong status": httpx2.Response(500, json={"refund_get_response": {}}),
    "silence": httpx2.ReadTimeout("silent"),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_that_is_not_the_platforms_leaves_a_write_unknown(script: Any, api: TopApi, name: str) -> None:
    """What we cannot read may have been done."""
    script.will(ANSWERS[name])
    with pytest.raises(GatewayError) as written:
        await api.write("taobao.refund.get", {}, dict)
    with pytest.raises(GatewayError) as read:
        await api.read("taobao.refund.get", {}, dict)
    assert (written.value.fault, read.value.fault) == (Fault.UNKNOWN_EFFECT, Fault.TRANSIENT)


async def test_no_error_shows_secret_or_session(script: Any, api: TopApi) -> None:
    """Errors end up in histories and logs."""
    script.will_say({"error_response": {"code": 27, "msg": "Invalid session", "sub_code": "invalid-sessionkey"}})
    with pytest.raises(GatewayError) as caught:
        await api.read("taobao.refund.get", {}, dict)
    assert "hush" not in repr(caught.value) + repr(vars(api))
