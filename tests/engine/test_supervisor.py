"""A household of programs starts in order, stops in reverse order, and leaves nobody behind."""

import http.server
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine.errors import EngineError
from engine.ports import HOST, free_port
from engine.supervisor import Supervisor, ready_file, ready_url
from tests.engine.crash import children, comes_true, gone, running, watchdog_of

# Writes its name to a diary when it starts and when it is asked to stop, and a file once it is ready.
MEMBER = """
import pathlib, signal, sys, time
name, home = sys.argv[1], pathlib.Path(sys.argv[2])
def note(what):
    with (home / "diary").open("a") as diary: diary.write(f"{name} {what}\\n")
def leave(*_):
    note("stops")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
note("starts")
(home / f"{name}.ready").touch()
print(f"{name} says hello", flush=True)
time.sleep(600)
"""

HOUSEHOLD = f"""
import pathlib, sys, time
from engine.supervisor import Supervisor, ready_file
home = pathlib.Path(sys.argv[1])
with Supervisor(home) as household:
    for name in ("first", "second"):
        ready = ready_file(home / f"{{name}}.ready")
        household.start(name, [sys.executable, "-c", {MEMBER!r}, name, home], ready=ready)
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def household(home: Path) -> Iterator[Supervisor]:
    """An empty household."""
    home.mkdir()
    with Supervisor(home) as household:
        yield household


def join(household: Supervisor, name: str) -> psutil.Process:
    """Start a member that writes the diary."""
    ready = ready_file(household.home / f"{name}.ready")
    child = household.start(name, [sys.executable, "-c", MEMBER, name, household.home], ready=ready)
    return psutil.Process(child.pid)


def diary(home: Path) -> list[str]:
    """What the members wrote."""
    return (home / "diary").read_text(encoding="utf-8").splitlines()


def test_the_last_started_is_the_first_stopped(household: Supervisor) -> None:
    """A worker goes before the server that it needs."""
    join(household, "first")
    join(household, "second")
    household.stop()
    assert diary(household.home) == ["first starts", "second starts", "second stops", "first stops"]


def test_each_member_has_a_log_of_its_own(household: Supervisor) -> None:
    """What a member prints is in logs/NAME.log."""
    join(household, "first")
    log = household.home / "logs/first.log"
    assert comes_true(lambda: "first says hello" in log.read_text(encoding="utf-8"))


def test_a_member_that_dies_while_starting_is_reported_with_its_last_words(household: Supervisor) -> None:
    """The error names the member, its exit code and its log, and quotes the end of it."""
    command = [sys.executable, "-c", "import sys; sys.exit('no database at that address')"]
    with pytest.raises(
        EngineError, match=r"(?s)worker ended with code 1.*logs/worker\.log.*no database at that address"
    ):
        household.start("worker", command, ready=ready_file(household.home / "never"))


def test_a_member_that_never_gets_ready_is_stopped(household: Supervisor) -> None:
    """Waiting has an end, and leaves no half-started program."""
    with pytest.raises(EngineError, match="first was not ready after 1 s"):
        household.start("first", [sys.executable, "-c", "import time; time.sleep(600)"], ready=lambda: False, seconds=1)
    assert [child.name for child in household.ended()] == ["first"]


def test_a_command_that_does_not_exist_is_named(household: Supervisor) -> None:
    """A missing program is an error in words."""
    with pytest.raises(EngineError, match=re.escape("worker could not be started: ")):
        household.start("worker", ["/nonexistent/worker"], ready=lambda: True)


def test_a_member_that_ends_by_itself_is_noticed_and_can_start_again(household: Supervisor) -> None:
    """A killed member is listed as ended, until it has been started again."""
    join(household, "first")
    household.children["first"].kill()
    assert [child.name for child in household.ended()] == ["first"]
    join(household, "first")
    assert household.ended() == []


def test_ready_means_a_success_at_the_address(household: Supervisor) -> None:
    """A page that answers 503 is not ready, one that answers 200 is; nobody at home is not an error."""
    answers = iter([503, 200])

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(next(answers))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    assert not ready_url(f"http://{HOST}:{free_port()}/")()
    with http.server.HTTPServer((HOST, 0), Page) as page:
        threading.Thread(target=page.serve_forever, daemon=True).start()
        ready = ready_url(f"http://{HOST}:{page.server_port}/health")
        assert [ready(), ready()] == [False, True]
        page.shutdown()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_unwinds_the_household_in_order(home: Path, signum: signal.Signals) -> None:
    """Ctrl-C and SIGTERM both stop the members, the last first."""
    home.mkdir()
    # A test run in the background of a shell hands on that Ctrl-C is ignored; people at a terminal have it.
    at_a_terminal = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    with running(at_a_terminal + HOUSEHOLD, home) as owner:
        owner.send_signal(signum)
        owner.wait(30)
    assert diary(home)[2:] == ["second stops", "first stops"]


def test_a_household_in_the_background_is_ended_by_sigterm(home: Path) -> None:
    """A shell's background job ignores Ctrl-C; SIGTERM must end it all the same."""
    home.mkdir()
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    with running(deaf + HOUSEHOLD, home) as owner:
        owner.send_signal(signal.SIGTERM)
        owner.wait(30)
    assert diary(home)[2:] == ["second stops", "first stops"]


def test_killing_the_household_leaves_nobody_behind(home: Path) -> None:
    """SIGKILL gives us no chance; the watchdog still lets the members stop in good order."""
    home.mkdir()
    with running(HOUSEHOLD, home) as owner:
        members = children(owner)
        owner.kill()
        owner.wait()
        assert comes_true(lambda: all(gone(member) for member in members))
    assert sorted(diary(home)[2:]) == ["first stops", "second stops"]


def test_a_member_that_outlived_everything_is_stopped_by_the_next_start(home: Path, household: Supervisor) -> None:
    """A worker left over from a killed run, watchdog and all, does not go on beside the new one."""
    with running(HOUSEHOLD, home) as owner:
        watchdog = watchdog_of(owner)
        members = [member for member in children(owner) if member != watchdog]
        watchdog.kill()
        owner.kill()
        owner.wait()
        join(household, "first")
        join(household, "second")
        assert comes_true(lambda: all(gone(member) for member in members))
    assert household.ended() == []


def test_a_port_that_something_listens_on_is_not_free() -> None:
    """Whoever listens keeps the port, and its release frees it."""
    from engine.ports import is_free

    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)
