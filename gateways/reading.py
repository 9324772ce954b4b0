"""Reading providers' JSON: every field is checked, every complaint names it, ids are text whatever they come as."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


class JunkError(ValueError):
    """An answer that does not say what its form promises; the message names the field."""


def json_object(body: bytes | str) -> dict[str, Any]:
    """A JSON object; raises JunkError for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise JunkError("the answer is not JSON") from None
    if not isinstance(found, dict):
        raise JunkError("the answer is not a JSON object")
    return found


def text(row: Row, name: str) -> str:
    """A text or a number as text (ids come as both), not empty."""
    found = optional_text(row, name)
    if not found:
        raise JunkError(f"{name} is missing")
    return found


def optional_text(row: Row, name: str) -> str:
    """As `text`, but "" when the field is absent, null or empty."""
    found = row.get(name)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise JunkError(f"{name} is not a text")
    return str(found)


def whole(row: Row, name: str) -> int:
    """A whole number; money comes as minor units, so a fraction is refused."""
    found = row.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise JunkError(f"{name} is not a whole number")
    return found


def flag(row: Row, name: str, *, default: bool = False) -> bool:
    """True or false, also as the words; `default` when the field is absent or null."""
    found = row.get(name)
    if found is None:
        return default
    if isinstance(found, str) and found in {"true", "false"}:
        return found == "true"
    if not isinstance(found, bool):
        raise JunkError(f"{name} is neither true nor false")
    return found


def moment(row: Row, name: str) -> datetime:
    """An RFC 3339 time; one without an offset is refused."""
    try:
        found = datetime.fromisoformat(text(row, name))
    except ValueError:
        raise JunkError(f"{name} is not a time") from None
    if found.tzinfo is None:
        raise JunkError(f"{name} has no offset")
    return found


def inner(row: Row, name: str) -> dict[str, Any]:
    """An object inside."""
    found = row.get(name)
    if not isinstance(found, dict):
        raise JunkError(f"{name} is not an object")
    return found


def rows(row: Row, name: str) -> list[dict[str, Any]]:
    """A list of objects."""
    found = row.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise JunkError(f"{name} is not a list of objects")
    return found
