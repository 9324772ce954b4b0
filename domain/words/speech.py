"""Sentences in two languages at once, put together from words and values."""

from dataclasses import dataclass

from domain.words import telling as words
from domain.words.telling import Words


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """The same sentence in both languages."""

    zh: str
    en: str


def say(template: Words, **values: Words | str) -> Words:
    """Both languages with their values; what a value says is never read as a template."""
    zh = {name: value if isinstance(value, str) else value[0] for name, value in values.items()}
    en = {name: value if isinstance(value, str) else value[1] for name, value in values.items()}
    return template[0].format_map(zh), template[1].format_map(en)


def joined(*parts: Words) -> Words:
    """Parts one after the other."""
    return "".join(zh for zh, _ in parts), "".join(en for _, en in parts)


def sentence(told: Words) -> Sentence:
    """Words as they are."""
    return Sentence(zh=told[0], en=told[1])


def whole(told: Words) -> Sentence:
    """Words with their full stop."""
    return sentence(joined(told, words.STOP))
