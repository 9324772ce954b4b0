"""The closing page fits the screen that there is, and cuts nothing that people copy."""

from io import StringIO

import pytest
from rich.console import Console

from commandline.options import Language
from demonstration.closing import closing_table, totals
from demonstration.people import Desk
from demonstration.play import Played
from demonstration.samples import read_samples
from demonstration.words import WORDS, told
from settings import Settings

SAMPLES = read_samples()


@pytest.mark.parametrize("width", [80, 100, 120, 160, 200, 280])
@pytest.mark.parametrize("lang", Language)
def test_names_and_amounts_are_whole_on_every_screen(width: int, lang: Language) -> None:
    """A narrow screen gets fewer columns and shorter titles, never half a name, amount or id."""
    out = StringIO()
    played = [Played(sample=sample, desk=Desk(sample=sample)) for sample in SAMPLES]
    books = {sample.order_id: {"paid": 123456, "refunded": 123456, "compensated": 0} for sample in SAMPLES}
    closing_table(Console(file=out, width=width), played, books, Settings(), lang)
    rows = [line for line in out.getvalue().splitlines() if "CNY 1234.56" in line]
    assert len(rows) == len(SAMPLES)
    for sample, row in zip(SAMPLES, rows, strict=True):
        assert row.split()[0] == sample.name
        assert ("case-" in row) is (sample.case_id in row)
    assert "http://127.0.0.1:8233/namespaces/default/workflows" in out.getvalue()


def test_a_wide_screen_has_whole_addresses() -> None:
    """As a log has: the page of each case in the Temporal UI."""
    out = StringIO()
    [sample, *_] = SAMPLES
    books = {sample.order_id: {"paid": 1, "refunded": 0, "compensated": 0}}
    closing_table(
        Console(file=out, width=280),
        [Played(sample=sample, desk=Desk(sample=sample))],
        books,
        Settings(),
        Language.EN,
    )
    assert f"/workflows/{sample.case_id}" in out.getvalue()


@pytest.mark.parametrize("name", WORDS)
def test_what_the_demonstration_says_is_said_in_both_languages(name: str) -> None:
    """The same values fit both, and the Chinese is Chinese."""
    values = {
        "seconds": 1.0, "ui": "u", "fresh": 1, "known": 2, "count": 3, "command": "c", "why": "w", "program": "p",
        "last_words": "l", "span": "s", "place": "x",
    }  # fmt: skip
    english, chinese = told(name, Language.EN, **values), told(name, Language.ZH, **values)
    assert any("一" <= letter <= "鿿" for letter in chinese)
    assert not any("一" <= letter <= "鿿" for letter in english)


def test_what_was_paid_beside_an_order_is_told() -> None:
    """Compensation is no part of what was refunded of the orders, and yet it was paid."""
    played = [Played(sample=sample, desk=Desk(sample=sample)) for sample in SAMPLES[:2]]
    books = {sample.order_id: {"paid": 1000, "refunded": 200, "compensated": 30} for sample in SAMPLES}
    said = totals(played, books, Language.EN)
    assert said == "2 cases; CNY 4.00 refunded of CNY 20.00 paid, and CNY 0.60 compensated beside."
    assert "另付补偿CNY 0.60" in totals(played, books, Language.ZH)
