"""Buyers who wait for others hear every day: a real schedule over real cases that live ahead of the wall clock."""

import asyncio
from datetime import UTC, datetime, timedelta

from activities.progress import Told
from domain import commands
from domain import events as ev
from domain.register.incident import What
from domain.request import Ground
from domain.rounds import Order, Rota, Round
from store import incidents
from tests.stories.floor import SHOP, Floor, StoryCase
from tests.stories.test_rounds import begun

OF = Rota(round=Round.PROGRESS, hour=10, order=Order(shop=SHOP, time_zone="Asia/Shanghai"))


async def undecided(floor: Floor) -> StoryCase:
    """A case that waits for a person of the shop."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.until(lambda now: now.letters == ("ACK",), "the first answer")
    await case.story()
    return case


async def told(floor: Floor) -> Told:
    """One round."""
    run = await begun(floor, OF)
    found = await asyncio.wait_for(floor.client.get_workflow_handle(run.id, result_type=Told).result(), 20)
    assert isinstance(found, Told)
    return found


def letters(floor: Floor, case: StoryCase) -> list[str]:
    """What lies in the buyer's mailbox, after the first answer."""
    sql = "SELECT text FROM mails WHERE recipient = ? ORDER BY id"
    rows = floor.world.books.rows(sql, f"{floor.orders[case.case_id]}@buyers.example")
    return [row["text"] for row in rows][1:]


async def test_a_buyer_who_heard_nothing_for_a_day_hears_once(floor: Floor) -> None:
    """Nothing is due on the first day; after it the buyer is told for whom the case waits, once however often asked."""
    case = await undecided(floor)
    assert (await told(floor)).told == 0
    await case.passes(hours=25)
    assert (await told(floor)).told == 1
    await case.until(lambda now: "PROG" in now.letters, "the word of progress")
    [text] = letters(floor, case)
    assert "我们内部核实尚未完成" in text
    await told(floor)
    assert (await case.kinds()).count(ev.ProgressOwed) == 1
    assert len(letters(floor, case)) == 1


async def test_a_person_tells_of_a_delay(floor: Floor) -> None:
    """With the reason as it was written and the new date; the round owes nothing that day."""
    case = await undecided(floor)
    until = case.now() + timedelta(days=2)
    await case.told(commands.TellProgress(by="li", reason="配件周五到货", eta=until))
    await case.until(lambda now: "DELAY" in now.letters, "the word of the delay")
    sql = "SELECT text FROM mails WHERE recipient = ?"
    [_, mail] = floor.world.books.rows(sql, f"{floor.orders[case.case_id]}@buyers.example")
    assert "配件周五到货" in mail["text"]
    assert (await told(floor)).told == 0


async def test_an_incident_is_the_reason_of_the_daily_word(floor: Floor) -> None:
    """While the platform is disturbed the buyer hears that, in their language, and the register keeps it (R158)."""
    case = await undecided(floor)
    since = datetime.now(UTC) - timedelta(hours=1)
    await incidents.begin(floor.pool, shop=SHOP, what=What.PLATFORM, name="", note="down", since=since, by="li")
    await case.passes(hours=25)
    assert (await told(floor)).told == 1
    await case.until(lambda now: "PROG" in now.letters, "the word of progress")
    sql = "SELECT text FROM mails WHERE recipient = ?"
    *_, mail = floor.world.books.rows(sql, f"{floor.orders[case.case_id]}@buyers.example")
    assert "平台系统出现故障" in mail["text"]
    assert [event.incident for event in await case.story() if isinstance(event, ev.ProgressOwed)] == ["platform"]
