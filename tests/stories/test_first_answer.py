"""The first answer: a buyer whose case waits before any letter left hears at once by when it is answered."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.grievance import Wrong
from domain.invoices.invoice import InvoiceWish
from domain.order import OrderLine
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase
from tests.stories.grievances import aggrieved
from tests.stories.scenery import quiet_now
from tests.stories.test_conversation import NO_MAILBOX


def texts(floor: Floor, case: StoryCase) -> list[str]:
    """What lies in the buyer's mailbox."""
    sql = "SELECT text FROM mails WHERE recipient = ? ORDER BY id"
    return [row["text"] for row in floor.world.books.rows(sql, f"{floor.orders[case.case_id]}@buyers.example")]


async def dear(floor: Floor, **more: Any) -> StoryCase:
    """A return above what policy takes by itself."""
    return await floor.open(revised={"auto_limit_minor": 100}, **more)


async def rude(floor: Floor) -> StoryCase:
    """A grievance for which the rules give nothing."""
    return await aggrieved(floor, Wrong.SERVICE)


async def invoice(floor: Floor) -> StoryCase:
    """An invoice that policy may not issue by itself."""
    return await floor.open(
        kind=Scenario.INVOICE,
        ground=Ground.INVOICE,
        lines=(OrderLine(line_id="1", qty=3, unit_price=5900, sku="MUG", title="Mug"),),
        wish=InvoiceWish(title="光明有限公司", tax_no="91310000000000000X"),
    )


@pytest.mark.parametrize("opened", [dear, rude, invoice])
async def test_who_waits_for_a_person_hears_at_once_by_when(
    floor: Floor, opened: Callable[[Floor], Awaitable[StoryCase]]
) -> None:
    """Once, with the moment of the case's own deadline in the buyer's zone, and the register tells of it."""
    case = await opened(floor)
    await case.until(lambda now: now.letters == ("ACK",), "the first answer")
    [text] = texts(floor, case)
    assert "前给您答复" in text
    assert f"{(await case.state()).opened_at.year}" in text
    told = [event for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert [event.letter for event in told] == ["ACK"]
    await case.passes(hours=3)
    assert (await case.state()).letters == ("ACK",)


async def test_the_next_letter_of_a_straight_return_is_the_first_answer(floor: Floor) -> None:
    """Policy agrees: how to send the goods is the answer, and nothing is said beside it."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=1)
    assert (await case.state()).letters == ("N7-1",)


async def test_a_case_decided_before_the_morning_needs_no_first_answer(floor: Floor) -> None:
    """By night the answer waits; the decision of that night is the first that the buyer hears in the morning."""
    case = await floor.open(revised={"auto_limit_minor": 100} | quiet_now())
    await case.until(lambda now: now.contact_until is not None, "the letter that waits for the morning")
    await case.told(commands.Agree(by="li"))
    await case.passes(hours=26)
    letters = (await case.state()).letters
    assert letters[0] == "N7-1"
    assert "ACK" not in letters


async def test_nobody_is_called_only_to_hear_that_the_request_is_here(floor: Floor) -> None:
    """The mailbox is unknown: the register tells of it, and the person who decides finds no other task."""
    case = await dear(floor, scene=NO_MAILBOX)
    await case.until_written(ev.CaseOpened)
    await case.rests()
    [denied] = [event for event in await case.story() if isinstance(event, ev.ContactDenied)]
    assert denied.letter == "ACK"
    assert (await case.state()).parked == ()
    await case.told(commands.Agree(by="li"))
    await case.until(lambda now: now.parked_at("call_N7-1") is not None, "how to send the goods is to be told by phone")
