"""Stories of payouts beside the order, and of decisions that a second person approves (rules 3.0.4 and 3.13)."""

from domain import commands
from domain import events as ev
from domain.events import PaymentState, Resolution
from domain.facts import WithdrawalReported
from domain.fault import Fault
from domain.grievance import Wrong
from domain.request import Ground
from domain.standing import CaseStage
from tests.stories.floor import Floor
from tests.stories.grievances import aggrieved, asking, refused, settled, told


async def test_a_loss_is_paid_out_by_finance(floor: Floor) -> None:
    """Row 5: dry cleaning with a receipt: promised, told, paid by finance alone, and told again at once (R91, R92)."""
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=3500, account="138****0003")
    await case.at(CaseStage.DECIDING)
    assert await refused(case, commands.Agree(by="ann")) == "EVIDENCE_MISSING"
    await case.told(commands.Correct(by="ann", field="receipt", value="E14:1", reason="came by mail"))
    await case.told(commands.Agree(by="ann"))
    waiting = await case.at(CaseStage.PAYING_OUT)
    assert [(payout.amount, payout.account, payout.owner) for payout in waiting.payouts] == [
        (3500, "138****0003", "finance")
    ]
    await case.until(told("CMP-1"), "the promise")
    assert await refused(case, commands.PayOut(by="li", payout_id="p1")) == "ABOVE_AUTHORITY"
    assert await refused(case, commands.Close(by="ann", reason="enough")) == "PROMISE_OPEN"
    assert floor.compensated(case) == 0
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the payout")
    await case.until(told("CMP-D"), "the word that it is paid")
    assert (floor.refunded(case), floor.compensated(case)) == (0, 3500)
    assert await case.ending() is Resolution.COMPENSATED


async def test_a_promise_is_watched_until_it_is_paid(floor: Floor) -> None:
    """Nobody pays: alarms after 24, 48 and 72 hours, and the promise still stands a week later."""
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=3500, receipt="E14:1")
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.PAYING_OUT)
    await case.passes(hours=25)
    await case.until(lambda now: now.payouts[0].late_hours == 24, "the first alarm")
    await case.passes(days=6)
    await case.until(lambda now: now.payouts[0].late_hours == 72, "the last alarm")
    late = [event.hours for event in await case.story() if isinstance(event, ev.PayoutLate)]
    assert late == [24, 48, 72]
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the payout")
    assert floor.compensated(case) == 3500
    assert await case.ending() is Resolution.COMPENSATED


async def test_four_eyes_let_a_large_payout_leave(floor: Floor) -> None:
    """Above CNY 1,000 a second person sees sum and account; then the same payment leaves, once."""
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=120_000, receipt="E14:1", account="6222****8801")
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.PAYING_OUT)
    pay = commands.PayOut(by="zhou", payout_id="p1")
    assert await refused(case, pay) == "FOUR_EYES"
    await case.told(asking(pay))
    await case.at(CaseStage.APPROVING)
    yes = commands.Approve(by="qian", approval_id="a1", amount=120_000)
    assert await refused(case, commands.Approve(by="zhou", approval_id="a1", amount=120_000)) == "SAME_PERSON"
    assert await refused(case, commands.Approve(by="sun", approval_id="a1", amount=120_000)) == "ABOVE_AUTHORITY"
    await case.told(yes)
    await case.until(settled, "the payout")
    assert floor.compensated(case) == 120_000
    released = next(event for event in await case.story() if isinstance(event, ev.PayoutReleased))
    assert (released.by, released.second) == ("zhou", "qian")
    assert await case.ending() is Resolution.COMPENSATED


async def test_a_payout_that_the_bank_takes_back_is_paid_again(floor: Floor) -> None:
    """The promise is kept: a new decision under a new key, without finance asking twice."""
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=3500, receipt="E14:1")
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.PAYING_OUT)
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the payout")
    await case.until(told("CMP-D"), "the word that it is paid")
    await floor.bank_reverses(case, f"{case.case_id}/compensation/1")
    again = await case.until(lambda now: len(now.payments) == 2 and settled(now), "the second payment")
    assert [payment.state for payment in again.payments] == [PaymentState.REVERSED, PaymentState.SETTLED]
    assert floor.compensated(case) == 3500
    assert await case.ending() is Resolution.COMPENSATED


async def test_late_shipment_is_owed_by_the_platforms_rule(floor: Floor) -> None:
    """Row 6 where a platform rule names the sum: policy grants it, and finance pays it out (MR-26)."""
    case = await aggrieved(floor, Wrong.LATE_SHIPMENT, revised={"penalty_rule_flag": True})
    waiting = await case.at(CaseStage.PAYING_OUT)
    assert waiting.payouts[0].amount == 5970  # 30 % of 199.00
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the penalty")
    assert floor.compensated(case) == 5970
    assert await case.ending() is Resolution.COMPENSATED


async def test_without_such_a_rule_a_supervisor_decides(floor: Floor) -> None:
    """Row 6: the agent asks, the buyer hears that someone else takes over, the supervisor approves (CMP-2, R90)."""
    case = await aggrieved(floor, Wrong.FAKE_SHIPMENT)
    await case.at(CaseStage.DECIDING)
    agree = commands.Agree(by="ann", note="no scan for five days")
    assert await refused(case, agree) == "ABOVE_AUTHORITY"
    await case.told(asking(agree))
    await case.at(CaseStage.APPROVING)
    await case.until(told("CMP-2"), "the letter that someone takes over")
    await case.told(commands.Approve(by="sun", approval_id="a1", amount=5970))
    await case.at(CaseStage.PAYING_OUT)
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the penalty")
    assert await case.ending() is Resolution.COMPENSATED


async def test_an_approval_that_nobody_gives_expires(floor: Floor) -> None:
    """The question stood for a day: then it is asked anew, and the new one is approved."""
    case = await aggrieved(floor, Wrong.FAKE_SHIPMENT)
    await case.at(CaseStage.DECIDING)
    await case.told(asking(commands.Agree(by="ann")))
    await case.at(CaseStage.APPROVING)
    await case.passes(hours=25)
    assert await refused(case, commands.Approve(by="sun", approval_id="a1", amount=5970)) == "EXPIRED"
    await case.told(asking(commands.Agree(by="ann")))
    await case.told(commands.Approve(by="sun", approval_id="a2", amount=5970))
    await case.at(CaseStage.PAYING_OUT)
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    await case.until(settled, "the penalty")
    assert await case.ending() is Resolution.COMPENSATED


async def test_a_buyer_who_withdraws_is_paid_nothing(floor: Floor) -> None:
    """Before finance has paid, the buyer takes the claim back: nothing leaves any more."""
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=3500, receipt="E14:1")
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.PAYING_OUT)
    await case.hears(WithdrawalReported(fact="w1"))
    assert await case.ending() is Resolution.WITHDRAWN
    assert floor.compensated(case) == 0


async def test_a_large_refund_is_approved_by_a_second_person(floor: Floor) -> None:
    """A return above the agent's level: asked for, approved, and agreed to in the agent's name."""
    case = await floor.open(
        ground=Ground.QUALITY, fault=Fault.SELLER, revised={"auto_limit_minor": 1000, "agent_limit_minor": 10_000}
    )
    await case.at(CaseStage.DECIDING)
    agree = commands.Agree(by="ann", note="the photos are clear")
    assert await refused(case, agree) == "ABOVE_AUTHORITY"
    await case.told(asking(agree))
    await case.told(commands.Decline(by="sun", approval_id="a1", reason="look at the invoice first"))
    await case.at(CaseStage.DECIDING)
    await case.told(asking(agree))
    await case.told(commands.Approve(by="sun", approval_id="a2", amount=19900))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    agreed = next(event for event in await case.story() if isinstance(event, ev.RequestAgreed))
    assert agreed.by == "ann"
    assert await case.ending() is Resolution.LAPSED


async def test_a_payout_whose_outcome_is_unknown_is_paid_once(floor: Floor) -> None:
    """The provider pays and answers with an error: it is looked up under its key, never sent under another."""
    floor.world.faults.declare("payments.refund", "error_after_commit", times=1)
    case = await aggrieved(floor, Wrong.OUT_OF_POCKET, loss=3500, receipt="E14:1")
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.PAYING_OUT)
    await case.told(commands.PayOut(by="zhou", payout_id="p1"))
    paid = await case.until(settled, "the payout")
    assert [payment.key for payment in paid.payments] == [f"{case.case_id}/compensation/1"]
    assert floor.compensated(case) == 3500
    assert await case.ending() is Resolution.COMPENSATED
