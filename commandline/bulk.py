"""The frozen list of a bulk change: which cases were chosen, and what became of each so far.

The list is one file, written once; each result is a line that is added to a second file as soon as it is known. So a
run that is killed anywhere can be resumed, and what was done is there to be read.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import Any

from commandline.exits import Declined, Failed, NotFound

BULK_ID = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


class Outcome(StrEnum):
    """What became of one case."""

    RETRIED = "retried"
    APPROVED = "approved"
    REVISED = "revised"
    UNCHANGED = "unchanged"  # nothing was left to do
    REFUSED = "refused"  # the case did not take it: mostly, it was not parked any more
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"  # asked again when the run is resumed


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A case as it stood when the list was frozen; `stuck` says why it is on the list."""

    case_id: str
    version: int
    stuck: str
    approval_id: str = ""
    amount: int = 0  # minor units that are approved


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a case; `why` where it was not done."""

    case_id: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A bulk change: who asked, why, and for which cases; `given` is what each of them is given, if anything."""

    bulk_id: str
    made_at: str
    by: str
    reason: str
    stuck: str
    cases: tuple[Chosen, ...]
    action: str = "retry"  # the command that froze it, and goes on with it
    given: dict[str, Any] = field(default_factory=dict)


def causes(cases: Sequence[Chosen]) -> list[tuple[str, int]]:
    """Why the cases are on the list, the most frequent reason first."""
    return Counter(case.stuck for case in cases).most_common()


def new_id(at: datetime) -> str:
    """A name for a bulk change that sorts by time."""
    return f"{at:%Y%m%d-%H%M%S}-{token_hex(2)}"


def freeze(folder: Path, frozen: Frozen) -> Path:
    """Write the list down, whole or not at all; where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{frozen.bulk_id}.json"
    unfinished = file.with_suffix(".json.new")
    unfinished.write_text(json.dumps(asdict(frozen), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.rename(file)
    return file


def thaw(folder: Path, bulk_id: str, action: str) -> Frozen:
    """The list of this id, which must be of this command. Raises NotFound, Failed, Declined."""
    file = folder / f"{bulk_id}.json"
    if not BULK_ID.fullmatch(bulk_id):
        raise Declined("BAD_BULK_ID", f"{bulk_id!r} is no id of a bulk change.", f"the ids are the names in {folder}")
    if not file.exists():
        raise NotFound("NO_SUCH_BULK", f"{file} does not exist.", f"the bulk changes of this machine are in {folder}")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        cases = tuple(Chosen(**case) for case in found.pop("cases"))
        frozen = Frozen(**found, cases=cases)
    except (ValueError, TypeError, KeyError) as broken:
        raise Failed("BROKEN_LIST", f"{file} is no list of a bulk change: {broken}.", "freeze a new one") from broken
    if frozen.action != action:
        raise Declined("OTHER_COMMAND", f"{bulk_id} is a list of `{frozen.action}`.", f"`{frozen.action} --resume`")
    return frozen


def note(folder: Path, bulk_id: str, result: Result) -> None:
    """Add a result, in one write: a kill leaves a whole line or a last one without its end."""
    with results_file(folder, bulk_id).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


def results(folder: Path, bulk_id: str) -> dict[str, Result]:
    """The newest result of each case; a last line that a kill cut off does not count."""
    file = results_file(folder, bulk_id)
    if not file.exists():
        return {}
    found: dict[str, Result] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
            found[row["case_id"]] = Result(case_id=row["case_id"], outcome=Outcome(row["outcome"]), why=row["why"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def results_file(folder: Path, bulk_id: str) -> Path:
    """Where the results of a bulk change are, a JSON line each."""
    return folder / f"{bulk_id}.results.jsonl"


def left(frozen: Frozen, done: dict[str, Result]) -> Sequence[Chosen]:
    """The cases that still have to be asked, in the order of the list."""
    return [
        case for case in frozen.cases if case.case_id not in done or done[case.case_id].outcome is Outcome.NO_ANSWER
    ]
