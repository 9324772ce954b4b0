"""Stories of disputes that end otherwise than by a ruling alone: mediated, suspended, settled and performed (3.14)."""

from domain import commands
from domain import events as ev
from domain.disputes.disputing import Stay
from domain.events import Answer, Party, Resolution
from domain.facts import AnswerReported, WithdrawalReported
from domain.fault import Fault
from domain.goods import Grade
from domain.request import Ground, Scenario
from domain.standing import CaseStage, standing
from tests.stories.floor import Floor, StoryCase, units
from tests.stories.grievances import refused, told

SETTLE = commands.Settle(by="li", amount=12000, seller_pays_freight=True, terms="退120元，商品留下")


async def no_agreement(floor: Floor) -> StoryCase:
    """A scratched mug came back, and the buyer does not take what was offered for it."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="li", note="scratched", pay_back=10000))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="no", answer=Answer.DECLINE))
    await case.at(CaseStage.DISPUTE)
    return case


async def turned_down(floor: Floor) -> StoryCase:
    """Nothing was wrong with it, says the shop."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    await case.until(told("DSP-1"))
    return case


async def test_talks_stall_and_the_shop_asks_for_mediation(floor: Floor) -> None:
    """R107: the goods are contested and nobody gives way: a supervisor asks, it is a dispute, and a ruling ends it."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    ask = commands.AskMediation(by="sun", to="the consumers' association", number="M-7", reason="talks stall")
    assert await refused(case, commands.AskMediation(by="sun", number="M-7", reason="talks stall")) == "NO_PLATFORM"
    await case.told(ask)
    state = await case.at(CaseStage.DISPUTE)
    assert state.scenario is Scenario.DISPUTE
    await case.told(commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=15000, article="M-7"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 15000
    assert await case.ending() is Resolution.RULED_BUYER


async def test_the_platform_is_asked_and_its_word_stops_the_clocks(floor: Floor) -> None:
    """Refused there first; asking stops no party's clock, the officer's coming in does, and the ruling is booked."""
    ruling = {"in_favour_of": "buyer", "amount": 9900, "after": 0.1}
    case = await floor.open(platform=True, ground=Ground.QUALITY, scene={"platform": {"ruling": ruling}})
    await case.at(CaseStage.DECIDING)
    ask = commands.AskMediation(by="sun", number="PM-1", reason="talks stall")
    assert await refused(case, ask) == "ANSWER_FIRST"
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.until(lambda case: case.claim is not None and case.claim.status == "SELLER_REFUSE_BUYER")
    await case.told(ask)
    state = await case.state()
    assert standing(state).stage is CaseStage.WAIT_BUYER_MODIFY
    assert standing(state).due is not None
    floor.world_does(case, {"escalate": True})
    await floor.claim_of(case)
    await case.until(lambda case: case.claim is not None and case.claim.officer_is_in, "the officer is in")
    assert standing(await case.state()).stage is CaseStage.DISPUTE
    await floor.ruling_is_out(case)
    await floor.claim_of(case)
    await case.until(lambda case: case.paid_back() == 9900, "the ruling is booked")


async def test_settled_performed_and_final(floor: Floor) -> None:
    """The buyer hears who does what by when, does their part, is paid exactly that, and it is final (F16)."""
    case = await no_agreement(floor)
    await case.told(commands.Settle(**vars(SETTLE) | {"buyer_does": "撤回投诉"}))
    state = await case.at(CaseStage.SETTLING)
    assert not standing(state).needs_human
    assert state.dispute.accord is not None
    await case.until(told("DSP-4"))
    assert floor.refunded(case) == 0
    assert await refused(case, commands.Agree(by="li")) == "SETTLED_ALREADY"
    await case.told(commands.ReportSettlement(by="ann", kept=True, reason="withdrawn at noon"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 12000
    more = commands.Rule(by="li", in_favour_of=Party.BUYER, amount=19900)
    assert await refused(case, more) == "SETTLED_FINAL"
    assert await case.ending() is Resolution.SETTLED
    assert floor.refunded(case) == 12000


async def test_the_goods_go_back_to_the_buyer_with_a_part_of_the_price(floor: Floor) -> None:
    """Both agreed on it: the scratched mug is the buyer's again, and so are 50.00; both once."""
    case = await no_agreement(floor)
    nothing = commands.Settle(**vars(SETTLE) | {"amount": 0, "buyer_does": "撤回投诉"})
    assert await refused(case, nothing) == "SAY_WHERE_GOODS_GO"
    await case.told(commands.Settle(**vars(SETTLE) | {"amount": 5000, "goods_back": True}))
    await case.until(lambda case: case.given_back, "the mug leaves again")
    assert (floor.given_back(case), floor.refunded(case)) == (1, 5000)
    assert await case.ending() is Resolution.SETTLED
    assert (floor.given_back(case), floor.refunded(case)) == (1, 5000)


async def test_a_settlement_without_a_part_for_the_buyer_is_paid_at_once(floor: Floor) -> None:
    """Nothing is waited for, though the shop had refused before."""
    case = await turned_down(floor)
    await case.told(SETTLE)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 12000
    assert ev.SettlementPerformed in await case.kinds()
    assert await case.ending() is Resolution.SETTLED


async def test_on_a_platform_the_buyer_changes_the_request_to_what_was_agreed(floor: Floor) -> None:
    """The platform pays what is claimed there, so the buyer's part is to claim that: our agreement then pays it."""
    case = await floor.open(platform=True, kind=Scenario.COMPLAINT, ground=Ground.DAMAGED, fault=Fault.SELLER)
    await case.told(commands.Refuse(by="li", reason="no damage on the photos", evidence=("E1",), unasked=True))
    await case.until(lambda case: case.claim is not None and case.claim.status == "SELLER_REFUSE_BUYER")
    await case.told(commands.Settle(**vars(SETTLE) | {"amount": 5000, "buyer_does": "把退款金额改为50元"}))
    await case.at(CaseStage.SETTLING)
    floor.world_does(case, {"modify": {"amount": 5000}})
    await floor.claim_of(case)
    await case.until(lambda case: case.paid_back() == 5000, "what was agreed on is paid there")
    assert floor.refunded(case) == 5000
    assert await case.ending() is Resolution.SETTLED


async def test_who_takes_the_request_back_has_done_their_part(floor: Floor) -> None:
    """The withdrawal was agreed on: it does not call off the money that was promised for it."""
    case = await turned_down(floor)
    await case.told(commands.Settle(**vars(SETTLE) | {"buyer_does": "撤销申请"}))
    await case.at(CaseStage.SETTLING)
    await case.hears(WithdrawalReported(fact="withdrawn"))
    await case.until(lambda case: case.paid_back() == 12000, "what was promised is paid")
    assert await case.ending() is Resolution.SETTLED


async def test_a_settlement_that_the_buyer_does_not_keep(floor: Floor) -> None:
    """Past its time a person is needed, who says that it is broken: the dispute goes on, and a ruling ends it."""
    case = await turned_down(floor)
    await case.told(commands.Settle(**vars(SETTLE) | {"buyer_does": "撤销申请"}))
    await case.at(CaseStage.SETTLING)
    await case.until(told("DSP-4"))
    await case.passes(hours=49)
    await case.until(lambda case: standing(case).needs_human, "a person is needed")
    await case.told(commands.ReportSettlement(by="ann", kept=False, reason="nothing was withdrawn"))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    await case.told(commands.Rule(by="officer", in_favour_of=Party.SELLER, article="art. 9"))
    assert await case.ending() is Resolution.RULED_SELLER
    assert floor.refunded(case) == 0


async def test_a_ruling_takes_the_place_of_a_settlement_that_is_not_performed(floor: Floor) -> None:
    """The mediator was quicker: what was ruled is paid, and not the settlement on top."""
    case = await turned_down(floor)
    await case.told(commands.Settle(**vars(SETTLE) | {"buyer_does": "撤销申请"}))
    await case.at(CaseStage.SETTLING)
    await case.told(commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=15000, article="art. 53"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 15000
    assert await case.ending() is Resolution.RULED_BUYER


async def test_a_dispute_that_both_suspended_goes_on_by_itself(floor: Floor) -> None:
    """Thirty days for the laboratory (F15): no clock runs out meanwhile, then the buyer has what was left of theirs."""
    case = await turned_down(floor)
    await case.told(commands.Suspend(by="sun", stay=Stay.BOTH, reason="the laboratory looks at it"))
    await case.at(CaseStage.SUSPENDED)
    await case.passes(days=29)
    await case.at(CaseStage.SUSPENDED)
    await case.passes(days=1, hours=1)
    await case.until_written(ev.DisputeResumed)
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    assert await case.ending() is Resolution.REFUSED


async def test_before_a_court_only_a_person_lets_it_go_on(floor: Floor) -> None:
    """No clock ends it; the judgment is entered as the ruling."""
    case = await turned_down(floor)
    assert await refused(case, commands.Suspend(by="sun", stay=Stay.COURT, reason="sued")) == "NO_NUMBER"
    await case.told(commands.Suspend(by="sun", stay=Stay.COURT, reason="sued", number="(2026)沪0105民初1号"))
    await case.at(CaseStage.SUSPENDED)
    await case.passes(days=200)
    await case.told(commands.Resume(by="sun", reason="judged"))
    await case.told(commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=5000, article="judgment"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000
