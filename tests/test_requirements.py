"""The list of what this product was asked to embody is complete, and every test that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

LIST = Path("docs/requirements.md")
ROW = re.compile(r"\| R(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
TEST = re.compile(r"`(tests/[^:`]+\.py)::(\w+)`")
MOST = 162


def rows() -> list[tuple[int, str, str, str]]:
    """Number, words, place and proof of each row."""
    found = [ROW.fullmatch(line) for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("| R")]
    return [(int(row[1]), row[2].strip(), row[3].strip(), row[4].strip()) for row in found if row]


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests in a file; none where there is no file."""
    path = Path(file)
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_requirement_has_its_row() -> None:
    """R1 to R162, once each, in order."""
    assert [number for number, *_ in rows()] == list(range(1, MOST + 1))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"R{row[0]}")
def test_each_names_a_test_that_exists_or_says_that_there_is_none(row: tuple[int, str, str, str]) -> None:
    """A test that was renamed is missed here; what is done has its place."""
    _, _, place, proof = row
    if proof == "not yet":
        return
    if proof == "-":
        assert place.startswith("deliberately not"), "what is not done says why"
        return
    named = TEST.findall(proof)
    assert named, f"{proof!r} is neither 'not yet' nor a test"
    assert place != "-", "what is shown lives somewhere"
    for file, name in named:
        assert name in named_in(file), f"{file} has no {name}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"R{row[0]}")
def test_each_place_that_is_a_path_exists(row: tuple[int, str, str, str]) -> None:
    """A file that was moved is missed here."""
    for place in re.findall(r"`([\w/]+/[\w./]*)`", row[2]):
        assert Path(place).exists(), place
