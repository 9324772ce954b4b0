"""A buyer asks for what is not offered: they read what is open, and a person sees it; nobody meets silence."""

from domain import commands
from domain import events as ev
from domain.complaints.flaw import Remedy as Redress
from domain.defects.defect import Remedy
from domain.defects.repair import RepairState
from domain.events import Answer, Question, Resolution
from domain.request import Ground
from domain.standing import CaseStage, standing
from tests.stories.floor import Floor
from tests.stories.test_complaint import LIGHT, SOUND, agreed, answers, complained, short, shows
from tests.stories.test_repair import answers as says
from tests.stories.test_repair import broken, comes_in, found
from tests.stories.test_repair import says as shop_says


async def test_goods_again_where_none_is_on_the_shelf(floor: Floor) -> None:
    """The wrong mug came, and the right one is sold out: it is asked for all the same; then the buyer keeps it."""
    case = await complained(floor, Ground.WRONG_ITEM, stock={})
    await shows(case)
    await agreed(case)
    await case.at(CaseStage.WAIT_REMEDY)
    await answers(case, Answer.RESHIP)
    state = await case.until(lambda case: "NOT-OPEN" in case.letters, "the buyer is told what is open")
    assert standing(state).needs_human
    [wish] = await found(case, ev.WishUnmet)
    assert (wish.answer, Redress.RESHIP in wish.remedies) == (Answer.RESHIP, False)
    await answers(case, Answer.KEEP)
    state = await case.at(CaseStage.FOLLOW_UP)
    assert not standing(state).needs_human
    assert await case.ending() is Resolution.KEPT_WITH_DISCOUNT


async def test_another_radio_where_only_the_money_is_left(floor: Floor) -> None:
    """No longer made: the buyer asks for an exchange, in vain; a person settles it by phone."""
    case = await broken(floor)
    case.long = "a repair that cannot be, a wish in vain, then a refund with its follow-up"
    await comes_in(case)
    await shop_says(case, RepairState.UNREPAIRABLE, cause="the maker stopped the model")
    await case.until(lambda case: "REP-3" in case.letters)
    await says(case, Question.CURE, Answer.EXCHANGE)
    await case.until(lambda case: "NOT-OPEN" in case.letters, "the buyer is told what is open")
    await case.told(commands.Choose(by="ann", remedy=Remedy.LESS_USE, note="by phone"))
    assert await case.ending() is Resolution.REFUNDED_LESS_DEPRECIATION


async def test_words_of_their_own_are_for_a_person_to_read(floor: Floor) -> None:
    """No letter answers what nobody has read; the case is a person's until something is chosen. Twice told is once."""
    case = await short(floor, LIGHT, SOUND)
    await agreed(case)
    await case.at(CaseStage.WAIT_REMEDY)
    await answers(case, Answer.WORDS)
    await answers(case, Answer.WORDS)
    state = await case.until(lambda case: bool(case.unmet), "it is noted")
    assert standing(state).needs_human
    assert len(await found(case, ev.WishUnmet)) == 1
    await answers(case, Answer.RESHIP)
    state = await case.until(lambda case: bool(case.replacements), "it is sent")
    assert not standing(state).needs_human
    assert "NOT-OPEN" not in state.letters
