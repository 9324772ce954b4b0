"""Stories of returns that do not go straight: by the standard of the goods, in parts, or not at all."""

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Answer, Question, Resolution
from domain.facts import AnswerReported
from domain.fault import Fault
from domain.goods import Grade, ParcelState, Sign
from domain.order import OrderLine
from domain.request import Ground
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase, units

SHIRTS = OrderLine(line_id="1", qty=2, unit_price=9900, sku="SHIRT", title="Shirt", category="clothing")
NECKLACE = OrderLine(line_id="1", qty=1, unit_price=9900, sku="NAME", title="Name necklace", category="custom")


def letters(story: list[ev.Event]) -> list[str]:
    """The letters that were written."""
    return [event.letter for event in story if isinstance(event, ev.BuyerContacted)]


async def sent_back(floor: Floor, line: OrderLine = SHIRTS, **more: object) -> StoryCase:
    """A return whose parcel is on our dock."""
    case = await floor.open(lines=(line,), **more)  # type: ignore[arg-type]
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    return case


async def test_a_cut_label_is_not_intact_for_a_shirt(floor: Floor) -> None:
    """The inspector says what there is to see, the standard of clothing what it means; the buyer takes a deduction."""
    case = await sent_back(floor)
    await case.until(lambda now: "N7-1" in now.letters, "how to send it")
    mail = floor.world.books.rows("SELECT text FROM mails WHERE text LIKE '%吊牌%'")
    assert mail, "the buyer was told before what spoils a shirt (R61)"
    await case.found("ST1", units("1", 1), units("1", 1, signs=(Sign.LABEL_CUT,)))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="sun", depreciation_bp=2000, note="the label is cut"))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="a1", question=Question.DEDUCTION, answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 9900 + 7920


async def test_what_broke_on_its_way_back_is_paid_in_full(floor: Floor) -> None:
    """Whatever the ground, that is our risk (MR-35)."""
    case = await sent_back(floor)
    await case.found("ST1", units("1", 2, Grade.NOT_INTACT, signs=(Sign.BROKEN_ON_THE_WAY,)))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19800


async def test_a_missing_accessory_is_asked_for_and_comes(floor: Floor) -> None:
    """Three days for it; then all is complete, and paid for in full."""
    case = await sent_back(floor)
    await case.found("ST1", units("1", 1), units("1", 1, signs=(Sign.ACCESSORY_MISSING,)))
    await case.until(lambda case: "N7-A" in case.letters, "the letter")
    await case.posts("ST2")
    await case.arrives("ST2")
    await case.found("ST2", units("1", 1, signs=(Sign.ACCESSORY_SENT,)))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19800


async def test_an_accessory_that_never_comes_is_a_deduction_that_needs_a_yes(floor: Floor) -> None:
    """After three days a person proposes one; the buyer is free to say no (MR-15)."""
    case = await sent_back(floor)
    await case.found("ST1", units("1", 2, signs=(Sign.PACKAGING_MISSING,)))
    await case.until(lambda case: "N7-A" in case.letters, "the letter")
    await case.passes(days=4)
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="sun", depreciation_bp=1000, note="without its box"))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="a1", question=Question.DEDUCTION, answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 17820


async def vanished(floor: Floor, *, ground: Ground, fault: Fault, platform: bool = False) -> StoryCase:
    """The only parcel of a return is lost."""
    case = await floor.open(lines=(SHIRTS,), ground=ground, fault=fault, platform=platform)
    if ground is Ground.QUALITY:
        await case.at(CaseStage.DECIDING)
        await case.told(commands.Agree(by="li", seller_pays_freight=True))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.scanned("ST1", ParcelState.LOST)
    await case.at(CaseStage.RETURN_LOST)
    return case


async def test_a_return_that_vanished_is_the_buyers_loss(floor: Floor) -> None:
    """Without a reason and lost: told at once, looked for a week, and no money moves (MR-35, M51)."""
    case = await vanished(floor, ground=Ground.NO_REASON, fault=Fault.BUYER)
    await case.until(lambda case: "LST-3" in case.letters, "the letter")
    assert await case.ending() is Resolution.LOST_BY_BUYER
    assert floor.refunded(case) == 0
    [settled] = [event for event in await case.story() if isinstance(event, ev.LossSettled)]
    assert settled.bearer == "buyer"


async def test_a_faulty_thing_that_vanished_is_our_loss(floor: Floor) -> None:
    """It is paid for as if it had come (MR-35, M52), and nobody writes to the buyer about a claim."""
    case = await vanished(floor, ground=Ground.QUALITY, fault=Fault.SELLER)
    await case.passes(days=8)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19800
    assert "LST-3" not in letters(await case.story())


async def test_a_lost_return_turns_up_in_time(floor: Floor) -> None:
    """The carrier finds it within the week: it is inspected and paid for like any other."""
    case = await vanished(floor, ground=Ground.NO_REASON, fault=Fault.BUYER)
    await case.passes(days=3)
    await case.posts("ST2")
    await case.arrives("ST2")
    await case.found("ST2", units("1", 2))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19800


async def test_goods_outside_the_right_are_refused_with_what_we_can_do(floor: Floor) -> None:
    """Made to order: policy agrees to nothing, a person refuses, and the letter says what else there is (N7-6)."""
    case = await floor.open(lines=(NECKLACE,))
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="it was made to your order", evidence=("E16",), unasked=True))
    await case.until(lambda case: "N7-6" in case.letters, "the letter")
    assert "DSP-1" not in letters(await case.story())
    assert await case.ending() is Resolution.REFUSED


async def test_a_return_on_its_way_may_not_be_refused_as_lost(floor: Floor) -> None:
    """Only once it is lost for good at the buyer's risk."""
    case = await vanished(floor, ground=Ground.NO_REASON, fault=Fault.BUYER)
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.Refuse(by="li", reason="lost on its way", evidence=("E5",)))
    assert await case.ending() is Resolution.LOST_BY_BUYER


async def test_refused_goods_go_to_the_buyer_again_once_that_is_final(floor: Floor) -> None:
    """Not while the refusal can still be contested; then once, at the buyer's cost, with a letter."""
    case = await sent_back(floor)
    await case.found("ST1", units("1", 2, Grade.NOT_INTACT, signs=(Sign.WASHED,)))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Refuse(by="li", reason="washed", evidence=("E19",)))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    assert floor.given_back(case) == 0
    assert await case.ending() is Resolution.REFUSED
    assert floor.given_back(case) == 1
    story = await case.story()
    assert "N7-B" in letters(story)
    assert [event.line_ids for event in story if isinstance(event, ev.GoodsGivenBack)] == [("1",)]
