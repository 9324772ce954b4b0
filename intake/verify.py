"""Who sent it: signatures over the raw bytes, before anything of a message is believed.

Every source but Taobao signs by Standard Webhooks. Its library is wrapped: malformed headers make it raise errors that
are not its own, and it reads `1_700_000_000` and `1.7e9` as times. Several secrets hold while one is being replaced.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from standardwebhooks import Webhook

from gateways.connections import Shop
from gateways.secret import Secret
from gateways.taobao.parsing import SHANGHAI
from gateways.taobao.sign import signed_by
from intake.messages import Source

WINDOW = timedelta(minutes=5)  # Standard Webhooks
TAOBAO_WINDOW = timedelta(minutes=10)
DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)
MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)


class UnknownSender(LookupError):
    """There is no such shop, or it has no such source; for the outside both are the same."""


class NotGenuine(Exception):
    """The message is not signed by who it says it is from, or not in time. Nothing of it was read."""


def webhook_id(shop: Shop, source: Source, headers: Mapping[str, str], body: bytes) -> str:
    """The id of a genuine Standard Webhooks message. Raises UnknownSender and NotGenuine."""
    secrets = shop.webhooks.get(source)
    if not secrets:
        raise UnknownSender
    given = {name: headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    if missing := [name for name, value in given.items() if not value]:
        raise NotGenuine(f"the header {missing[0]} is missing")
    if not MESSAGE_ID.fullmatch(given["webhook-id"]):
        raise NotGenuine("webhook-id is longer than 200 characters, or not printable ASCII")
    if not DIGITS.fullmatch(given["webhook-timestamp"]):
        raise NotGenuine("webhook-timestamp is not a whole number of seconds")
    if not _signed_by_any(secrets, given, body):
        raise NotGenuine("the signature is not right, or the timestamp is more than five minutes off")
    return given["webhook-id"]


def _signed_by_any(secrets: Iterable[Secret], given: dict[str, str], body: bytes) -> bool:
    """Each signature is tried alone, so that a malformed one does not hide a right one behind it."""
    signatures = given["webhook-signature"].split(" ")[:10]
    return any(
        _signed_by(secret, given | {"webhook-signature": signature}, body)
        for secret in secrets
        for signature in signatures
    )


def _signed_by(secret: Secret, given: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(secret.reveal()).verify(body, given, json_parse=False)
    except Exception:  # noqa: BLE001 - the library lets half a dozen kinds of errors out: none of them is a signature
        return False
    return True


def taobao_push(shop: Shop, query: str, body: bytes, now: datetime) -> None:
    """Make sure that a pushed Taobao message is genuine. Raises UnknownSender and NotGenuine."""
    if shop.taobao is None:
        raise UnknownSender
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=20)
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise NotGenuine("a parameter stands twice")
    if parameters.get("app_key") != shop.taobao.app_key:
        raise NotGenuine("app_key is not the one of this shop")
    if not signed_by(shop.taobao.secret.reveal(), parameters, body):
        raise NotGenuine("the signature is not right")
    _check_time(parameters.get("timestamp", ""), now)


def _check_time(word: str, now: datetime) -> None:
    try:
        at = datetime.strptime(word, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise NotGenuine("timestamp is not a time like 2026-01-31 08:00:00") from None
    if abs(now - at) > TAOBAO_WINDOW:
        raise NotGenuine("timestamp is more than ten minutes off")
