"""The skeleton that the bare workflow plays, as its worker's environment carries it."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache

from bench.skeleton import Bone, Kind

PLAN = "AMENDS_BENCH_PLAN"


def as_text(bones: Sequence[Bone]) -> str:
    """A skeleton as JSON."""
    return json.dumps([asdict(bone) for bone in bones])


@cache
def the_plan() -> tuple[Bone, ...]:
    """The skeleton of this worker; workflow code shares this module, so it is read once."""
    found = json.loads(os.environ[PLAN])
    return tuple(Bone(kind=Kind(bone["kind"]), timer=bone["timer"], seconds=bone["seconds"]) for bone in found)
