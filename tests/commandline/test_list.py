"""A person looks for the cases that need them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase


async def waiting(floor: Floor, **more: object) -> StoryCase:
    """A case that waits for the buyer's parcel, and is on the list as such."""
    case = await floor.open(**more)  # type: ignore[arg-type]
    await case.until(lambda now: now.ship_by is not None)
    await written(floor, case)
    return case


async def test_the_most_urgent_case_comes_first(floor: Floor, terminal: Terminal) -> None:
    """Sorted by deadline, whatever the order in which they were opened."""
    late = await waiting(floor, revised={"ship_back_hours": 200})
    soon = await waiting(floor, revised={"ship_back_hours": 20})
    rows = (await terminal.types("list", "--json")).rows
    assert [row["case_id"] for row in rows] == [soon.case_id, late.case_id]
    assert datetime.fromisoformat(rows[0]["due_at"]) < datetime.fromisoformat(rows[1]["due_at"])


async def test_a_list_goes_on_where_it_ended(floor: Floor, terminal: Terminal) -> None:
    """Pages of one: all cases, each once, and the words say how to go on."""
    cases = {(await waiting(floor)).case_id for _ in range(3)}
    seen, after = [], list[str]()
    for _ in cases:
        ended = await terminal.types("list", "--limit", "1", "--json", *after)
        seen.append(ended.row["case_id"])
        after = ["--after", ended.row["cursor"]]
        assert ("--after" in ended.err) is (len(seen) < len(cases))
    assert set(seen) == cases


async def test_filters_narrow_the_list(floor: Floor, terminal: Terminal) -> None:
    """Held cases need a person; the others do not; nothing is overdue, nothing is stuck, nothing is closed."""
    held, free = await waiting(floor), await waiting(floor)
    assert (await terminal.types("hold", held.case_id, "--reason", "check")).code == 0
    await written(floor, held)

    async def found(*words: str) -> set[str]:
        return {row["case_id"] for row in (await terminal.types("list", "--json", *words)).rows}

    both = {held.case_id, free.case_id}
    assert await found("--needs-human") == {held.case_id}
    assert await found("--stage", "wait_buyer_ship", "--shop", "demo_shop", "--scenario", "return_refund") == both
    assert await found("--due-before", "2100-01-01") == both
    for nothing in (["--overdue"], ["--stuck", "any"], ["--closed"], ["--shop", "other"], ["--stage", "dispute"]):
        assert await found(*nothing) == set()


async def test_the_list_reads_in_words_and_signs(floor: Floor, terminal: Terminal) -> None:
    """What is wrong is told by sign and word, not by colour."""
    case = await waiting(floor)
    await terminal.types("hold", case.case_id, "--reason", "check")
    await written(floor, case)
    english = (await terminal.types("list", "--lang", "en")).out
    chinese = (await terminal.types("list", "--lang", "zh")).out
    assert case.case_id in english
    assert "‖ held" in english
    assert "‖ 暂停" in chinese


async def test_deadlines_stand_in_the_shops_time_zone(floor: Floor, terminal: Terminal) -> None:
    """Wherever the person sits: the zone is named, as the case's page has it."""
    case = await waiting(floor)
    due = (await case.state()).ship_by
    assert due is not None
    local = due.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M CST")
    assert local in (await terminal.types("list")).out
    assert local in (await terminal.types("show", case.case_id)).out
    assert (await terminal.types("list", "--json")).row["time_zone"] == "Asia/Shanghai"


async def test_an_empty_list_says_what_was_looked_at(floor: Floor, terminal: Terminal) -> None:
    """Standard output stays empty, and the words say where else to look."""
    ended = await terminal.types("list", "--lang", "en")
    assert (ended.code, ended.out) == (0, "")
    assert "--closed" in ended.err


async def test_a_filter_that_cannot_be_is_declined(terminal: Terminal) -> None:
    """A stage that does not exist would only ever give an empty list."""
    assert (await terminal.types("list", "--stage", "nowhere")).code == 2
    assert (await terminal.types("list", "--overdue", "--due-before", "2026-12-01")).code == 2
    assert (await terminal.types("list", "--after", "somewhere")).code == 2
    assert (await terminal.types("list", "--limit", "0")).code == 2
