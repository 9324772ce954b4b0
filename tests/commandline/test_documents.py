"""What the documents tell people to type is what the program takes."""

import re
import shlex
from pathlib import Path

import pytest

from starter import app

PAGES = [Path("README.md"), *sorted(Path("docs").glob("*.md")), *sorted(Path("docs/zh").glob("*.md"))]
FENCED = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
# A command ends where prose begins: two spaces, a comment, a redirection, an omission, or the next command.
COMMAND = re.compile(r"starter\.py (\S.*?)(?=\s{2,}|\s#|\s>|\s\.\.\.(?:\s|$)|\sstarter\.py|$)", re.MULTILINE)


def typed() -> list[tuple[str, str]]:
    """Each command line in the fenced blocks of a page."""
    blocks = ((page, block) for page in PAGES for block in FENCED.findall(page.read_text(encoding="utf-8")))
    return [(str(page), found) for page, block in blocks for found in COMMAND.findall(block)]


def test_the_pages_show_commands() -> None:
    """Else the next test would hold of nothing."""
    assert len(typed()) > 150


@pytest.mark.parametrize(("page", "words"), sorted(set(typed())))
def test_a_command_of_the_documents_can_be_typed(page: str, words: str) -> None:
    """Its name, its options and what they are given: nothing is unknown, and nothing that is needed is missing."""
    _, bound, _ = app.parse_args(shlex.split(words), print_error=False, exit_on_error=False)
    assert bound is not None, page
