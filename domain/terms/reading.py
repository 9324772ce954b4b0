"""Reading a pack: every key known, every unit right, nothing missing; else it is named."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.goods import Sign
from domain.terms.numbers import Terms

MOST = {"percent": 100, "clock": 24, "bp": 10_000}


UNITS = ("hours", "days", "workdays", "minor", "percent", "bp", "count", "grams", "clock", "flag", "choice", "signs")


CHOICES = {
    "refund_from": ("receipt", "statement", "dispatch"),  # F54; F115 in the EU; F115 in the UK
    "window_from": ("parcel", "last_good"),  # F42; F112: the last good of the order
    "freight_back": ("by_fault", "cheapest_standard"),  # MR-10 to MR-22; MR-36
    "exclusions": ("china", "eu_art16", "uk_reg28", "none"),  # F44 and F45; F119
}


HEADS = ("pack", "version", "time_zone", "holidays")


LAST_HOUR = 23


class BadTerms(ValueError):
    """A pack that cannot bind a case; the message names the pack, the key and the reason."""


def read_terms(text: str, *, name: str) -> Terms:
    """Terms from a pack's TOML text; `name` is the file, for messages. Raises BadTerms."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTerms(f"{name}: not TOML: {error}") from error
    return resolve(document, name=name)


def resolve(document: Mapping[str, Any], *, name: str) -> Terms:
    """Terms from a decoded pack. Raises BadTerms for an unknown key, a wrong unit or a missing value."""
    known = {field.name for field in fields(Terms)}
    heads = {key: document[key] for key in HEADS if key in document}
    values: dict[str, Any] = dict(heads)
    for key, row in document.items():
        if key not in heads:
            field, value = number(key, row, name=name)
            if field not in known:
                raise BadTerms(f"{name}: {key}: unknown key or wrong unit; '{field}' is not a term")
            values[field] = value
    _check_heads(heads, name=name)
    if missing := sorted(known - values.keys()):
        raise BadTerms(f"{name}: missing {', '.join(missing)}")
    terms = Terms(**values)
    _check_hours(terms, name=name)
    return terms


def extended(own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A pack's document with what it may take from the pack that it extends: proposed numbers that are no amounts."""
    proposed = {
        key: row
        for key, row in base.items()
        if isinstance(row, Mapping) and row.get("confidence") == "P" and "minor" not in row
    }
    return proposed | {key: row for key, row in own.items() if key != "extends"}


def _check_heads(heads: Mapping[str, Any], *, name: str) -> None:
    for key, value in heads.items():
        if not isinstance(value, str) or not value:
            raise BadTerms(f"{name}: {key}: expected a word, not {value!r}")
    try:
        ZoneInfo(heads.get("time_zone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadTerms(f"{name}: time_zone: {heads['time_zone']!r} is no time zone, such as Asia/Shanghai") from error


def _check_hours(terms: Terms, *, name: str) -> None:
    """Hours between which nobody may ever write would hold every letter back for good."""
    if terms.text_from_clock >= terms.text_until_clock:
        raise BadTerms(f"{name}: text_from: must be earlier than text_until, {terms.text_until_clock}:00")
    if terms.phone_from_clock >= terms.phone_until_clock:
        raise BadTerms(f"{name}: phone_from: must be earlier than phone_until, {terms.phone_until_clock}:00")
    if terms.platform_quiet_until_clock >= terms.platform_quiet_from_clock:
        raise BadTerms(
            f"{name}: platform_quiet_until: must be earlier than platform_quiet_from, "
            f"{terms.platform_quiet_from_clock}:00"
        )
    for key in ("sweep", "figures", "quality", "handover", "progress", "purge"):
        if getattr(terms, f"{key}_clock") > LAST_HOUR:
            raise BadTerms(f"{name}: {key}: a clock of 0 to {LAST_HOUR} is expected: it is the hour at which it begins")


def number(key: str, row: object, *, name: str) -> tuple[str, int | bool | str]:
    """The field of Terms that one row of a pack sets, and its value. Raises BadTerms."""
    if not isinstance(row, Mapping):
        raise BadTerms(f"{name}: {key}: expected a table with a value, its source and its confidence")
    units = [unit for unit in UNITS if unit in row]
    if len(units) != 1:
        raise BadTerms(f"{name}: {key}: expected one value under one of {', '.join(UNITS)}, found {len(units)}")
    if unknown := set(row) - {*UNITS, "source", "confidence", "note"}:
        raise BadTerms(f"{name}: {key}: unknown field {min(unknown)!r}")
    source, confidence = row.get("source"), row.get("confidence")
    if not isinstance(source, str) or not source or confidence not in ("H", "M", "L", "P"):
        raise BadTerms(f"{name}: {key}: a number needs its source and a confidence of H, M, L or P")
    return f"{key}_{units[0]}", _value(key, units[0], row[units[0]], name=name)


def _value(key: str, unit: str, value: object, *, name: str) -> int | bool | str:
    if unit == "choice":
        known = CHOICES.get(key, ())
        if not isinstance(value, str) or value not in known:
            raise BadTerms(f"{name}: {key}: {value!r} is none of {', '.join(known) or 'no words: it is no choice'}")
        return value
    if unit == "signs":
        return _signs(key, value, name=name)
    if unit == "flag":
        if not isinstance(value, bool):
            raise BadTerms(f"{name}: {key}: a flag is true or false, not {value!r}")
        return value
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadTerms(f"{name}: {key}: {unit} must be a whole number of 0 or more, not {value!r}")
    if value > MOST.get(unit, value):
        raise BadTerms(f"{name}: {key}: {unit} is at most {MOST[unit]}, not {value}")
    return value


def _signs(key: str, value: object, *, name: str) -> str:
    """What an inspector may find, a blank between two of it."""
    words = value.split() if isinstance(value, str) else []
    if not words or (unknown := sorted(set(words) - set(Sign))):
        wrong = repr(value) if not words else unknown[0]
        raise BadTerms(f"{name}: {key}: {wrong} is no sign; known are {', '.join(Sign)}, with a blank between two")
    return " ".join(words)
