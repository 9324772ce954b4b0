"""The codec endpoint: through it the Temporal UI and the command line `temporal` show and write encrypted payloads.

It is off until it is told whom to let in (docs/decisions/0010). A browser is let in by the exact origin of its page,
and where a token is configured by the token as well; any other program only by the token. What cannot be decrypted is
given back as it came, so that the UI can show the rest. Each call is logged with how many payloads it was about, never
with what was in them.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from google.protobuf import json_format
from temporalio.api.common.v1 import Payload

from codec.encryption import CannotDecrypt, Encryption, encrypted
from codec.keys import Keys
from intake.door import Refused
from intake.limits import CutShort, TooLarge, TooSlow, read_body

log = structlog.get_logger(__name__)

MOST_BYTES = 6 * 1024 * 1024  # one answer of Temporal is 4 MB at most; in base64 that is a third more
ALLOWED = {
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type, x-namespace",
    "Access-Control-Allow-Credentials": "true",  # for the cookie of a proxy that people log in to
    "Access-Control-Max-Age": "600",
}
FORM = '{"payloads": [...]} is expected, payloads as Temporal\'s API writes them'


class Way(StrEnum):
    """What is asked for."""

    DECODE = "decode"
    ENCODE = "encode"


@dataclass(frozen=True, kw_only=True)
class Access:
    """Whom the endpoint lets in: pages of these exact origins, and programs with this token ("" for none)."""

    origins: frozenset[str] = frozenset()
    token: str = field(default="", repr=False)

    @property
    def to_anybody(self) -> bool:
        """Whether there is anybody to let in; else the endpoint is off."""
        return bool(self.origins or self.token)


class CodecDoor:
    """Lets callers in or not, and does what they ask."""

    def __init__(self, keys: Keys, *, namespace: str, access: Access, most_bytes: int = MOST_BYTES) -> None:
        self._codec = Encryption(keys, namespace)
        self._namespace = namespace
        self._access = access
        self._most_bytes = most_bytes

    def preflight(self, headers: Mapping[str, str]) -> dict[str, str]:
        """What a browser is told before it asks; it sends no token with this. Raises Refused."""
        if headers.get("origin") is None:
            raise _stranger("an Origin is expected")
        return self._of_origin(headers)

    async def answer(self, way: Way, request: Request) -> JSONResponse:
        """See one call through. Raises Refused."""
        headers = request.headers
        shared = self._admitted(headers)
        ours = self._in_our_namespace(way, headers)
        payloads = _payloads(await self._body(request))
        answered = [self._turned(way, payload) if ours else payload for payload in payloads]
        changed = sum(before is not after for before, after in zip(payloads, answered, strict=True))
        log.info(
            "payloads were shown" if way is Way.DECODE else "payloads were encrypted",
            operation=f"codec/{way}",
            count=len(payloads),
            outcome=f"{changed} changed",
            namespace=self._namespace,
            address=headers.get("origin", "a program"),
        )
        return JSONResponse({"payloads": answered}, headers=shared)

    def _admitted(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of the answer to somebody who may come in."""
        shared = self._of_origin(headers)
        token = self._access.token
        if token and not _same(headers.get("authorization", ""), f"Bearer {token}"):
            raise _refused(401, "not_authorised", "the bearer token of this endpoint is expected (AMENDS_CODEC_TOKEN)")
        if not token and "origin" not in headers:
            raise _stranger("a program without an Origin needs a token, and none is configured (AMENDS_CODEC_TOKEN)")
        return shared

    def _of_origin(self, headers: Mapping[str, str]) -> dict[str, str]:
        origin = headers.get("origin")
        if origin is None:
            return {}
        if origin not in self._access.origins:
            raise _stranger("this Origin is not among AMENDS_CODEC_ORIGINS, which are compared letter by letter")
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **ALLOWED}

    def _in_our_namespace(self, way: Way, headers: Mapping[str, str]) -> bool:
        """Payloads of other namespaces are not ours: shown as they are, and not encrypted for somebody else."""
        if headers.get("x-namespace") == self._namespace:
            return True
        if way is Way.ENCODE:
            message = f"payloads are encrypted for the namespace {self._namespace} alone: name it in X-Namespace"
            raise Refused(422, "other_namespace", message, field="X-Namespace")
        return False

    async def _body(self, request: Request) -> bytes:
        try:
            length = request.headers.get("content-length")
            return await read_body(request.receive, length, most=self._most_bytes)
        except TooLarge:
            raise Refused(413, "too_large", f"the body is longer than {self._most_bytes} bytes") from None
        except TooSlow:
            raise Refused(408, "too_slow", "the body did not come in whole in time") from None
        except CutShort:
            raise Refused(400, "cut_short", "the body ended before its end") from None

    def _turned(self, way: Way, found: dict[str, Any]) -> dict[str, Any]:
        """The payload decrypted or encrypted; the very same where that cannot be, or need not be."""
        payload = _read(found)
        if encrypted(payload) is (way is Way.ENCODE):
            return found
        try:
            turned = self._codec.unseal(payload) if way is Way.DECODE else self._codec.seal(payload)
        except CannotDecrypt:
            return found
        return json_format.MessageToDict(turned)


def routes(door: CodecDoor) -> APIRouter:
    """The endpoint's addresses; the Temporal UI and command line are told `.../codec`."""
    router = APIRouter(prefix="/codec")

    def asked(way: Way) -> Callable[[Request], Any]:
        async def ask(request: Request) -> JSONResponse:
            return await door.answer(way, request)

        return ask

    async def preflight(request: Request) -> Response:
        return Response(status_code=204, headers=door.preflight(request.headers))

    for way in Way:
        router.add_api_route(f"/{way}", asked(way), methods=["POST"], name=way, response_model=None)
        router.add_api_route(f"/{way}", preflight, methods=["OPTIONS"], name=f"ask {way}", response_model=None)
    return router


def _payloads(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_message", f"not JSON: {FORM}", field="body") from None
    payloads = found.get("payloads", []) if isinstance(found, dict) else None
    if not isinstance(payloads, list) or not all(isinstance(each, dict) for each in payloads):
        raise Refused(400, "bad_message", FORM, field="payloads")
    return payloads


def _read(found: dict[str, Any]) -> Payload:
    try:
        return json_format.ParseDict(found, Payload(), ignore_unknown_fields=True)
    except (json_format.ParseError, ValueError, TypeError, RecursionError):
        raise Refused(400, "bad_message", f"a payload cannot be read: {FORM}", field="payloads") from None


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _stranger(why: str) -> Refused:
    return _refused(403, "not_allowed", why)


def _refused(status: int, code: str, why: str) -> Refused:
    """A refusal that leaves a trace: somebody wanted to read cases."""
    log.warning("the codec endpoint refused a caller", operation="codec", status=status, outcome=code)
    return Refused(status, code, why)
