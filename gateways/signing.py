"""How our plain JSON form is signed: an HMAC over time, nonce, method, path and body."""

import hashlib
import hmac
import secrets
from datetime import datetime

from gateways.secret import Secret


def signature(secret: str, *, timestamp: str, nonce: str, method: str, path: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over the five parts, a line each; `path` holds the query and is as sent over the wire."""
    parts = (timestamp, nonce, method.upper(), path, hashlib.sha256(body).hexdigest())
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def signed_headers(
    *, account: str, secret: Secret, at: datetime, method: str, path: str, body: bytes, nonce: str = ""
) -> dict[str, str]:
    """The headers that prove a request is ours; each request has a nonce of its own, a repeat of it too."""
    timestamp, nonce = str(int(at.timestamp())), nonce or secrets.token_urlsafe(18)
    sign = signature(secret.reveal(), timestamp=timestamp, nonce=nonce, method=method, path=path, body=body)
    return {
        "X-Amends-Account": account,
        "X-Amends-Timestamp": timestamp,
        "X-Amends-Nonce": nonce,
        "X-Amends-Signature": sign,
    }
