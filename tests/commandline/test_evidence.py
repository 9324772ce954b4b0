"""Evidence as ops people handle it: filed early, looked at before a refusal, packed for the officer."""

import hashlib
import json
from pathlib import Path

from domain import events as ev
from domain.goods import Grade
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, units


async def test_a_package_for_the_officer(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """A worn coat came back: the photos of the dock are there, a return slip is filed, the page is missing."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1, Grade.NOT_INTACT, photos=("blob:dock-1",)))
    await case.at(CaseStage.DECIDING_GOODS)
    slip = tmp_path / "slip.jpg"
    slip.write_bytes(b"a picture of the slip")
    ended = await terminal.types("attach", case.case_id, "e18", "--ref", "slip.jpg", "--file", str(slip), "--by", "li")
    assert ended.code == 0, ended.err
    again = await terminal.types("attach", case.case_id, "E18", "--ref", "slip.jpg", "--by", "li")
    assert again.code == 3
    assert "FILED_ALREADY" in again.err
    await written(floor, case)

    told = await terminal.types("evidence", case.case_id, "--lose", "40", "--offer", "100.00")
    assert told.code == 0, told.err
    assert "Must prove first: the seller (rule F46)" in told.out
    assert "✓ sheet and photos of the inspection E19" in told.out
    assert "✗ the product's page as it was when ordered E16" in told.out
    assert "+ CNY 80.00) + CNY 20.00 = CNY" in told.out
    assert "costs no more" in told.out
    assert "Our own conduct: we must prove first, and lack: the product's page as it was when ordered E16" in told.out
    unsaid = await terminal.types("evidence", case.case_id)
    assert "90 % x (" in unsaid.out, "with unclean hands a fight is mostly lost"
    assert "Propose peace: up to CNY" in unsaid.out

    folder = tmp_path / "package"
    row = (await terminal.types("evidence", case.case_id, "--out", str(folder), "--json")).row
    assert row["missing"] == [["E16"]]
    index = json.loads((folder / "index.json").read_text())
    story = (folder / "register.jsonl").read_bytes()
    assert index["files"][0]["sha256"] == hashlib.sha256(story).hexdigest()
    slips = [piece for need in index["package"] for piece in need["pieces"] if piece["code"] == "E18"]
    assert slips[0]["sha256"] == hashlib.sha256(slip.read_bytes()).hexdigest()
    assert ev.EvidenceFiled.__name__ in story.decode()
    assert (await terminal.types("evidence", case.case_id, "--out", str(folder))).code == 2, "nothing is overwritten"


async def test_the_kinds_of_evidence_are_listed_in_both_languages(terminal: Terminal) -> None:
    """Twenty-two kinds, with their numbers."""
    told = await terminal.types("evidence", "--kinds", "--lang", "zh")
    assert "E19  入库查验单和照片" in told.out
    assert len((await terminal.types("evidence", "--kinds", "--json")).rows) == 22
