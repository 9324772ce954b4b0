"""Quality claims (table 3.8): help from afar, proof, a look at the goods, and what the buyer may choose."""

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
from tests.stories.floor import Floor
from tests.stories.story import StoryCase, units

PRICE = 19900
KETTLE = (OrderLine(line_id="1", qty=1, unit_price=PRICE, sku="KETTLE", title="Kettle"),)
DOES_NOT_HEAT = Defect(kind=DefectKind.PERFORMANCE, symptom="does not heat")


async def faulty(floor: Floor, defect: Defect = DOES_NOT_HEAT, *, days: int = 1, **more: Any) -> StoryCase:
    """A kettle, received so many days ago, and something is wrong with it."""
    signed = datetime.now(UTC) - timedelta(days=days)
    return await floor.open(
        kind=Scenario.QUALITY,
        ground=Ground.QUALITY,
        fault=Fault.SELLER,
        lines=KETTLE,
        defect=defect,
        signed_at=signed,
        no_reason_until=signed + timedelta(days=7),
        **more,
    )


async def photo(case: StoryCase, code: str = "E1") -> None:
    """Somebody files what the buyer sent."""
    await case.told(commands.Attach(by="ann", code=code, reference=f"paper-{code}"))


async def answers(case: StoryCase, question: Question, answer: Answer) -> None:
    """The buyer answers."""
    fact = f"answer:{question}:{answer}"
    await case.hears(facts.AnswerReported(fact=fact, question=question, answer=answer))


async def not_helped(case: StoryCase) -> None:
    """Help from afar was tried, and did not help."""
    await case.told(commands.Diagnose(by="ann", helped=False, note="tried by phone"))


async def comes_in(case: StoryCase, waybill: str = "ST1") -> Case:
    """The buyer posts the goods, and they arrive."""
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts(waybill)
    await case.arrives(waybill)
    return await case.until(lambda case: bool(case.jobs), "the technician is asked")


async def technician_says(case: StoryCase, cause: Cause, words: str = "the heating coil is open") -> None:
    """The repair shop's notice on the newest job."""
    state = await case.state()
    report = RepairReport(state=RepairState.EXAMINED, at=case.now(), cause=words, found=cause, paper="E19-1")
    await case.hears(facts.RepairReported(fact=f"report:{cause}", key=state.jobs[-1].key, report=report))


async def found(case: StoryCase, kind: type[ev.Event]) -> list[Any]:
    """Events of a kind, as the register has them."""
    return [event for event in await case.story() if isinstance(event, kind)]


async def test_help_from_afar_is_enough(floor: Floor) -> None:
    """An agent says what to try, the buyer says that it works: nothing travels, no money moves (R46, R57)."""
    case = await faulty(floor)
    await case.at(CaseStage.DIAGNOSING)
    await case.told(commands.Diagnose(by="ann", steps="press the button under the lid for five seconds"))
    await case.until(lambda case: "QLT-1" in case.letters)
    await answers(case, Question.DIAGNOSIS, Answer.YES)
    assert await case.ending() is Resolution.SOLVED_REMOTELY
    assert floor.refunded(case) == 0


async def test_help_that_did_not_last_is_no_help(floor: Floor) -> None:
    """Days later it is broken again: the case is taken up, and goes on where help from afar ended."""
    case = await faulty(floor)
    await case.told(commands.Diagnose(by="ann", helped=True))
    await case.passes(days=4)
    await case.until(lambda case: "FUP-2" in case.letters)
    await answers(case, Question.SOLVED, Answer.NO)
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.CHOOSING_REMEDY)
    await answers(case, Question.CURE, Answer.RETURN)
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)


async def test_who_wants_to_return_it_within_seven_days_is_not_kept(floor: Floor) -> None:
    """A return that the law gives waits for no advice, no photo and no technician (F84)."""
    case = await faulty(floor, Defect(kind=DefectKind.PERFORMANCE, wish=Remedy.RETURN))
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)
    await case.told(commands.Agree(by="ann", seller_pays_freight=True))
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE


async def test_a_buyer_may_turn_down_the_advice_and_return_it(floor: Floor) -> None:
    """Whoever is told what to try may answer: return."""
    case = await faulty(floor)
    await case.told(commands.Diagnose(by="ann", steps="descale it"))
    await case.until(lambda case: "QLT-1" in case.letters)
    await answers(case, Question.DIAGNOSIS, Answer.RETURN)
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)


async def test_a_day_of_advice_is_all_there_is(floor: Floor) -> None:
    """Nobody advised within a day: the claim goes on, and the buyer is asked for a photo (stage b)."""
    case = await faulty(floor)
    await case.at(CaseStage.DIAGNOSING)
    await case.passes(hours=25)
    await case.at(CaseStage.WAIT_PROOF)
    assert [event.helped for event in await found(case, ev.DiagnosisEnded)] == [False]
    await photo(case)
    await case.at(CaseStage.DECIDING)


async def test_row_1_the_buyer_chooses_a_return(floor: Floor) -> None:
    """An agent agrees on the photo; within seven days the buyer chooses, and has price back at our cost (MR-13)."""
    case = await faulty(floor)
    await photo(case)
    await not_helped(case)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann"))
    await case.until(lambda case: "QLT-3" in case.letters)
    await answers(case, Question.CURE, Answer.RETURN)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE
    assert await case.ending() is Resolution.REFUNDED


async def test_row_3_another_of_the_same(floor: Floor) -> None:
    """Ten days: no return by law, but another; the technician's finding stands, and no difference is owed (MR-31)."""
    shelf = {"warehouse": {"stock": {"KETTLE": {"qty": 1, "scans": []}}}}
    case = await faulty(floor, Defect(kind=DefectKind.PERFORMANCE, wish=Remedy.EXCHANGE), days=10, scene=shelf)
    case.long = "a technician, an exchange and its way"
    await not_helped(case)
    await comes_in(case)
    await technician_says(case, Cause.DEFECT)
    await case.until(lambda case: case.scenario is Scenario.EXCHANGE)
    state = await case.until(lambda case: bool(case.replacements) and bool(case.replacements[0].waybill), "it leaves")
    await case.scanned(state.replacements[0].waybill, ParcelState.SIGNED, state.replacements[0].carrier)
    assert await case.ending() is Resolution.EXCHANGED
    assert floor.refunded(case) == 0


async def test_row_2_a_small_flaw_that_stays(floor: Floor) -> None:
    """A scratch, a photo: a price difference of 5 %, and the buyer keeps it (MR-16, R59)."""
    case = await faulty(floor, Defect(kind=DefectKind.VISIBLE, minor=True, symptom="a scratch"))
    await photo(case)
    await case.told(commands.Agree(by="ann"))
    await case.until(lambda case: "QLT-5" in case.letters)
    await answers(case, Question.CURE, Answer.KEEP)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE // 20
    assert await case.ending() is Resolution.PARTIAL_KEEP


async def test_row_2_a_flaw_that_is_not_accepted_goes_back(floor: Floor) -> None:
    """No to the difference is a return, as the letter promised (QLT-5)."""
    case = await faulty(floor, Defect(kind=DefectKind.VISIBLE, minor=True))
    await photo(case)
    await case.told(commands.Agree(by="ann"))
    await case.until(lambda case: "QLT-5" in case.letters)
    await answers(case, Question.CURE, Answer.NO)
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)


async def test_after_the_days_of_a_return_our_technician_looks_first(floor: Floor) -> None:
    """Rows 3 and 4 want a report: the goods come in at our cost; what was found decides by itself (R49, R51)."""
    case = await faulty(floor, days=100)
    await not_helped(case)
    await comes_in(case)
    await case.until(lambda case: "QLT-2" in case.letters)
    await technician_says(case, Cause.DEFECT)
    await case.until(lambda case: "QLT-3" in case.letters)
    state = await case.state()
    assert state.agreement is not None
    assert state.agreement.by == "policy"
    await answers(case, Question.CURE, Answer.REPAIR)
    await case.until(lambda case: case.choice is not None and case.choice.remedy is Remedy.REPAIR)


async def test_a_silent_technician_is_asked_after_two_days(floor: Floor) -> None:
    """48 hours from arrival; a finding entered by hand does as well."""
    case = await faulty(floor, days=100)
    await not_helped(case)
    await comes_in(case)
    await case.at(CaseStage.EXAMINING)
    await case.passes(hours=49)
    clocks = [event.clock for event in await found(case, ev.DeadlinePassed)]
    assert "inspect" in clocks
    await case.told(commands.Examine(by="ann", cause=Cause.DEFECT, note="the coil is open", report="E19-7"))
    await case.at(CaseStage.CHOOSING_REMEDY)


async def test_nothing_found_and_the_goods_go_back(floor: Floor) -> None:
    """QLT-4: the report, and the goods come back to their owner; no money moves."""
    case = await faulty(floor, days=100)
    await not_helped(case)
    await comes_in(case)
    await technician_says(case, Cause.NO_DEFECT, "heats as it should")
    await case.until(lambda case: "QLT-4" in case.letters)
    await answers(case, Question.CURE, Answer.GIVE_BACK)
    state = await case.until(lambda case: case.sent_home is not None, "the goods leave")
    assert state.sent_home is not None
    await case.scanned(state.sent_home.waybill, ParcelState.SIGNED, state.sent_home.carrier)
    assert await case.ending() is Resolution.NO_DEFECT
    assert floor.refunded(case) == 0


async def test_nothing_found_and_silence_sends_the_goods_back(floor: Floor) -> None:
    """Who does not answer gets the goods back all the same."""
    case = await faulty(floor, days=100)
    await not_helped(case)
    await comes_in(case)
    await technician_says(case, Cause.NO_DEFECT, "heats as it should")
    await case.until(lambda case: "QLT-4" in case.letters)
    await case.passes(hours=73)
    await case.until(lambda case: case.sent_home is not None, "the goods leave")


async def test_nothing_found_while_the_seven_days_are_open(floor: Floor) -> None:
    """The buyer may still return it without a reason; the goods are here already, the way back is theirs (QLT-4)."""
    case = await faulty(floor, days=2)
    await photo(case)
    await not_helped(case)
    await case.told(commands.OrderExamination(by="ann", examiner=Examiner.SHOP))
    await comes_in(case)
    await technician_says(case, Cause.NO_DEFECT, "heats as it should")
    await case.until(lambda case: "QLT-4" in case.letters)
    await answers(case, Question.CURE, Answer.RETURN)
    state = await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)
    assert (state.request.ground, state.request.fault) == (Ground.NO_REASON, Fault.BUYER)
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE


async def test_row_7_damage_by_use_is_no_defect(floor: Floor) -> None:
    """Liquid inside: no claim, a repair for a price or the goods back; a supervisor may refuse (row 7)."""
    case = await faulty(floor, days=3)
    await photo(case)
    await not_helped(case)
    await case.told(commands.OrderExamination(by="ann", examiner=Examiner.SHOP))
    await comes_in(case)
    await technician_says(case, Cause.HUMAN_DAMAGE, "liquid inside")
    await case.until(lambda case: "QLT-3" in case.letters)
    await answers(case, Question.CURE, Answer.GIVE_BACK)
    state = await case.until(lambda case: case.sent_home is not None, "the goods leave")
    assert state.sent_home is not None
    await case.scanned(state.sent_home.waybill, ParcelState.SIGNED, state.sent_home.carrier)
    assert await case.ending() is Resolution.REFUSED


async def test_nobody_can_tell_and_a_laboratory_decides(floor: Floor) -> None:
    """The buyer asked for the test and paid it in advance; a confirmed defect brings the fee back (loser bears)."""
    case = await faulty(floor, days=100)
    await not_helped(case)
    await comes_in(case)
    await technician_says(case, Cause.CANNOT_TELL, "works on our bench")
    await case.at(CaseStage.DECIDING)
    lab = commands.OrderExamination(by="ann", examiner=Examiner.LABORATORY, place="CTI", asked_by_buyer=True)
    await case.told(lab)
    await case.until(lambda case: "QLT-6" in case.letters)
    await case.told(
        commands.Examine(
            by="ann",
            cause=Cause.DEFECT,
            examiner=Examiner.LABORATORY,
            report="E9-CTI-1",
            fee=12000,
            paid_by_buyer=True,
        )
    )
    await case.at(CaseStage.CHOOSING_REMEDY)
    await case.told(commands.Divert(by="li", to=Scenario.RETURN_REFUND, reason="the maker takes it back"))
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == PRICE
    assert floor.compensated(case) == 12000


async def test_the_service_point_that_the_buyer_names_looks_first(floor: Floor) -> None:
    """Near and willing: nothing is posted to us, the report decides (R50, E10)."""
    case = await faulty(floor, Defect(kind=DefectKind.PERFORMANCE, service_point="Shenzhen centre"), days=30)
    await not_helped(case)
    await case.until(lambda case: "QLT-6" in case.letters)
    await case.at(CaseStage.EXAMINING)
    await case.told(commands.Examine(by="ann", cause=Cause.DEFECT, examiner=Examiner.SERVICE_POINT, report="E10-1"))
    await case.at(CaseStage.CHOOSING_REMEDY)


async def test_a_service_point_that_says_nothing_leaves_the_shop_to_decide(floor: Floor) -> None:
    """Fifteen days of silence: the deadline is told, and a person decides (R51)."""
    case = await faulty(floor, Defect(kind=DefectKind.PERFORMANCE, service_point="Shenzhen centre"), days=30)
    await not_helped(case)
    await case.at(CaseStage.EXAMINING)
    await case.passes(days=16)
    assert "examination" in [event.clock for event in await found(case, ev.DeadlinePassed)]
    await case.told(commands.Agree(by="li"))
    await case.at(CaseStage.CHOOSING_REMEDY)


async def test_goods_that_never_come_in_end_the_claim(floor: Floor) -> None:
    """Nothing was posted within the window: lapsed, and the buyer is told so."""
    case = await faulty(floor, days=100)
    await not_helped(case)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=8)
    assert await case.ending() is Resolution.LAPSED


async def test_row_5_a_hidden_defect_is_the_sellers_to_disprove(floor: Floor) -> None:
    """Safety, material: no paper of origin, so the return is owed; a supervisor decides (F76)."""
    case = await faulty(floor, Defect(kind=DefectKind.HIDDEN, symptom="smells of solvent"), days=60)
    await case.at(CaseStage.DECIDING)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Agree(by="ann"))
    assert "sup" in str(refused.value.cause)
    await case.told(commands.Agree(by="sun"))
    await answers(case, Question.CURE, Answer.RETURN)
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)


async def test_row_8_outside_the_guarantee_there_is_a_repair_for_a_price(floor: Floor) -> None:
    """Two years old: no claim; the buyer may have it mended for a price, or let it be."""
    case = await faulty(floor, days=800)
    await not_helped(case)
    await case.until(lambda case: "QLT-3" in case.letters)
    await answers(case, Question.CURE, Answer.GIVE_BACK)
    assert await case.ending() is Resolution.REFUSED


async def test_silence_chooses_nothing(floor: Floor) -> None:
    """A buyer who does not answer is called; an agent enters what they said, and only what is open to them."""
    case = await faulty(floor, days=3)
    await photo(case)
    await not_helped(case)
    await case.told(commands.Agree(by="ann"))
    await case.at(CaseStage.CHOOSING_REMEDY)
    await case.passes(hours=80)
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.Choose(by="ann", remedy=Remedy.LESS_USE, note="by phone"))
    await case.told(commands.Choose(by="ann", remedy=Remedy.RETURN, note="by phone"))
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND)


async def test_a_refused_claim_is_a_dispute(floor: Floor) -> None:
    """Refused with evidence and a reason, and the buyer may go on from there (R106)."""
    case = await faulty(floor, days=3)
    await photo(case)
    await not_helped(case)
    await case.at(CaseStage.DECIDING)
    await case.told(
        commands.Refuse(by="li", reason="another model is on the photo", evidence=("E1:paper-E1",), unasked=True)
    )
    await case.until(lambda case: case.scenario is Scenario.DISPUTE)


async def test_the_repair_shop_is_away_when_it_is_asked(floor: Floor) -> None:
    """Its system fails after it took the job; asked again under the same key there is still one."""
    faults = [{"on": "repairs.book", "kind": "error_after_commit", "times": 2}]
    case = await faulty(floor, days=100, scene={"faults": faults})
    await not_helped(case)
    await comes_in(case)
    await case.rests()
    jobs = floor.world.books.rows("SELECT id FROM documents WHERE kind = 'job'")
    assert [row["id"] for row in jobs] == [f"{case.case_id}/repair/1"]
