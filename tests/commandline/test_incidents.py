"""Something outside of the cases does not work: people tell of it, and of its end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.request import Ground
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.store import crowd
from tests.stories.floor import SHOP, Floor, StoryCase


async def undecided(floor: Floor) -> StoryCase:
    """A case that waits for a person of the shop."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    await written(floor, case)
    return case


def told(floor: Floor) -> list[dict[str, Any]]:
    """What lies in the mailboxes of the departments."""
    sql = "SELECT recipient, subject, text FROM mails WHERE recipient LIKE '%@shop.example' ORDER BY id"
    return [dict(row) for row in floor.world.books.rows(sql)]


async def spoken(floor: Floor, number: int, end: str) -> bool:
    """Wait until the department was told of the beginning or the end."""
    found: bool = await floor.client.get_workflow_handle(f"incident-{SHOP}-{number}-{end}").result()
    return found


@pytest.mark.timeout(120)
async def test_an_incident_is_told_of_and_ends(floor: Floor, terminal: Terminal) -> None:
    """It names the cases that wait, they say so in both languages, the department is written to once, at both ends."""
    waits = await undecided(floor)
    other = await floor.open()
    await other.at(CaseStage.WAIT_BUYER_SHIP)
    await written(floor, other)
    words = ("incident", "open", "--what", "platform", "--note", "the shop's page is down", "--by", "li", "--json")
    row = (await terminal.types(*words)).row
    assert (row["new"], row["cases"], row["shop"]) == (True, [waits.case_id], SHOP)
    number = row["number"]
    assert await spoken(floor, number, "begun")
    again = (await terminal.types(*words)).row
    assert (again["new"], again["number"]) == (False, number)
    page = (await terminal.types("show", waits.case_id)).out
    assert f"! Incident {number}: the platform, since" in page
    assert "the shop's page is down" in page
    assert "突发事件" in (await terminal.types("show", waits.case_id, "--lang", "zh")).out
    assert (await terminal.types("show", waits.case_id, "--json")).row["incidents"] == [number]
    assert "Incident" not in (await terminal.types("show", other.case_id)).out
    listed = (await terminal.types("incident", "list", "--lang", "zh")).out
    assert "未通知" not in listed
    assert "平台" in listed
    close = ("incident", "close", str(number), "--outcome", "it is up again", "--by", "sun")
    assert (await terminal.types(*close)).code == 0
    assert await spoken(floor, number, "ended")
    assert "Incident" not in (await terminal.types("show", waits.case_id)).out
    assert (await terminal.types(*close)).code == 3
    first, second = told(floor)
    assert waits.case_id in first["text"]
    assert "is over" in second["subject"]
    assert (await terminal.types("incident", "list", "--json")).rows == []
    [past] = (await terminal.types("incident", "list", "--all", "--shop", SHOP, "--json")).rows
    assert (past["closed_by"], past["cases"], past["told_ended"] is None) == ("sun", [], False)


@pytest.mark.timeout(60)
async def test_what_does_not_fit_is_declined(floor: Floor, terminal: Terminal) -> None:
    """A moment to come, a name that is no courier's, no words, a shop or an incident that nobody knows."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert floor.queue
    for code, words in (
        (2, ("open", "--what", "courier", "--note", "late", "--since", tomorrow)),
        (2, ("open", "--what", "platform", "--note", "late", "--name", "yto")),
        (2, ("open", "--what", "platform", "--note", " ")),
        (2, ("open", "--what", "weather", "--note", "rain")),
        (4, ("open", "--what", "platform", "--note", "late", "--shop", "other")),
        (4, ("close", "99", "--outcome", "done")),
    ):
        assert (await terminal.types("incident", *words)).code == code, words
    assert (await terminal.types("incident", "list")).out == ""


async def test_many_stuck_cases_are_told_as_a_likely_incident(floor: Floor, terminal: Terminal) -> None:
    """Three open cases that wait at the same counterpart: the list says what to type; once it is entered, no more."""
    await crowd.cases(floor.pool, 3, stage="executing", stuck="refund: TIMEOUT", needs_human=True)
    await floor.pool.execute("UPDATE cases SET shop = $1", SHOP)
    seen = await terminal.types("incident", "list")
    assert f"3 open cases of {SHOP} are stuck at the payment provider" in seen.err
    assert "incident open --what payments" in seen.err
    assert (await terminal.types("incident", "list", "--json")).row == {
        "shop": SHOP,
        "what": "payments",
        "suspected": 3,
    }
    await terminal.types("incident", "open", "--what", "payments", "--note", "no answer", "--by", "li")
    assert "stuck" not in (await terminal.types("incident", "list")).err
