"""Reading a call's arguments, and finding what they name."""

from collections.abc import Mapping
from typing import Any

from sandbox.credentials import Shop
from sandbox.taobao import requests
from sandbox.taobao.refusals import business, invalid, missing
from sandbox.taobao.requests import Refund
from sandbox.world import World

Params = Mapping[str, str]
LONGEST_NUMBER = 19


def required(params: Params, name: str) -> str:
    """The argument. Raises RefusedError when it is absent."""
    value = params.get(name, "")
    if not value:
        raise missing(name)
    return value


def whole(params: Params, name: str, default: int, least: int, most: int) -> int:
    """A whole number within bounds. Raises RefusedError."""
    text = params.get(name) or str(default)
    if not digits(text) or not least <= int(text) <= most:
        raise invalid(name, f"{text!r} is not a whole number from {least} to {most}")
    return int(text)


def digits(text: str) -> bool:
    """True for a whole number that fits 64 bits, in ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and int(text) < 2**63


def fields(params: Params) -> set[str]:
    """The top-level names that the caller wants to see."""
    return {name.strip().split(".")[0] for name in required(params, "fields").split(",") if name.strip()}


def select(form: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
    """Only what was asked for, as the original does."""
    return {name: value for name, value in form.items() if name in wanted}


def own_refund(world: World, shop: Shop, refund_id: str) -> Refund:
    """The shop's own request. Raises RefusedError for another's, as for none."""
    refund = requests.find(world, refund_id)
    if refund is None or refund["shop"] != shop.shop:
        raise business("isv.refund-not-exist", f"no refund {refund_id}")
    return refund


def changeable(world: World, shop: Shop, params: Params) -> Refund:
    """The request a write names, if it is still the one the caller saw. Raises RefusedError."""
    refund = own_refund(world, shop, required(params, "refund_id"))
    check_version(refund, required(params, "refund_version"), required(params, "refund_phase"))
    return refund


def check_version(refund: Refund, version: str, phase: str) -> None:
    """The optimistic lock: a write on an older version is refused. The sub codes are an assumption."""
    if version != str(refund["version"]):
        raise business("isv.refund-version-error", f"refund_version is {refund['version']} by now")
    if phase != refund["phase"]:
        raise business("isv.refund-phase-error", f"refund_phase is {refund['phase']}")
