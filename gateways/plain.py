"""Our plain JSON form over HTTP, shared by payments, courier and warehouse: signed requests, one table of errors."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

from gateways.connections import PlainConnection
from gateways.errors import Fault, GatewayError
from gateways.http import Http, Reply, unanswered
from gateways.reading import JunkError, Row, json_object, optional_text
from gateways.signing import signed_headers

Clock = Callable[[], datetime]
T = TypeVar("T")

# The provider's own code decides first, then the status. What stands in neither was not foreseen: for a 4xx the
# provider says no, for anything else nobody knows what happened.
BY_CODE: Mapping[str, Fault] = {
    "bad_signature": Fault.CREDENTIALS,
    "rate_limited": Fault.RATE_LIMITED,
    "insufficient_balance": Fault.NEEDS_FUNDS,
    "account_frozen": Fault.NEEDS_FUNDS,
    "key_reused": Fault.REFUSED,
    "invalid_amount": Fault.REFUSED,
    "unknown_order": Fault.REFUSED,
    "exceeds_paid": Fault.REFUSED,
    "not_found": Fault.REFUSED,
    "already_claimed": Fault.REFUSED,
}
BY_STATUS: Mapping[int, Fault] = {
    401: Fault.CREDENTIALS,
    402: Fault.NEEDS_FUNDS,
    403: Fault.CREDENTIALS,
    423: Fault.NEEDS_FUNDS,
    429: Fault.RATE_LIMITED,
}
LONGEST_MESSAGE = 300  # characters of a provider's text that we repeat


class PlainApi:
    """One account at one provider. `read` and `write` answer the JSON of a 2xx, or raise GatewayError."""

    def __init__(self, provider: str, connection: PlainConnection, http: Http, clock: Clock) -> None:
        self.provider = provider
        self._connection = connection
        self._http = http
        self._clock = clock

    async def read(self, *path: str, reader: Callable[[Row], T]) -> T:
        """GET; `path` are the parts of the address, quoted here because ids may hold slashes."""
        return await self._call("GET", path, b"", {}, reader)

    async def write(self, *path: str, body: Mapping[str, Any], reader: Callable[[Row], T], key: str = "") -> T:
        """POST; the same `body` gives the same bytes, so that the provider knows a repeat under `key` as one."""
        content = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return await self._call("POST", path, content, headers, reader)

    async def _call(
        self, method: str, path: tuple[str, ...], content: bytes, headers: dict[str, str], reader: Callable[[Row], T]
    ) -> T:
        url = "/".join([self._connection.base_url, *(quote(part, safe="") for part in path)])
        proof = signed_headers(
            account=self._connection.account,
            secret=self._connection.secret,
            at=self._clock(),
            method=method,
            path=self._http.path_of(url),
            body=content,
        )
        writes = method != "GET"
        reply = await self._http.send(
            self.provider, method, url, writes=writes, headers=headers | proof, content=content
        )
        if not 200 <= reply.status < 300:
            raise refusal(self.provider, reply, writes=writes)
        try:
            return reader(json_object(reply.body))
        except JunkError as junk:
            raise GatewayError(unanswered(writes=writes), self.provider, str(junk), code="junk") from junk


def confirmed(name: str) -> Callable[[Row], None]:
    """A reader for answers that only say that it was done: the field `name` must be true."""

    def read(row: Row) -> None:
        if row.get(name) is not True:
            raise JunkError(f"{name} is not true")

    return read


def refusal(provider: str, reply: Reply, *, writes: bool) -> GatewayError:
    """The error that an answer other than 2xx means."""
    code, message = _stated(reply)
    fault = fault_of(reply.status, code, writes=writes)
    retry_after = _retry_after(reply) if fault is Fault.RATE_LIMITED else None
    return GatewayError(fault, provider, message, code=code or f"http_{reply.status}", retry_after=retry_after)


def fault_of(status: int, code: str, *, writes: bool) -> Fault:
    """What a provider's status and code mean for us."""
    if code == "replayed":  # our nonces never repeat: a copy of this very request came first, and may have been done
        return unanswered(writes=writes)
    fallback = Fault.REFUSED if 400 <= status < 500 and status != 408 else unanswered(writes=writes)
    return BY_CODE.get(code) or BY_STATUS.get(status) or fallback


def _stated(reply: Reply) -> tuple[str, str]:
    """Code and message as the provider states them; an answer without them is described by its status."""
    try:
        error = json_object(reply.body).get("error")
        stated: Row = error if isinstance(error, dict) else {}
        code, message, field = (optional_text(stated, name) for name in ("code", "message", "field"))
    except JunkError:
        code = message = field = ""
    message = message[:LONGEST_MESSAGE] or f"answered with status {reply.status}"
    return code, f"{field}: {message}" if field else message


def _retry_after(reply: Reply) -> timedelta | None:
    seconds = reply.headers.get("retry-after", "")
    return timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() and len(seconds) < 9 else None
