"""What cases are found by is registered from the one list that cases use."""

from collections.abc import Sequence
from typing import Any

import pytest
from temporalio.common import SearchAttributeKey

from tests.commandline.conftest import Terminal
from workflows import search

NEW = SearchAttributeKey.for_bool("CaseOfThisTest")


def with_one_more(monkeypatch: pytest.MonkeyPatch, key: SearchAttributeKey[Any]) -> None:
    """As if this version's cases used this attribute too."""
    keys: Sequence[SearchAttributeKey[Any]] = [*search.ATTRIBUTES, key]
    monkeypatch.setattr(search, "ATTRIBUTES", keys)


async def test_an_attribute_of_a_new_version_is_registered_once(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First it is said, then done, and then there is nothing left to do."""
    with_one_more(monkeypatch, NEW)
    missing = {"CaseOfThisTest": "BOOL"}
    said = await terminal.types("attributes", "--dry-run", "--json")
    assert said.row == {"registered": {}, "missing": missing}
    assert (await terminal.types("attributes", "--json")).row == {"registered": missing, "missing": {}}
    assert (await terminal.types("attributes", "--json")).row == {"registered": {}, "missing": {}}
    assert "knows every search attribute" in (await terminal.types("attributes")).err


async def test_an_attribute_that_has_another_type_there_is_not_taken_for_ours(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name alone says nothing: a value of another type would wedge every case. The doctor sees it too."""
    with_one_more(monkeypatch, SearchAttributeKey.for_int("CaseStage"))
    ended = await terminal.types("attributes", "--json")
    assert ended.code == 1
    assert ended.row["error"]["code"] == "OTHER_TYPE"
    assert "CaseStage" in ended.err
    told = {row["check"]: row for row in (await terminal.types("doctor", "--json")).rows}
    assert told["search attributes"]["health"] == "wrong"
    assert "starter.py attributes" in told["search attributes"]["advice"]
