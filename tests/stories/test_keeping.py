"""Stories of what happens before anything is posted: figures of a part, an offer to keep, a return out of goodwill."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain import commands
from domain import events as ev
from domain.events import Answer, Question, Resolution
from domain.facts import AnswerReported
from domain.order import Discount, OrderLine
from domain.request import Item, Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase, units

MUGS = OrderLine(line_id="1", qty=3, unit_price=5900, sku="MUG", title="Mug")
KEEPS = {"retention_share_percent": 10}


def letters(story: list[ev.Event]) -> list[str]:
    """The letters that were written."""
    return [event.letter for event in story if isinstance(event, ev.BuyerContacted)]


async def offered(floor: Floor, **more: Any) -> StoryCase:
    """A return without a reason, in a shop that would rather leave the goods with the buyer for less."""
    case = await floor.open(lines=(MUGS,), revised=KEEPS | more.pop("revised", {}), **more)
    await case.until(lambda case: "N7-2" in case.letters or "BND-1" in case.letters, "the offer")
    return case


async def test_a_buyer_keeps_the_goods_for_less(floor: Floor) -> None:
    """One offer, a yes, a part of the payment goes back, and nothing is posted (R59)."""
    case = await offered(floor)
    await case.hears(AnswerReported(fact="a1", question=Question.COMPENSATION, answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 1770
    assert await case.ending() is Resolution.KEPT_WITH_DISCOUNT
    assert "N7-R" not in letters(await case.story())


async def test_a_buyer_who_says_no_returns_the_goods_as_usual(floor: Floor) -> None:
    """The no ends it; the window was open all along, and nobody asks again (R59)."""
    case = await offered(floor)
    await case.hears(AnswerReported(fact="a1", question=Question.COMPENSATION, answer=Answer.DECLINE))
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 3))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 17700
    assert letters(await case.story()).count("N7-2") == 1


async def test_a_parcel_ends_the_offer(floor: Floor) -> None:
    """Silence and a parcel are an answer too: a late yes settles nothing any more."""
    case = await offered(floor)
    await case.posts("ST1")
    await case.until(lambda case: case.open_offer is None, "the end of the offer")
    await case.hears(AnswerReported(fact="a1", question=Question.COMPENSATION, answer=Answer.ACCEPT))
    await case.arrives("ST1")
    await case.found("ST1", units("1", 3))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 17700


async def part_of_a_promotion(floor: Floor, **revised: Any) -> StoryCase:
    """One mug of three that were 20 off together."""
    return await floor.open(
        lines=(MUGS,),
        items=(Item(line_id="1", qty=1),),
        discounts=(Discount(discount_id="D", amount=2000, threshold=15000),),
        promo_terms_disclosed=True,
        revised=revised,
    )


async def test_a_part_is_shown_beside_the_whole_before_anything_is_posted(floor: Floor) -> None:
    """The figures come before the address, and the case goes on as it would (table 3.22)."""
    case = await part_of_a_promotion(floor)
    await case.until(lambda case: "N7-1" in case.letters, "how to send it back")
    told = letters(await case.story())
    assert told.index("BND-2") < told.index("N7-1")
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 3900  # 15700 were paid, and the two that stay cost 11800 (MR-6)


async def test_a_part_that_makes_a_loss_is_offered_to_be_kept(floor: Floor) -> None:
    """Part, whole and keep in one letter; the keep is taken, and the loss test refused nothing (row 6)."""
    case = await part_of_a_promotion(floor, promo_keep_percent=20)
    await case.until(lambda case: "BND-1" in case.letters, "the figures")
    await case.hears(AnswerReported(fact="a1", question=Question.COMPENSATION, answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 780
    assert await case.ending() is Resolution.KEPT_WITH_DISCOUNT


async def test_a_part_of_a_set_is_refused_with_the_whole_offered(floor: Floor) -> None:
    """A person refuses, and the letter says what all of it would bring (row 1)."""
    tea = OrderLine(line_id="1", qty=1, unit_price=69900, sku="TEA", title="Tea set", separable=False)
    case = await floor.open(lines=(tea,), items=(Item(line_id="1", qty=1, component="the pot"),))
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="a set is sold as one", evidence=("E16",), unasked=True))
    await case.until(lambda case: "BND-3" in case.letters, "the letter")
    assert await case.ending() is Resolution.REFUSED


async def test_a_late_return_is_taken_out_of_goodwill(floor: Floor) -> None:
    """A supervisor names the fee, the buyer posts it and so agrees, and both ways stay theirs (R72)."""
    case = await floor.open(lines=(MUGS,), no_reason_until=datetime.now(UTC) - timedelta(days=8))
    await case.at(CaseStage.DECIDING)
    agree = commands.Agree(by="sun", seller_pays_freight=False, packaging_fee=500, round_trip=True, note="regular")
    await case.told(agree)
    await case.until(lambda case: "N7-L" in case.letters, "its own terms")
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 3))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 17200


async def test_the_scenario_of_a_kept_thing_is_told(floor: Floor) -> None:
    """The register names why the case went over to another remedy."""
    case = await offered(floor)
    await case.hears(AnswerReported(fact="a1", question=Question.COMPENSATION, answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    [changed] = [event for event in await case.story() if isinstance(event, ev.ScenarioChanged)]
    assert (changed.to, changed.reason) == (Scenario.COMPENSATION, "the buyer keeps the goods for less")
