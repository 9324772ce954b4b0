"""Before a deploy: would the open cases go on with this code?"""

import asyncio
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType

from commandline import histories
from tests.commandline.conftest import Terminal
from tests.stories.floor import Floor, StoryCase
from workflows.casefile import CaseFile
from workflows.steps import goods

SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
SCHEDULED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
LOST = "the code lost its way"


@contextmanager
def changed(*, fails: bool = False, patched: bool = False) -> Iterator[None]:
    """Code in which a case does something more, or breaks, once the buyer has posted the goods."""
    inspected = goods.inspected

    async def another(file: CaseFile) -> None:
        if fails:
            raise AttributeError(LOST)
        if not patched or workflow.patched("look-twice"):
            await workflow.sleep(1)
        await inspected(file)

    goods.inspected = another
    try:
        yield
    finally:
        goods.inspected = inspected


async def posted(floor: Floor) -> StoryCase:
    """An open case whose goods are on their way back."""
    case = await floor.open()
    await case.until(lambda now: now.ship_by is not None)
    await case.posts("ST1")
    await case.until(lambda now: bool(now.parcels))
    for _ in range(500):
        kinds = [event.event_type for event in (await case.handle.fetch_history()).events]
        if SIGNALED in kinds and SCHEDULED in kinds[kinds.index(SIGNALED) :]:
            return case
        await asyncio.sleep(0.02)
    raise AssertionError("the courier was never asked to tell of the parcel")


async def waiting(floor: Floor) -> StoryCase:
    """An open case whose buyer has not posted anything."""
    case = await floor.open()
    await case.until(lambda now: now.ship_by is not None)
    return case


async def test_open_cases_are_replayed_on_the_code_as_it_is(floor: Floor, terminal: Terminal) -> None:
    """Each open case is told with what came of it, and the gate is open."""
    cases = [await waiting(floor), await posted(floor)]
    mine = f"TaskQueue = '{floor.queue}'"
    ended = await terminal.types("replay", "--from-server", "--query", mine, "--json")
    assert ended.code == 0, ended.err
    assert sorted(row["case_id"] for row in ended.rows) == sorted(case.case_id for case in cases)
    assert all(row["replays"] for row in ended.rows)
    one = await terminal.types("replay", "--from-server", "--query", mine, "--limit", "1", "--json")
    assert len(one.rows) == 1


async def test_a_change_that_open_cases_do_not_survive_is_named(floor: Floor, terminal: Terminal) -> None:
    """The case, the event and what is different there; a case that is not yet there goes on."""
    early, late = await waiting(floor), await posted(floor)
    mine = f"TaskQueue = '{floor.queue}'"
    with changed():
        ended = await terminal.types("replay", "--from-server", "--query", mine, "--json")
        told = await terminal.types("replay", "--from-server", "--query", mine)
    by_case = {row["case_id"]: row for row in ended.rows}
    assert ended.code == told.code == 1
    assert by_case[early.case_id]["replays"]
    assert not by_case[late.case_id]["replays"]
    history = await late.handle.fetch_history()
    at = by_case[late.case_id]["event_id"]
    scheduled = history.events[at - 1].activity_task_scheduled_event_attributes
    assert by_case[late.case_id]["event"] == f"ActivityTaskScheduled ({scheduled.activity_type.name})"
    assert f"FAILS  {late.case_id}, event {at}: the case did ActivityTaskScheduled" in told.out
    assert early.case_id not in told.out
    assert "workflow.patched" in told.err


async def test_the_same_change_behind_a_patch_is_let_through(floor: Floor, terminal: Terminal) -> None:
    """Cases that went past the place keep to what they did."""
    await posted(floor)
    with changed(patched=True):
        ended = await terminal.types("replay", "--from-server", "--query", f"TaskQueue = '{floor.queue}'")
    assert ended.code == 0, ended.out


async def test_code_that_breaks_is_found_without_the_server_and_with_its_place(
    floor: Floor, terminal: Terminal, tmp_path: Path
) -> None:
    """Kept histories are replayed elsewhere; an error of the code is told with its file, and how far the case came."""
    case, folder = await posted(floor), tmp_path / "kept"
    mine = f"TaskQueue = '{floor.queue}'"
    assert (await terminal.types("replay", "--from-server", "--query", mine, "--keep", str(folder))).code == 0
    assert (await terminal.types("replay", str(folder), "--json")).row["name"] == case.case_id
    with changed(fails=True):
        ended = await terminal.types("replay", str(folder), "--json")
    assert ended.code == 1
    assert LOST in ended.row["why"] or "this code does nothing" in ended.row["why"]
    assert 0 < ended.row["event_id"] < ended.row["events"]


def cut_after_posting(folder: Path) -> Path:
    """A stored history up to the task in which a posted parcel is first looked at, without what that task did."""
    kept = json.loads(gzip.decompress((histories.STORED / "a_sound_return_is_refunded_in_full-1.json.gz").read_bytes()))
    events = kept["history"]["events"]
    watch = next(at for at, event in enumerate(events) if "watch_parcel" in json.dumps(event))
    kept["history"]["events"] = events[:watch]
    file = folder / "cut-1.json.gz"
    file.write_bytes(gzip.compress(json.dumps(kept).encode()))
    return file


async def test_how_far_a_case_goes_is_found_by_halving(terminal: Terminal, tmp_path: Path) -> None:
    """Where the code breaks and Temporal names no event, the last one up to which the case goes well is told."""
    stored = cut_after_posting(tmp_path)
    with changed(fails=True):
        ended = await terminal.types("replay", str(stored), "--json")
    assert ended.code == 1
    assert LOST in ended.row["why"]
    assert "test_replay.py" in ended.row["why"], "the place in the code"
    assert 0 < ended.row["event_id"] < ended.row["events"]
    assert ended.row["event"] in ended.row["why"]


async def test_the_stored_corpus_is_what_is_replayed_by_default(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a server nor a path is needed."""
    some = sorted(histories.STORED.glob("*.json.gz"))[:3]
    assert some
    for file in some:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr("commandline.replaying.STORED", tmp_path)
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    ended = await terminal.types("replay", "--json")
    assert ended.code == 0, ended.err
    assert [row["name"] for row in ended.rows] == [file.name.removesuffix(".json.gz") for file in some]


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("nowhere",), 1, "NO_SUCH_FILE"),
        (("empty",), 1, "NO_HISTORY"),
        (("broken.json",), 1, "BAD_HISTORY"),
        (("broken.json", "--from-server"), 2, "TWO_SOURCES"),
        (("--limit", "3"), 2, "NO_SERVER"),
        (("--from-server", "--query", "NoSuchThing = 1"), 2, "BAD_QUERY"),
    ],
)
async def test_a_gate_that_looked_at_nothing_is_not_open(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, error: str
) -> None:
    """Wrong paths, empty folders, files that are no histories and wrong filters are errors, and say so."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text('{"events": []}')
    monkeypatch.chdir(tmp_path)
    ended = await terminal.types("replay", *words, "--json")
    assert ended.code == code, ended.err
    assert ended.row["error"]["code"] == error


async def test_no_server_is_not_no_open_cases(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate in front of a server that does not answer stays shut."""
    ended = await terminal.runs("replay", "--from-server", "--json", TEMPORAL_ADDRESS="127.0.0.1:1")
    assert ended.code == 6
    assert ended.row["error"]["code"] == "NO_TEMPORAL"
