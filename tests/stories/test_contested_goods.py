"""Stories of goods that are not what was sold: short, worn, swapped, or without their gift."""

from domain import commands
from domain import events as ev
from domain.events import Answer, Party, Question, Resolution
from domain.facts import AnswerReported
from domain.goods import FoundLine, Grade
from domain.order import OrderLine
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase, units

MUGS = OrderLine(line_id="1", qty=3, unit_price=5900, sku="MUG", title="Mug")


async def came_back(floor: Floor, *lines: FoundLine, **more: object) -> StoryCase:
    """A case whose one parcel held these units."""
    finding = more.pop("finding", {})
    case = await floor.open(**more)  # type: ignore[arg-type]
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", *lines, **finding)  # type: ignore[arg-type]
    return case


async def test_a_short_parcel_is_settled_for_what_came(floor: Floor) -> None:
    """Two of three mugs came: the buyer is asked for the rest, then offered the price of the two, and takes it."""
    case = await came_back(floor, units("1", 2), lines=(MUGS,))
    await case.until(lambda case: "N7-M" in case.letters, "the buyer is asked for the rest")
    await case.passes(hours=73)
    state = await case.at(CaseStage.WAIT_BUYER_ANSWER)
    assert state.offer is not None
    assert state.offer.amount == 11800
    await case.hears(AnswerReported(fact="yes", answer=Answer.ACCEPT, question=Question.DEDUCTION))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 11800
    assert await case.ending() is Resolution.REFUNDED_LESS


async def test_the_rest_comes_after_all(floor: Floor) -> None:
    """The missing mug was in a second parcel: nothing is deducted."""
    case = await came_back(floor, units("1", 2), lines=(MUGS,))
    await case.until(lambda case: "N7-M" in case.letters)
    await case.posts("ST9")
    await case.arrives("ST9")
    await case.found("ST9", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 17700
    assert ev.DeductionOffered not in await case.kinds()


async def test_a_worn_garment_goes_back_with_an_agreed_depreciation(floor: Floor) -> None:
    """Washed, so a person offers 15 % less; the buyer agrees, and gets exactly that (MR-15)."""
    coat = OrderLine(line_id="1", qty=1, unit_price=16800, sku="COAT", title="Coat")
    case = await came_back(floor, units("1", 1, Grade.NOT_INTACT, note="washed"), lines=(coat,))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="li", note="washed", depreciation_bp=1500))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="ok", answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 14280
    assert await case.ending() is Resolution.REFUNDED_LESS


async def test_the_buyer_does_not_take_the_deduction(floor: Floor) -> None:
    """A no to the offer is a dispute; a ruling for the buyer is carried out to the cent."""
    case = await came_back(floor, units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="li", note="scratched", pay_back=10000))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="no", answer=Answer.DECLINE))
    await case.at(CaseStage.DISPUTE)
    await case.told(commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=15000, article="Art. 67"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 15000
    assert await case.ending() is Resolution.RULED_BUYER


async def test_silence_on_an_offer_is_no_consent(floor: Floor) -> None:
    """Nobody answers for seven days: nothing is paid, and the case stands in dispute for a person."""
    case = await came_back(floor, units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="li", note="scratched", pay_back=10000))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.passes(days=8)
    await case.at(CaseStage.DISPUTE)
    assert floor.refunded(case) == 0


async def test_swapped_goods_are_refused_and_the_ruling_is_for_the_shop(floor: Floor) -> None:
    """Someone else's old shoes in the box: refused with the opening video, and no money moves."""
    case = await came_back(floor, units("1", 1, Grade.WRONG_GOODS, photos=("blob:opening-1",)))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Refuse(by="li", reason="not what we sold", evidence=("blob:opening-1",)))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    await case.told(commands.Rule(by="officer", in_favour_of=Party.SELLER))
    assert await case.ending() is Resolution.RULED_SELLER
    assert floor.refunded(case) == 0


async def test_a_refusal_nobody_contests_ends_the_case(floor: Floor) -> None:
    """Seven days after the refusal the buyer has neither changed the request nor called the platform (F6)."""
    case = await came_back(floor, units("1", 1, Grade.WRONG_GOODS))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Refuse(by="li", reason="not what we sold", evidence=("blob:1",)))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    assert await case.ending() is Resolution.REFUSED


async def test_a_missing_gift_costs_its_declared_value(floor: Floor) -> None:
    """The gift stayed with the buyer: its declared value is offered off, never more (MR-9)."""
    case = await came_back(
        floor, units("1", 1), gift_value=3900, amount=19900, finding={"gift_present": False}, platform=True
    )
    state = await case.at(CaseStage.WAIT_BUYER_ANSWER)
    assert state.offer is not None
    assert state.offer.amount == 16000
    assert "N7-5" in (await case.until(lambda case: "N7-5" in case.letters)).letters
    floor.world_does(case, {"modify": {"amount": 16000}})
    await floor.news(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 16000


async def test_a_parcel_that_came_freight_collect(floor: Floor) -> None:
    """Sent freight-collect without asking, in a no-reason return: the fee is the buyer's (MR-18)."""
    case = await came_back(floor, units("1", 1), finding={"collect_fee": 1500})
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 18400


async def test_contested_goods_cannot_simply_be_agreed(floor: Floor) -> None:
    """The agent must say what is paid for worn goods; the refusal of the command says so."""
    import pytest
    from temporalio.client import WorkflowUpdateFailedError

    case = await came_back(floor, units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Agree(by="li"))
    assert refused.value.cause.type == "SAY_WHAT_IS_PAID"  # type: ignore[attr-defined]
