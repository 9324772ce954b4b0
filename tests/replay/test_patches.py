"""What the convention of docs/deploys.md asks of workflow code and of the stories, checked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.worker import PatchActivationInput

from tests.replay.corpus import recorded
from workflows import patches

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z][a-z0-9-]{2,60}")
ANSWERED = "a-change"


def names_in(source: str) -> Iterator[str]:
    """The patches that this code asks for; a name that is not written out comes as its expression."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in {"patched", "deprecate_patch"}:
                continue
            [name] = node.args
            yield str(name.value) if isinstance(name, ast.Constant) else ast.unparse(name)


def stories() -> dict[str, list[str]]:
    """Every story that opens cases, with its file."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests/stories").glob("test_*.py")):
        tests = [node for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.AsyncFunctionDef)]
        for test in tests:
            if test.name.startswith("test_") and "floor" in {argument.arg for argument in test.args.args}:
                found.setdefault(file.name, []).append(test.name.removeprefix("test_"))
    return found


def told(name: str, histories: set[str]) -> bool:
    """Whether a story has a history: under its name, that of a parameter, and a number."""
    return any(re.fullmatch(rf"{re.escape(name)}(_\w+)?-\d+", history) for history in histories)


def test_every_patch_is_registered_and_every_registered_one_is_used() -> None:
    """`AMENDS_HELD_PATCHES` takes only names that it can check; a name nobody asks for is left over."""
    used = {name for file in (ROOT / "workflows").rglob("*.py") for name in names_in(file.read_text(encoding="utf-8"))}
    assert used == set(patches.PATCHES)
    assert all(NAME.fullmatch(name) for name in used)


def test_a_patch_is_found_in_code() -> None:
    """The check above sees what it should see."""
    source = 'if workflow.patched("look-twice"):\n    pass\nworkflow.deprecate_patch(OLD)\nfile.record("x")\n'
    assert list(names_in(source)) == ["look-twice", "OLD"]


def test_every_story_has_a_recorded_history() -> None:
    """A new path without a recording would not be looked at before the next change; `make record` adds it."""
    histories = {name for name, _ in recorded()}
    missing = [f"{file}: {name}" for file, names in stories().items() for name in names if not told(name, histories)]
    assert not missing, "no history of these stories is stored: `make record`, and commit what it adds"


def test_a_story_without_a_history_is_missed() -> None:
    """Names that only begin alike are not enough."""
    assert told("a_return", {"a_return-1"})
    assert told("a_return", {"a_return_twice-1"})
    assert not told("a_return", {"a_returned_parcel-1", "b_a_return-1"})


def test_a_patch_that_is_held_back_is_not_activated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker answers by the name; one that no code has is refused, since it would hold nothing back."""
    monkeypatch.setitem(patches.PATCHES, ANSWERED, "of this test")
    monkeypatch.setitem(patches.PATCHES, "another", "of this test")
    info: Any = None
    ask = PatchActivationInput(workflow_info=info, patch_id=ANSWERED)
    assert patches.activation(())(ask)
    assert patches.activation({"another"})(ask)
    assert not patches.activation({ANSWERED})(ask)
    with pytest.raises(ValueError, match=r"no such patch: a-chance; this version has: a-change, another"):
        patches.activation({"a-chance"})
