"""The terms that bind a case: windows, deadlines and limits, resolved at opening and frozen in the case's history.

A pack is a TOML document with one table a number: its value under the name of its unit, the source of the number and
how sure we are of it. `read_terms` refuses unknown keys, wrong units and missing values; it names file, key and reason.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOST = {"percent": 100, "clock": 24}
LAST_HOUR = 23
UNITS = ("hours", "days", "minor", "percent", "count", "clock", "flag")


class BadTerms(ValueError):
    """A pack that cannot bind a case; the message names the pack, the key and the reason."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One resolved pack. Hours are wall-clock hours; days are calendar days of `time_zone`, the first day not counted.

    Fields end in their unit: `_hours`, `_days`, `_minor` (minor units), `_percent`, `_count`, `_clock` (local hour).
    """

    pack: str
    version: str
    time_zone: str
    holidays: str  # country code of the legal holidays
    silence_agrees_flag: bool  # the platform agrees by itself when the shop is silent
    respond_unshipped_hours: int  # F1
    respond_refund_hours: int  # F2
    respond_return_hours: int  # F2, F3
    no_reason_days: int  # F41, F42
    ship_back_hours: int  # F4
    confirm_return_hours: int  # F5
    inspect_hours: int
    refund_after_receipt_days: int  # F54
    deliberate_delay_days: int  # F55
    buyer_modify_hours: int  # F6
    buyer_choice_hours: int
    missing_parcel_hours: int
    intercept_hours: int
    returning_parcel_hours: int
    courier_silence_hours: int
    courier_polls_count: int
    follow_up_hours: int
    follow_up_answer_hours: int
    survey_hours: int
    reopen_hours: int
    auto_limit_minor: int  # a refund by policy alone, without a person (3.0.4, AUTO)
    packaging_fee_least_minor: int  # MR-14
    alarm_first_percent: int
    alarm_second_percent: int
    alarm_last_percent: int
    reminder_first_hours: int  # before the ship-back window closes
    reminder_last_hours: int
    text_from_clock: int  # SMS and mail: local hour of the buyer
    text_until_clock: int
    platform_quiet_from_clock: int
    platform_quiet_until_clock: int
    texts_a_day_count: int  # over all cases of a buyer
    texts_a_case_count: int
    sweep_clock: int = 23  # the shop's rounds by the clock: local hour of the shop (R20)
    sweep_limit_minor: int = 0  # what the nightly sweep may take beyond auto_limit_minor
    figures_clock: int = 4
    figures_window_days: int = 30  # how many past days are computed anew (F103)
    quality_clock: int = 9
    quality_window_days: int = 30  # in which the same defect is counted
    quality_cases_count: int = 3  # from which the product department is told
    quality_answer_days: int = 7

    @property
    def alarm_points(self) -> tuple[int, ...]:
        """Percent of a deadline at which a person is told."""
        return (self.alarm_first_percent, self.alarm_second_percent, self.alarm_last_percent)


def read_terms(text: str, *, name: str) -> Terms:
    """Terms from a pack's TOML text; `name` is the file, for messages. Raises BadTerms."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTerms(f"{name}: not TOML: {error}") from error
    return resolve(document, name=name)


def resolve(document: Mapping[str, Any], *, name: str) -> Terms:
    """Terms from a decoded pack. Raises BadTerms for an unknown key, a wrong unit or a missing value."""
    known = {field.name: field for field in fields(Terms)}
    heads = {key: document[key] for key in ("pack", "version", "time_zone", "holidays") if key in document}
    values: dict[str, Any] = dict(heads)
    for key, row in document.items():
        if key not in heads:
            field, value = _number(key, row, name=name)
            if field not in known:
                raise BadTerms(f"{name}: {key}: unknown key or wrong unit; '{field}' is not a term")
            values[field] = value
    _check_heads(heads, name=name)
    missing = sorted(n for n, f in known.items() if n not in values and f.default is MISSING)
    if missing:
        raise BadTerms(f"{name}: missing {', '.join(missing)}")
    terms = Terms(**values)
    _check_hours(terms, name=name)
    return terms


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
    if terms.platform_quiet_until_clock >= terms.platform_quiet_from_clock:
        raise BadTerms(
            f"{name}: platform_quiet_until: must be earlier than platform_quiet_from, "
            f"{terms.platform_quiet_from_clock}:00"
        )
    for key in ("sweep", "figures", "quality"):
        if getattr(terms, f"{key}_clock") > LAST_HOUR:
            raise BadTerms(f"{name}: {key}: a clock of 0 to {LAST_HOUR} is expected: it is the hour at which it begins")


def _number(key: str, row: object, *, name: str) -> tuple[str, int | bool]:
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
    value = row[units[0]]
    if units[0] == "flag":
        if not isinstance(value, bool):
            raise BadTerms(f"{name}: {key}: a flag is true or false, not {value!r}")
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadTerms(f"{name}: {key}: {units[0]} must be a whole number of 0 or more, not {value!r}")
    elif value > MOST.get(units[0], value):
        raise BadTerms(f"{name}: {key}: {units[0]} is at most {MOST[units[0]]}, not {value}")
    return f"{key}_{units[0]}", value
