"""Stories of goods that are said to be fakes (table 3.9), from the claim to the money, the sale and the register."""

from dataclasses import replace
from typing import Any

from domain import commands
from domain import events as ev
from domain.commands import Command, Judge, ReportConduct
from domain.disputes.authenticity import Judgement
from domain.events import Resolution
from domain.fault import Fault
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from store.tasks import payouts
from tests.stories.floor import Floor, StoryCase, units
from tests.stories.grievances import asking, refused, settled, told

ALL = 19900
PAPERS = commands.Attach(by="ann", code="E11", reference="po-1")
REPORT = commands.Attach(by="ann", code="E9", reference="brand-9", note="from the buyer")
THREAT = commands.Attach(by="ann", code="E8", reference="chat-3")


async def claimed(floor: Floor, **more: Any) -> StoryCase:
    """A mug for 199.00 is said to be a fake."""
    usual = {"kind": Scenario.COUNTERFEIT, "ground": Ground.COUNTERFEIT, "fault": Fault.SELLER}
    return await floor.open(**usual | more)


def judge(judgement: Judgement, **more: str) -> Judge:
    """A manager's judgement."""
    return Judge(**{"by": "li", "judgement": judgement, "reason": "looked at closely"} | more)  # type: ignore[arg-type]


async def decided(case: StoryCase, *orders: Command) -> None:
    """People do this, one after the other."""
    for order in orders:
        await case.told(order)


async def test_no_papers_of_origin_and_the_goods_go_back_at_our_cost(floor: Floor) -> None:
    """Row 1: nobody files a paper in three days; policy takes the goods back, and the price follows them (F76)."""
    case = await claimed(floor)
    await case.at(CaseStage.WAIT_PAPERS)
    await case.until(told("CFT-1"), "the one wording")
    await case.passes(hours=25)
    assert floor.refunded(case) == 0
    await case.passes(hours=48)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("CF1")
    await case.arrives("CF1")
    await case.found("CF1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL
    passed = [event.clock for event in await case.story() if isinstance(event, ev.DeadlinePassed)]
    assert passed == ["papers", "papers"]
    assert await case.ending() is Resolution.REFUNDED


async def test_papers_that_hold_against_a_buyer_who_shows_nothing(floor: Floor) -> None:
    """Row 2, on the platform: papers, the buyer's time, the refusal with the papers, and the officer's ruling."""
    ruling = {"in_favour_of": "seller", "executed_by": "platform"}
    case = await claimed(floor, platform=True, scene={"platform": {"ruling": ruling}})
    await case.at(CaseStage.WAIT_PAPERS)
    assert await refused(case, judge(Judgement.PAPERS_VALID)) == "NOTHING_FILED"
    words = "进货凭证和授权书齐全，商品来自品牌方"
    await decided(case, PAPERS, judge(Judgement.PAPERS_VALID, by="ann", reason=words))
    await case.at(CaseStage.WAIT_COUNTERPROOF)
    await case.until(told("CFT-2"), "the buyer's turn")
    await case.passes(hours=73)
    disputed = await case.until(lambda now: now.scenario is Scenario.DISPUTE, "the refusal")
    assert disputed.refusal is not None
    assert (disputed.refusal.by, disputed.refusal.evidence) == ("ann", ("po-1",))
    await case.until(told("DSP-1"), "the reason, and the way to the platform")
    floor.world_does(case, {"escalate": True})
    await floor.ruling_is_out(case)
    await floor.news(case)
    assert await case.ending() is Resolution.CLAIM_REJECTED
    assert floor.refunded(case) == 0


async def test_a_report_of_the_brand_stops_the_sale_and_pays_damages(floor: Floor) -> None:
    """Row 3: the price at once, damages by two managers and finance, beside the order; no fake has to come back."""
    case = await claimed(floor)
    case.long = "every turn of the table in one case, and five days between"
    await case.at(CaseStage.WAIT_PAPERS)
    await decided(case, PAPERS, judge(Judgement.PAPERS_VALID, by="ann"), REPORT)
    await case.at(CaseStage.DECIDING)
    await case.passes(days=5)  # a report that nobody has read is no silence of the buyer's
    await case.at(CaseStage.DECIDING)
    valid = judge(Judgement.REPORT_VALID, issuer="the brand")
    assert await refused(case, valid) == "FOUR_EYES"
    assert await refused(case, asking(replace(valid, by="sun"))) == "ABOVE_AUTHORITY"
    await case.told(asking(valid))
    asked = await case.at(CaseStage.APPROVING)
    assert asked.approval is not None
    assert asked.approval.amount == 3 * ALL
    await case.told(commands.Approve(by="wang", approval_id="a1", amount=3 * ALL))
    waiting = await case.at(CaseStage.PAYING_OUT)
    assert floor.refunded(case) == ALL
    assert (waiting.stopped, waiting.payouts[0].amount) == (("MUG",), 3 * ALL)
    await case.until(lambda now: now.alarmed == ("MUG",), "the product department")
    await case.story()
    assert [task.amount for task in await payouts(floor.pool)] == [3 * ALL], "finance finds what it is to pay"
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the damages")
    assert (floor.refunded(case), floor.compensated(case)) == (ALL, 3 * ALL)
    assert await case.ending() is Resolution.REFUNDED_PUNITIVE
    [told] = floor.world.books.rows("SELECT text FROM mails WHERE text LIKE '%补偿%已付出%'")
    assert f"{3 * ALL / 100:.2f}" in told["text"], "what came beside the price"


async def test_a_shop_that_suspects_its_own_goods(floor: Floor) -> None:
    """Row 4: the sale stops, the department is told, and the price goes back at once, without papers or goods."""
    case = await claimed(floor)
    await case.at(CaseStage.WAIT_PAPERS)
    assert await refused(case, judge(Judgement.SUSPECTED, by="sun")) == "ABOVE_AUTHORITY"
    await case.told(judge(Judgement.SUSPECTED))
    await case.until(lambda now: now.alarmed == ("MUG",) and now.paid_back() == ALL, "the sale and the price")
    kinds = await case.kinds()
    assert kinds.index(ev.SaleStopped) < kinds.index(ev.PaymentDecided)
    assert floor.compensated(case) == 0
    assert await case.ending() is Resolution.REFUNDED


async def test_a_threat_is_refused_politely_and_reported(floor: Floor) -> None:
    """Row 5: no money, one polite sentence, the chat kept as evidence, and the number of the report (F89)."""
    case = await claimed(floor)
    await case.at(CaseStage.WAIT_PAPERS)
    await decided(case, THREAT, judge(Judgement.EXTORTION, reason="要求付款但不提供订单和凭证"))
    await case.at(CaseStage.REPORTING)
    await case.until(told("MAL-1"), "the polite answer")
    assert await refused(case, ReportConduct(by="ann", to="police", number="7781")) == "ABOVE_AUTHORITY"
    await case.told(ReportConduct(by="sun", to="police", number="7781"))
    assert await case.ending() is Resolution.EXTORTION_REPORTED
    assert (floor.refunded(case), floor.compensated(case)) == (0, 0)


async def test_a_report_that_comes_after_the_rejection(floor: Floor) -> None:
    """The buyer goes on in the dispute, brings the brand's report, and gets the price after all."""
    case = await claimed(floor, revised={"punitive_flag": False})
    await case.at(CaseStage.WAIT_PAPERS)
    await decided(case, PAPERS, judge(Judgement.PAPERS_VALID, by="ann"))
    await case.passes(hours=74)
    await case.until(lambda now: now.scenario is Scenario.DISPUTE, "the refusal")
    await decided(case, REPORT, judge(Judgement.REPORT_VALID, issuer="the brand"))
    await case.until(lambda now: now.paid_back() == ALL, "the price")
    assert await case.ending() is Resolution.REFUNDED
