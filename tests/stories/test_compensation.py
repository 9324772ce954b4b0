"""Stories of buyers who keep the goods and want something made good (table 3.13), and of those who may grant it."""

from datetime import UTC, datetime, timedelta

from domain import commands
from domain import events as ev
from domain.events import Answer, Means, Question, Resolution, Rung
from domain.facts import AnswerReported
from domain.fault import Fault
from domain.grievance import Wrong
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, units
from tests.stories.grievances import COUPON, SORRY, aggrieved, refused, told


async def test_a_price_drop_is_made_good_by_policy(floor: Floor) -> None:
    """Row 1: ten yuan cheaper two days later, inside the promise: the difference goes back at once (MR-27)."""
    dropped = datetime.now(UTC) - timedelta(days=3)
    case = await aggrieved(floor, Wrong.PRICE_DROP, new_unit_price=18900, dropped_at=dropped)
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(told("CMP-3"), "the letter of the difference")
    assert (floor.refunded(case), floor.compensated(case)) == (1000, 0)
    agreed = next(event for event in await case.story() if isinstance(event, ev.RequestAgreed))
    assert agreed.by == "policy"
    assert await case.ending() is Resolution.COMPENSATED


async def test_an_overcharge_is_granted_by_an_agent(floor: Floor) -> None:
    """Row 2: a person compares the prices, and the difference goes back; no coupon takes its place."""
    case = await aggrieved(floor, Wrong.OVERCHARGED, rightful_price=17900)
    await case.at(CaseStage.DECIDING)
    assert await refused(case, COUPON) == "OWED_IN_CASH"
    await case.told(commands.Agree(by="ann", note="the page said 179.00"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 2000
    assert await case.ending() is Resolution.COMPENSATED


async def test_a_minor_flaw_is_kept_for_less(floor: Floor) -> None:
    """Row 3: one partial refund for these very units, agreed with the buyer (MR-16), within the level."""
    case = await aggrieved(floor, Wrong.MINOR_FLAW)
    await case.at(CaseStage.DECIDING)
    offer = commands.Compensate(by="ann", rung=Rung.CASH, value=3000, floor=1000, reason="scratched", line_id="1")
    assert await refused(case, commands.Compensate(**{**vars(offer), "value": 4000})) == "ABOVE_AUTHORITY"
    await case.told(offer)
    await case.until(told("CMP-M"), "the offer")
    await case.hears(AnswerReported(fact="f1", answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 3000
    assert await case.ending() is Resolution.COMPENSATED
    # The same mug comes back after all: what was paid for its flaw is not paid again (MR-5).
    back = await floor.open(order_id=floor.orders[case.case_id])
    await back.at(CaseStage.WAIT_BUYER_SHIP)
    await back.posts("ST1")
    await back.arrives("ST1")
    await back.found("ST1", units("1", 1))
    await back.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(back) == 19900
    paid = [refund.applies_to_requested_units for refund in (await back.state()).prior if refund.line_id == "1"]
    assert paid == [True]
    assert await back.ending() is Resolution.REFUNDED


async def test_offers_go_up_until_the_buyer_takes_one(floor: Floor) -> None:
    """Row 4: a coupon is not taken, the next offer lapses in silence, the third is taken: no yes, no money (R88)."""
    case = await aggrieved(floor, Wrong.SERVICE, dissatisfaction=2)
    await case.at(CaseStage.DECIDING)
    await case.told(COUPON)
    await case.until(told("CMP-O"), "the first offer")
    await case.hears(AnswerReported(fact="f1", answer=Answer.NO))
    await case.at(CaseStage.DECIDING)
    assert await refused(case, commands.Compensate(**{**vars(COUPON), "value": 400, "floor": 400})) == "FLOOR_LOWERED"
    await case.told(commands.Compensate(**{**vars(SORRY), "value": 1500}))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.passes(hours=73)
    await case.at(CaseStage.DECIDING)
    await case.told(SORRY)
    await case.hears(AnswerReported(fact="f2", answer=Answer.ACCEPT, question=Question.COMPENSATION))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 2000
    assert ev.CompensationLapsed in await case.kinds()
    assert await case.ending() is Resolution.COMPENSATED


async def test_a_coupon_is_handed_out(floor: Floor) -> None:
    """Row 4: no money moves; the buyer gets what was offered, and the case ends so."""
    case = await aggrieved(floor, Wrong.SERVICE)
    await case.at(CaseStage.DECIDING)
    await case.told(COUPON)
    await case.hears(AnswerReported(fact="f1", answer=Answer.ACCEPT))
    await case.until(told("CMP-C"), "the coupon")
    assert (floor.refunded(case), floor.compensated(case)) == (0, 0)
    assert await case.ending() is Resolution.COUPON_ISSUED


async def test_a_legal_claim_goes_on_outside(floor: Floor) -> None:
    """Row 7: beyond everybody but the manager; the case ends, and no money moves in it."""
    case = await aggrieved(floor, Wrong.LEGAL_MULTIPLE)
    await case.until(told("CMP-2"), "the letter that someone takes over")
    assert await refused(case, commands.Agree(by="sun", note="to the lawyers")) == "ABOVE_AUTHORITY"
    await case.told(commands.Agree(by="li", note="to the lawyers"))
    assert await case.ending() is Resolution.ESCALATED_LEGAL
    assert (floor.refunded(case), floor.compensated(case)) == (0, 0)


async def test_what_was_settled_is_declined(floor: Floor) -> None:
    """Row 8: settled and performed is final (F16); a supervisor says so, with the buyer's rights in the letter."""
    case = await aggrieved(floor, Wrong.PRICE_DROP, new_unit_price=18900, settled_as="r-77")
    await case.at(CaseStage.DECIDING)
    no = commands.Refuse(by="ann", reason="settled as r-77 and paid", evidence=("E8:1",), unasked=True)
    assert await refused(case, commands.Agree(by="ann")) == "NOTHING_OWED"
    assert await refused(case, no) == "ABOVE_AUTHORITY"
    await case.told(commands.Refuse(**{**vars(no), "by": "sun"}))
    await case.until(told("CMP-N"), "the letter that declines")
    assert await case.ending() is Resolution.DECLINED
    assert floor.refunded(case) == 0


async def test_a_case_goes_over_to_compensation(floor: Floor) -> None:
    """The buyer of a return keeps the goods after all: a person takes the case over, offers, and it is paid."""
    case = await floor.open(ground=Ground.QUALITY, fault=Fault.SELLER)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Divert(by="ann", to=Scenario.COMPENSATION, reason="keeps the mug"))
    await case.told(SORRY)
    await case.hears(AnswerReported(fact="f1", answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 2000
    means = next(event.means for event in await case.story() if isinstance(event, ev.CompensationSettled))
    assert means is Means.ORDER
    assert await case.ending() is Resolution.COMPENSATED


async def test_an_unsolved_claim_gets_more_on_top(floor: Floor) -> None:
    """What was paid stays paid and is not owed again; a further offer that the buyer takes comes on top."""
    case = await aggrieved(floor, Wrong.OVERCHARGED, rightful_price=17900)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(hours=73)
    await case.until(told("FUP-2"), "is it solved?")
    await case.hears(AnswerReported(fact="no", answer=Answer.NO, question=Question.SOLVED))
    await case.at(CaseStage.REOPENED)
    assert await refused(case, commands.Agree(by="ann")) == "NOTHING_OWED"
    await case.told(SORRY)
    await case.hears(AnswerReported(fact="yes", answer=Answer.ACCEPT, question=Question.COMPENSATION))
    await case.until(lambda now: now.paid_back() == 4000, "both refunds")
    assert floor.refunded(case) == 4000
    assert await case.ending() is Resolution.COMPENSATED


async def test_a_late_yes_to_a_claim_that_was_declined_promises_nothing(floor: Floor) -> None:
    """The offer ended with the refusal: the buyer's word is kept, and no money follows from it."""
    case = await aggrieved(floor, Wrong.SERVICE)
    await case.at(CaseStage.DECIDING)
    await case.told(SORRY)
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.told(commands.Refuse(by="ann", reason="the recording shows otherwise", evidence=("E8:2",), unasked=True))
    await case.at(CaseStage.CLOSED)
    await case.hears(AnswerReported(fact="late", answer=Answer.ACCEPT, question=Question.COMPENSATION))
    assert await case.ending() is Resolution.DECLINED
    assert floor.refunded(case) == 0
    assert ev.CompensationSettled not in await case.kinds()


async def test_a_gift_that_nobody_could_be_told_of_waits_for_a_person(floor: Floor) -> None:
    """The buyer asked not to be written to: the gift is handed over by other means, and the case ends with it."""
    case = await aggrieved(floor, Wrong.SERVICE)
    await case.at(CaseStage.DECIDING)
    await case.told(COUPON)
    await case.until(told("CMP-O"), "the offer")
    floor.world.faults.declare("mail.deliver", "smtp_5xx", times=None)
    await case.hears(AnswerReported(fact="f1", answer=Answer.ACCEPT))
    await case.until(lambda now: bool(now.parked), "the coupon cannot be sent")
    step = (await case.state()).parked[0].step
    await case.told(commands.Skip(by="ann", step=step, reason="told by telephone"))
    if step != "hand_out":
        await case.until(lambda now: now.parked_at("hand_out") is not None, "nobody was told")
        await case.told(commands.Skip(by="ann", step="hand_out", reason="told by telephone"))
    floor.lift_faults()
    assert await case.ending() is Resolution.COUPON_ISSUED
