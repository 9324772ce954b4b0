"""The letters we write, in the buyer's language, filled in from the case.

They are catalogues in gettext's form, one a language, in `activities/locale`: a letter is a context; its subject and
its text are the messages of it. `starter.py letters preview` shows them.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.pofile import PoFileError, read_po

from domain.contact.progress import IN_WORDS, Party
from domain.goods import Sign
from domain.money import format_money
from domain.register.incident import TO_BUYERS, What
from domain.words.proposal import BECAUSE
from domain.words.sign import SIGNS

LANGUAGES = {"zh": "zh_CN", "en": "en"}
PARTS = ("subject", "text")
FREIGHT = {
    "zh": {True: "由我们承担", False: "由您承担", None: "由我们承担"},
    "en": {True: "ours", False: "yours", None: "ours"},
}
# What a letter may leave open without a hole in its sentence: a reason may be told elsewhere.
MAY_BE_EMPTY = frozenset({"reason", "conditions", "penalty"})


class BadLetters(ValueError):
    """The letters are not usable; the message names letter and reason."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter tells, before it is put into a language: amounts in minor units, instants aware."""

    amount: int | None = None
    currency: str = "CNY"
    date: datetime | None = None
    reason: str = ""
    waybill: str = ""
    seller_pays_freight: bool | None = None
    eta: datetime | None = None
    agent: str = ""
    item: str = ""
    carrier: str = ""
    address: str = ""
    option1: str = ""
    option2: str = ""
    penalty: int = 0  # what comes beside the order for a late or missing shipment, minor units
    conditions: tuple[Sign, ...] = ()  # what spoils the goods, told before they are sent (R61)
    because: str = ""  # a key of domain.words.proposal: why we propose this, in the buyer's language (R119)
    waits_for: str = ""  # a Party of domain.contact.progress: the reason, in the buyer's language
    disturbed: str = ""  # a What of domain.register.incident: then that is the reason


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter as the buyer reads it."""

    subject: str
    text: str


Catalogue = Mapping[str, Mapping[str, str]]  # letter, part, words with placeholders


class Letters:
    """All letters of the product, read once at start. Raises BadLetters for what could not be sent as it should."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = catalogues
        _check_same(catalogues)
        for language, catalogue in catalogues.items():
            for letter, parts in catalogue.items():
                _check_letter(letter, parts, language)

    @classmethod
    def read(cls, folder: Path | None = None) -> "Letters":
        """The letters of the product, or of another folder."""
        home = folder or Path(__file__).with_name("locale")
        return cls({language: _catalogue(home / locale / "letters.po") for language, locale in LANGUAGES.items()})

    @property
    def names(self) -> tuple[str, ...]:
        """The letters there are."""
        return tuple(self._catalogues["en"])

    def render(self, letter: str, words: Words, *, order: str, shop: str, locale: str, zone: str) -> Rendered:
        """The letter in the buyer's language and time zone.

        Raises BadLetters when there is none of that name, or when the case has not told what its sentence needs.
        """
        language = "zh" if locale.lower().startswith("zh") else "en"
        parts = self._catalogues[language].get(letter)
        if parts is None:
            raise BadLetters(f"no letter {letter!r}; known are {', '.join(sorted(self.names))}")
        values = _values(words, order=order, shop=shop, language=language, zone=zone)
        needed = {name for part in PARTS for name in placeholders(parts[part])}
        if missing := sorted(name for name in needed - MAY_BE_EMPTY if not values[name]):
            raise BadLetters(f"letter {letter}: nothing was said for {', '.join(missing)}")
        return Rendered(subject=_fill(parts["subject"], values), text=_fill(parts["text"], values))


def placeholders(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError for braces that do not close."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _catalogue(file: Path) -> Catalogue:
    try:
        found = read_po(StringIO(file.read_text(encoding="utf-8")), abort_invalid=True)
    except (OSError, PoFileError) as error:
        raise BadLetters(f"{file}: {error}") from error
    rows: dict[str, dict[str, str]] = {}
    for message in found:
        if message.id:
            rows.setdefault(str(message.context or ""), {})[str(message.id)] = str(message.string)
    return rows


def _check_same(catalogues: Mapping[str, Catalogue]) -> None:
    """What one language can say the other can, with the same facts in it."""
    zh, en = catalogues["zh"], catalogues["en"]
    if lacking := sorted(set(zh) ^ set(en)):
        raise BadLetters(f"letter {lacking[0]}: it is in one language only")
    for letter in zh:
        facts = [{n for p in PARTS for n in placeholders(of[letter].get(p, ""))} for of in (zh, en)]
        if differ := sorted(facts[0] ^ facts[1]):
            raise BadLetters(f"letter {letter}: {{{differ[0]}}} is in one language only")


def _check_letter(letter: str, parts: Mapping[str, str], language: str) -> None:
    if not letter or set(parts) != set(PARTS) or not all(parts.values()):
        raise BadLetters(f"letter {letter!r}, {language}: needs {' and '.join(PARTS)}, and nothing else")
    known = _values(Words(), order="", shop="", language=language, zone="UTC").keys()
    for part in PARTS:
        try:
            unknown = sorted(placeholders(parts[part]) - known)
        except ValueError as wrong:
            raise BadLetters(f"letter {letter}, {language}, {part}: {wrong}") from wrong
        if unknown:
            raise BadLetters(f"letter {letter}, {language}, {part}: {{{unknown[0]}}} is none of {', '.join(known)}")


def _fill(text: str, values: Mapping[str, str]) -> str:
    return string.Formatter().vformat(text, (), values)


def _values(words: Words, *, order: str, shop: str, language: str, zone: str) -> dict[str, str]:
    return {
        "order": order,
        "shop": shop,
        "amount": format_money(words.amount, words.currency) if words.amount is not None else "",
        "date": _local(words.date, zone),
        "eta": _local(words.eta, zone),
        "reason": _why(words, language),
        "because": BECAUSE[words.because][0 if language == "zh" else 1],
        "waybill": words.waybill,
        "freight": FREIGHT[language][words.seller_pays_freight],
        "agent": words.agent,
        "item": words.item,
        "carrier": words.carrier,
        "address": words.address,
        "option1": words.option1,
        "option2": words.option2,
        "penalty": _penalty(words, language),
        "conditions": _conditions(words.conditions, language),
    }


def _penalty(words: Words, language: str) -> str:
    """A part of the sentence; nothing where none is owed."""
    if not words.penalty:
        return ""
    amount = format_money(words.penalty, words.currency)
    return f"，并按规则另赔付{amount}" if language == "zh" else f", and {amount} on top for the delay"


def _conditions(signs: tuple[Sign, ...], language: str) -> str:
    """A sentence of its own; nothing where the goods have no standard."""
    if not signs:
        return ""
    named = [SIGNS[sign][0 if language == "zh" else 1] for sign in signs]
    if language == "zh":
        return f"以下情况视为商品不完好：{'、'.join(named)}。"
    return f" Goods of this kind do not count as intact with: {', '.join(named)}."


def _why(words: Words, language: str) -> str:
    """As it was written, else what is disturbed, else for whom the case waits."""
    at = 0 if language == "zh" else 1
    if words.reason:
        return words.reason
    if words.disturbed:
        return TO_BUYERS[What(words.disturbed)][at]
    return IN_WORDS[Party(words.waits_for)][at] if words.waits_for else ""


def _local(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment is not None else ""
