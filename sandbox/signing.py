"""Signatures: how callers sign to the sandbox, and how the sandbox signs what it sends."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

TOP_METHODS = ("md5", "hmac", "hmac-sha256")


def top_sign(params: Mapping[str, str], secret: str, method: str, body: str = "") -> str:
    """Sign marketplace parameters: sorted by name, joined as name+value, empty ones and `sign` left out.

    `body` is appended for pushed messages. Raises ValueError for an unknown method.
    Source: TOP signing document; the published md5 vector is in the tests.
    """
    text = "".join(f"{name}{value}" for name, value in sorted(params.items()) if name != "sign" and name and value)
    text += body
    key = secret.encode()
    if method == "md5":
        return hashlib.md5(key + text.encode() + key).hexdigest().upper()  # noqa: S324 - the platform's own choice
    if method == "hmac":
        return hmac.new(key, text.encode(), hashlib.md5).hexdigest().upper()
    if method == "hmac-sha256":
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest().upper()
    raise ValueError(f"sign_method {method!r} is none of {', '.join(TOP_METHODS)}")


def plain_sign(secret: str, timestamp: str, nonce: str, method: str, path: str, body: bytes) -> str:
    """Sign a plain JSON call: hex HMAC-SHA256 over timestamp, nonce, METHOD, path with query, hash of the body."""
    text = "\n".join([timestamp, nonce, method.upper(), path, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare signatures in constant time; a signature with other than ASCII characters is simply wrong."""
    return hmac.compare_digest(given.encode(), expected.encode())


def webhook_headers(secret: str, message_id: str, at: float, body: str) -> dict[str, str]:
    """Headers of a Standard Webhooks delivery at `at` (seconds since 1970)."""
    moment = datetime.fromtimestamp(int(at), UTC)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body),
    }


def canonical(value: object) -> str:
    """One text per JSON value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(value: object) -> str:
    """Hash of a JSON value, equal for equal values."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
