"""Repairs (table 3.12): free or quoted, in time or not, mended or something else instead."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands, facts
from domain import events as ev
from domain.case import Case
from domain.defects.defect import Cause, Defect, DefectKind, Examiner, Remedy
from domain.defects.repair import RepairReport, RepairState
from domain.events import Answer, Question, Resolution
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import OrderLine
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from sandbox import topups
from tests.stories.floor import Floor
from tests.stories.story import StoryCase

PRICE = 40000
RADIO = (OrderLine(line_id="1", qty=1, unit_price=PRICE, sku="RADIO", title="Radio"),)
SILENT = Defect(kind=DefectKind.PERFORMANCE, symptom="no sound", serial_no="SN-7", wish=Remedy.REPAIR)


ON_THE_SHELF = {"warehouse": {"stock": {"RADIO": {"qty": 1, "scans": []}}}}


async def broken(
    floor: Floor,
    *,
    days: int = 100,
    defect: Defect = SILENT,
    order_id: str = "",
    scene: dict[str, Any] | None = None,
) -> StoryCase:
    """A radio, received so many days ago, that is to be mended."""
    signed = datetime.now(UTC) - timedelta(days=days)
    return await floor.open(
        kind=Scenario.REPAIR,
        ground=Ground.QUALITY,
        fault=Fault.SELLER,
        lines=RADIO,
        defect=defect,
        signed_at=signed,
        no_reason_until=signed + timedelta(days=7),
        order_id=order_id,
        scene=scene,
    )


async def comes_in(case: StoryCase, waybill: str = "ST1") -> Case:
    """The buyer posts it, and the repair shop is asked."""
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts(waybill)
    await case.arrives(waybill)
    return await case.until(lambda case: bool(case.jobs), "the repair shop is asked")


async def says(case: StoryCase, state: RepairState, **more: Any) -> None:
    """The repair shop's notice on the newest job."""
    now = await case.state()
    report = RepairReport(state=state, at=case.now(), **more)
    told = len(now.jobs[-1].reports)
    await case.hears(facts.RepairReported(fact=f"{now.jobs[-1].key}:{told}", key=now.jobs[-1].key, report=report))
    await case.until(lambda case: bool(case.jobs[-1].reports) and case.jobs[-1].state is state, f"heard {state}")


async def is_mended(case: StoryCase) -> None:
    """The report that the buyer is owed (R55)."""
    await says(
        case,
        RepairState.REPAIRED,
        cause="a cold joint at the amplifier",
        cure="soldered anew",
        course="opened, measured, soldered, tested for two hours",
        result="plays as it should",
        parts="none",
        hours=1,
    )


async def reaches_the_buyer(case: StoryCase, state: ParcelState = ParcelState.SIGNED) -> None:
    """The parcel with the buyer's own goods is scanned."""
    now = await case.until(lambda case: case.sent_home is not None, "the goods leave")
    assert now.sent_home is not None
    await case.scanned(now.sent_home.waybill, state, now.sent_home.carrier)


async def answers(case: StoryCase, question: Question, answer: Answer) -> None:
    """The buyer answers."""
    fact = f"answer:{question}:{answer}"
    await case.hears(facts.AnswerReported(fact=fact, question=question, answer=answer))


async def found(case: StoryCase, kind: type[ev.Event]) -> list[Any]:
    """Events of a kind, as the register has them."""
    return [event for event in await case.story() if isinstance(event, kind)]


async def test_a_free_repair_from_the_parcel_to_the_follow_up(floor: Floor) -> None:
    """Row 1: in the term, ours both ways; the report and the original invoice go back with it (R55, R162)."""
    case = await broken(floor)
    await comes_in(case)
    await case.until(lambda case: "REP-1" in case.letters)
    await says(case, RepairState.WORKING)
    await is_mended(case)
    await reaches_the_buyer(case)
    await case.until(lambda case: "REP-2" in case.letters)
    [back] = await found(case, ev.GoodsSentHome)
    assert back.papers == ("original_invoice", "repair_report")
    [moved] = await found(case, ev.GuaranteeMoved)
    assert moved.days == 1
    assert await case.ending() is Resolution.REPAIRED
    assert floor.refunded(case) == 0


async def test_two_weeks_after_a_repair_we_ask_whether_it_works(floor: Floor) -> None:
    """Rule 3.16 row 5: three days would say nothing about a mended radio."""
    case = await broken(floor)
    await comes_in(case)
    await is_mended(case)
    await reaches_the_buyer(case)
    await case.until(lambda case: "REP-2" in case.letters)
    await case.passes(days=13)
    assert "FUP-2" not in (await case.state()).letters
    await case.passes(days=2)
    await case.until(lambda case: "FUP-2" in case.letters, "does it work?")
    await answers(case, Question.SOLVED, Answer.YES)
    assert await case.ending() is Resolution.REPAIRED


async def test_who_may_return_it_hears_so_before_it_is_mended(floor: Floor) -> None:
    """Row 2: within seven days a repair is only one of three; the buyer takes the money instead."""
    case = await broken(floor, days=3)
    await case.at(CaseStage.CHOOSING_REMEDY)
    await case.until(lambda case: "QLT-3" in case.letters)
    await answers(case, Question.CURE, Answer.RETURN)
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)


async def test_who_was_told_and_says_nothing_gets_the_repair_they_asked_for(floor: Floor) -> None:
    """Row 2: three days to think, and the repair goes on."""
    case = await broken(floor, days=3)
    await case.at(CaseStage.CHOOSING_REMEDY)
    await case.passes(hours=73)
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_the_service_point_looks_first_where_the_buyer_is_willing(floor: Floor) -> None:
    """Row 3: referred, its report is E10, and the repair goes on with us."""
    near = Defect(kind=DefectKind.PERFORMANCE, service_point="Hangzhou centre")
    case = await broken(floor, defect=near)
    await case.until(lambda case: "QLT-6" in case.letters)
    await case.told(commands.Examine(by="ann", cause=Cause.DEFECT, examiner=Examiner.SERVICE_POINT, report="E10-4"))
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_the_second_failed_repair_is_the_last(floor: Floor) -> None:
    """Row 4: two attempts; another is on the shelf and not wanted: the money less 100 days of use (MR-17)."""
    case = await broken(floor, scene=ON_THE_SHELF)
    case.long = "two attempts, then a refund with its follow-up"
    await comes_in(case)
    await says(case, RepairState.FAILED, cause="the coil broke again")
    await case.until(lambda case: len(case.jobs) == 2, "it is tried once more")
    await says(case, RepairState.FAILED, cause="the coil broke again")
    await case.until(lambda case: "REP-3" in case.letters)
    assert [event.row for event in await found(case, ev.RepairGivenUp)] == [4]
    await case.told(commands.Choose(by="ann", remedy=Remedy.LESS_USE, note="by phone"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE - PRICE * 50 * 99 // 10_000
    assert await case.ending() is Resolution.REFUNDED_LESS_DEPRECIATION


async def test_another_of_the_same_takes_the_place_of_a_repair(floor: Floor) -> None:
    """Row 4: two attempts, one on the shelf: it leaves at our cost, and no money moves."""
    case = await broken(floor, scene=ON_THE_SHELF)
    case.long = "two attempts, then another item and its way"
    await comes_in(case)
    await says(case, RepairState.FAILED, cause="the coil broke again")
    await case.until(lambda case: len(case.jobs) == 2, "it is tried once more")
    await says(case, RepairState.FAILED, cause="the coil broke again")
    await case.until(lambda case: "REP-3" in case.letters)
    await answers(case, Question.CURE, Answer.EXCHANGE)
    state = await case.until(lambda case: bool(case.replacements) and bool(case.replacements[0].waybill), "it leaves")
    await case.scanned(state.replacements[0].waybill, ParcelState.SIGNED, state.replacements[0].carrier)
    assert await case.ending() is Resolution.REPLACED
    assert floor.refunded(case) == 0


async def test_no_other_on_the_shelf_is_the_whole_price(floor: Floor) -> None:
    """Row 4 without another of the same: no depreciation, since the buyer had no choice (F85)."""
    case = await broken(floor)
    case.long = "two attempts, then a refund with its follow-up"
    await comes_in(case)
    await says(case, RepairState.FAILED, cause="the coil broke again")
    await case.until(lambda case: len(case.jobs) == 2, "it is tried once more")
    await says(case, RepairState.FAILED, cause="the coil broke again")
    await case.until(lambda case: "REP-3" in case.letters)
    await answers(case, Question.CURE, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE


async def test_a_repair_for_a_price_that_cannot_be_done(floor: Floor) -> None:
    """Outside the term nothing is owed: the goods go back, and nothing is charged."""
    case = await broken(floor, days=800)
    await comes_in(case)
    await says(case, RepairState.UNREPAIRABLE, cause="no parts")
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.UNREPAIRED


async def test_an_attempt_under_an_earlier_case_counts(floor: Floor) -> None:
    """F85: one failed repair before, one now; the item was mended twice, whoever filed it."""
    first = await broken(floor, order_id="7711")
    await comes_in(first, "ST1")
    await is_mended(first)
    await reaches_the_buyer(first)
    await first.ending()
    again = await broken(floor, order_id="7711")
    await again.until(lambda case: bool(case.past_repairs), "the book is read")
    [read] = await found(again, ev.PastRepairsRead)
    assert [repair.case_id for repair in read.repairs] == [first.case_id]
    await comes_in(again, "ST2")
    await says(again, RepairState.FAILED, cause="broken again within the month")
    await again.until(lambda case: case.given_up_row == 4, "that was the second")


async def test_more_than_thirty_days_are_too_long(floor: Floor) -> None:
    """Row 5: warned at twenty days, a word every day after that, and on the thirtieth the whole price is due."""
    case = await broken(floor)
    case.long = "a letter a day for ten days"
    await comes_in(case)
    await case.passes(days=20, hours=1)
    assert "repair" in [event.clock for event in await found(case, ev.DeadlinePassed)]
    await case.until(lambda case: "DELAY" in case.letters)
    await case.passes(days=10)
    await case.until(lambda case: case.given_up_row == 5, "the days are over")
    await answers(case, Question.CURE, Answer.RETURN)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE
    assert await case.ending() is Resolution.REFUNDED


async def test_lacking_parts_give_the_shop_ninety_days(floor: Floor) -> None:
    """Row 5: parts are ordered on the tenth day; after thirty days it may still go on."""
    case = await broken(floor)
    case.long = "a letter a day for ten days"
    await comes_in(case)
    await case.passes(days=10)
    await says(case, RepairState.WAITS_PARTS)
    await case.passes(days=21)
    assert (await case.state()).given_up_row == 0
    await is_mended(case)
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.REPAIRED


async def test_no_longer_made(floor: Floor) -> None:
    """Row 6: no parts any more; the money back less the use."""
    case = await broken(floor)
    case.long = "a repair that cannot be, then a refund with its follow-up"
    await comes_in(case)
    await says(case, RepairState.UNREPAIRABLE, cause="the maker stopped the model")
    await case.until(lambda case: "REP-3" in case.letters)
    await answers(case, Question.CURE, Answer.YES)
    await case.at(CaseStage.CHOOSING_REMEDY)
    await answers(case, Question.CURE, Answer.REFUND)
    assert await case.ending() is Resolution.REFUNDED_LESS_DEPRECIATION


async def test_a_paid_repair_begins_with_the_buyers_yes(floor: Floor) -> None:
    """Row 7: outside the term nothing is done before the price is taken."""
    case = await broken(floor, days=800)
    case.long = "a price, a repair, the way back and the follow-up"
    state = await comes_in(case)
    assert not state.jobs[-1].free
    await says(case, RepairState.QUOTED, cause="the speaker is worn", amount=9900)
    await case.until(lambda case: "REP-Q" in case.letters)
    await case.at(CaseStage.WAIT_QUOTE)
    await says_yes_in_the_shops_books(floor, case)
    await answers(case, Question.REPAIR_QUOTE, Answer.ACCEPT)
    await pays_for_it(floor, case)
    await case.rests()
    await says(case, RepairState.WORKING)
    await is_mended(case)
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.REPAIRED
    assert await found(case, ev.GuaranteeMoved) == []
    assert floor.compensated(case) == floor.refunded(case) == 0


async def pays_for_it(floor: Floor, case: StoryCase) -> None:
    """The buyer follows the link, and the provider tells us."""
    now = await case.at(CaseStage.WAIT_TOP_UP)
    await case.until(lambda case: "REP-P" in case.letters, "the buyer has the link")
    with floor.world.books.writing():
        assert topups.pay(floor.world, "demo_shop", floor.orders[case.case_id])
    link = now.topups[-1]
    await case.hears(facts.TopUpReported(fact=f"n:{link.key}", key=link.key, amount=link.amount, at=case.now()))


async def says_yes_in_the_shops_books(floor: Floor, case: StoryCase) -> None:
    """The sandbox's repair shop knows of its own quote, as a real one would."""
    state = await case.state()
    with floor.world.books.writing():
        job = floor.world.books.get("job", state.jobs[-1].key)
        assert job is not None
        job["reports"].append({"report_id": "rp_q", "state": "quoted", "at": case.now().isoformat(), "amount": 9900})
        floor.world.books.put("job", job["key"], job, shop=job["shop"], order_id=job["order_id"], at=floor.world.now())


async def test_a_price_that_is_declined_sends_it_back(floor: Floor) -> None:
    """Row 7: no work, no charge; the goods go back as they came."""
    case = await broken(floor, days=800)
    await comes_in(case)
    await says(case, RepairState.QUOTED, cause="the speaker is worn", amount=9900)
    await says_yes_in_the_shops_books(floor, case)
    await case.until(lambda case: "REP-Q" in case.letters)
    await answers(case, Question.REPAIR_QUOTE, Answer.DECLINE)
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.QUOTE_DECLINED


async def test_nobody_answers_the_price_for_ninety_days(floor: Floor) -> None:
    """Row 7: a week, a notice, ninety days; then the goods are unclaimed."""
    case = await broken(floor, days=800)
    await comes_in(case)
    await says(case, RepairState.QUOTED, cause="the speaker is worn", amount=9900)
    await case.until(lambda case: "REP-Q" in case.letters)
    await case.passes(days=8)
    await case.until(lambda case: "REP-5" in case.letters)
    await case.passes(days=91)
    assert await case.ending() is Resolution.UNCLAIMED


async def test_a_large_thing_is_mended_where_it_stands(floor: Floor) -> None:
    """Row 8: nobody posts it; the visit is the shop's, its log is in the report."""
    large = Defect(kind=DefectKind.PERFORMANCE, symptom="leaks", on_site=True)
    case = await broken(floor, defect=large)
    await case.until(lambda case: bool(case.jobs), "the repair shop is asked")
    await says(case, RepairState.RECEIVED, eta=case.now() + timedelta(days=2))
    await is_mended(case)
    await case.until(lambda case: "REP-2" in case.letters)
    assert await case.ending() is Resolution.REPAIRED


async def test_goods_that_the_buyer_does_not_take_wait_for_ninety_days(floor: Floor) -> None:
    """Refused at the door: the buyer is told, and after ninety days they are unclaimed."""
    case = await broken(floor)
    await comes_in(case)
    await is_mended(case)
    await reaches_the_buyer(case, ParcelState.COMING_BACK)
    await case.until(lambda case: "REP-5" in case.letters)
    await case.passes(days=91)
    assert await case.ending() is Resolution.UNCLAIMED


async def test_the_course_of_a_repair_is_entered_by_hand(floor: Floor) -> None:
    """An agent enters what the repairer says; a report that lacks what the buyer is owed is refused (R55)."""
    case = await broken(floor)
    await comes_in(case)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.ReportRepair(by="ann", state=RepairState.REPAIRED, cause="a cold joint"))
    assert "R55" in str(refused.value.cause)
    await case.told(
        commands.ReportRepair(
            by="ann",
            state=RepairState.REPAIRED,
            cause="a cold joint",
            cure="soldered",
            course="opened and soldered",
            result="plays",
        )
    )
    await reaches_the_buyer(case)
    assert await case.ending() is Resolution.REPAIRED
