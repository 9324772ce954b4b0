"""One buyer, one conversation: a thread for all of their cases, the next channel, and a person when none is left."""

from typing import Any

from domain import commands
from domain import events as ev
from domain.contact.permission import Channel
from domain.events import CallOutcome, Resolution
from domain.standing import CaseStage
from store import buyers, cases
from tests.stories.floor import SHOP, Floor

NO_MAILBOX = {"faults": [{"on": "mail.deliver", "kind": "smtp_5xx", "times": None}]}
CLOSED = {"on": "taobao.refund.message.add", "kind": "thread_closed", "times": None}


def mails(floor: Floor, recipient: str) -> list[dict[str, Any]]:
    """What lies in a buyer's mailbox, oldest first."""
    sql = "SELECT * FROM mails WHERE recipient = ? ORDER BY id"
    return [dict(row) for row in floor.world.books.rows(sql, recipient)]


async def test_letters_of_all_open_cases_of_a_buyer_are_one_thread(floor: Floor) -> None:
    """Two returns at once: the second case's letter goes on with the first one's thread, and names its own order."""
    first = await floor.open(buyer_id="lin")
    await first.until(lambda case: "N7-1" in case.letters, "the first letter")
    second = await floor.open(buyer_id="lin")
    await second.until(lambda case: "N7-1" in case.letters, "the second letter")
    alone = await floor.open()
    await alone.until(lambda case: "N7-1" in case.letters, "another buyer's")

    begun, joined = mails(floor, "lin@buyers.example")
    assert joined["in_reply_to"] == joined["refs"] == begun["message_id"]
    assert joined["subject"] == f"Re: {begun['subject']}"
    assert floor.orders[second.case_id] in joined["text"].splitlines()[0]
    assert floor.orders[second.case_id] not in joined["subject"]
    [other] = mails(floor, f"{floor.orders[alone.case_id]}@buyers.example")
    assert (other["in_reply_to"], other["subject"].startswith("Re:")) == ("", False)


async def test_a_thread_ends_with_the_cases_that_are_in_it(floor: Floor) -> None:
    """A year later a buyer asks again: that is no answer to what was settled."""
    first = await floor.open(buyer_id="lin")
    await first.until(lambda case: "N7-1" in case.letters, "the first letter")
    await first.told(commands.Close(by="li", reason="settled on the phone"))
    await first.ending()
    await first.until_written(ev.CaseClosed)
    second = await floor.open(buyer_id="lin")
    await second.until(lambda case: "N7-1" in case.letters, "the second letter")
    assert [mail["in_reply_to"] for mail in mails(floor, "lin@buyers.example")] == ["", ""]


async def test_a_closed_conversation_gives_way_to_mail(floor: Floor) -> None:
    """The platform takes no more words on the request: the letter goes by mail, and both attempts are told."""
    case = await floor.open(platform=True, scene={"faults": [CLOSED]})
    await case.until(lambda case: bool(case.letters), "the letter by mail")
    story = await case.story()
    [failed] = [event for event in story if isinstance(event, ev.ChannelFailed)]
    [written] = [event for event in story if isinstance(event, ev.BuyerContacted)]
    assert (failed.channel, "closed" in failed.reason) == (Channel.PLATFORM, True)
    assert (written.channel, written.letter) == (Channel.MAIL, failed.letter)


async def test_a_buyer_whom_no_channel_reaches_is_called(floor: Floor) -> None:
    """The mailbox is unknown: a person is shown whom to call, and once they spoke there is nothing left to do."""
    case = await floor.open(scene=NO_MAILBOX)
    await case.until(lambda case: case.parked_at("call_N7-1") is not None, "shown to a person")
    kinds = await case.kinds()
    assert kinds.index(ev.ChannelFailed) < kinds.index(ev.ContactDenied) < kinds.index(ev.StepParked)
    row = await cases.one(floor.pool, case.case_id)
    assert row is not None
    assert (row.needs_human, row.stuck) == (True, "call_N7-1: UNREACHABLE")
    await case.told(commands.NoteCall(by="ann", outcome=CallOutcome.NO_ANSWER))
    assert (await case.state()).parked_at("call_N7-1") is not None
    await case.told(commands.NoteCall(by="ann", outcome=CallOutcome.REACHED))
    await case.until(lambda case: case.parked_at("call_N7-1") is None, "they spoke")
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_a_call_that_nobody_makes_holds_no_case_open(floor: Floor) -> None:
    """Three days are enough for three calls: then the register says that the buyer was not told, and the case ends."""
    case = await floor.open(scene=NO_MAILBOX)
    await case.until(lambda case: case.parked_at("call_N7-1") is not None, "shown to a person")
    await case.passes(hours=73)
    await case.until(lambda case: case.parked_at("call_N7-1") is None, "the time is up")
    assert (
        ev.StepRetried(step="call_N7-1", by="policy", reason="nobody called in time: the buyer was not told")
        in await case.story()
    )
    assert await case.ending() is Resolution.LAPSED


async def test_what_is_told_in_another_way_is_skipped(floor: Floor) -> None:
    """By the buyer's neighbour, on paper: the person says so, and nobody writes again."""
    case = await floor.open(scene=NO_MAILBOX)
    await case.until(lambda case: case.parked_at("call_N7-1") is not None, "shown to a person")
    floor.lift_faults()
    await case.told(commands.Skip(by="ann", step="call_N7-1", reason="told at the counter"))
    await case.until(lambda case: case.parked == (), "done by other means")
    assert "N7-1" not in (await case.state()).letters


async def test_a_mended_mailbox_is_written_to_again(floor: Floor) -> None:
    """The address is right now: the person retries, and the letter leaves."""
    case = await floor.open(scene=NO_MAILBOX)
    await case.until(lambda case: case.parked_at("call_N7-1") is not None, "shown to a person")
    floor.lift_faults()
    await case.told(commands.Retry(by="ann", step="call_N7-1", reason="the address is mended"))
    await case.until(lambda case: "N7-1" in case.letters, "the letter leaves")
    assert (await case.state()).parked == ()


async def test_a_buyer_who_opted_out_is_neither_written_to_nor_called(floor: Floor) -> None:
    """From one moment to the next, on every channel, in every case; that is no fault that a person should mend."""
    case = await floor.open(buyer_id="lin", revised={"auto_limit_minor": 0})
    await case.until(lambda case: case.letters == ("ACK",), "the first answer")
    await buyers.opt_out(floor.pool, buyers.reference(SHOP, "lin"))
    await case.told(commands.Agree(by="li", note="fine"))
    await case.until(lambda case: case.ship_by is not None, "the case goes on")
    story = await case.story()
    assert [event.letter for event in story if isinstance(event, ev.ContactDenied)] == ["N7-1"]
    assert [event.letter for event in story if isinstance(event, ev.BuyerContacted)] == ["ACK"]
    assert not [event for event in story if isinstance(event, ev.ChannelFailed | ev.StepParked)]
    assert len(mails(floor, "lin@buyers.example")) == 1
