"""The plain JSON form of payments, courier and warehouse: who calls, with what body, and how errors look."""

import json
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox import signing
from sandbox.calls import Answer, RefusedError
from sandbox.credentials import Shop, by_account
from sandbox.ledger import Saved
from sandbox.world import World

WINDOW = 300.0
PROOF = ("account", "timestamp", "nonce", "signature")
SHORTEST_NONCE = 16
LONGEST_BODY = 65_536
LONGEST_NUMBER = 16  # digits
Form = TypeVar("Form", bound=BaseModel)


class PlainForm(BaseModel):
    """A body: unknown fields are refused, numbers are numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)


def refusal(status: int, code: str, message: str, field: str = "", **headers: str) -> RefusedError:
    """An error of the plain form."""
    error = {"code": code, "message": message} | ({"field": field} if field else {})
    return RefusedError(Answer(status=status, body={"error": error}, headers=headers, code=code))


class PlainRefusals:
    """The failures any plain operation can have."""

    def broken(self) -> Answer:
        """Something went wrong inside."""
        return refusal(500, "internal", "something went wrong; the effect is unknown").answer

    def banned(self, seconds: float) -> Answer:
        """Too many calls."""
        wait = str(max(1, round(seconds)))
        return refusal(429, "rate_limited", f"too many calls: come back in {wait} s", **{"Retry-After": wait}).answer

    def bad_session(self) -> Answer:
        """The account is closed to the caller."""
        return refusal(401, "bad_signature", "the account's key is not accepted").answer


async def caller(world: World, request: Request, provider: str) -> tuple[Shop, bytes]:
    """The shop that signed this call, and the raw body. Raises RefusedError."""
    body = await request.body()
    if len(body) > LONGEST_BODY:
        raise refusal(413, "too_large", f"a body has at most {LONGEST_BODY} bytes")
    given = {name: request.headers.get(f"x-amends-{name}", "") for name in PROOF}
    for name, value in given.items():
        if not value:
            raise refusal(401, "missing_header", f"X-Amends-{name.title()} is missing", name)
    shop = by_account(provider, given["account"])
    if shop is None:
        raise refusal(401, "unknown_account", f"no {provider} account {given['account']!r}", "account")
    _fresh(world, given["timestamp"])
    path = _path(request)
    secret = shop.account(provider).secret
    expected = signing.plain_sign(secret, given["timestamp"], given["nonce"], request.method, path, body)
    if not signing.same(given["signature"], expected):
        raise refusal(401, "bad_signature", "the signature does not fit the call", "signature")
    _once(world, given["account"], given["nonce"])
    return shop, body


def _path(request: Request) -> str:
    """Path and query as they came over the wire: a key with a slash in it is signed in its quoted form."""
    raw: str = request.scope["raw_path"].split(b"?")[0].decode("ascii")
    return raw + (f"?{request.url.query}" if request.url.query else "")


def _fresh(world: World, timestamp: str) -> None:
    if (
        not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < LONGEST_NUMBER)
        or abs(world.now() - int(timestamp)) > WINDOW
    ):
        raise refusal(401, "stale_timestamp", f"the timestamp is not within {WINDOW:.0f} s of now", "timestamp")


def _once(world: World, account: str, nonce: str) -> None:
    if len(nonce) < SHORTEST_NONCE:
        raise refusal(401, "bad_nonce", f"a nonce has at least {SHORTEST_NONCE} characters", "nonce")
    with world.books.writing():
        # Twice the window: a timestamp may be ahead of our clock, too.
        world.books.run("DELETE FROM nonces WHERE at < ?", world.now() - 2 * WINDOW)
        new = world.books.run("INSERT OR IGNORE INTO nonces VALUES (?, ?, ?)", account, nonce, world.now())
    if not new.rowcount:
        raise refusal(401, "replayed", "this nonce was used before", "nonce")


def read(form: type[Form], body: bytes, codes: dict[str, str] | None = None) -> Form:
    """The body as a form. Raises RefusedError naming the first wrong field; `codes` gives a field's own error code."""
    try:
        return form.model_validate(json.loads(body))
    except ValidationError as invalid:
        first = invalid.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        code = (codes or {}).get(field.split(".")[0], "invalid_field")
        raise refusal(422, code, first["msg"].removeprefix("Value error, "), field) from invalid
    except ValueError as broken:
        raise refusal(400, "not_json", "the body is not JSON") from broken


def key_of(request: Request) -> str:
    """The Idempotency-Key. Raises RefusedError when there is none."""
    key = request.headers.get("idempotency-key", "")
    if not key or len(key) > 255:
        raise refusal(400, "missing_key", "Idempotency-Key is missing or longer than 255 characters", "Idempotency-Key")
    return key


def remembered(world: World, account: str, operation: str, key: str, body: Any, clock: float) -> Answer | None:
    """The first answer to this key, or None for a new or forgotten one. Raises RefusedError for another body."""
    saved = world.ledger.saved(account, operation, key)
    if saved is None or clock - saved.first_at > world.pace.key_ttl:
        return None
    if saved.body_hash != signing.fingerprint(body):
        raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
    return Answer(status=saved.status, body=saved.answer, code="repeated")


def remember(world: World, account: str, operation: str, key: str, body: Any, clock: float, answer: Answer) -> None:
    """Keep the first answer to a key."""
    saved = Saved(body_hash=signing.fingerprint(body), first_at=clock, status=answer.status, answer=dict(answer.body))
    world.ledger.save(account, operation, key, saved)
