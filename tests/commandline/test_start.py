"""Cases from files: opened once, refused with the reason, and safe to give again."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from domain.standing import CaseStage
from store.codec import fold
from store.register import events
from tests.commandline.conftest import Terminal
from tests.intake.intake_forms import requested
from tests.stories.floor import Floor


def lines_of(folder: Path, *messages: dict[str, Any] | str, name: str = "requests.jsonl") -> str:
    """A file of JSON lines; a text is written as it is."""
    file = folder / name
    texts = [message if isinstance(message, str) else json.dumps(message) for message in messages]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return str(file)


def new(**changes: Any) -> dict[str, Any]:
    """A request that no test before has opened: the tests of a run share one Temporal, which keeps ids."""
    number = uuid4().hex[:12]
    return requested(f"R-{number}", order_id=f"O-{number}", **changes)


async def count(floor: Floor) -> int:
    """Cases that were ever accepted."""
    found: int = await floor.pool.fetchval("SELECT count(*) FROM case_ids")
    return found


async def test_a_file_opens_its_cases_once(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """The same file again changes nothing, and says so row by row."""
    file = lines_of(tmp_path, *(new() for _ in range(3)))
    first = await terminal.types("start", file, "--json")
    again = await terminal.types("start", file, "--json")
    assert (first.code, again.code) == (0, 0), first.err
    assert {row["outcome"] for row in first.rows} == {"opened"}
    assert {row["outcome"] for row in again.rows} == {"already_open"}
    assert {row["case_id"] for row in first.rows} == {row["case_id"] for row in again.rows}
    assert await count(floor) == 3


async def test_an_opened_case_runs(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """The worker takes it up, and the register has its story."""
    [row] = (await terminal.types("start", lines_of(tmp_path, new()), "--json")).rows
    assert row["started"]
    shown = await terminal.types("show", row["case_id"], "--json")
    for _ in range(50):
        if shown.code == 0:
            break
        await asyncio.sleep(0.1)  # accepted; its first event is being written
        shown = await terminal.types("show", row["case_id"], "--json")
    assert shown.code == 0, shown.err
    assert shown.row["stage"] in set(CaseStage)
    assert fold(await events(floor.pool, row["case_id"])).shop == "demo_shop"
    await floor.client.get_workflow_handle(row["case_id"]).terminate()


async def test_a_row_that_makes_no_sense_is_refused_and_the_rest_is_opened(
    floor: Floor, terminal: Terminal, tmp_path: Path
) -> None:
    """Field and reason, the line where it stands, and exit code 5."""
    wrong = new()
    wrong["data"]["order"]["lines"][0]["qty"] = "two"
    file = lines_of(tmp_path, new(), wrong, "{")
    ended = await terminal.types("start", file, "--json")
    refused = {row["place"]: row for row in ended.rows if row["outcome"] == "refused"}
    assert ended.code == 5
    assert set(refused) == {"requests.jsonl, line 2", "requests.jsonl, line 3"}
    assert refused["requests.jsonl, line 2"]["field"].endswith("lines[0].qty")
    assert await count(floor) == 1


async def test_a_dry_run_says_what_would_open_and_why_not(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """New, open already, twice in the file, and nonsense are told apart; nothing is written."""
    known, fresh, bad = new(), new(), new() | {"type": "case.imagined"}
    await terminal.types("start", lines_of(tmp_path, known, name="known.json"))
    file = lines_of(tmp_path, known, fresh, fresh, bad)
    ended = await terminal.types("start", file, "--dry-run", "--json")
    assert [row["outcome"] for row in ended.rows] == ["already_open", "would_open", "already_open", "refused"]
    assert ended.rows[1]["order_id"] == fresh["data"]["order"]["order_id"]
    assert ended.rows[1]["until"]
    assert ended.code == 5
    assert await count(floor) == 1


async def test_a_dry_run_needs_no_server(terminal: Terminal, tmp_path: Path) -> None:
    """An integrator checks a message on a machine of their own."""
    away = {"DATABASE_URL": "postgresql://app@127.0.0.1:1/x", "TEMPORAL_ADDRESS": "127.0.0.1:1"}
    ended = await terminal.runs("start", lines_of(tmp_path, new()), "--dry-run", "--json", **away)
    assert ended.code == 0
    assert ended.row["outcome"] == "would_open"
    assert "does not tell which are open already" in ended.err


async def test_what_temporal_cannot_take_is_kept_for_later(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """The case is claimed, so the dispatcher of a server starts it; a refused row never counts as started."""
    file = lines_of(tmp_path, new(), "{")
    ended = await terminal.runs("start", file, "--json", TEMPORAL_ADDRESS="127.0.0.1:1")
    rows = {row["outcome"]: row for row in ended.rows}
    assert ended.code == 5, ended.err
    assert {outcome: row["started"] for outcome, row in rows.items()} == {"opened": False, "refused": False}
    assert await count(floor) == 1
    words = await terminal.runs("start", file, TEMPORAL_ADDRESS="127.0.0.1:1")
    assert "a running server.py starts it" in words.out
    again = await terminal.types("start", file, "--json")
    assert [row["started"] for row in again.rows if row["outcome"] == "already_open"] == [True]


async def test_a_shop_that_is_not_known_is_declined(terminal: Terminal, tmp_path: Path) -> None:
    """The message names those that are."""
    ended = await terminal.types("start", lines_of(tmp_path, new()), "--shop", "nobody")
    assert ended.code == 2
    assert "demo_shop" in ended.err
    assert (await terminal.types("start")).code == 2
