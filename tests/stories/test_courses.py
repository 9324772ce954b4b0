"""Stories of cases that take another course at an awkward moment: the old course ends, the new one hears everything."""

from domain import commands
from domain.events import Party, Resolution
from domain.facts import RulingReported
from domain.request import Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, units


async def test_a_diversion_while_a_step_is_under_way_takes_effect_after_it(floor: Floor) -> None:
    """Taken to dispute while the courier does not answer: the ruling is carried out, the parcel is not waited for."""
    slow = {"on": "courier.subscribe", "kind": "error_before", "times": 2}
    case = await floor.open(scene={"faults": [slow]})
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.told(commands.Divert(by="wang", to=Scenario.DISPUTE, reason="no agreement"))
    await case.told(commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=5000, article="art. 53"))
    await case.until(lambda now: now.paid_back() == 5000, "the ruling is paid")
    assert floor.refunded(case) == 5000


async def test_a_diversion_while_the_platform_is_told_ends_the_return(floor: Floor) -> None:
    """Diverted while the platform takes our agreement: no letter asks for goods; sound goods go back unpaid."""
    slow = {"on": "taobao.rp.returngoods.agree", "kind": "error_before", "times": 2}
    case = await floor.open(platform=True, scene={"faults": [slow]})
    await case.until(lambda now: now.agreement is not None, "policy agrees")
    await case.told(commands.Divert(by="wang", to=Scenario.DISPUTE, reason="no agreement"))
    await case.until(lambda now: now.claim is not None and now.claim.status == "WAIT_BUYER_RETURN_GOODS", "told there")
    await case.posts("ST1")
    await case.found("ST1", units("1", 1))
    await case.told(commands.Rule(by="officer", in_favour_of=Party.SELLER))
    assert await case.ending() is Resolution.RULED_SELLER
    assert (floor.refunded(case), (await case.state()).letters) == (0, ("N7-B",))


async def test_a_ruling_takes_up_a_return_that_was_closed(floor: Floor) -> None:
    """Nothing was sent back, the return lapsed; days later the buyer is ruled a part of the money."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=8)
    await case.at(CaseStage.CLOSED)
    await case.hears(RulingReported(fact="r1", in_favour_of=Party.BUYER, amount=5000, article="art. 53"))
    await case.until(lambda now: now.paid_back() == 5000, "the ruling is paid")
    assert floor.refunded(case) == 5000
