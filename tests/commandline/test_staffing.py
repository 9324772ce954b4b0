"""`staffing`: shifts follow what came before."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from commandline.connections import now
from tests.commandline.conftest import Terminal
from tests.stories.floor import SHOP, Floor

EMPTY = ("staffing", "--shop", SHOP, "--opens", "0", "--closes", "24")


async def test_a_case_of_last_week_is_expected_again(terminal: Terminal, floor: Floor) -> None:
    """One case at this hour, planned for the same weekday with a factor of twelve: three people at this hour alone."""
    case = await floor.open()
    await case.story()
    opened = (await terminal.types("list", "--json")).rows[0]["opened_at"]
    await floor.pool.execute("UPDATE cases SET needs_human = false")
    day = str((now() + timedelta(days=7)).astimezone(ZoneInfo("Asia/Shanghai")).date())
    plan = (*EMPTY, "--day", day, "--weeks", "1", "--factor", "12", "--json")
    busy = [row for row in (await terminal.types(*plan)).rows if row["people"]]
    assert len(busy) == 1, opened
    assert (busy[0]["cases"], busy[0]["people"]) == (12.0, 3)


async def test_the_plan_is_told_in_both_languages(terminal: Terminal) -> None:
    """The hours, and what it was learned from."""
    english = await terminal.types(*EMPTY, "--day", "2026-12-12")
    assert "by 4 such days before; 0 cases wait for a person now" in english.err + english.out
    assert "09-10" in english.out
    chinese = await terminal.types(*EMPTY, "--day", "2026-12-12", "--lang", "zh")
    assert "人数" in chinese.out


async def test_a_plan_that_cannot_be_is_declined(terminal: Terminal) -> None:
    """A shop that is none, a day that is none, hours that end before they begin, people who do nothing."""
    for words in (
        ("--shop", "nowhere"),
        ("--shop", SHOP, "--day", "tomorrow"),
        ("--shop", SHOP, "--opens", "20", "--closes", "8"),
        ("--shop", SHOP, "--handled", "0"),
        ("--shop", SHOP, "--weeks", "0"),
    ):
        assert (await terminal.types("staffing", *words)).code == 2, words
