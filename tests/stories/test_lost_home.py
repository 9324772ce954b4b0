"""The buyer's own goods are lost on their way back from us: our risk, and the buyer chooses (table 3.4)."""

from datetime import timedelta

from domain import events as ev
from domain import facts
from domain.case import Case
from domain.events import Answer, Question, Resolution
from domain.goods import ParcelState
from domain.standing import CaseStage
from tests.stories.floor import Floor
from tests.stories.story import StoryCase
from tests.stories.test_carrier_claim import claim_of
from tests.stories.test_repair import (
    ON_THE_SHELF,
    PRICE,
    answers,
    broken,
    comes_in,
    found,
    is_mended,
    reaches_the_buyer,
)


async def lost_on_the_way(case: StoryCase) -> Case:
    """Mended, sent back, and lost by the carrier."""
    case.long = "a repair, the way back, and what takes the place of the goods"
    await comes_in(case)
    await is_mended(case)
    await reaches_the_buyer(case, ParcelState.LOST)
    return await case.until(lambda case: "LST-8" in case.letters, "the buyer is asked")


async def test_mended_goods_that_are_lost_on_their_way_back_are_paid_for(floor: Floor) -> None:
    """No other on the shelf: the buyer has the whole price, nothing off for use, and the claim is ours."""
    case = await broken(floor)
    state = await lost_on_the_way(case)
    assert state.lost_home
    [lost] = await found(case, ev.OwnGoodsLost)
    assert state.sent_home is not None
    assert lost.waybill == state.sent_home.waybill
    await case.at(CaseStage.CHOOSING_REMEDY)
    await answers(case, Question.CURE, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE
    begun = (await (await claim_of(floor, case)).claim()).begun
    assert (begun.amount, begun.waybill) == (PRICE, state.sent_home.waybill)
    assert await case.ending() is Resolution.REFUNDED


async def test_mended_goods_that_are_lost_are_sent_once_more(floor: Floor) -> None:
    """Another is on the shelf: it leaves at our cost, no money moves, and the carrier owes us what it cost."""
    case = await broken(floor, scene=ON_THE_SHELF)
    await lost_on_the_way(case)
    await answers(case, Question.CURE, Answer.EXCHANGE)
    state = await case.until(lambda case: bool(case.replacements) and bool(case.replacements[0].waybill), "it leaves")
    await case.scanned(state.replacements[0].waybill, ParcelState.SIGNED, state.replacements[0].carrier)
    assert (await (await claim_of(floor, case)).claim()).begun.amount == PRICE
    assert await case.ending() is Resolution.RESHIPPED
    assert floor.refunded(case) == 0


async def test_a_parcel_home_that_nobody_hears_of_is_lost(floor: Floor) -> None:
    """Ten days without a word, the courier is asked and knows nothing: the buyer does not wait any longer."""
    case = await broken(floor)
    case.long = "a repair, ten days of silence, and a refund with its follow-up"
    await comes_in(case)
    await is_mended(case)
    await case.until(lambda case: case.sent_home is not None, "the goods leave")
    await case.passes(days=10, hours=1)
    await case.until(lambda case: "LST-8" in case.letters, "the buyer is asked")
    [moved] = await found(case, ev.SentHomeMoved)
    assert (moved.state, moved.by) == (ParcelState.LOST, "policy")
    await answers(case, Question.CURE, Answer.RETURN)
    assert await case.ending() is Resolution.REFUNDED


async def test_a_scan_that_is_older_than_our_own_word_is_believed(floor: Floor) -> None:
    """The repair shop's answer came late, or the courier's clock runs behind ours: the goods are there all the same."""
    case = await broken(floor)
    await comes_in(case)
    await is_mended(case)
    state = await case.until(lambda case: case.sent_home is not None, "the goods leave")
    assert state.sent_home is not None
    home = state.sent_home
    await case.hears(
        facts.ParcelReported(
            fact="early",
            carrier=home.carrier,
            waybill=home.waybill,
            at=home.at - timedelta(minutes=5),
            state=ParcelState.SIGNED,
        )
    )
    assert await case.ending() is Resolution.REPAIRED
    [moved] = await found(case, ev.SentHomeMoved)
    assert moved.state is ParcelState.SIGNED


async def test_goods_that_turn_up_before_the_buyer_chose_are_simply_there(floor: Floor) -> None:
    """The carrier finds them: nothing is sent again, and no money moves."""
    case = await broken(floor, scene=ON_THE_SHELF)
    state = await lost_on_the_way(case)
    assert state.sent_home is not None
    waybill, carrier = state.sent_home.waybill, state.sent_home.carrier
    await case.scanned(waybill, ParcelState.SIGNED, carrier)
    assert await case.ending() is Resolution.REPAIRED
    assert floor.refunded(case) == 0
    assert (await case.state()).replacements == ()


async def test_goods_that_turn_up_after_they_were_paid_for_are_for_a_person(floor: Floor) -> None:
    """The closed case is taken up, the buyer is told that the choice is theirs, and nothing is taken back (F16)."""
    case = await broken(floor)
    state = await lost_on_the_way(case)
    assert state.sent_home is not None
    await answers(case, Question.CURE, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=8)
    await case.at(CaseStage.CLOSED)
    home = state.sent_home
    await case.hears(
        facts.ParcelReported(
            fact="late", carrier=home.carrier, waybill=home.waybill, at=case.now(), state=ParcelState.SIGNED
        )
    )
    await case.at(CaseStage.REOPENED)
