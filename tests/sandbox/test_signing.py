"""Signatures: constants of our own, the published vector, and other people's vectors where they are at hand."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from sandbox.signing import plain_sign, same, top_sign, webhook_headers

PARAMS = {
    "method": "taobao.item.seller.get", "app_key": "12345678", "session": "test", "timestamp": "2016-01-01 12:00:00",
    "format": "json", "v": "2.0", "sign_method": "md5", "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}  # fmt: skip


def test_marketplace_md5_gives_the_published_signature() -> None:
    """TOP's signing document prints this signature for these parameters."""
    assert top_sign(PARAMS, "helloworld", "md5") == "66987CB115214E59E6EC978214934FB8"


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("hmac", "D56D7858309C31B6251083A874D48273"),
        ("hmac-sha256", "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8"),
    ],
)
def test_marketplace_hmac_follows_the_same_rule(method: str, expected: str) -> None:
    """The keyed forms sign the same text, with their own name in it."""
    assert top_sign(PARAMS | {"sign_method": method}, "helloworld", method) == expected


def test_empty_parameters_and_the_signature_itself_are_not_signed() -> None:
    """An empty parameter changes nothing, as with the official clients."""
    assert top_sign(PARAMS | {"sign": "x", "remark": ""}, "helloworld", "md5") == top_sign(PARAMS, "helloworld", "md5")


def test_plain_calls_have_one_signature() -> None:
    """A constant of our own: whoever changes the form changes it on both sides."""
    sign = plain_sign("secret", "1790000000", "nonce-nonce-nonce", "post", "/payments/refunds?a=1", b'{"a":1}')
    assert sign == "de58ad51e9349b3b1e179a7212e545dad61241ae65418a0c03eee03b3e6adb3c"


def test_one_byte_more_is_another_signature() -> None:
    """Neither body, path nor nonce can be changed under a signature."""
    first = plain_sign("s", "1", "n", "GET", "/a", b"")
    others = [plain_sign("s", "1", "n", "GET", "/a", b"x"), plain_sign("s", "1", "n", "GET", "/b", b"")]
    assert not any(same(first, other) for other in others)
    assert not same("\u00fc", first)


def test_webhooks_carry_the_published_standard_webhooks_signature() -> None:
    """The vector of the Standard Webhooks specification."""
    headers = webhook_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_samples_of_others_are_reproduced() -> None:
    """Every vector of the samples folder, where SAMPLES_DIR names it."""
    if not (folder := os.environ.get("SAMPLES_DIR")):
        pytest.skip("SAMPLES_DIR is not set: no samples of other people here")
    known: dict[str, Any] = json.loads((Path(folder) / "taobao/sign_vector.json").read_text(encoding="utf-8"))
    for vector in known["vectors"]:
        assert top_sign(vector["params"], known["secret"], vector["sign_method"]) == vector["sign"]
    hook = json.loads((Path(folder) / "standardwebhooks/vector.json").read_text(encoding="utf-8"))
    headers = webhook_headers(hook["secret"], hook["webhook-id"], float(hook["webhook-timestamp"]), hook["body"])
    assert headers["webhook-signature"] == hook["webhook-signature"]
    assert headers["webhook-signature"] != hook["deliberately_invalid"]


def test_secrets_of_the_sandbox_are_fit_for_standard_webhooks() -> None:
    """A signature made with a shop's secret is one that the library accepts."""
    from sandbox.clock import wall_clock
    from sandbox.credentials import SHOPS

    secret = SHOPS["demo_shop"].webhooks["payments"]
    assert Webhook(secret).verify("{}", webhook_headers(secret, "msg_1", wall_clock(), "{}")) == {}
