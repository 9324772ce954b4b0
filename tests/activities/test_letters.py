"""Letters to buyers: whole in both languages before the first is sent, and never sent with a hole."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.letters import LANGUAGES, BadLetters, Letters, Words, placeholders
from domain.events import Question
from domain.facts.answers import ASKED_BY
from domain.words.letter import LETTERS

WHOLE = {"subject": "Order {order}", "text": "{amount} goes back."}


def catalogues(**en: Mapping[str, str]) -> dict[str, dict[str, Mapping[str, str]]]:
    """A letter A in both languages; `en` replaces or adds English ones."""
    return {"zh": {"A": WHOLE}, "en": {"A": WHOLE, **en}}


def test_the_shipped_letters_are_whole() -> None:
    """Each is in both languages, with the same facts, and told in the register by its own words."""
    assert set(Letters.read().names) == set(LETTERS)


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ({"A": {**WHOLE, "text": "{amount} to {nobody}"}}, "{nobody} is in one language only"),
        ({"A": {**WHOLE, "text": "it goes back"}}, "{amount} is in one language only"),
        ({"A": {"text": WHOLE["text"], "subject": ""}}, "{order} is in one language only"),
        ({"B": WHOLE}, "letter B: it is in one language only"),
    ],
)
def test_what_the_languages_tell_apart_is_refused(english: dict[str, Mapping[str, str]], words: str) -> None:
    """Nobody reads less than another for their language."""
    with pytest.raises(BadLetters, match=words):
        Letters(catalogues(**english))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"subject": "Hello", "text": "{amout} goes back"}, r"letter A, zh, text: \{amout\} is none of order, shop"),
        ({"subject": "Hello", "text": ""}, "needs subject and text"),
        ({"subject": "Hello", "text": "Hi", "title": "Hi"}, "needs subject and text, and nothing else"),
    ],
)
def test_a_letter_that_cannot_be_filled_is_found_at_start(row: dict[str, str], words: str) -> None:
    """The letter, the language and the placeholder are named."""
    with pytest.raises(BadLetters, match=words):
        Letters({"zh": {"A": row}, "en": {"A": row}})


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """The file and the line."""
    for locale in LANGUAGES.values():
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "letters.po").write_text('msgid "x\n', encoding="utf-8")
    with pytest.raises(BadLetters, match=r"letters\.po"):
        Letters.read(tmp_path)


def test_nothing_leaves_with_a_hole_in_its_sentence() -> None:
    """A case that has not told the amount cannot say that it goes back."""
    letters = Letters(catalogues())
    with pytest.raises(BadLetters, match="nothing was said for amount"):
        letters.render("A", Words(), order="1", shop="s", locale="en", zone="UTC")
    told = letters.render("A", Words(amount=990, currency="EUR"), order="1", shop="s", locale="de", zone="UTC")
    assert (told.subject, told.text) == ("Order 1", "EUR 9.90 goes back.")


def test_times_are_the_buyers_own() -> None:
    """The day by which goods are to be posted is read on the buyer's clock."""
    words = Words(date=datetime(2026, 3, 4, 20, tzinfo=UTC), seller_pays_freight=False)
    told = Letters.read().render("N7-1", words, order="1", shop="s", locale="zh_CN", zone="Asia/Shanghai")
    assert "2026-03-05 04:00" in told.text
    assert "由您承担" in told.text


def test_no_letter_asks_for_a_rating_inside_a_complaint() -> None:
    """Only the survey asks for numbers (rule 3.23)."""
    letters = Letters.read()
    asking = [name for name in letters.names if "1-5" in letters._catalogues["en"][name]["text"]]
    assert asking == ["FUP-3"]


SORRY = (
    *("ASK-EVID", "DELAY", "UNS-3", "LOG-1", "LOG-2", "LOG-3", "LOG-4", "LST-1", "LST-5", "LST-7", "SHT-1", "SHT-4"),
    *("WRG-1", "WRG-2", "WRG-3", "WRG-4", "DMG-2", "DMG-5", "DMG-6", "QLT-1"),
)


@pytest.mark.parametrize("letter", SORRY)
def test_what_went_wrong_is_told_with_an_apology_first(letter: str) -> None:
    """The first sentence says that we are sorry, in both languages (R116)."""
    catalogues = Letters.read()._catalogues
    for language, sorry in (("en", "orry"), ("zh", "抱歉")):
        first = re.split(r"[.。]", catalogues[language][letter]["text"])[0]
        assert sorry in first


# Letters that leave the buyer a choice, or tell of a delay, and where each has its reason (R119).
GIVES_REASON = {
    **dict.fromkeys(("SHT-1", "WRG-2", "WRG-3", "WRG-4", "DMG-2", "DMG-5", "DMG-6", "MAKE-1"), "{because}"),
    **dict.fromkeys(("QLT-3", "QLT-5", "CMP-M", "CMP-O"), "{because}"),
    **dict.fromkeys(("QLT-4", "REP-3", "N7-4", "OFFER", "LOG-2", "DELAY", "PROG"), "{reason}"),
    "LOG-3": "no progress",
    "LOG-4": "no progress",
    "EXC-2": "out of stock",
    "LST-5": "did not reach you",
    "LST-8": "lost on its way back",
    "N7-2": "saves both of us",
}


@pytest.mark.parametrize(("letter", "reason"), GIVES_REASON.items())
def test_a_proposal_and_a_delay_say_why(letter: str, reason: str) -> None:
    """The reason stands in the letter itself; a delay has its new time beside it."""
    text = Letters.read()._catalogues["en"][letter]["text"]
    assert reason in text
    assert letter not in {"DELAY", "PROG"} or "{eta}" in text


def test_every_letter_with_a_choice_is_among_them() -> None:
    """A new one that asks which remedy the buyer wants fails here until it says why."""
    choices = {Question.REMEDY, Question.CURE, Question.DEDUCTION, Question.COMPENSATION}
    asking = {letter for letter, question in ASKED_BY.items() if question in choices}
    assert asking - GIVES_REASON.keys() == set()


def test_a_reason_is_told_in_the_buyers_language() -> None:
    """The key travels, the words are the letter's own."""
    words = Words(amount=990, currency="CNY", item="Mug", because="row:3.7.2")
    for locale, reason in (("zh_CN", "破损发生在运输途中"), ("en", "it was damaged on the way")):
        told = Letters.read().render("DMG-6", words, order="1", shop="s", locale=locale, zone="UTC")
        assert reason in told.text


def test_placeholders_are_read_as_they_are_filled() -> None:
    """Doubled braces are braces."""
    assert placeholders("{a} and {{b}}") == {"a"}
