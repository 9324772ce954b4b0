"""`ban`: a manager's list with a reason, an end and an appeal; it is told, and takes nobody's rights."""

from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase


async def known(floor: Floor) -> StoryCase:
    """A case that the register has."""
    case = await floor.open()
    await written(floor, case)
    return case


async def test_an_entry_is_a_managers_and_is_made_once(floor: Floor, staffed: Terminal) -> None:
    """A supervisor may not; a second entry for the same buyer is none."""
    case = await known(floor)
    add = ("ban", "add", case.case_id, "--reason", "swapped goods twice")
    denied = await staffed.types(*add, "--by", "sun")
    assert (denied.code, "ABOVE_AUTHORITY" in denied.err) == (2, True)
    assert (await staffed.types("ban", "add", case.case_id, "--reason", " ", "--by", "mo")).code == 2
    assert (await staffed.types("ban", "list", "--json")).rows == []
    done = await staffed.types(*add, "--by", "mo", "--json")
    assert done.code == 0
    twice = await staffed.types(*add, "--by", "li")
    assert (twice.code, "LISTED_ALREADY" in twice.err) == (2, True)
    [entry] = (await staffed.types("ban", "list", "--json")).rows
    assert (entry["buyer"], entry["by"], entry["reason"]) == (done.row["buyer"], "mo", "swapped goods twice")
    assert "申诉" in (await staffed.types("ban", "list", "--lang", "zh")).out


async def test_an_appeal_is_decided_by_another_manager(floor: Floor, staffed: Terminal) -> None:
    """Whoever made the entry does not uphold it; who takes it off says why, and the list of what is past keeps it."""
    case = await known(floor)
    nobody = await staffed.types("ban", "appeal", case.case_id, "--words", "it was my brother")
    assert (nobody.code, "NOT_LISTED" in nobody.err) == (4, True)
    await staffed.types("ban", "add", case.case_id, "--reason", "swapped goods twice", "--by", "mo")
    early = await staffed.types("ban", "uphold", case.case_id, "--reason", "seen on video", "--by", "li")
    assert (early.code, "NO_APPEAL" in early.err) == (2, True)
    assert (await staffed.types("ban", "appeal", case.case_id, "--words", "it was my brother")).code == 0
    own = await staffed.types("ban", "uphold", case.case_id, "--reason", "seen on video", "--by", "mo")
    assert (own.code, "SAME_PERSON" in own.err) == (2, True)
    assert (await staffed.types("ban", "uphold", case.case_id, "--reason", "seen on video", "--by", "li")).code == 0
    [stands] = (await staffed.types("ban", "list", "--json")).rows
    assert (stands["decided_by"], stands["lifted"]) == ("li", False)
    assert (await staffed.types("ban", "lift", case.case_id, "--reason", "proven wrong", "--by", "li")).code == 0
    assert (await staffed.types("ban", "list", "--json")).rows == []
    [past] = (await staffed.types("ban", "list", "--past", "--json")).rows
    assert (past["lifted"], past["decision"]) == (True, "proven wrong")
