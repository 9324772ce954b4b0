"""People mark cases, note how they stand, and take the register with them as a table."""

import csv
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from commandline.exporting import COLUMNS
from domain import events as ev
from domain.causes import CAUSES
from domain.fault import Fault
from domain.request import Ground
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


async def begun(floor: Floor, **more: object) -> StoryCase:
    """A case that is on the list."""
    case = await floor.open(**more)  # type: ignore[arg-type]
    await case.until(lambda now: now.ship_by is not None or now.agreement is None)
    await written(floor, case)
    return case


async def ids(terminal: Terminal, *words: str) -> list[str]:
    """What a list holds, in its order."""
    return [row["case_id"] for row in (await terminal.types("list", "--json", *words)).rows]


@pytest.mark.timeout(120)
async def test_a_case_is_marked_and_found_by_its_marks(floor: Floor, terminal: Terminal) -> None:
    """Tags of its own and of people, together or alone; the root cause and the owner find it too."""
    marked, plain = await begun(floor), await begun(floor)
    assert (await terminal.types("tag", marked.case_id, "--add", "batch:7", "--remove", "no_reason")).code == 0
    assert (await terminal.types("cause", marked.case_id, "description", "--note", "the page says blue")).code == 0
    assert (await terminal.types("assign", marked.case_id, "--to", "ann", "--reason", "knows the article")).code == 0
    await written(floor, marked)
    for words in (["--tag", "batch:7"], ["--tag", "batch:7", "--tag", "reason:no_reason"], ["--cause", "description"]):
        assert await ids(terminal, *words) == [marked.case_id]
    assert await ids(terminal, "--tag", "no_reason") == [plain.case_id]
    assert await ids(terminal, "--owner", "ann") == [marked.case_id]
    assert await ids(terminal, "--owner", "") == [plain.case_id]
    told = [type(event) for event in await marked.story()]
    assert {ev.TagAdded, ev.TagRemoved, ev.RootCauseSet, ev.CaseAssigned} <= set(told)
    page = (await terminal.types("show", marked.case_id, "--lang", "zh")).out
    assert "添加标签“batch:7”" in page
    assert "记录根本原因：页面描述不符" in page


async def test_the_pick_list_is_shown(terminal: Terminal) -> None:
    """In both languages, with the department that hears of each; what is not on it is refused with the list."""
    assert [row["cause"] for row in (await terminal.types("causes", "--json")).rows] == list(CAUSES)
    assert "仓库" in (await terminal.types("causes", "--lang", "zh")).out


@pytest.mark.timeout(120)
async def test_notes_are_dated_and_the_newest_is_on_the_list(floor: Floor, terminal: Terminal) -> None:
    """R142: each note stays in the register; no note holds a phone number."""
    case = await begun(floor)
    for text in ("asked the depot", "asked again"):
        noted = await terminal.types("note", case.case_id, text, "--next", "call", "--due", "2100-01-01T10:00+08:00")
        assert noted.code == 0, noted.err
    refused = await terminal.types("note", case.case_id, "call 13912345678", "--json")
    assert (refused.code, json.loads(refused.out)["error"]["code"]) == (3, "PERSONAL_DATA")
    await written(floor, case)
    notes = [event.text for event in await case.story() if isinstance(event, ev.CaseNoted)]
    assert notes == ["asked the depot", "asked again"]
    row = (await terminal.types("list", "--json")).row
    assert (row["note"], row["next_action"]) == ("asked again", "call")
    assert datetime.fromisoformat(row["next_due_at"]) == datetime(2100, 1, 1, 2, tzinfo=UTC)


@pytest.mark.timeout(120)
async def test_the_gravest_case_that_waits_for_a_person_is_first(floor: Floor, terminal: Terminal) -> None:
    """By deadline the small case comes first; by urgency the one that a person has to look at."""
    small = await begun(floor, revised={"ship_back_hours": 2})
    grave = await begun(floor, ground=Ground.QUALITY, fault=Fault.SELLER, revised={"agent_limit_minor": 10000})
    assert await ids(terminal) == [small.case_id, grave.case_id]
    assert await ids(terminal, "--sort", "urgency") == [grave.case_id, small.case_id]
    assert (await terminal.types("list", "--sort", "urgency", "--after", "-,c")).code == 2


@pytest.mark.timeout(120)
async def test_the_register_goes_into_a_spreadsheet(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """One row a case with every field: as CSV, as a workbook, and as JSON lines; what people wrote is no formula."""
    case = await begun(floor)
    await terminal.types("note", case.case_id, "=1+1")
    await written(floor, case)
    today = str(datetime.now(UTC).date())
    table, book = tmp_path / "register.csv", tmp_path / "register.xlsx"
    for file in (table, book):
        assert (await terminal.types("export", "--from", today, "--out", str(file), "--json")).row["cases"] == 1
    with table.open(encoding="utf-8-sig", newline="") as opened:
        heading, row = csv.reader(opened)
    assert heading == [english for _, english in COLUMNS.values()]
    told = dict(zip(COLUMNS, row, strict=True))
    assert (told["case_id"], told["scenario"], told["currency"]) == (case.case_id, "return_refund", "CNY")
    with zipfile.ZipFile(book) as files:
        tree = ET.fromstring(files.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    rows = [[cell.findtext(f".//{SHEET}t") for cell in of.iter(f"{SHEET}c")] for of in tree.iter(f"{SHEET}row")]
    assert [len(cells) for cells in rows] == [len(COLUMNS)] * 2
    assert case.case_id in rows[1]
    told = (await terminal.types("export", "--from", today)).row
    assert set(told) == set(COLUMNS)
    assert told["notes"][0].endswith("=1+1")


async def test_an_export_that_cannot_be_is_declined(terminal: Terminal, tmp_path: Path) -> None:
    """A day that is none, another kind of file, a file that is there."""
    there = tmp_path / "there.csv"
    there.touch()
    for words in (
        ["--from", "yesterday"],
        ["--from", "2026-01-01", "--to", "2025-01-01"],
        ["--from", "2026-01-01", "--time-zone", "Mars/Base"],
        ["--from", "2026-01-01", "--out", str(tmp_path / "register.doc")],
        ["--from", "2026-01-01", "--out", str(there)],
    ):
        assert (await terminal.types("export", *words)).code == 2, words
