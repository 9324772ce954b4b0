"""Root causes (R153): a pick-list that is data, with the department that hears of each (R145)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.words.speech import Sentence

LIST = Path(__file__).resolve().parent / "root_causes.toml"


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One entry of the pick-list; `department` is "" where nobody of the house can mend it."""

    key: str
    words: Sentence
    department: str


def read_causes(text: str) -> dict[str, Cause]:
    """The pick-list from its TOML text, in its own order. Raises KeyError where an entry lacks a field."""
    return {
        key: Cause(key=key, words=Sentence(zh=row["zh"], en=row["en"]), department=row["department"])
        for key, row in tomllib.loads(text).items()
    }


# Read once, where the program begins: workflow code asks for it too, and may read no files.
CAUSES: Mapping[str, Cause] = read_causes(LIST.read_text(encoding="utf-8"))

DEPARTMENTS: Mapping[str, Sentence] = {
    "presales": Sentence(zh="售前", en="presales"),
    "after_sales": Sentence(zh="售后", en="after-sales"),
    "warehouse": Sentence(zh="仓库", en="the warehouse"),
    "product": Sentence(zh="产品", en="the product department"),
    "logistics": Sentence(zh="物流", en="logistics"),
}


def cause_in_words(key: str) -> tuple[str, str]:
    """Chinese and English; a key of another version is called by its name."""
    found = CAUSES.get(key)
    return (key, key) if found is None else (found.words.zh, found.words.en)


def department_of(key: str) -> str:
    """Who hears of cases with this cause when they are closed; "" where nobody does."""
    found = CAUSES.get(key)
    return "" if found is None else found.department
