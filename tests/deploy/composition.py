"""`docker-compose.yml` and what it names, read as compose reads them."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


def read_env(file: Path) -> dict[str, str]:
    """The lines of an env file."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def pins() -> dict[str, str]:
    """What `.env` pins."""
    return read_env(ROOT / ".env")


@cache
def raw() -> dict[str, Any]:
    """The compose file before anything is put in for its placeholders."""
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def filled(value: Any) -> Any:
    """A value of the compose file with what `.env` says; an unknown placeholder is a KeyError."""
    match value:
        case str():
            return PLACEHOLDER.sub(lambda found: pins()[found[1]], value)
        case list():
            return [filled(each) for each in value]
        case dict():
            return {key: filled(each) for key, each in value.items()}
        case _:
            return value


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service of the compose file."""

    name: str
    said: dict[str, Any]

    @property
    def ours(self) -> bool:
        """Whether it runs the image that the Dockerfile makes."""
        return "build" in self.said

    @property
    def job(self) -> bool:
        """Whether it runs to an end."""
        return bool(self.said["restart"] == "no")

    @property
    def environment(self) -> dict[str, str]:
        """What stands under `environment`; not what is handed on from whoever calls compose."""
        return {name: value for name, value in self.said.get("environment", {}).items() if value is not None}

    @property
    def env_file(self) -> str:
        """The file of passwords that it is given, empty for none."""
        return str(self.said.get("env_file", ""))

    @property
    def waits_for(self) -> dict[str, str]:
        """The services that it waits for, and what for."""
        return {name: how["condition"] for name, how in self.said.get("depends_on", {}).items()}

    def seconds(self, key: str) -> float:
        """A length of time, such as `40s`."""
        found = re.fullmatch(r"(\d+)s", self.said[key])
        assert found, self.said[key]
        return float(found[1])


@cache
def services() -> dict[str, Service]:
    """All services with their placeholders filled in."""
    return {name: Service(name=name, said=filled(said)) for name, said in raw()["services"].items()}


def copied(to: Path) -> Path:
    """A clone as far as compose and its scripts look at it, with passwords made by `deploy/secrets.sh`."""
    for name in ("docker-compose.yml", ".env", "Dockerfile", ".dockerignore", "requirements.run.lock"):
        shutil.copy(ROOT / name, to)
    shutil.copytree(ROOT / "deploy", to / "deploy", ignore=shutil.ignore_patterns("secrets"))
    subprocess.run(["sh", "deploy/secrets.sh"], cwd=to, check=True, capture_output=True)
    shutil.copy(to / "deploy/shops.example.toml", to / "deploy/secrets/shops.toml")
    return to


def let_in() -> list[str]:
    """What `.dockerignore` lets into the image; everything else stays outside."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    first, *rules = [line for line in lines if line and not line.startswith("#")]
    assert first == "*"
    assert [rule for rule in rules if not rule.startswith("!")] == ["**/__pycache__"]
    return [rule[1:] for rule in rules if rule.startswith("!")]


def image(to: Path) -> Path:
    """The folder of the image: what is let in, and nothing else."""
    to.mkdir(exist_ok=True)
    for pattern in let_in():
        for source in ROOT.glob(pattern):
            if source.is_dir():
                shutil.copytree(source, to / source.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, to)
    return to
