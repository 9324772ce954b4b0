"""Stories of goods that cannot be sent as they were sold: the buyer waits, takes another item, or has the money."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Answer, Question, Resolution
from domain.exchanges.replacement import ReplacementState
from domain.facts import AnswerReported, ShipmentReported, WithdrawalReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.grievance import Grievance, Wrong
from domain.order import OrderLine, Stage
from domain.request import Ground, Scenario, Supply, Wanted
from domain.shipments.shipping import shipping_answer
from domain.shipments.supply import Way
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase

MUG = OrderLine(line_id="1", qty=1, unit_price=19900, sku="MUG", title="Mug")
CHEAPER = Wanted(sku="CUP", unit_price=15900, title="Cup")
PENALTY = 5970  # 30 % of what was paid
SHELF = {"warehouse": {"hold": "held", "stock": {"CUP": {"qty": 1}}}}


def in_days(days: int) -> datetime:
    """So many days from now."""
    return datetime.now(UTC) + timedelta(days=days)


async def unsent(floor: Floor, supply: Supply | None, **more: Any) -> StoryCase:
    """Out of stock, told by the shop's own system, under the rule of a platform that names the penalty."""
    base: dict[str, Any] = {
        "kind": Scenario.REFUND_ONLY,
        "ground": Ground.OUT_OF_STOCK,
        "fault": Fault.SELLER,
        "lines": (MUG,),
        "stage": Stage.UNSHIPPED,
        "no_reason_until": None,
        "revised": {"penalty_rule_flag": True, "auto_limit_minor": 50000},
        "scene": SHELF,
        "supply": supply,
    }
    return await floor.open(**(base | more))


async def answers(case: StoryCase, answer: Answer, letter: str = "UNS-3") -> None:
    """The buyer answers the question that the letter asks."""
    await case.until(lambda now: letter in now.letters, f"letter {letter}")
    await case.hears(AnswerReported(fact=f"a:{answer}:{letter}", answer=answer))


async def finance_pays(case: StoryCase) -> None:
    """Finance lets the promised penalty leave."""
    promised = (await case.at(CaseStage.PAYING_OUT)).promised_payout
    assert promised is not None
    await case.told(commands.PayOut(by="zhou", payout_id=promised.payout_id))


async def test_the_buyer_waits_and_it_leaves_in_time(floor: Floor) -> None:
    """Consent with its date is an event, the hold is lifted, the goods leave: kept by consent (table 3.1 row 4)."""
    case = await unsent(floor, Supply(until=in_days(4)))
    await answers(case, Answer.WAIT, "UNS-9")
    state = await case.at(CaseStage.WAIT_SHIPMENT)
    assert state.supplying.until is not None
    await case.rests()
    assert floor.released(case) == 1
    may = shipping_answer("O", [await case.state()])
    assert may.may_ship
    await case.hears(ShipmentReported(fact="left", carrier="yto", waybill="OUT500", at=case.now()))
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
    assert floor.refunded(case) == 0


async def test_the_date_passes_and_the_money_goes_back_with_the_penalty(floor: Floor) -> None:
    """Waited in vain: held again, refunded at once, told with an apology, the penalty beside the order (M38)."""
    case = await unsent(floor, Supply(until=in_days(2)))
    await answers(case, Answer.WAIT, "UNS-9")
    await case.at(CaseStage.WAIT_SHIPMENT)
    await case.passes(days=2, hours=1)
    await finance_pays(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (19900, PENALTY)
    assert not shipping_answer("O", [await case.state()]).may_ship
    assert await case.ending() is Resolution.LATE_COMPENSATED
    letters = [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert (letters[0], set(letters[1:3]), letters[3]) == ("UNS-9", {"UNS-7", "CMP-1"}, "CMP-D")


async def test_the_buyer_changes_their_mind_while_waiting(floor: Floor) -> None:
    """Until it has left, a buyer who agreed to wait may still have the money."""
    case = await unsent(floor, Supply(until=in_days(6)))
    await answers(case, Answer.WAIT, "UNS-9")
    await case.at(CaseStage.WAIT_SHIPMENT)
    await case.hears(AnswerReported(fact="later", answer=Answer.REFUND, question=Question.SUPPLY))
    await finance_pays(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (19900, PENALTY)


async def test_the_substitute_is_sent_and_the_difference_goes_back(floor: Floor) -> None:
    """Another item, cheaper: it is sent once, and what it costs less goes back when it is there (MR-31)."""
    case = await unsent(floor, Supply(until=in_days(4), substitute=CHEAPER))
    await answers(case, Answer.SUBSTITUTE)
    sent = (await case.at(CaseStage.NEW_PARCEL)).replacements[-1]
    assert (sent.sku, sent.qty) == ("CUP", 1)
    await case.scanned(sent.waybill, ParcelState.SIGNED, sent.carrier)
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (4000, 0)
    assert await case.ending() is Resolution.EXCHANGED


async def test_an_empty_shelf_leaves_the_choice_without_the_substitute(floor: Floor) -> None:
    """What cannot be sent is not offered: the date or the money."""
    scene = {"warehouse": {"hold": "held", "stock": {"CUP": {"qty": 0}}}}
    case = await unsent(floor, Supply(until=in_days(4), substitute=CHEAPER), scene=scene)
    state = await case.until(lambda now: "UNS-9" in now.letters, "the choice without it")
    assert state.supplying.ways == (Way.WAIT, Way.MONEY)
    assert ev.SupplyFailed in await case.kinds()


async def test_a_substitute_that_is_lost_gives_the_choice_back(floor: Floor) -> None:
    """The other item never came: the buyer chooses once more, and silence is for the money."""
    case = await unsent(floor, Supply(until=in_days(20), substitute=CHEAPER))
    await answers(case, Answer.SUBSTITUTE)
    case.long = "three letters, a second choice, and finance"
    sent = (await case.at(CaseStage.NEW_PARCEL)).replacements[-1]
    await case.scanned(sent.waybill, ParcelState.LOST, sent.carrier)
    state = await case.until(lambda now: "UNS-9" in now.letters, "the choice without it")
    assert state.replacements[-1].state is ReplacementState.LOST
    await case.passes(hours=25)
    await finance_pays(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_buyer_who_says_nothing_has_the_money(floor: Floor) -> None:
    """A day without an answer: nobody consented to wait, so the money goes back with the penalty."""
    case = await unsent(floor, Supply(until=in_days(4)))
    await case.until(lambda now: "UNS-9" in now.letters)
    await case.passes(hours=25)
    await finance_pays(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (19900, PENALTY)


async def test_a_person_lets_a_late_order_wait_where_no_rule_names_the_penalty(floor: Floor) -> None:
    """Asked for money since it was late; a supervisor names a date, with the penalty that no platform rule has."""
    case = await unsent(floor, None, ground=Ground.LATE_SHIPMENT, revised={"auto_limit_minor": 100})
    await case.at(CaseStage.DECIDING)
    named = commands.NameSupply(by="ann", until=in_days(5), note="the lorry is here on Friday")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(named)
    assert refused.value.cause.type == "ABOVE_AUTHORITY"  # type: ignore[attr-defined]
    await case.told(commands.NameSupply(by="sun", until=in_days(5), note="the lorry is here on Friday"))
    await case.until(lambda now: "UNS-9" in now.letters)
    await case.told(commands.ChooseSupply(by="ann", way=Way.MONEY, note="by phone"))
    await finance_pays(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (19900, PENALTY)


async def test_what_the_shops_system_named_waits_for_a_supervisor_without_a_rule(floor: Floor) -> None:
    """No platform rule names the penalty: nothing is offered before somebody who may has confirmed it."""
    case = await unsent(floor, Supply(until=in_days(5)), revised={})
    await case.at(CaseStage.DECIDING)
    assert "UNS-9" not in (await case.state()).letters
    await case.told(commands.NameSupply(by="sun"))
    await case.until(lambda now: "UNS-9" in now.letters)


async def test_a_promise_of_the_order_is_not_late_yet_so_no_penalty_is_owed(floor: Floor) -> None:
    """The listing's own day is not over: the money goes back alone."""
    late = {"ground": Ground.LATE_SHIPMENT, "ship_by": in_days(3)}
    case = await unsent(floor, Supply(until=in_days(9)), **late)
    await answers(case, Answer.REFUND, "UNS-9")
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(case)) == (19900, 0)
    assert await case.ending() is Resolution.REFUNDED


async def test_the_penalty_of_another_case_is_not_given_twice(floor: Floor) -> None:
    """A compensation for the late shipment has been settled on the same order: here the price alone goes back."""
    order_id = "9000000000000500001"
    first = await floor.open(
        kind=Scenario.COMPENSATION,
        ground=Ground.COMPENSATION,
        fault=Fault.SELLER,
        lines=(MUG,),
        stage=Stage.UNSHIPPED,
        order_id=order_id,
        grievance=Grievance(wrong=Wrong.LATE_SHIPMENT),
        revised={"penalty_rule_flag": True, "auto_limit_minor": 50000},
        no_reason_until=None,
    )
    await finance_pays(first)
    await first.at(CaseStage.FOLLOW_UP)
    case = await unsent(floor, Supply(until=in_days(4)), order_id=order_id)
    await answers(case, Answer.REFUND, "UNS-9")
    await case.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), floor.compensated(first)) == (19900, PENALTY)
    assert (await case.state()).settlement is None


async def test_on_a_platform_the_request_is_withdrawn_or_paid(floor: Floor) -> None:
    """The buyer would wait, and does not withdraw there: the platform's clock runs, and the money goes back (F1)."""
    case = await unsent(floor, Supply(until=in_days(9)), platform=True)
    await answers(case, Answer.WAIT, "UNS-9")
    await case.at(CaseStage.WAIT_SHIPMENT)
    await case.rests()
    assert floor.released(case) == 0
    await case.passes(hours=49)
    await case.until(lambda now: now.paid_back() > 0, "the money is back")
    assert floor.refunded(case) == 19900


async def test_withdrawn_on_the_platform_the_goods_may_leave(floor: Floor) -> None:
    """The request is taken back there: the goods are let go, and the buyer waits by consent."""
    case = await unsent(floor, Supply(until=in_days(9)), platform=True)
    await answers(case, Answer.WAIT, "UNS-9")
    await case.at(CaseStage.WAIT_SHIPMENT)
    await case.hears(WithdrawalReported(fact="w1"))
    await case.rests()
    assert floor.released(case) == 1
    await case.hears(ShipmentReported(fact="left", carrier="yto", waybill="OUT501", at=case.now()))
    assert await case.ending() is Resolution.KEPT_BY_CONSENT
