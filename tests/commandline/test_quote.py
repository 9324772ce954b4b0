"""One worked example, answered and explained."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commandline.conftest import Terminal

EXAMPLES = json.loads(Path("tests/domain/money_examples.json").read_text(encoding="utf-8"))["examples"]
KINDS = {example["kind"]: example for example in EXAMPLES}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Writes a text to a file; its name."""

    def write(text: str) -> str:
        file = tmp_path / "example.json"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_json_has_the_expected_fields_and_no_others(
    terminal: Terminal, written: Callable[[str], str], kind: str
) -> None:
    """What the example expects, to the last fen."""
    ended = await terminal.types("quote", written(json.dumps(KINDS[kind])), "--json")
    assert (ended.code, ended.row) == (0, KINDS[kind]["expected"])


async def test_an_example_comes_through_a_pipe(terminal: Terminal) -> None:
    """`-` is standard input."""
    program = await terminal.starts("quote", "-", "--json", stdin=asyncio.subprocess.PIPE)
    out, _ = await program.communicate(json.dumps(KINDS["guard"]).encode())
    assert (program.returncode, json.loads(out)) == (0, KINDS["guard"]["expected"])


@pytest.mark.parametrize(("lang", "words"), [("en", "the buyer receives"), ("zh", "买家共得")])
async def test_people_read_every_line_with_its_rule(
    terminal: Terminal, written: Callable[[str], str], lang: str, words: str
) -> None:
    """In their language, with the sum at the end."""
    ended = await terminal.types("quote", written(json.dumps(KINDS["refund_quote"])), "--lang", lang)
    assert ended.code == 0
    assert "MR-2" in ended.out
    assert words in ended.out


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_example_is_explained(
    terminal: Terminal, written: Callable[[str], str], example: dict[str, Any], lang: str
) -> None:
    """Each names its rule, and each amount of the answer that is not nothing stands in its sentence."""
    ended = await terminal.types("quote", written(json.dumps(example)), "--lang", lang)
    assert ended.code == 0, ended.err
    assert "MR-" in ended.out
    if example["kind"] != "refund_quote":
        said = ended.out.splitlines()[0]
        whole = [value for value in example["expected"].values() if isinstance(value, int) and value > 1]
        owed = whole[:-1] if example["kind"] == "us_late" else whole  # the days are in the answer below
        assert all(str(value) in said for value in owed), said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "BAD_JSON"),
        ("[]", "BAD_EXAMPLE"),
        ('{"kind": "gift", "inputs": {}}', "BAD_EXAMPLE"),
        ('{"kind": "guard", "inputs": {"line_paid": 1.5}}', "BAD_EXAMPLE"),
    ],
)
async def test_an_example_that_cannot_be_read_says_why(
    terminal: Terminal, written: Callable[[str], str], text: str, code: str
) -> None:
    """The file, the field and the reason; nothing on standard output but the error."""
    file = written(text)
    ended = await terminal.types("quote", file, "--json")
    assert ended.code == 1
    assert ended.row["error"]["code"] == code
    assert file in ended.err


async def test_a_file_that_is_not_there_is_named(terminal: Terminal, tmp_path: Path) -> None:
    """No traceback for a slip of the pen."""
    ended = await terminal.types("quote", str(tmp_path / "none.json"))
    assert ended.code == 1
    assert "none.json" in ended.err
    assert "Traceback" not in ended.err
