"""The pages about scenarios tell of each of them, in both languages, and name commands that there are."""

import re
from pathlib import Path

import pytest

from domain.request import Scenario
from starter import app

PAGES = (Path("docs/scenarios.md"), Path("docs/zh/scenarios.md"))
NO_COMMANDS = {"cn_taobao"}  # words in the same type that are none


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_scenario_has_its_section(page: Path) -> None:
    """Once each, and no other."""
    sections = re.findall(r"^## (\w+)[:：]", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(sections) == sorted(Scenario)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_commands_that_it_names_are_there(page: Path) -> None:
    """A command that was renamed is missed here."""
    typed = re.findall(r"`(?:starter\.py )?([a-z][\w-]*)[^`]*`", page.read_text(encoding="utf-8"))
    for name in set(typed) - NO_COMMANDS - set(Scenario):
        assert name in app, f"{page} names `{name}`"
