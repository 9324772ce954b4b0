"""Signatures against published and own constants: a change of one byte anywhere must change them."""

from datetime import UTC, datetime

import pytest

from gateways.secret import Secret
from gateways.signing import signature, signed_headers
from gateways.taobao.sign import SignMethod, sign, signed_by

# The example of TOP's signing document (article 101617); the md5 value is published there, the others follow its rule.
TOP_EXAMPLE = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}
TOP_SIGNS = {
    SignMethod.MD5: "66987CB115214E59E6EC978214934FB8",
    SignMethod.HMAC: "D56D7858309C31B6251083A874D48273",
    SignMethod.HMAC_SHA256: "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8",
}
PLAIN = {"timestamp": "1700000000", "nonce": "n" * 24, "method": "POST", "path": "/pay/refunds?x=1", "body": b'{"a":1}'}
PLAIN_SIGNATURE = "d337c2c8416df4ce4af6bee27901034f8ec8dc10ad4073880f4d79e69c73d299"


@pytest.mark.parametrize("method", SignMethod)
def test_the_published_example_is_signed_alike(method: SignMethod) -> None:
    """The platform's own example gives the platform's own signature."""
    assert sign(TOP_EXAMPLE | {"sign_method": method}, secret="helloworld", method=method) == TOP_SIGNS[method]


def test_empty_parameters_and_the_sign_itself_do_not_count() -> None:
    """The platform leaves them out when it checks."""
    parameters = TOP_EXAMPLE | {"sign_method": "md5", "remark": "", "sign": "whatever"}
    assert sign(parameters, secret="helloworld", method=SignMethod.MD5) == TOP_SIGNS[SignMethod.MD5]


@pytest.mark.parametrize("method", SignMethod)
def test_a_pushed_message_is_known_by_its_signature(method: SignMethod) -> None:
    """One byte more in the body, another parameter, another secret or no method at all: not the platform's."""
    query = {"app_key": "12345678", "timestamp": "2016-01-01 12:00:00", "sign_method": str(method)}
    signed = query | {"sign": sign(query, secret="helloworld", method=method, body=b'{"id":1}')}
    assert signed_by("helloworld", signed, b'{"id":1}')
    assert not signed_by("helloworld", signed, b'{"id":1} ')
    assert not signed_by("helloworld", signed | {"app_key": "12345679"}, b'{"id":1}')
    assert not signed_by("Helloworld", signed, b'{"id":1}')
    assert not signed_by("helloworld", signed | {"sign_method": "crc32"}, b'{"id":1}')
    assert not signed_by("helloworld", signed | {"sign": "签"}, b'{"id":1}')


def test_plain_requests_are_signed_by_the_agreed_rule() -> None:
    """A constant computed by hand (openssl dgst) over the five lines."""
    assert signature("s3cret", **PLAIN) == PLAIN_SIGNATURE  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"timestamp": "1700000001"}, {"nonce": "m" * 24}, {"method": "GET"}, {"path": "/pay/refunds"}, {"body": b""}],
)
def test_every_part_of_a_plain_request_is_signed(change: dict[str, object]) -> None:
    """A request altered in any part does not fit its signature any more."""
    assert signature("s3cret", **(PLAIN | change)) != PLAIN_SIGNATURE  # type: ignore[arg-type]


def test_no_two_requests_share_a_nonce() -> None:
    """A repeat is a request of its own: the provider refuses a nonce that it has seen."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    first, second = (
        signed_headers(account="a", secret=Secret("s"), at=at, method="GET", path="/", body=b"") for _ in range(2)
    )
    assert first["X-Amends-Nonce"] != second["X-Amends-Nonce"]
    assert len(first["X-Amends-Nonce"]) >= 16
    assert first["X-Amends-Timestamp"] == str(int(at.timestamp()))
