"""The shops file: a TOML table a shop, with a section a counterpart.

    [lantern.payments]
    base_url = "https://pay.example/v1"
    account = "lantern"
    secret = "..."

Sections: taobao, payments, courier, warehouse, repairs (whoever looks at goods and mends them), invoices, smtp, quality
(addresses that defects are told to), care (how buyers reach the shop, on paper), and `webhooks` (source = secret, or
a list of two while one is being replaced). A section `contact` has `channels`, in which order buyers are written to. A
section `policy` (terms and reasons) is read by intake/policies.py, a
section `people` (who may decide what) by intake/people.py, and a section `team` (whose hands cases are in) by
gateways/team.py. Every error names file, shop, section and key, and never repeats a value.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from domain.contact.permission import Channel
from domain.people.handover import Team
from gateways.connections import Care, PlainConnection, QualityConnection, Shop, SmtpConnection, TaobaoConnection
from gateways.secret import Secret
from gateways.taobao.sign import SignMethod
from gateways.team import read_team

SHOP_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")  # part of every case id, whose parts a hyphen separates
SECTIONS = (
    "taobao",
    "payments",
    "courier",
    "warehouse",
    "repairs",
    "smtp",
    "webhooks",
    "policy",
    "people",
    "quality",
    "care",
    "invoices",
    "team",
    "contact",
)
WRITTEN = tuple(channel for channel in Channel if channel is not Channel.PHONE)  # a person calls; no program does
PRINTABLE = re.compile(r"[\x21-\x7e]+")  # what an HTTP header can carry

Connection = TypeVar("Connection", PlainConnection, TaobaoConnection, SmtpConnection, QualityConnection, Care)


class ShopsError(ValueError):
    """The shops file is missing or wrong; the message says where, and what is expected there."""


def load_shops(file: Path) -> dict[str, Shop]:
    """The shops of a file by their ids."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ShopsError(f"{file}: no such file; write one with a table for each shop") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        raise ShopsError(f"{file}: {unreadable}") from unreadable
    return read_shops(found, source=str(file))


def read_shops(found: Mapping[str, Any], *, source: str = "shops") -> dict[str, Shop]:
    """The shops of a parsed file; `source` is what errors call it."""
    return {shop_id: _shop(shop_id, sections, f"{source}: shop {shop_id!r}") for shop_id, sections in found.items()}


def _shop(shop_id: str, sections: object, where: str) -> Shop:
    if not SHOP_ID.fullmatch(shop_id):
        raise ShopsError(f"{where}: an id is 1 to 40 of a-z, 0-9 and _, beginning with a letter or digit")
    given = _table(sections, where)
    _refuse_unknown(given, SECTIONS, where)
    return Shop(
        shop_id=shop_id,
        taobao=_section(TaobaoConnection, given, "taobao", where),
        payments=_section(PlainConnection, given, "payments", where),
        courier=_section(PlainConnection, given, "courier", where),
        warehouse=_section(PlainConnection, given, "warehouse", where),
        repairs=_section(PlainConnection, given, "repairs", where),
        smtp=_section(SmtpConnection, given, "smtp", where),
        quality=_section(QualityConnection, given, "quality", where),
        care=_section(Care, given, "care", where),
        invoices=_section(PlainConnection, given, "invoices", where),
        team=_team(given, where),
        channels=_channels(given.get("contact", {}), f"{where}, section contact"),
        webhooks=_webhook_secrets(given.get("webhooks", {}), f"{where}, section webhooks"),
    )


def _team(given: Mapping[str, Any], where: str) -> Team:
    try:
        return read_team(given.get("team"), f"{where}, section team")
    except ValueError as wrong:
        raise ShopsError(str(wrong)) from None


def _channels(given: object, where: str) -> tuple[Channel, ...]:
    """The order of channels; one that is left out is not used at all, and people call where none is left."""
    section = _table(given, where)
    _refuse_unknown(section, ("channels",), where)
    named = section.get("channels", list(WRITTEN))
    if not isinstance(named, list) or len(set(named)) != len(named) or not set(named) <= set(WRITTEN):
        raise ShopsError(f"{where}, channels: a list of {', '.join(WRITTEN)} is expected, each once at most")
    return tuple(Channel(name) for name in named)


def _section(kind: type[Connection], given: Mapping[str, Any], name: str, where: str) -> Connection | None:
    if name not in given:
        return None
    where = f"{where}, section {name}"
    section = _table(given[name], where)
    known = {field.name: field for field in fields(kind)}
    _refuse_unknown(section, tuple(known), where)
    missing = [
        key for key, field in known.items() if key not in section and field.default is field.default_factory is MISSING
    ]
    if missing:
        raise ShopsError(f"{where}: missing {', '.join(missing)}")
    values: dict[str, Any] = {
        key: _value(key, known[key].type, value, f"{where}, {key}") for key, value in section.items()
    }
    return kind(**values)


def _value(key: str, kind: object, value: object, where: str) -> object:
    """A value of the section in the type of its field."""
    if kind is int:
        return _exactly(int, value, where)
    if kind is bool or kind == (bool | None):
        return _exactly(bool, value, where)
    word = _exactly(str, value, where)
    if kind is Secret:
        return Secret(word)
    if kind is SignMethod:
        return _sign_method(word, where)
    if key == "base_url":
        return _address(word, where)
    if key in {"account", "app_key"} and not PRINTABLE.fullmatch(word):
        raise ShopsError(f"{where}: printable ASCII without spaces is expected")
    return word


T = TypeVar("T", bool, int, str)


def _exactly(kind: type[T], value: object, where: str) -> T:
    if type(value) is not kind:
        raise ShopsError(f"{where}: a {kind.__name__} is expected, found a {type(value).__name__}")
    return value


def _sign_method(word: str, where: str) -> SignMethod:
    try:
        return SignMethod(word)
    except ValueError:
        raise ShopsError(f"{where}: one of {', '.join(SignMethod)} is expected") from None


def _address(word: str, where: str) -> str:
    """An http(s) address without user, query or fragment: those end up in logs, and secrets have keys of their own."""
    try:
        parts = urlsplit(word)
        fit = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        fit = False
    if not fit or parts.username or parts.query or parts.fragment:
        raise ShopsError(f"{where}: an address http(s)://host[:port][/path] is expected, without user and query")
    return word.rstrip("/")


def _webhook_secrets(given: object, where: str) -> dict[str, tuple[Secret, ...]]:
    secrets = {}
    for source, words in _table(given, where).items():
        several = words if isinstance(words, list) else [words]
        found = tuple(Secret(_exactly(str, word, f"{where}, {source}")) for word in several)
        if not found or not all(found):
            raise ShopsError(f"{where}, {source}: a secret is expected, or a list of them")
        secrets[source] = found
    return secrets


def _table(given: object, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ShopsError(f"{where}: a table is expected")
    return given


def _refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ShopsError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(known)}")
