"""How TOP requests and pushed messages are signed.

Source: TOP signing document (article 101617), whose md5 example stands in the tests.
"""

import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum


class SignMethod(StrEnum):
    """The three ways to sign; the platform takes any."""

    MD5 = "md5"
    HMAC = "hmac"
    HMAC_SHA256 = "hmac-sha256"


def sign(parameters: Mapping[str, str], *, secret: str, method: SignMethod, body: bytes = b"") -> str:
    """The upper-case signature of a request's parameters, sorted by name; empty ones and `sign` itself do not count.

    `body` is the raw body of a pushed message, whose parameters stand in the query; calls have none, since all their
    parameters are signed one by one.
    """
    pairs = sorted((name, value) for name, value in parameters.items() if name != "sign" and name and value)
    text = "".join(name + value for name, value in pairs).encode() + body
    key = secret.encode()
    match method:
        case SignMethod.MD5:
            return hashlib.md5(key + text + key, usedforsecurity=False).hexdigest().upper()
        case SignMethod.HMAC:
            return hmac.new(key, text, "md5").hexdigest().upper()
        case SignMethod.HMAC_SHA256:
            return hmac.new(key, text, "sha256").hexdigest().upper()


def signed_by(secret: str, parameters: Mapping[str, str], body: bytes = b"") -> bool:
    """Whether `parameters` carry the right signature for themselves and `body`; false for an unknown method."""
    given = parameters.get("sign", "")
    try:
        method = SignMethod(parameters.get("sign_method", ""))
    except ValueError:
        return False
    return hmac.compare_digest(given.encode(), sign(parameters, secret=secret, method=method, body=body).encode())
