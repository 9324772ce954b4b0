"""One TOP call: signed form out, checked JSON in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from gateways.connections import TaobaoConnection
from gateways.errors import Fault, GatewayError
from gateways.http import Http, Reply, unanswered
from gateways.reading import JunkError, Row, inner, json_object
from gateways.taobao.errors import error_of
from gateways.taobao.parsing import SHANGHAI
from gateways.taobao.sign import sign

PROVIDER = "taobao"
T = TypeVar("T")


class TopApi:
    """One seller's session. All parameters travel in the body, so that addresses never hold the session."""

    def __init__(self, connection: TaobaoConnection, http: Http, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._http = http
        self._clock = clock

    async def read(self, method: str, parameters: Mapping[str, str], reader: Callable[[Row], T]) -> T:
        """A call that changes nothing."""
        return await self._call(method, parameters, reader, writes=False)

    async def write(self, method: str, parameters: Mapping[str, str], reader: Callable[[Row], T]) -> T:
        """A call that does something: without a clear answer it may have been done."""
        return await self._call(method, parameters, reader, writes=True)

    async def _call(self, method: str, parameters: Mapping[str, str], reader: Callable[[Row], T], *, writes: bool) -> T:
        reply = await self._http.send(
            PROVIDER,
            "POST",
            self._connection.base_url,
            writes=writes,
            headers={"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"},
            content=urlencode(self._signed(method, parameters)).encode(),
        )
        try:
            return reader(_answer(method, reply, writes=writes))
        except JunkError as junk:
            raise GatewayError(unanswered(writes=writes), PROVIDER, f"{method}: {junk}", code="junk") from junk

    def _signed(self, method: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """The whole form. Empty parameters are left out: the platform does not count them in the signature."""
        connection = self._connection
        form = {name: value for name, value in parameters.items() if value} | {
            "method": method,
            "app_key": connection.app_key,
            "session": connection.session.reveal(),
            "timestamp": self._clock().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            "v": "2.0",
            "format": "json",
            "sign_method": connection.sign_method.value,
        }
        return form | {"sign": sign(form, secret=connection.secret.reveal(), method=connection.sign_method)}


def _answer(method: str, reply: Reply, *, writes: bool) -> Row:
    """The method's own node of the answer; raises GatewayError for an error_response, JunkError for anything else.

    TOP answers its errors with status 200; an error_response counts whatever the status is.
    """
    try:
        answer = json_object(reply.body)
    except JunkError:
        raise _unreadable(method, reply, writes=writes) from None
    if "error_response" in answer:
        raise error_of(PROVIDER, inner(answer, "error_response"), writes=writes)
    if reply.status != 200:
        raise _unreadable(method, reply, writes=writes)
    return inner(answer, method.removeprefix("taobao.").replace(".", "_") + "_response")


def _unreadable(method: str, reply: Reply, *, writes: bool) -> GatewayError:
    """An answer that is not TOP's: from something between us and it, or from TOP in trouble."""
    refused = 400 <= reply.status < 500 and reply.status not in {408, 429}
    fault = Fault.REFUSED if refused else unanswered(writes=writes)
    message = (
        f"{method}: status {reply.status} with an answer that is not the platform's; check base_url if it persists"
    )
    return GatewayError(fault, PROVIDER, message, code=f"http_{reply.status}")
