"""The program as scripts see it: help, exit codes, and nothing but data on standard output."""

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from commandline.exits import MEANINGS
from tests.commandline.conftest import ROOT, Terminal

COMMANDS = (
    *("start", "list", "show", "agree", "refuse", "inspect", "rule", "correct", "skip", "divert", "hold", "release"),
    *("close", "retry", "jump", "quote", "migrate", "doctor", "demo", "completion", "register verify"),
    *("register rebuild", "keys new", "keys add", "keys use", "keys status"),
)


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_has_an_example_in_its_help(terminal: Terminal, command: str) -> None:
    """And the example begins with the command itself."""
    ended = await terminal.types(*command.split(), "--help")
    assert ended.code == 0
    assert f"Example: `starter.py {command}" in " ".join(ended.out.split())


async def test_help_names_every_exit_code(terminal: Terminal) -> None:
    """Scripts depend on them, so they are where people look first."""
    ended = await terminal.runs("--help")
    words = " ".join(ended.out.split())
    assert ended.code == 0
    assert all(f"{code.value} {meaning}" in words for code, meaning in MEANINGS.items())


async def test_help_loads_neither_temporal_nor_the_database(terminal: Terminal) -> None:
    """Help must answer at once, on a busy machine too: what takes long to load is not loaded."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "starter.py", "--help"),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await program.communicate()
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in err.decode().splitlines()}
    assert not loaded & {"temporalio", "asyncpg", "settings", "pydantic", "structlog", "fastapi", "domain"}


@pytest.mark.parametrize(
    "words", [("no-such-command",), ("list", "--no-such-option"), ("hold", "case-1"), ("divert", "c", "mars")]
)
async def test_a_wrong_command_line_ends_with_two(terminal: Terminal, words: tuple[str, ...]) -> None:
    """Told on standard error; standard output stays empty."""
    ended = await terminal.runs(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


async def test_a_wrong_command_line_is_an_object_where_json_is_asked_for(terminal: Terminal) -> None:
    """Scripts find it where every error is; people are told which help to read."""
    ended = await terminal.types("divert", "case-1", "mars", "--reason", "x", "--json")
    assert (ended.code, ended.row["error"]["code"]) == (2, "BAD_COMMAND_LINE")
    assert "return_refund" in ended.row["error"]["message"]
    assert "starter.py divert --help" in ended.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
async def test_bash_completes_commands(terminal: Terminal, tmp_path: Path) -> None:
    """The printed script does it alone, without starting Python."""
    file = tmp_path / "completion"
    file.write_text((await terminal.runs("completion", "--shell", "bash")).out, encoding="utf-8")
    asked = (
        f'source {file}; COMP_WORDS=(./starter.py rep); COMP_CWORD=1; _starter; echo "${{COMPREPLY[@]}}"; complete -p'
    )
    bash = await asyncio.create_subprocess_exec("bash", "-c", asked, stdout=asyncio.subprocess.PIPE)
    out, _ = await bash.communicate()
    offered, *known = out.decode().splitlines()
    assert set(offered.split()) == {"repair", "replay", "report", "report-conduct"}
    assert "complete -F _starter ./starter.py" in known


async def test_postgres_away_ends_with_six(terminal: Terminal) -> None:
    """The address is named, without the password in it."""
    ended = await terminal.runs("list", "--json", DATABASE_URL="postgresql://app:hush@127.0.0.1:1/amends")
    assert ended.code == 6
    assert ended.row["error"]["code"] == "NO_POSTGRES"
    assert "127.0.0.1:1/amends" in ended.err
    assert "hush" not in ended.err + ended.out


async def test_temporal_away_ends_with_six(terminal: Terminal) -> None:
    """Nothing was changed, and the doctor is named."""
    ended = await terminal.runs(
        "hold", "case-demo_shop-shop-1", "--reason", "x", "--json", TEMPORAL_ADDRESS="127.0.0.1:1"
    )
    assert ended.code == 6
    assert ended.row["error"]["code"] == "NO_TEMPORAL"
    assert "starter.py doctor" in ended.err


async def test_a_wrong_setting_is_named(terminal: Terminal) -> None:
    """Which variable, and what is allowed."""
    ended = await terminal.runs("list", AMENDS_SERVER_PORT="a lot")
    assert ended.code == 1
    assert "AMENDS_SERVER_PORT" in ended.err
    assert "What to do: " in ended.err
    assert "Traceback" not in ended.err


async def test_a_reader_that_goes_away_is_no_fault(terminal: Terminal) -> None:
    """`starter.py list | head -1` ends without a traceback."""
    program = await terminal.starts("--help")
    assert program.stdout is not None
    program._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
    _, err = await program.communicate()
    assert b"Traceback" not in err
