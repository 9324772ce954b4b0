"""People tell cases what to do, and every command is answered: taken, or refused with what to do instead."""

import asyncio

import pytest

from commandline import asking
from commandline.exits import Unreachable
from domain import commands
from domain import events as ev
from domain.events import Resolution
from domain.facts import AnswerReported
from domain.goods import Grade
from domain.order import OrderLine, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase, units

TWO = (OrderLine(line_id="L1", qty=2, unit_price=5000, sku="CUP", title="Cup"),)


async def contested(floor: Floor) -> StoryCase:
    """A return of two cups of which one came back broken."""
    case = await floor.open(lines=TWO)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("L1", 1), units("L1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    return case


async def test_less_is_offered_in_the_orders_currency(floor: Floor, terminal: Terminal) -> None:
    """72.50 as typed is 7250 fen in the register, with the name of who offered it."""
    case = await contested(floor)
    ended = await terminal.types("agree", case.case_id, "--pay-back", "72.50", "--note", "one is broken", "--json")
    assert (ended.code, ended.row["stage"]) == (0, "wait_buyer_answer")
    await written(floor, case)
    [offered] = [event for event in await case.story() if isinstance(event, ev.DeductionOffered)]
    assert (offered.amount, offered.reason, offered.by) == (7250, "one is broken", "li")


async def test_what_was_agreed_is_a_line_of_its_own(floor: Floor, terminal: Terminal) -> None:
    """The rules give 100.00, the buyer took 72.50: the lines sum to what is paid, and the difference has its reason."""
    case = await contested(floor)
    await terminal.types("agree", case.case_id, "--pay-back", "72.50", "--note", "one is broken")
    await case.hears(AnswerReported(fact="a1", question=ev.Question.DEDUCTION, answer=ev.Answer.ACCEPT))
    await case.until(lambda now: now.paid_back() == 7250, "the agreed amount is paid")
    await written(floor, case)
    [payment] = (await terminal.types("show", case.case_id, "--json")).row["money"]["payments"]
    assert sum(line["amount"] for line in payment["lines"]) == 7250
    assert (payment["lines"][-1]["amount"], payment["lines"][-1]["en"]) == (-2750, "as agreed with the buyer")


async def test_a_share_is_offered_as_depreciation(floor: Floor, terminal: Terminal) -> None:
    """15% are 1500 basis points; the amount follows from the rules."""
    case = await contested(floor)
    ended = await terminal.types("agree", case.case_id, "--depreciation", "15%", "--note", "scratched", "--by", "wang")
    assert ended.code == 0, ended.err
    offer = (await case.state()).offer
    assert offer is not None
    assert offer.depreciation_bp == 1500
    assert 0 < offer.amount < 10000


@pytest.mark.parametrize("amount", ["72,50", "-1", "72.505", "1e3", "CNY 5"])
async def test_an_amount_that_is_none_changes_nothing(floor: Floor, terminal: Terminal, amount: str) -> None:
    """Signs, separators and half fen are refused before anything is sent."""
    case = await contested(floor)
    ended = await terminal.types("agree", case.case_id, f"--pay-back={amount}", "--note", "x")
    assert ended.code == 2
    assert "BAD_AMOUNT" in ended.err
    assert (await case.state()).offer is None


async def test_the_answer_tells_where_the_command_has_led_to(floor: Floor, terminal: Terminal) -> None:
    """A case that was told to close is closed, or about to be, and does not wait for the buyer any more."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    ended = await terminal.types("close", case.case_id, "--reason", "opened by mistake", "--lang", "zh")
    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"{case.case_id}：已接受。阶段：")
    assert "关闭" in ended.out
    assert "寄回的包裹" not in ended.out


async def test_a_refusal_of_the_case_ends_with_three_and_says_what_to_do(floor: Floor, terminal: Terminal) -> None:
    """The code is for programs, the sentence for people."""
    case = await contested(floor)
    ended = await terminal.types("agree", case.case_id, "--json")
    assert ended.code == 3
    assert ended.row["error"]["code"] == "SAY_WHAT_IS_PAID"
    assert "--pay-back" in ended.row["error"]["advice"]
    assert "What to do" in ended.err


async def test_goods_are_refused_with_evidence(floor: Floor, terminal: Terminal) -> None:
    """Several pieces of evidence go with one refusal."""
    case = await contested(floor)
    words = ("--reason", "broken by the buyer", "--evidence", "photo-1", "--evidence", "photo-2")
    ended = await terminal.types("refuse", case.case_id, *words)
    assert ended.code == 0, ended.err
    refusal = (await case.state()).refusal
    assert refusal is not None
    assert refusal.evidence == ("photo-1", "photo-2")


async def test_a_finding_is_entered_by_hand(floor: Floor, terminal: Terminal) -> None:
    """Lines and grades as written; the time is the case's own, so that no clock of the law runs backwards."""
    case = await floor.open(lines=TWO)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=2)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    arrived = (await case.state()).goods_back_at
    ended = await terminal.types(
        "inspect", case.case_id, "--waybill", "ST1", "--line", "L1=1A,1C", "--gift", "no", "--collect-fee", "12.00"
    )
    assert ended.code == 0, ended.err
    [finding] = (await case.state()).findings
    assert [(line.qty, line.grade) for line in finding.lines] == [(1, Grade.AS_NEW), (1, Grade.NOT_INTACT)]
    assert (finding.gift_present, finding.collect_fee, finding.inspector) == (False, 1200, "li")
    assert arrived is not None
    assert finding.at >= arrived


async def test_a_dispute_is_ruled(floor: Floor, terminal: Terminal) -> None:
    """Diverted into a dispute, decided by hand, paid as ruled."""
    case = await contested(floor)
    assert (await terminal.types("divert", case.case_id, "dispute", "--reason", "no agreement")).code == 0
    await case.until(lambda now: now.scenario is Scenario.DISPUTE)
    ended = await terminal.types("rule", case.case_id, "--for", "buyer", "--amount", "50", "--article", "art. 53")
    assert ended.code == 0, ended.err
    await case.until(lambda now: now.paid_back() == 5000, "the ruling is paid")
    assert floor.refunded(case) == 5000


async def test_a_case_is_held_released_corrected_and_closed(floor: Floor, terminal: Terminal) -> None:
    """The whole of what a person does by hand, each with its reason."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.until(lambda now: bool(now.parcels))
    assert (await terminal.types("hold", case.case_id, "--reason", "fraud check")).code == 0
    assert (await case.state()).held
    assert (await terminal.types("release", case.case_id)).code == 0
    assert not (await case.state()).held
    assert (await terminal.types("correct", case.case_id, "waybill", "ST2", "--reason", "typing error")).code == 0
    assert (await case.state()).parcel("ST2") is not None
    assert (await terminal.types("close", case.case_id, "--reason", "opened by mistake")).code == 0
    assert await case.ending() is Resolution.CLOSED_BY_HAND


async def test_a_step_that_is_not_parked_is_not_skipped(floor: Floor, terminal: Terminal) -> None:
    """The refusal names what is parked: nothing."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    ended = await terminal.types("skip", case.case_id, "tell_N7-1", "--reason", "by phone")
    assert ended.code == 3
    assert "NOT_PARKED" in ended.err


async def test_a_parked_step_is_skipped(floor: Floor, terminal: Terminal) -> None:
    """The warehouse's system is down for an hour; a person held the goods by telephone."""
    floor.world.faults.declare("warehouse.hold", "error_before")
    case = await floor.open(
        kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED, no_reason_until=None
    )
    await case.passes(hours=1)
    [parked] = (await case.until(lambda now: bool(now.parked), "the step parks")).parked
    ended = await terminal.types("skip", case.case_id, parked.step, "--reason", "held by telephone")
    assert ended.code == 0, ended.err
    assert parked.step in (await case.state()).skipped


async def test_the_same_request_twice_takes_effect_once(floor: Floor, terminal: Terminal) -> None:
    """The id of the request follows from its words and the case's version, so a repeat is the same request."""
    case = await floor.open()
    known = await case.at(CaseStage.WAIT_BUYER_SHIP)
    command = commands.Hold(by="li", reason="check")
    update_id = asking.request_id(command, case.case_id, known.version)
    client = floor.client
    first = await asking.ask(client, case.case_id, command, update_id=update_id, wait=10)
    again = await asking.ask(client, case.case_id, command, update_id=update_id, wait=10)
    assert first == again
    await written(floor, case)
    assert [type(event) for event in await case.story()].count(ev.CaseHeld) == 1


async def test_without_a_worker_nothing_is_sent(temporal: object, floor: Floor, terminal: Terminal) -> None:
    """A case that nobody works on does not answer: exit code 6, and what to start."""
    orphan = await floor.client.start_workflow(
        "AfterSalesCase", id="case-demo_shop-shop-orphan", task_queue="nobody-polls-this"
    )
    ended = await terminal.types("hold", orphan.id, "--reason", "check", "--wait", "1", "--json")
    assert ended.code == 6
    assert "Nothing was sent" in ended.row["error"]["message"]
    assert "python worker.py" in ended.err
    await orphan.terminate()


async def test_a_command_without_an_answer_may_still_take_effect(floor: Floor, terminal: Terminal) -> None:
    """The words say so, and how to find out."""
    orphan = await floor.client.start_workflow(
        "AfterSalesCase", id="case-demo_shop-shop-orphan2", task_queue="nobody-polls-this"
    )
    command = commands.Hold(by="li", reason="check")
    with pytest.raises(Unreachable, match="may still take effect") as told:
        await asking.ask(floor.client, orphan.id, command, update_id="u1", wait=0.5)
    assert f"starter.py show {orphan.id}" in told.value.advice
    await asyncio.sleep(0)
    await orphan.terminate()


async def test_a_case_that_temporal_does_not_know_is_not_found(floor: Floor, terminal: Terminal) -> None:
    """An id of the right form that nothing has: mistyped, or a case whose run is lost."""
    ended = await terminal.types("release", "case-demo_shop-shop-0")
    assert ended.code == 4
    assert "starter.py reopen case-demo_shop-shop-0" in ended.err
    assert (await terminal.types("release", "0")).code == 4


async def test_a_case_whose_run_was_terminated_says_how_to_take_it_up(floor: Floor, terminal: Terminal) -> None:
    """It has not closed: a person pressed the wrong button in the Temporal UI."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.handle.terminate("pressed the wrong button")
    ended = await terminal.types("hold", case.case_id, "--reason", "check")
    assert ended.code == 3
    assert "ended as terminated" in ended.err
    assert f"starter.py reopen {case.case_id}" in ended.err


async def test_a_case_that_has_ended_for_good_takes_nothing(floor: Floor, terminal: Terminal) -> None:
    """Its workflow is over; the answer is a refusal, not a fault."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.ending(days=90)
    ended = await terminal.types("release", case.case_id)
    assert ended.code == 3
    assert "CLOSED" in ended.err


async def test_a_jump_tells_what_happened_on_the_way(floor: Floor, terminal: Terminal) -> None:
    """Ten days on, the buyer's window has closed: the events are told as sentences."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    ended = await terminal.types("jump", case.case_id, "10d")
    assert ended.code == 0, ended.err
    assert "Nothing was sent back in time." in ended.out
    again = (await terminal.types("jump", case.case_id, "1h", "--json")).row
    assert again["from"] < again["to"]


async def test_time_stands_where_it_may_not_be_moved(
    floor: Floor, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Production has the setting off: the command declines before it asks anybody."""
    case = await floor.open()
    ended = await terminal.runs("jump", case.case_id, "7d", AMENDS_TIME_SKIPPING="false")
    assert ended.code == 2
    assert "AMENDS_TIME_SKIPPING is off" in ended.err
    assert (await terminal.types("jump", case.case_id, "a while")).code == 2
