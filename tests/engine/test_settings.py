"""Settings have working defaults, come from the environment, and are refused in words."""

from pathlib import Path

import pytest

import settings
from settings import PORT_OFFSETS, Settings, SettingsError, setting_name


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the person who runs the tests, and no `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "port_base"):
        monkeypatch.delenv(setting_name(name), raising=False)


def read() -> Settings:
    """The settings as a new process would read them."""
    return settings.load.__wrapped__()


def test_nothing_needs_to_be_set() -> None:
    """Without settings both servers are ours, on their usual ports."""
    found = read()
    assert (found.embeds_postgres, found.embeds_temporal) == (True, True)
    assert found.database_url == "postgresql://app@127.0.0.1:15432/amends"
    assert found.temporal_address == "127.0.0.1:7233"
    assert found.temporal_ui == "http://127.0.0.1:8233"


def test_one_knob_moves_every_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """AMENDS_PORT_BASE gives all ports a new place, and the addresses follow."""
    monkeypatch.setenv("AMENDS_PORT_BASE", "20000")
    found = read()
    assert sorted(getattr(found, name) for name in PORT_OFFSETS) == list(range(20000, 20010))
    assert found.database_url == "postgresql://app@127.0.0.1:20004/amends"
    assert found.temporal_address == "127.0.0.1:20000"
    assert found.temporal_ui == "http://127.0.0.1:20001"


def test_a_port_of_its_own_beats_the_knob(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that is set stays where it was set."""
    monkeypatch.setenv("AMENDS_PORT_BASE", "20000")
    monkeypatch.setenv("AMENDS_SERVER_PORT", "9999")
    assert (read().server_port, read().sandbox_port) == (9999, 20006)


def test_servers_of_somebody_else_take_the_place_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """DATABASE_URL and TEMPORAL_ADDRESS, without a prefix, name them; the password is in no printout."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://amends:hidden@db/amends")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal:7233")
    found = read()
    assert (found.embeds_postgres, found.embeds_temporal) == (False, False)
    assert (found.database_url, found.temporal_address) == ("postgresql://amends:hidden@db/amends", "temporal:7233")
    assert "hidden" not in repr(found)


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """`.env` in the working directory holds what an installation keeps."""
    Path(".env").write_text("AMENDS_TASK_QUEUE=from-file\nDATABASE_URL=postgresql://file/db\n", encoding="utf-8")
    monkeypatch.setenv("AMENDS_TASK_QUEUE", "from-environment")
    assert (read().task_queue, read().database_url) == ("from-environment", "postgresql://file/db")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """`DATABASE_URL= make demo` means the embedded server."""
    monkeypatch.setenv("DATABASE_URL", "")
    assert read().embeds_postgres


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names each variable and what it may be, and nothing that merely follows."""
    monkeypatch.setenv("AMENDS_PORT_BASE", "70000")
    monkeypatch.setenv("AMENDS_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as refused:
        read()
    problems = str(refused.value).removeprefix("Settings (environment or .env): ").split("; ")
    assert [problem.partition(":")[0] for problem in problems] == ["AMENDS_PORT_BASE", "AMENDS_LOG_FORMAT"]
    assert "'json' or 'pretty'" in problems[1]


def test_two_services_cannot_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clash is found before anything starts."""
    monkeypatch.setenv("AMENDS_SMTP_PORT", "8080")
    with pytest.raises(SettingsError, match="AMENDS_SERVER_PORT and AMENDS_SMTP_PORT are both 8080"):
        read()
