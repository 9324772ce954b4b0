"""The jobs' scripts, rehearsed: what they call on the first start, on the second, after a break, and when all is lost.

The programs that they call are stand-ins which remember what was done, as the real ones do, and are as unforgiving as
the real ones may be: what exists already is an error. (`test_rehearsal.py` has the scripts meet the real programs.)
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.composition import ROOT, services

SCRIPTS = sorted((ROOT / "deploy").rglob("*.sh"))
SHELLS = [["sh"], ["busybox", "sh"], ["bash", "--posix"]]  # Debian's, Alpine's (as in admin-tools), and a third

# A database is a file: empty once it was created, then with its schema's version.
SQL_TOOL = """#!/bin/sh
echo "$@" >>"$STATE/calls"
[ "$SQL_PASSWORD" = secret ] || { echo "password authentication failed" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --plugin | --ep | -p | -u) shift 2 ;;
    --db) database=$STATE/$2; shift 2 ;;
    *) break ;;
  esac
done
[ -e "$STATE/broken-$1" ] && { rm "$STATE/broken-$1"; echo "$1: connection reset" >&2; exit 1; }
case $1 in
  create) [ ! -e "$database" ] || { echo "database exists" >&2; exit 1; }; : >"$database" ;;
  setup-schema) [ -e "$database" ] && [ ! -s "$database" ] || { echo "no database, or a schema" >&2; exit 1; }
    [ "$2 $3" = "-v 0.0" ] && echo 0.0 >"$database" ;;
  update-schema) [ -s "$database" ] || { echo "no schema version" >&2; exit 1; }
    [ "$2" = -d ] && cat "$3/newest" >"$database" ;;
  *) exit 64 ;;
esac
"""
# A namespace is a file that holds its retention; a server that is not up yet counts down.
TEMPORAL = """#!/bin/sh
echo "$@" >>"$STATE/calls"
left=$(cat "$STATE/starting" 2>/dev/null || echo 0)
[ "$left" -le 0 ] || { echo $((left - 1)) >"$STATE/starting"; echo "unavailable" >&2; exit 1; }
what="$1 $2 $3"
case $what in "workflow list "*) what="workflow list" ;; "operator cluster health") exit 0 ;; esac
while [ $# -gt 0 ]; do
  case $1 in --namespace) space=$STATE/$2 ;; --retention) retention=$2 ;; esac
  shift
done
case $what in
  "operator namespace describe") [ -e "$space" ] ;;
  "operator namespace create") [ ! -e "$space" ] && echo "$retention" >"$space" ;;
  "operator namespace update") [ -e "$space" ] && echo "$retention" >"$space" ;;
  "workflow list") [ -e "$space" ] ;;
  *) exit 64 ;;
esac || { echo "$what: refused" >&2; exit 1; }
"""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run of a script."""

    code: int
    said: str
    calls: list[str]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A folder with the stand-ins on the PATH, and what they remember."""

    home: Path
    shell: list[str]

    @property
    def state(self) -> Path:
        """What the stand-ins remember."""
        return self.home / "state"

    def runs(self, script: str, **environment: str) -> Ran:
        """Run a script as compose does."""
        calls = self.state / "calls"
        calls.unlink(missing_ok=True)
        path = f"{self.home}/bin:{os.environ['PATH']}"
        done = subprocess.run(
            [*self.shell, str(ROOT / "deploy" / script)],
            env={"PATH": path, "STATE": str(self.state), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        called = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return Ran(code=done.returncode, said=done.stdout + done.stderr, calls=called)

    def schema(self, password: str = "secret") -> Ran:
        """The schema job, with the environment that compose gives it."""
        versions = self.home / "schema"
        given = services()["temporal-schema"].environment
        return self.runs("temporal/schema.sh", SCHEMA_DIR=str(versions), SQL_PASSWORD=password, **given)

    def namespace(self, **changes: str) -> Ran:
        """The namespace job, with the environment that compose gives it, and without pauses."""
        given = {**services()["temporal-namespace"].environment, "PAUSE": "0", "TRIES": "5"}
        return self.runs("temporal/namespace.sh", **given | changes)

    def version(self, image: str) -> None:
        """The version that this image brings its schemas to."""
        for name in ("temporal", "visibility"):
            file = self.home / "schema" / name / "versioned/newest"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(image, encoding="utf-8")

    def holds(self, name: str) -> str:
        """What a stand-in remembers of a database or a namespace."""
        return (self.state / name).read_text(encoding="utf-8").strip()


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[0])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """A stage of this test's own, for each shell that is here."""
    if shutil.which(request.param[0]) is None:
        pytest.skip(f"no {request.param[0]} on this machine")
    (tmp_path / "state").mkdir()
    (tmp_path / "bin").mkdir()
    for name, text in (("temporal-sql-tool", SQL_TOOL), ("temporal", TEMPORAL)):
        (tmp_path / "bin" / name).write_text(text, encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    made = Stage(home=tmp_path, shell=request.param)
    made.version("1.19")
    return made


def verbs(ran: Ran) -> list[str]:
    """What was done to which database."""
    words = [call.split() for call in ran.calls]
    return [f"{said[said.index('--db') + 1]} {said[said.index('--db') + 2]}" for said in words]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_script_is_one_that_a_shell_can_read(script: Path) -> None:
    """Read, not run."""
    assert read_by_a_shell(script) == ""


def test_a_script_that_no_shell_can_read_is_found(tmp_path: Path) -> None:
    """An `if` without its end is told, so that the test above can fail."""
    broken = tmp_path / "broken.sh"
    broken.write_text("if true; then\n", encoding="utf-8")
    assert "broken.sh" in read_by_a_shell(broken)


def read_by_a_shell(script: Path) -> str:
    """What a shell has to say against a script that it only reads."""
    return subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False).stderr


def test_the_first_start_makes_both_databases_and_the_second_only_updates_them(stage: Stage) -> None:
    """What is there is never set up again."""
    first = stage.schema()
    assert first.code == 0, first.said
    steps = ["update-schema", "create", "setup-schema", "update-schema"]
    assert verbs(first) == [f"{name} {step}" for name in ("temporal", "temporal_visibility") for step in steps]
    assert all(call.startswith("--plugin postgres12 --ep postgres -p 5432 -u temporal --db ") for call in first.calls)
    second = stage.schema()
    assert second.code == 0, second.said
    assert verbs(second) == ["temporal update-schema", "temporal_visibility update-schema"]
    assert stage.holds("temporal") == stage.holds("temporal_visibility") == "1.19"


def test_a_newer_image_brings_the_schemas_up(stage: Stage) -> None:
    """The upgrade is the same job once more."""
    stage.schema()
    stage.version("1.20")
    assert stage.schema().code == 0
    assert stage.holds("temporal") == stage.holds("temporal_visibility") == "1.20"


@pytest.mark.parametrize("broken", ["setup-schema", "update-schema"])
def test_a_start_that_was_broken_off_is_taken_up_by_the_next(stage: Stage, broken: str) -> None:
    """The database is there without a schema, or the connection was lost in between: the job fails, then mends it."""
    if broken == "setup-schema":
        (stage.state / "broken-setup-schema").touch()
        assert stage.schema().code != 0, "what fails is not hidden"
        assert stage.holds("temporal") == ""
    else:
        stage.schema()
        (stage.state / "broken-update-schema").touch()
        assert stage.schema().code != 0
    again = stage.schema()
    assert again.code == 0, again.said
    assert stage.holds("temporal") == stage.holds("temporal_visibility") == "1.19"


def test_a_database_that_cannot_be_reached_fails_the_job(stage: Stage) -> None:
    """A wrong password is no first start: nothing is made, and Temporal is not started on it."""
    ran = stage.schema(password="wrong")
    assert ran.code != 0
    assert "password authentication failed" in ran.said
    assert not (stage.state / "temporal").exists()


def test_the_namespace_is_made_once_and_keeps_its_retention_up_to_date(stage: Stage) -> None:
    """The second run finds it there and says anew how long ended cases are kept."""
    first = stage.namespace()
    assert first.code == 0, first.said
    assert stage.holds("cases") == "2160h"
    second = stage.namespace(RETENTION="4320h")
    assert second.code == 0, second.said
    assert stage.holds("cases") == "4320h"
    assert not [call for call in second.calls if "create" in call]


def test_the_namespace_waits_for_a_server_that_is_still_starting(stage: Stage) -> None:
    """Compose has seen its port; it may serve some seconds later."""
    (stage.state / "starting").write_text("3", encoding="utf-8")
    ran = stage.namespace()
    assert ran.code == 0, ran.said
    assert stage.holds("cases") == "2160h"


def test_a_server_that_never_serves_fails_the_job_and_says_what_it_said(stage: Stage) -> None:
    """Waiting has an end, with the server's own words."""
    (stage.state / "starting").write_text("1000", encoding="utf-8")
    ran = stage.namespace()
    assert ran.code != 0
    assert "never came: Temporal at temporal:7233 serves" in ran.said
    assert "unavailable" in ran.said


@pytest.mark.parametrize("script", ["postgres/databases.sh", "temporal/schema.sh", "temporal/namespace.sh"])
def test_a_job_that_is_told_too_little_says_what_is_missing(stage: Stage, script: str) -> None:
    """Before it does anything."""
    ran = stage.runs(script)
    assert ran.code != 0
    assert not ran.calls
    assert any(name in ran.said for name in ("PGHOST", "SQL_PLUGIN", "TEMPORAL_ADDRESS"))
