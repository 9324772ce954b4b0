"""The letters we write, in the buyer's language, filled in from the case."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.money import format_money

FREIGHT = {
    "zh": {True: "由我们承担", False: "由您承担", None: "由我们承担"},
    "en": {True: "ours", False: "yours", None: "ours"},
}


class BadLetters(ValueError):
    """The file of letters is not usable; the message names letter and reason."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter tells, before it is put into a language: amounts in minor units, instants aware."""

    amount: int | None = None
    currency: str = "CNY"
    date: datetime | None = None
    reason: str = ""
    waybill: str = ""
    seller_pays_freight: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter as the buyer reads it."""

    subject: str
    text: str


class Letters:
    """All letters of the product, read once at start."""

    def __init__(self, rows: Mapping[str, Mapping[str, object]]) -> None:
        self._rows = rows
        for letter, row in rows.items():
            subject = row.get("subject")
            if not isinstance(subject, Mapping) or {"zh", "en"} - set(row) or {"zh", "en"} - set(subject):
                raise BadLetters(f"letter {letter}: needs subject and text in zh and en")

    @classmethod
    def read(cls, path: Path | None = None) -> "Letters":
        """The letters of the product, or of another file."""
        file = path or Path(__file__).with_name("letters.toml")
        return cls(tomllib.loads(file.read_text(encoding="utf-8")))

    def render(self, letter: str, words: Words, *, order: str, shop: str, locale: str, zone: str) -> Rendered:
        """The letter in the buyer's language and time zone. Raises BadLetters when there is none of that name."""
        if letter not in self._rows:
            raise BadLetters(f"no letter {letter!r}; known are {', '.join(sorted(self._rows))}")
        language = "zh" if locale.lower().startswith("zh") else "en"
        row = self._rows[letter]
        subject = row["subject"]
        assert isinstance(subject, Mapping)  # checked when the file was read
        values = _values(words, order=order, shop=shop, language=language, zone=zone)
        return Rendered(subject=_fill(str(subject[language]), values), text=_fill(str(row[language]), values))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return string.Formatter().vformat(text, (), values)


def _values(words: Words, *, order: str, shop: str, language: str, zone: str) -> dict[str, str]:
    date = words.date.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if words.date is not None else ""
    return {
        "order": order,
        "shop": shop,
        "amount": format_money(words.amount, words.currency) if words.amount is not None else "",
        "date": date,
        "reason": words.reason,
        "waybill": words.waybill,
        "freight": FREIGHT[language][words.seller_pays_freight],
    }
