"""People make keys, add one, and let it write; the doctor says what is wrong with them."""

from pathlib import Path
from typing import Any

import pytest

import settings
from codec.keyfile import new_file
from codec.keys import load_keys
from commandline.connections import now
from tests.commandline.conftest import Terminal


async def test_a_key_is_made_added_and_lets_the_old_one_go_on_reading(terminal: Terminal, tmp_path: Path) -> None:
    """The whole rotation as docs/keys.md tells it; no key is ever printed."""
    file = str(tmp_path / "keys.toml")
    [first] = (await terminal.types("keys", "new", "--file", file, "--id", "old", "--json")).rows
    assert (first["key"], first["does"], first["file"]) == ("old", "writes", file)
    added = (await terminal.types("keys", "add", "--file", file, "--id", "new", "--json")).rows
    assert [(row["key"], row["does"]) for row in added] == [("new", "reads"), ("old", "writes")]
    used = await terminal.types("keys", "use", "new", "--file", file)
    assert "restart the programs" in used.err
    ended = await terminal.types("keys", "status", "--file", file)
    assert [line.split()[:2] for line in ended.out.splitlines()] == [["new", "writes"], ["old", "reads"]]
    keys = load_keys(Path(file))
    assert not any(secret.hex() in ended.out + used.out for secret in keys.secrets.values())


async def test_what_cannot_be_done_is_said(terminal: Terminal, tmp_path: Path) -> None:
    """A file that is there, one that is not, a key that is not, and no file named at all."""
    file = str(tmp_path / "keys.toml")
    await terminal.types("keys", "new", "--file", file)
    before = load_keys(Path(file))
    for words, said in (
        (("new", "--file", file), "there is a file already"),
        (("use", "spring", "--file", file), "no key 'spring'"),
        (("status", "--file", f"{file}x"), "no such keys file"),
    ):
        ended = await terminal.types("keys", *words, "--json")
        assert (ended.code, ended.row["error"]["code"]) == (1, "KEYS_ERROR")
        assert said in ended.err
    nameless = await terminal.types("keys", "status", "--json")
    assert (nameless.code, nameless.row["error"]["code"]) == (2, "NO_KEYS_FILE")
    assert load_keys(Path(file)) == before


async def found(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, dict[str, Any]]:
    """What the doctor finds about encryption with these settings."""
    for name in ("AMENDS_CODEC_KEYS_FILE", "AMENDS_CODEC_ORIGINS", "AMENDS_CODEC_TOKEN", "AMENDS_SERVER_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.load.cache_clear()
    rows = (await terminal.types("doctor", "--json")).rows
    return {row["check"]: row for row in rows if row["check"] in {"encryption", "codec endpoint"}}


async def test_the_doctor_looks_at_the_keys(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None, a file that is not there, one that everybody may read, and a good one."""
    file = tmp_path / "keys.toml"
    named = {"AMENDS_CODEC_KEYS_FILE": str(file)}
    nothing = (await found(terminal, monkeypatch))["encryption"]
    assert nothing["health"] == "warning"
    assert "starter.py keys new" in nothing["advice"]
    missing = (await found(terminal, monkeypatch, **named))["encryption"]
    assert missing["health"] == "wrong"
    new_file(file, today=now().date())
    file.chmod(0o644)
    opened = (await found(terminal, monkeypatch, **named))["encryption"]
    assert (opened["health"], opened["advice"]) == ("wrong", f"`chmod 600 {file}`")
    file.chmod(0o600)
    good = await found(terminal, monkeypatch, **named)
    assert [row["health"] for row in good.values()] == ["ok", "ok"]
    assert "off" in good["codec endpoint"]["what"]


async def test_the_doctor_looks_at_who_may_decrypt(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An origin alone is no login on a network; and the Temporal UI should be among those who are let in."""
    file = tmp_path / "keys.toml"
    new_file(file, today=now().date())
    named = {"AMENDS_CODEC_KEYS_FILE": str(file), "AMENDS_CODEC_ORIGINS": "http://127.0.0.1:8233"}
    local = (await found(terminal, monkeypatch, **named))["codec endpoint"]
    assert local["health"] == "ok"
    network = (await found(terminal, monkeypatch, **named, AMENDS_SERVER_HOST="0.0.0.0"))["codec endpoint"]  # noqa: S104
    assert (network["health"], "AMENDS_CODEC_TOKEN" in network["advice"]) == ("warning", True)
    other = named | {"AMENDS_CODEC_ORIGINS": "https://temporal.example"}
    elsewhere = (await found(terminal, monkeypatch, **other))["codec endpoint"]
    assert (elsewhere["health"], "http://127.0.0.1:8233" in elsewhere["what"]) == ("warning", True)


@pytest.mark.parametrize(
    "origins", ["*", "http://ui.example/", "ui.example", "https://ui.example/path", "https://ok.example,nonsense"]
)
async def test_what_is_no_origin_is_refused_at_the_start(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, origins: str
) -> None:
    """It would be compared letter by letter, and never fit."""
    monkeypatch.setenv("AMENDS_CODEC_ORIGINS", origins)
    settings.load.cache_clear()
    ended = await terminal.types("keys", "status")
    assert ended.code == 1
    assert "AMENDS_CODEC_ORIGINS" in ended.err
