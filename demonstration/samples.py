"""The samples: the sandbox's scenes, each with what the shop's people do in it and how it must end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from commandline.asking import UPDATES
from domain.commands import Command
from domain.events import Resolution
from domain.standing import CaseStage
from intake.messages import Source, case_id
from sandbox.casting import read_scene
from sandbox.scenes import Scene

FOLDER = Path(__file__).resolve().parent.parent / "sandbox" / "samples"
PARKED = "parked"  # instead of a stage: whenever a step of the case is parked

COMMANDS: Mapping[str, type[Command]] = {kind.__name__.lower(): kind for kind in UPDATES}


class BadSample(ValueError):
    """A sample that cannot be played; the message names the file and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Op:
    """What a person of the shop does once the case stands at `when` (a stage, or `parked`), `after_hours` later."""

    when: str
    command: Command
    after_hours: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How the case must end; minor units, by the books of the sandbox."""

    resolution: Resolution
    refunded: int
    compensated: int = 0


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One scene and what belongs to it; `number` is its place in the folder."""

    number: int
    scene: Scene
    raw: Mapping[str, Any]
    ops: tuple[Op, ...]
    expected: Expected

    @property
    def name(self) -> str:
        """The scene's name."""
        return self.scene.scene

    @property
    def order_id(self) -> str:
        """The order that the scene is about."""
        return self.scene.order.order_id

    @property
    def case_id(self) -> str:
        """The case that its request opens."""
        return case_id(self.scene.shop, Source(self.scene.source), self.scene.request.request_id)

    @property
    def outside_ids(self) -> frozenset[str]:
        """Every id by which a message may speak of this case."""
        waybills = {parcel.waybill for parcel in self.scene.parcels.values()} | {self.scene.order.waybill}
        return frozenset({self.order_id, self.scene.request.request_id, *waybills} - {""})


def read_samples(folder: Path = FOLDER) -> list[Sample]:
    """All samples of a folder, in the order of their names. Raises BadSample or sandbox.casting.SceneRefusedError."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise BadSample(f"{folder}: no samples here")
    return [_read(number, file) for number, file in enumerate(files, start=1)]


def _read(number: int, file: Path) -> Sample:
    raw = json.loads(file.read_text(encoding="utf-8"))
    scene = read_scene(raw, file.name)
    try:
        expected = TypeAdapter(Expected).validate_python(scene.expect)
    except ValidationError as wrong:
        raise BadSample(f"{file.name}: expect: {_words(wrong)}") from None
    ops = tuple(_op(op, f"{file.name}: ops.{place}") for place, op in enumerate(scene.ops))
    return Sample(number=number, scene=scene, raw=raw, ops=ops, expected=expected)


def _op(found: Mapping[str, Any], where: str) -> Op:
    if unknown := set(found) - {"when", "after_hours", "by", "do", "with"}:
        raise BadSample(f"{where}: unknown {', '.join(sorted(unknown))}")
    when, do = str(found.get("when")), str(found.get("do"))
    if when != PARKED and when not in set(CaseStage):
        raise BadSample(f"{where}.when: {when!r} is neither a stage of a case nor {PARKED!r}")
    if do not in COMMANDS:
        raise BadSample(f"{where}.do: {do!r} is none of {', '.join(COMMANDS)}")
    try:
        command = TypeAdapter(COMMANDS[do]).validate_python({"by": found.get("by"), **found.get("with", {})})
    except ValidationError as wrong:
        raise BadSample(f"{where}: {_words(wrong)}") from None
    return Op(when=when, command=command, after_hours=float(found.get("after_hours", 0)))


def _words(wrong: ValidationError) -> str:
    return "; ".join(f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in wrong.errors())
