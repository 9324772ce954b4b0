"""The image: what goes in, who runs it, and that our programs run on what is in it and nothing else."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.deploy.composition import ROOT, image, let_in, pins, services

PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)

# Runs a program as if only the packages of the image were installed, and only its files there.
ONLY_THE_IMAGE = """
import importlib.metadata, runpy, sys
allowed = set(sys.argv[1].split(","))
plain = lambda name: name.lower().replace("_", "-").replace(".", "-")
strangers = {
    top for top, packages in importlib.metadata.packages_distributions().items()
    if not {plain(package) for package in packages} & allowed
}
class Guard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in strangers:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)
sys.meta_path.insert(0, Guard())
sys.path[0] = ""
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__") if sys.argv[0] != "-c" else exec(sys.argv[1])
"""


def dockerfile() -> list[str]:
    """The instructions of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def locked(file: str) -> dict[str, tuple[str, frozenset[str]]]:
    """The packages of a lock with their versions and hashes."""
    found = {}
    for block in re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf-8")):
        if pin := PIN.match(block):
            found[pin[1]] = (pin[2], frozenset(re.findall(r"--hash=(\S+)", block)))
    return found


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the image."""
    return image(tmp_path_factory.mktemp("image"))


def run(inside: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the image's folder, with the image's packages."""
    packages = ",".join(name.lower() for name in locked("requirements.run.lock"))
    return subprocess.run(
        [sys.executable, "-P", "-c", ONLY_THE_IMAGE, packages, *words],
        cwd=inside,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": "postgresql://a@127.0.0.1:1/b",
            "TEMPORAL_ADDRESS": "127.0.0.1:1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_image_is_built_from_the_pinned_python_alone() -> None:
    """Both stages begin with what `.env` pins, handed in by compose: the oldest Python that we run on."""
    assert [line for line in dockerfile() if line.startswith("FROM")] == [
        "FROM ${PYTHON_IMAGE} AS packages",
        "FROM ${PYTHON_IMAGE}",
    ]
    assert services()["worker"].said["build"]["args"] == {"PYTHON_IMAGE": pins()["PYTHON_IMAGE"]}
    assert pins()["PYTHON_IMAGE"].startswith("python:3.11.")


def test_an_ordinary_user_runs_it_and_signals_reach_the_program() -> None:
    """A shell in between would keep SIGTERM to itself; root is nobody's user here."""
    last_stage = dockerfile()[dockerfile().index("FROM ${PYTHON_IMAGE}") :]
    assert [line for line in last_stage if line.startswith("USER")] == ["USER 10001:10001"]
    assert last_stage.index("USER 10001:10001") > max(
        i for i, line in enumerate(last_stage) if "RUN" in line or "COPY" in line
    )
    for word in ("ENTRYPOINT", "CMD"):
        [line] = [line for line in last_stage if line.startswith(word)]
        assert re.fullmatch(rf"{word} \[.*\]", line), "exec form"
    assert "PYTHONUNBUFFERED=1" in " ".join(last_stage)
    commands = {service.name: service.said["command"] for service in services().values() if service.ours}
    assert all(isinstance(command, list) for command in commands.values())


def test_packages_are_installed_from_the_lock_and_checked_by_hash() -> None:
    """Nothing is built from source, and nothing that the lock does not name is installed."""
    [install] = [line for line in dockerfile() if '"install"' in line]
    for word in ("--require-hashes", "--only-binary=:all:", "/requirements.run.lock"):
        assert f'"{word}"' in install


def test_the_image_s_lock_is_a_part_of_the_lock_that_the_tests_run_on() -> None:
    """The same versions and hashes, all that the programs need, and no package of the engine or of developers."""
    run, whole = locked("requirements.run.lock"), locked("requirements.lock")
    assert run.items() <= whole.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {re.split(r"[\[=]", line)[0] for line in project["project"]["dependencies"]}
    others = {re.split(r"[\[=]", line)[0] for group in project["dependency-groups"].values() for line in group}
    assert named <= run.keys()
    assert not others & run.keys()


def test_only_our_programs_go_to_the_builder() -> None:
    """What is let in is there and is copied as a whole: no password, no data, no test, no sandbox."""
    assert "COPY . ." in dockerfile()
    assert all(list(ROOT.glob(pattern)) for pattern in let_in())
    assert not {"deploy", "tests", "sandbox", ".env", ".git", ".amends"} & set(let_in())


@pytest.mark.parametrize("service", ["worker", "server", "migrate", "attributes", "schedules", "starter"])
def test_what_a_service_runs_is_in_the_image(service: str, inside: Path) -> None:
    """And is run by the Python of the image's packages."""
    said = services()[service].said
    program = said["entrypoint"][1] if "entrypoint" in said else said["command"][0]
    assert (inside / program).is_file()


def test_our_programs_need_nothing_but_what_is_in_the_image(inside: Path) -> None:
    """Every module of theirs can be imported there; the engine and the demonstration stay at home."""
    everything = "import pkgutil, importlib, worker, server, starter\n"
    for package in ("activities", "commandline", "domain", "gateways", "intake", "store", "workflows"):
        everything += f"import {package}\n"
        everything += (
            f"for m in pkgutil.walk_packages({package}.__path__, '{package}.'): importlib.import_module(m.name)\n"
        )
    done = run(inside, "-c", everything)
    assert done.returncode == 0, f"is a package missing in .dockerignore? {done.stderr}"


def test_the_guard_would_notice_a_package_that_is_missing(inside: Path) -> None:
    """The test above can fail: a developer's package is not found there."""
    assert "pytest is not in the image" in run(inside, "-c", "import pytest").stderr


def test_the_command_line_answers_in_the_image(inside: Path) -> None:
    """Help, and the doctor, who finds that no server answers and says what to do."""
    assert "doctor" in run(inside, "starter.py", "--help").stdout
    done = run(inside, "starter.py", "doctor")
    assert done.returncode == 1, done.stderr
    assert "Postgres at 127.0.0.1:1/b cannot be reached" in done.stdout
    assert "Traceback" not in done.stderr
