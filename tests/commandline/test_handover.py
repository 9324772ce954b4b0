"""One shift gives its cases to the next: the view, the check before going home, absences."""

import pytest

from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase


async def waiting(floor: Floor, **more: object) -> StoryCase:
    """A case that waits for the buyer's parcel, and is on the list as such."""
    case = await floor.open(**more)  # type: ignore[arg-type]
    await case.until(lambda now: now.ship_by is not None)
    await written(floor, case)
    return case


@pytest.mark.timeout(120)
async def test_a_shift_ends_once_everything_is_in_order(floor: Floor, terminal: Terminal) -> None:
    """Without owner, note and next step the check ends with 1 and says what is missing; with them it ends with 0."""
    case = await waiting(floor)
    before = await terminal.types("handover", "check", "--json")
    assert (before.code, before.row["missing"]) == (1, ["no_owner", "no_note", "no_action"])
    await terminal.types("assign", case.case_id)
    await terminal.types("note", case.case_id, "asked the depot", "--next", "call", "--due", "2100-01-01T10:00+08:00")
    await written(floor, case)
    after = await terminal.types("handover", "check")
    assert (after.code, after.out) == (0, "")
    listed = await terminal.types("handover", "list", "--lang", "zh")
    assert "asked the depot" in listed.out
    assert (await terminal.types("handover", "list", "--missing")).out == ""


@pytest.mark.timeout(120)
async def test_a_case_is_handed_over_and_taken(floor: Floor, terminal: Terminal) -> None:
    """It stays with its owner until it is taken; both see for whom it waits."""
    case = await waiting(floor)
    refused = await terminal.types("handover", "give", case.case_id, "--to", "ann")
    assert refused.code == 3
    await terminal.types("assign", case.case_id)
    assert (await terminal.types("handover", "give", case.case_id, "--to", "ann", "--note", "urgent")).code == 0
    await written(floor, case)
    row = (await terminal.types("handover", "list", "--json")).row
    assert (row["owner"], row["handed_to"]) == ("li", "ann")
    assert "li → ann" in (await terminal.types("handover", "list")).out
    await terminal.types("assign", case.case_id, "--by", "ann")
    await written(floor, case)
    row = (await terminal.types("handover", "list", "--json", "--owner", "ann")).row
    assert (row["owner"], row["handed_to"]) == ("ann", "")


@pytest.mark.timeout(120)
async def test_the_team_and_who_is_away(floor: Floor, terminal: Terminal) -> None:
    """Members of the shops file with their load and their absences, which may be taken back."""
    case = await waiting(floor)
    await terminal.types("assign", case.case_id, "--to", "ann")
    await written(floor, case)
    span = ("--from", "2100-01-01T09:00+08:00", "--until", "2100-01-03T09:00+08:00")
    assert (await terminal.types("team", "absent", "ann", *span)).code == 0
    rows = {row["name"]: row for row in (await terminal.types("team", "list", "--json")).rows}
    assert set(rows) == {"ann", "li", "sun"}
    assert (rows["ann"]["open"], rows["ann"]["stand_in"], len(rows["ann"]["away"])) == (1, "sun", 1)
    assert "2100-01-01 09:00 CST" in (await terminal.types("team", "list")).out
    assert (await terminal.types("team", "absent", "ann", "--undo", "--json")).row["removed"] == 1
    assert (await terminal.types("team", "absent", "ann", "--from", "2100-01-03T09:00+08:00")).code == 2
    assert (await terminal.types("handover", "list", "--shop", "elsewhere")).code == 4
