"""The rules changed: open cases are shown with what would move, then bound by the new terms, each with its reason."""

import json
from pathlib import Path

import pytest

from commandline import bulk
from domain import events as ev
from domain.request import Ground
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase
from tests.stories.scenery import SHOP

REVISE = ("terms", "revise", "--shop", SHOP, "--reason", "rules of December")
FASTER = "respond_return = { hours = 24, source = 'our own promise', confidence = 'P' }"
SLOWER = "respond_return = { hours = 200, source = 'a busy month', confidence = 'P' }"


async def undecided(floor: Floor, count: int) -> list[StoryCase]:
    """Cases that wait for a person's decision."""
    cases = [await floor.open(ground=Ground.QUALITY) for _ in range(count)]
    for case in cases:
        await case.at(CaseStage.DECIDING)
        await written(floor, case)
    return cases


def promise(terminal: Terminal, *rows: str) -> None:
    """The shop writes terms of its own into the shops file, over those that these stories begin with."""
    file = Path(terminal.environment["AMENDS_SHOPS_FILE"])
    usual = [
        f"{key} = {{ clock = {hour}, source = 'stories write at any hour', confidence = 'P' }}"
        for key, hour in (
            ("text_from", 0),
            ("text_until", 24),
            ("platform_quiet_until", 0),
            ("platform_quiet_from", 24),
        )
    ]
    section = "\n".join((f"[{SHOP}.policy]", 'pack = "cn_other"', f"[{SHOP}.policy.terms]", *usual, *rows))
    kept = file.read_text(encoding="utf-8").partition(f"[{SHOP}.policy]")[0]
    file.write_text(f"{kept}\n{section}\n", encoding="utf-8")


@pytest.mark.timeout(120)
async def test_open_cases_are_shown_then_revised_and_a_repeat_changes_nothing(floor: Floor, terminal: Terminal) -> None:
    """The dry run names the number and the deadline; the run writes the event; the second run has nothing to do."""
    cases = await undecided(floor, 3)
    promise(terminal, FASTER)

    dry = await terminal.types(*REVISE, "--dry-run", "--json")
    assert dry.code == 0, dry.err
    assert {row["case_id"] for row in dry.rows} == {case.case_id for case in cases}
    for row in dry.rows:
        assert row["changes"] == [{"key": "respond_return_hours", "old": 120, "new": 24, "harms": False}]
        [moved] = row["deadlines"]
        assert moved["clock"] == "respond"
        assert moved["new"] < moved["old"]
    assert not (terminal.home / "bulk").exists()
    assert {(await case.state()).terms.respond_return_hours for case in cases} == {120}

    ended = await terminal.types(*REVISE, "--yes", "--json")
    assert ended.code == 0, ended.err
    assert {row["outcome"] for row in ended.rows} == {"revised"}
    for case in cases:
        event = next(event for event in await case.story() if isinstance(event, ev.TermsRevised))
        assert (event.by, event.reason, event.terms.respond_return_hours) == ("li", "rules of December", 24)
        await written(floor, case)

    again = await terminal.types(*REVISE, "--yes", "--json")
    assert (again.code, again.out) == (0, "")


@pytest.mark.timeout(120)
async def test_a_change_to_the_buyers_harm_must_be_meant(floor: Floor, terminal: Terminal) -> None:
    """Without the words nothing is changed; with them the register keeps who said them."""
    [case] = await undecided(floor, 1)
    promise(terminal, SLOWER)
    dry = await terminal.types(*REVISE, "--dry-run")
    assert "respond_return_hours 120 -> 200 (to the buyer's harm)" in dry.out

    refused = await terminal.types(*REVISE, "--yes", "--json")
    assert refused.code == 2
    assert json.loads(refused.out)["error"]["code"] == "HARMS_BUYER"
    assert (await case.state()).terms.respond_return_hours == 120

    meant = await terminal.types(*REVISE, "--yes", "--accept-harm")
    assert meant.code == 0, meant.err
    event = next(event for event in await case.story() if isinstance(event, ev.TermsRevised))
    assert event.accepts_harm


@pytest.mark.timeout(120)
async def test_a_revision_that_was_cut_off_goes_on_with_the_terms_it_began_with(
    floor: Floor, terminal: Terminal
) -> None:
    """What was frozen counts, whatever the shops file says by now; a case that has them is not asked twice."""
    cases = await undecided(floor, 2)
    promise(terminal, FASTER)
    await terminal.types(*REVISE, "--yes")
    folder = terminal.home / "bulk"
    [frozen] = folder.glob("*[0-9a-f].json")
    results = bulk.results_file(folder, frozen.stem)
    results.write_text(results.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    promise(terminal, SLOWER)

    resumed = await terminal.types("terms", "revise", "--resume", frozen.stem, "--yes", "--json")
    assert resumed.code == 0, resumed.err
    assert [row["outcome"] for row in resumed.rows] == ["revised"]  # the same request: the case answers as before
    assert {(await case.state()).terms.respond_return_hours for case in cases} == {24}
    revisions = [sum(isinstance(event, ev.TermsRevised) for event in await case.story()) for case in cases]
    assert revisions == [1, 1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--shop", "nobody", "--reason", "r"), "NO_SUCH_SHOP"),
        (("--shop", SHOP), "NO_REASON"),
        ((), "WHICH_CASES"),
        (("--shop", SHOP, "--resume", "x"), "WHICH_CASES"),
        (("--shop", SHOP, "--reason", "r", "--rate", "0"), "BAD_RATE"),
        (("--resume", "20260101-000000-abcd"), "NO_SUCH_BULK"),
    ],
)
async def test_what_cannot_be_done_says_why(terminal: Terminal, words: tuple[str, ...], code: str) -> None:
    """Nothing was asked of any case."""
    ended = await terminal.types("terms", "revise", *words, "--json")
    assert json.loads(ended.out)["error"]["code"] == code
