"""People ask whether an order may leave, and enter the buyer's word on it."""

import json
from pathlib import Path
from typing import Any

from domain.events import Hold, Resolution
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase
from tests.stories.test_consent import TWO
from tests.stories.test_refund_only import cancelled


async def held(floor: Floor, **more: Any) -> StoryCase:
    """A lamp and a mug, held for a refund that a person decides."""
    case = await cancelled(floor, lines=TWO, order_id="8801", **more)
    await case.until(lambda now: now.hold is Hold.HELD)
    await case.at(CaseStage.DECIDING)
    await written(floor, case)
    return case


async def test_a_person_is_answered_as_the_warehouse_is(floor: Floor, terminal: Terminal) -> None:
    """Line by line, with the case and the reason, in their language; the answer is kept, and shown with the case."""
    case = await held(floor)
    english = await terminal.types("may-ship", "8801", "--line", "1", "--by", "ann")
    assert english.code == 0
    assert "1: may not ship (0 units are free); a refund was asked for; held at the warehouse" in english.out
    assert f"May it be completed: no ({case.case_id})" in english.out
    chinese = await terminal.types("may-ship", "8801", "--lang", "zh", "--by", "ann")
    assert "整单发货：不可以" in chinese.out
    told = (await terminal.types("may-ship", "8801", "--json", "--by", "ann")).row
    assert [line["because"][0]["reason"] for line in told["lines"]] == ["held", "held"]

    page = await terminal.types("show", case.case_id)
    assert page.out.count("ann: no") == 3
    shown = (await terminal.types("show", case.case_id, "--json")).row["shipping"]
    assert [given["asked_by"] for given in shown] == ["ann"] * 3
    assert shown[-1] == told


async def test_what_was_answered_goes_into_the_package_of_a_dispute(
    floor: Floor, terminal: Terminal, tmp_path: Path
) -> None:
    """Who asked, when, and what was said stands in the index."""
    case = await held(floor)
    await terminal.types("may-ship", "8801", "--by", "ann")
    out = tmp_path / "package"
    assert (await terminal.types("evidence", case.case_id, "--out", str(out))).code == 0
    [given] = json.loads((out / "index.json").read_text(encoding="utf-8"))["asked_whether_it_may_ship"]
    assert (given["asked_by"], given["may_ship"]) == ("ann", False)


async def test_an_order_that_nobody_knows_is_a_mistake_of_the_person_first(floor: Floor, terminal: Terminal) -> None:
    """With the shop's name the answer is the warehouse's: nothing keeps it back."""
    unsure = await terminal.types("may-ship", "8899", "--json")
    assert (unsure.code, unsure.row["error"]["code"]) == (2, "NO_CASE")
    told = (await terminal.types("may-ship", "8899", "--shop", "demo_shop", "--json")).row
    assert (told["known"], told["may_ship"], told["may_complete"]) == (False, True, True)


async def test_a_line_that_is_not_there_is_named(floor: Floor, terminal: Terminal) -> None:
    """And so are those that are."""
    await held(floor)
    wrong = await terminal.types("may-ship", "8801", "--line", "7")
    assert (wrong.code, "it has 1, 2" in wrong.err) == (2, True)


async def test_the_buyer_is_asked_by_letter(floor: Floor, terminal: Terminal) -> None:
    """By when it would leave stands in the register; a day that is over is refused."""
    case = await held(floor)
    over = await terminal.types("ask-consent", case.case_id, "--ship-by", "2020-01-01T10:00", "--by", "ann")
    assert (over.code, "PAST_DATE" in over.err) == (3, True)
    done = await terminal.types("ask-consent", case.case_id, "--ship-by", "2090-01-01T10:00+08:00", "--by", "ann")
    assert done.code == 0
    await case.until(lambda now: "UNS-4" in now.letters)
    await written(floor, case)
    page = (await terminal.types("show", case.case_id)).out
    assert "ann has the buyer asked: the goods after all, which leave by 2090-01-01 10:00" in page


async def test_a_consent_is_entered_with_its_evidence(floor: Floor, terminal: Terminal) -> None:
    """First for the mug, which is taken back, then for all: the goods leave, and the case ends so."""
    case = await held(floor)
    mug = await terminal.types("consent", case.case_id, "--line", "2", "--evidence", "chat-1", "--by", "ann", "--json")
    assert mug.code == 0
    await case.until(lambda now: bool(now.consents))
    back = await terminal.types("consent", case.case_id, "--withdrawn", "--evidence", "chat-2", "--by", "ann")
    assert back.code == 0
    await case.until(lambda now: not now.consents)
    again = await terminal.types("consent", case.case_id, "--evidence", "chat-3", "--note", "both", "--by", "ann")
    assert again.code == 0
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    await written(floor, case)
    page = (await terminal.types("show", case.case_id)).out
    assert "ann entered the buyer's word that Lamp, Mug ships although its refund was asked for" in page
    assert "(evidence: chat-3)" in page
    chinese = (await terminal.types("show", case.case_id, "--lang", "zh")).out
    assert "登记买家同意照常发出" in chinese
    late = await terminal.types("consent", case.case_id, "--evidence", "chat-4", "--by", "ann")
    assert late.code != 0
