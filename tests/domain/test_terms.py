"""Packs of terms: what cannot bind a case is refused with the file, the key and the reason."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.terms import BadTerms, extended, read_terms, resolve
from intake.calendar import works_on
from tests.domain.packs import pack

SHIPPED = Path("domain/packs/cn_taobao.toml").read_text(encoding="utf-8")
HOURS = {"hours": 48, "source": "F4", "confidence": "H"}


@pytest.mark.parametrize("name", ["cn_taobao", "cn_other"])
def test_the_shipped_packs_say_what_the_rules_say(name: str) -> None:
    """Each number under its key, with the platform's silence as the one great difference."""
    terms = pack(name)
    assert (terms.pack, terms.silence_agrees_flag) == (name, name == "cn_taobao")
    assert (terms.respond_unshipped_hours, terms.respond_return_hours, terms.confirm_return_hours) == (48, 120, 240)
    assert (terms.no_reason_days, terms.refund_after_receipt_days, terms.deliberate_delay_days) == (7, 7, 15)
    assert (terms.auto_limit_minor, terms.alarm_points) == (50000, (50, 80, 95))


@pytest.mark.parametrize(
    ("key", "row", "words"),
    [
        ("shipback", HOURS, "unknown key or wrong unit; 'shipback_hours' is not a term"),
        ("ship_back", {**HOURS, "days": 7}, "expected one value under one of hours, days"),
        ("ship_back", {"days": 7, "source": "F4", "confidence": "H"}, "'ship_back_days' is not a term"),
        ("ship_back", {"source": "F4", "confidence": "H"}, "expected one value under one of .* found 0"),
        ("ship_back", {**HOURS, "hours": "48"}, "whole number of 0 or more, not '48'"),
        ("ship_back", {**HOURS, "hours": 1.5}, "whole number of 0 or more, not 1.5"),
        ("ship_back", {**HOURS, "hours": True}, "whole number of 0 or more, not True"),
        ("ship_back", {**HOURS, "hours": -1}, "whole number of 0 or more, not -1"),
        ("ship_back", 48, "expected a table"),
        ("ship_back", {"hours": 48, "confidence": "H"}, "needs its source"),
        ("ship_back", {**HOURS, "source": ""}, "needs its source"),
        ("ship_back", {**HOURS, "source": 4}, "needs its source"),
        ("ship_back", {**HOURS, "confidence": "sure"}, "confidence of H, M, L or P"),
        ("ship_back", {**HOURS, "confidence": ["H"]}, "confidence of H, M, L or P"),
        ("ship_back", {**HOURS, "sauce": "F4"}, "unknown field 'sauce'"),
        ("silence_agrees", {"flag": 1, "source": "F1", "confidence": "H"}, "a flag is true or false, not 1"),
        ("alarm_last", {"percent": 101, "source": "P", "confidence": "P"}, "percent is at most 100"),
        ("text_until", {"clock": 25, "source": "P", "confidence": "P"}, "clock is at most 24"),
        ("text_from", {"clock": 21, "source": "P", "confidence": "P"}, "must be earlier than text_until"),
        ("platform_quiet_until", {"clock": 23, "source": "P", "confidence": "P"}, "earlier than platform_quiet_from"),
        ("time_zone", "Asia/Shangai", "no time zone, such as Asia/Shanghai"),
        ("time_zone", 8, "expected a word, not 8"),
        ("version", "", "expected a word, not ''"),
    ],
)
def test_a_wrong_row_names_file_key_and_reason(key: str, row: Any, words: str) -> None:
    """Whoever wrote the pack finds the line at once."""
    document = {**tomllib.loads(SHIPPED), key: row}
    with pytest.raises(BadTerms, match=rf"^shop\.toml: {key}: .*{words}"):
        resolve(document, name="shop.toml")


@pytest.mark.parametrize(
    ("key", "field"), [("ship_back", "ship_back_hours"), ("pack", "pack"), ("silence_agrees", "silence_agrees_flag")]
)
def test_a_missing_value_is_named(key: str, field: str) -> None:
    """Nothing binds a case by default."""
    document = {name: row for name, row in tomllib.loads(SHIPPED).items() if name != key}
    with pytest.raises(BadTerms, match=rf"^shop\.toml: missing {re.escape(field)}$"):
        resolve(document, name="shop.toml")


def test_what_is_no_toml_is_refused() -> None:
    """The file's name leads the message, the parser's reason follows."""
    with pytest.raises(BadTerms, match=r"^shop\.toml: not TOML: "):
        read_terms("ship_back = {", name="shop.toml")


@pytest.mark.parametrize("name", ["cn_taobao", "cn_other", "eu", "uk", "us"])
def test_every_shipped_pack_binds(name: str) -> None:
    """Whole, under its own name, and in a zone and a country that exist."""
    terms = pack(name)
    assert terms.pack == name
    assert terms.silence_agrees_flag is (name == "cn_taobao")
    assert works_on(terms.holidays, date(2026, 3, 4))


@pytest.mark.parametrize(
    ("name", "days", "counted", "freight"),
    [
        ("cn_taobao", (7, 7), "receipt", "by_fault"),
        ("cn_other", (7, 7), "receipt", "by_fault"),
        ("eu", (14, 14), "statement", "cheapest_standard"),
        ("uk", (14, 14), "dispatch", "cheapest_standard"),
        ("us", (30, 7), "receipt", "by_fault"),
    ],
)
def test_packs_differ_as_their_laws_do(name: str, days: tuple[int, int], counted: str, freight: str) -> None:
    """Table 3.24: the window, the refund and what it counts from, and the freight of a no-reason return."""
    terms = pack(name)
    assert (terms.no_reason_days, terms.refund_after_receipt_days) == days
    assert (terms.refund_from_choice, terms.freight_back_choice) == (counted, freight)


def test_a_pack_takes_no_law_and_no_amounts_from_another() -> None:
    """What is proposed may be shared; another country's law, and sums in another currency, may not."""
    base = {
        "inspect": {"hours": 48, "source": "ours", "confidence": "P"},
        "no_reason": {"days": 7, "source": "F41", "confidence": "H"},
        "auto_limit": {"minor": 50000, "source": "ours", "confidence": "P"},
        "pack": "cn_other",
    }
    own = {"extends": "cn_other", "inspect": {"hours": 24, "source": "faster", "confidence": "P"}}
    assert extended(own, base) == {"inspect": {"hours": 24, "source": "faster", "confidence": "P"}}
    assert extended({}, base) == {"inspect": base["inspect"]}


@pytest.mark.parametrize(
    ("key", "row", "words"),
    [
        ("refund_from", {"choice": "mood", "source": "F54", "confidence": "H"}, "none of receipt, statement, dispatch"),
        ("refund_from", {"choice": 1, "source": "F54", "confidence": "H"}, "1 is none of"),
        ("inspect", {"choice": "receipt", "source": "F54", "confidence": "H"}, "it is no choice"),
        ("phone_from", {"clock": 18, "source": "P", "confidence": "P"}, "must be earlier than phone_until"),
    ],
)
def test_a_wrong_choice_is_named(key: str, row: Any, words: str) -> None:
    """Choices are of a closed list."""
    with pytest.raises(BadTerms, match=rf"^shop\.toml: {key}: .*{words}"):
        resolve({**tomllib.loads(SHIPPED), key: row}, name="shop.toml")
