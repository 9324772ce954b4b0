"""Stories of claims that look doubtful (table 3.15): they are counted, a supervisor looks, and no right is touched."""

from dataclasses import replace

import pytest
from temporalio.client import WorkflowUpdateFailedError

from commandline.proving import stake_of
from domain import commands
from domain.background import Background
from domain.disputes.authenticity import Judgement
from domain.disputes.conduct import Score, Signal
from domain.disputes.malice import review_due
from domain.events import RequestRefused, Resolution
from domain.facts import AbuseReported
from domain.fault import Fault
from domain.goods import Grade
from domain.owed import owed
from domain.request import Ground, Scenario
from domain.standing import CaseStage, standing
from tests.stories.floor import Floor, StoryCase, units
from tests.stories.grievances import refused, told

KNOWN = Background(orders=12, claims=0)


async def came_back(floor: Floor, grade: Grade) -> StoryCase:
    """A return that policy agreed to is here, and was looked at."""
    case = await floor.open(background=KNOWN)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST1", units("1", 1, grade))
    return case


async def test_swapped_goods_and_another_serial_number_are_a_supervisors_to_look_at(floor: Floor) -> None:
    """Thirty and thirty points: a supervisor looks, an agent may not, and the goods are decided as any others."""
    case = await came_back(floor, Grade.WRONG_GOODS)
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.NoteSignal(by="ann", signal=Signal.SERIAL, note="photo-3"))
    state = await case.state()
    assert review_due(state)
    assert state.score is not None
    assert (state.score.points, state.score.signals) == (60, (Signal.SWAPPED, Signal.SERIAL))
    assert standing(state).stage is CaseStage.DECIDING_GOODS
    assert await refused(case, commands.ReviewConduct(by="ann", abusive=True, reason="swapped")) == "ABOVE_AUTHORITY"
    await case.told(commands.ReviewConduct(by="sun", abusive=True, reason="the serial number is another's"))
    reviewed = await case.state()
    assert reviewed.reviewed is not None
    assert reviewed.reviewed.points == 60
    assert not review_due(reviewed)
    assert floor.refunded(case) == 0


async def test_a_fight_is_not_begun_with_unclean_hands(floor: Floor) -> None:
    """We answered late, and the score is high: a refusal is confirmed with a note, or the case is settled (R114)."""
    case = await floor.open(ground=Ground.QUALITY, background=KNOWN)
    for signal in (Signal.SERIAL, Signal.THREAT):
        await case.told(commands.NoteSignal(by="ann", signal=signal))
    await case.at(CaseStage.DECIDING)
    await case.passes(hours=121)
    refusal = commands.Refuse(by="sun", reason="no defect on the photos", evidence=("E1",), unasked=True)
    assert await refused(case, refusal) == "NOT_CLEAN"
    await case.told(replace(refusal, despite="the carrier lost our first answer"))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    [event] = [event for event in await case.story() if isinstance(event, RequestRefused)]
    assert event.despite == "the carrier lost our first answer"


async def test_peace_comes_first(floor: Floor) -> None:
    """R115: what a fight would cost on average is proposed for peace, and the buyer takes it: no ruling is awaited."""
    case = await floor.open(ground=Ground.QUALITY, background=KNOWN)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    state = await case.at(CaseStage.WAIT_BUYER_MODIFY)
    peace = stake_of(state, None).peaceful
    assert 0 < peace < 19900
    await case.told(
        commands.Settle(by="li", amount=peace, seller_pays_freight=True, terms="商品留下，退一部分", buyer_does="")
    )
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == peace
    assert await case.ending() is Resolution.SETTLED


async def test_an_unreasonable_demand_is_declined_politely_and_firmly(floor: Floor) -> None:
    """R115: money for silence is no claim: one polite sentence (MAL-1), no money, and a report."""
    case = await floor.open(kind=Scenario.COUNTERFEIT, ground=Ground.COUNTERFEIT, fault=Fault.SELLER, background=KNOWN)
    await case.at(CaseStage.WAIT_PAPERS)
    await case.told(commands.Attach(by="ann", code="E8", reference="chat-3"))
    await case.told(commands.Judge(by="li", judgement=Judgement.EXTORTION, reason="只按订单事实处理"))
    await case.until(told("MAL-1"))
    await case.told(commands.ReportConduct(by="sun", to="platform", number="7781"))
    assert await case.ending() is Resolution.EXTORTION_REPORTED
    assert floor.refunded(case) == 0


async def test_what_we_sent_wrong_is_no_swap_when_it_comes_back(floor: Floor) -> None:
    """The buyer complained of another item and sends it back: the finding says so, and nothing counts against them."""
    case = await floor.open(
        ground=Ground.WRONG_ITEM, fault=Fault.SELLER, background=Background(orders=12, knows_own_mistakes=True)
    )
    await case.told(commands.Agree(by="li", seller_pays_freight=True))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST1", units("1", 1, Grade.WRONG_GOODS))
    state = await case.at(CaseStage.DECIDING_GOODS)
    assert state.score is None
    await case.told(commands.NoteSignal(by="ann", signal=Signal.COMPETITOR))
    assert (await case.until(lambda case: case.score is not None)).score == Score(
        points=15, signals=(Signal.COMPETITOR,)
    )


async def test_a_doubtful_buyer_who_is_right_is_paid_like_any_other(floor: Floor) -> None:
    """Barred, and with many claims: a sound return within its days is refunded by policy all the same (F101)."""
    doubtful = Background(orders=10, claims=6, claims_lately=6, shops_lately=3, barred=True)
    case = await floor.open(background=doubtful)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    state = await case.state()
    assert state.score is not None
    assert state.score.points == 35
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED


async def test_the_platforms_finding_alone_moves_the_freight(floor: Floor) -> None:
    """An abuse that the platform found puts all freight on the buyer (MR-33); our own suspicion moves nothing."""
    case = await came_back(floor, Grade.NOT_INTACT)
    await case.at(CaseStage.DECIDING_GOODS)
    before = owed(await case.state()).order_refund
    await case.told(commands.NoteSignal(by="ann", signal=Signal.COMPETITOR))
    assert owed(await case.state()).order_refund == before
    await case.hears(AbuseReported(fact="abuse:AB-7", finding="AB-7", article="art. 9"))
    await case.until(lambda case: case.abuse == "AB-7")
    await case.hears(AbuseReported(fact="abuse:AB-8", finding="AB-8"))
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.EnterAbuse(by="sun", finding="AB-9"))
    assert (await case.state()).abuse == "AB-7"
