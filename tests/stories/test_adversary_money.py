"""Stories of someone who wants the shop to lose money: facts at the worst moment, people who press every button."""

from datetime import UTC, datetime

import pytest

from domain import commands
from domain import events as ev
from domain.events import Answer, Hold, Party, PaymentState, Resolution
from domain.facts import AnswerReported, GoodsReported, WithdrawalReported
from domain.goods import Finding, Grade, ParcelState
from domain.order import Freight, FreightMode, OrderLine, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from store import ledger
from tests.stories.floor import SHOP, Floor, StoryCase, units

MUGS = OrderLine(line_id="1", qty=3, unit_price=5900, sku="MUG", title="Mug")
LAMP = OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp")
FROZEN: dict[str, object] = {"on": "payments.refund", "kind": "account_frozen", "times": None}


async def returned(floor: Floor, *faults: dict[str, object], **more: object) -> StoryCase:
    """A sound return whose payment is about to leave into a world with these faults."""
    scene = {"faults": list(faults)} | dict(more.pop("scene", {}))  # type: ignore[call-overload]
    case = await floor.open(scene=scene, **more)  # type: ignore[arg-type]
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    return case


async def parked(case: StoryCase, reason: str) -> str:
    """Wait until a step is parked for this reason; its name."""
    state = await case.until(lambda case: any(p.reason == reason for p in case.parked), f"parked as {reason}")
    return next(p.step for p in state.parked if p.reason == reason)


async def committed(floor: Floor, case: StoryCase) -> int:
    """What the ledger holds promised or paid on the case's order."""
    return (await ledger.by_order(floor.pool, SHOP, floor.orders[case.case_id])).committed


async def decisions(case: StoryCase) -> list[ev.PaymentDecided]:
    """The decisions that money leaves, oldest first."""
    return [event for event in await case.story() if isinstance(event, ev.PaymentDecided)]


async def test_a_claim_above_what_is_due_is_offered_not_tried_again_for_ever(floor: Floor) -> None:
    """On its way and not wanted, freight included in the claim: less is due, so the buyer is asked first."""
    case = await floor.open(
        platform=True,
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.IN_TRANSIT,
        freight=Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000),
        amount=20900,
        scene={"outbound": {"intercept": {"result": "stopped", "after": 600}}},
    )
    await case.until(lambda case: "TRN-1" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.INTERCEPT))
    waybill = (await case.until(lambda case: case.intercept is not None)).order.outbound_waybill
    await case.scanned(waybill, ParcelState.COMING_BACK, "yto")
    state = await case.until(lambda case: case.offer is not None, "less is offered")
    assert state.offer is not None
    assert (state.offer.amount, floor.refunded(case)) == (19900, 0)
    await case.until(lambda case: "TRN-3" in case.letters, "the bearer of the freight is told with it")
    floor.world_does(case, {"modify": {"amount": 19900}})
    await floor.news(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert len(await decisions(case)) == 1


async def test_a_ruling_for_less_than_the_platform_s_request_waits_for_the_request(floor: Floor) -> None:
    """A person enters a ruling of 50 on a request for 199: nothing is sent until the request says 50 as well."""
    case = await floor.open(platform=True)
    await case.until(lambda case: case.ship_by is not None)
    floor.world_enters_waybill(case, "sto", "ST1")
    await floor.news(case)
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1, Grade.WRONG_GOODS))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Refuse(by="li", reason="not what we sold", evidence=("E19",)))
    await case.until(lambda case: case.claim is not None and case.claim.status == "SELLER_REFUSE_BUYER")
    await case.told(commands.Rule(by="officer", in_favour_of=Party.BUYER, amount=5000))
    assert await parked(case, "CLAIM_DIFFERS") == "refund"
    assert await decisions(case) == []
    floor.world_does(case, {"modify": {"amount": 5000}})
    await floor.news(case)
    await case.until(lambda case: case.paid_back() == 5000, "paid as ruled")
    assert floor.refunded(case) == 5000


async def test_the_platform_pays_for_unshipped_goods_and_they_stay_in_the_warehouse(floor: Floor) -> None:
    """Above the automatic limit nobody decides, the platform refunds by itself: the held goods must not leave now."""
    case = await floor.open(
        platform=True,
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.UNSHIPPED,
        lines=(LAMP,),
        no_reason_until=None,
    )
    await case.at(CaseStage.DECIDING)
    floor.platform_pays(case)
    await floor.news(case)
    await case.until(lambda case: case.paid_back() == 89900, "the platform's payment is booked")
    assert floor.released(case) == 0
    assert await committed(floor, case) == 89900
    assert await case.ending() is Resolution.REFUNDED_BY_PLATFORM


async def test_the_platform_pays_while_nothing_has_been_posted(floor: Floor) -> None:
    """The return window is open, no parcel is known, and the platform refunds: the money is booked on the order."""
    case = await floor.open(platform=True)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    floor.platform_pays(case)
    await floor.news(case)
    await case.until(lambda case: case.paid_back() == 19900, "the platform's payment is booked")
    assert await committed(floor, case) == 19900
    assert await case.ending() is Resolution.REFUNDED_BY_PLATFORM


async def test_the_platform_pays_between_offer_and_answer(floor: Floor) -> None:
    """Less was offered, the buyer thinks, the platform pays the whole claim: booked, nothing parks, nothing twice."""
    case = await floor.open(platform=True, lines=(MUGS,))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 3, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Agree(by="li", note="scratched", pay_back=9000))
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    floor.platform_pays(case)
    await floor.news(case)
    await case.until(lambda case: case.paid_back() == 17700, "the platform's payment is booked")
    assert ev.StepParked not in await case.kinds()
    assert await case.ending() is Resolution.REFUNDED_BY_PLATFORM


@pytest.mark.parametrize("moment", ["offered", "paying"])
async def test_the_buyer_takes_a_platform_request_back_at_the_last_moment(floor: Floor, moment: str) -> None:
    """Closed between offer and answer, or just before the money leaves: the case ends, and parks nowhere."""
    case = await floor.open(platform=True)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    if moment == "paying":
        floor.world_does(case, {"withdraw": True})
        await case.found("ST1", units("1", 1))
    else:
        await case.found("ST1", units("1", 1, Grade.NOT_INTACT))
        await case.at(CaseStage.DECIDING_GOODS)
        await case.told(commands.Agree(by="li", note="scratched", pay_back=9000))
        await case.at(CaseStage.WAIT_BUYER_ANSWER)
        floor.world_does(case, {"withdraw": True})
        await floor.news(case)
    await case.at(CaseStage.CLOSED)
    assert ev.StepParked not in await case.kinds()
    assert await case.ending() is Resolution.WITHDRAWN
    assert floor.refunded(case) == 0


async def test_a_withdrawal_while_the_warehouse_is_asked_lets_the_goods_go(floor: Floor) -> None:
    """The buyer wants the goods after all while they are being held: no money, and the warehouse releases them."""
    slow = {"on": "warehouse.hold", "kind": "error_before", "times": 2}
    case = await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.UNSHIPPED,
        no_reason_until=None,
        scene={"faults": [slow]},
    )
    await case.hears(WithdrawalReported(fact="w1"))
    state = await case.at(CaseStage.CLOSED)
    assert (state.hold, state.resolution) == (Hold.HELD, Resolution.WITHDRAWN)
    assert (floor.released(case), floor.refunded(case)) == (1, 0)


async def test_a_withdrawal_calls_off_a_payment_that_has_not_left(floor: Floor) -> None:
    """The account is frozen, the buyer takes the request back: nothing is sent any more, nothing stays reserved."""
    case = await returned(floor, FROZEN)
    await parked(case, "NEEDS_FUNDS")
    await case.hears(WithdrawalReported(fact="w1"))
    await case.at(CaseStage.CLOSED)
    floor.lift_faults()
    assert await case.ending() is Resolution.WITHDRAWN
    assert (floor.refunded(case), await committed(floor, case)) == (0, 0)
    assert not (await case.state()).parked


async def test_a_payment_that_left_is_followed_before_the_case_closes(floor: Floor) -> None:
    """Parked as unsent, but an attempt that was cut short had sent it: closing waits for the provider's word."""
    case = await returned(floor, FROZEN)
    await parked(case, "NEEDS_FUNDS")
    key = (await case.state()).payments[0].key
    await ledger.mark_sent(floor.pool, key, datetime.now(UTC))
    floor.lift_faults()
    floor.world.faults.declare("payments.lookup", "error_before", match={}, times=None, seconds=1)
    await case.told(commands.Close(by="li", reason="the buyer was paid in cash"))
    state = await case.until(lambda case: case.payments[0].state is not PaymentState.RESERVED, "the ledger tells")
    assert state.resolution is None
    floor.lift_faults()
    await floor.notice(case, key, PaymentState.FAILED)
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    assert await committed(floor, case) == 0


async def test_closing_while_the_ledger_is_away_does_not_end_the_workflow_as_failed(floor: Floor) -> None:
    """Postgres fails as a parked payment is taken back: the case shows it and waits, it does not die."""
    case = await returned(floor, FROZEN)
    await parked(case, "NEEDS_FUNDS")
    await floor.pool.execute("ALTER TABLE movements RENAME TO movements_away")
    await case.told(commands.Close(by="li", reason="settled at the counter"))
    await case.passes(minutes=20)
    state = await case.until(lambda case: any(p.step == "give_up_refund" for p in case.parked), "it parks")
    assert state.resolution is None
    await floor.pool.execute("ALTER TABLE movements_away RENAME TO movements")
    await case.told(commands.Retry(by="li", reason="Postgres is back"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    assert await committed(floor, case) == 0


async def test_a_notice_ends_a_parked_lookup(floor: Floor) -> None:
    """Nobody could look the payment up, a person was asked; then the provider's notice says it: no button is needed."""
    floor.world.faults.declare("payments.lookup", "error_before", match={}, times=None, seconds=1)
    case = await returned(floor, {"on": "payments.refund", "kind": "hang_after_commit", "times": None, "seconds": 30})
    await case.until(lambda case: bool(case.payments))
    await case.passes(days=2)
    await case.until(lambda case: bool(case.parked), "a person is asked")
    await floor.notice(case, (await case.state()).payments[0].key, PaymentState.SETTLED)
    state = await case.at(CaseStage.FOLLOW_UP)
    assert not state.parked
    assert floor.refunded(case) == 19900


async def test_a_payment_that_turns_out_made_after_it_was_shown_as_failed(floor: Floor) -> None:
    """First failed, parked for a person, then settled after all: it is not decided a second time."""
    case = await returned(floor, {"on": "payments.refund", "kind": "accepted_then_failed"})
    state = await case.until(lambda case: bool(case.payments) and case.payments[0].state is PaymentState.SENT)
    key = state.payments[0].key
    await floor.provider_has(key, "failed")
    await case.passes(hours=1)
    await parked(case, "FAILED")
    await floor.notice(case, key, PaymentState.SETTLED)
    await case.at(CaseStage.FOLLOW_UP)
    assert len(await decisions(case)) == 1


async def test_two_findings_on_one_parcel_count_once(floor: Floor) -> None:
    """An agent enters the finding by hand, the warehouse's own comes later: two mugs came, two are paid for."""
    case = await floor.open(lines=(MUGS,))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    by_hand = Finding(finding_id="paper-1", waybill="ST1", inspector="zhao", at=case.now(), lines=(units("1", 2),))
    await case.told(commands.Inspect(by="li", finding=by_hand))
    late = Finding(finding_id="wms-1", waybill="ST1", inspector="wh-07", at=case.now(), lines=(units("1", 2),))
    await case.hears(GoodsReported(fact="wms-1", finding=late))
    await case.passes(hours=73)
    state = await case.at(CaseStage.WAIT_BUYER_ANSWER)
    assert state.offer is not None
    assert state.offer.amount == 11800


async def test_the_rest_of_a_settled_return_is_paid_when_it_comes_late(floor: Floor) -> None:
    """Two of three mugs were settled; the third turns up weeks later: exactly the third is paid, within the caps."""
    case = await floor.open(lines=(MUGS,))
    case.long = "a whole return after a whole return that came short"
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 2))
    await case.until(lambda case: "N7-M" in case.letters)
    await case.passes(hours=73)
    await case.at(CaseStage.WAIT_BUYER_ANSWER)
    await case.hears(AnswerReported(fact="yes", answer=Answer.ACCEPT))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=8)
    await case.at(CaseStage.CLOSED)
    await case.posts("ST9")
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="wang", note="it is ours"))
    await case.arrives("ST9")
    await case.found("ST9", units("1", 1))
    await case.until(lambda case: case.paid_back() == 17700 or bool(case.parked), "the third mug is paid")
    assert floor.refunded(case) == 17700
    account = await ledger.by_order(floor.pool, SHOP, floor.orders[case.case_id])
    assert [(line.committed, line.committed_qty) for line in account.lines] == [(17700, 3)]


async def test_a_withdrawal_and_a_reversal_after_the_money_went_back(floor: Floor) -> None:
    """The buyer "withdraws" after being paid, then the bank returns the money: nothing is owed, nothing spins."""
    case = await returned(floor)
    state = await case.at(CaseStage.FOLLOW_UP)
    await case.hears(WithdrawalReported(fact="w1"))
    await floor.bank_reverses(case, state.payments[0].key)
    await case.until(lambda case: case.payments[0].state is PaymentState.REVERSED)
    assert await case.ending() is Resolution.WITHDRAWN
    assert len(await decisions(case)) == 1


async def test_a_reversal_while_the_last_letter_is_stuck_is_not_swallowed(floor: Floor) -> None:
    """The case would be closed but for a parked letter; the bank takes the money back: it is paid once more."""
    case = await returned(floor)
    state = await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: "DONE" in case.letters)
    floor.world.faults.declare("mail.deliver", "smtp_4xx", match={}, times=None)
    await case.passes(days=3, hours=1)
    await case.passes(minutes=20)
    await case.until(lambda case: bool(case.parked), "the follow-up is stuck")
    await floor.bank_reverses(case, state.payments[0].key)
    await case.until(lambda case: case.paid_back() == 19900 and len(case.payments) == 2, "paid once more")
    floor.lift_faults()
    assert len(await decisions(case)) == 2


async def test_a_reversal_while_a_letter_beside_the_story_is_stuck_is_not_swallowed(floor: Floor) -> None:
    """Everything is done but the letter that tells of the money; the bank takes it back: it is paid once more."""
    case = await floor.open()
    await case.until(lambda case: case.ship_by is not None)
    floor.world.faults.declare("mail.deliver", "smtp_4xx", match={}, times=None)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    state = await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=3, hours=1)
    await case.passes(minutes=20)
    await case.until(lambda case: case.parked_at("tell_FUP-2") is not None)
    await case.told(commands.Skip(by="li", step="tell_FUP-2", reason="asked on the phone"))
    await case.passes(days=8)
    await case.until(lambda case: case.parked_at("tell_DONE") is not None)
    assert (await case.state()).resolution is None
    await floor.bank_reverses(case, state.payments[0].key)
    await case.until(lambda case: case.paid_back() == 19900 and len(case.payments) == 2, "paid once more")
    floor.lift_faults()
