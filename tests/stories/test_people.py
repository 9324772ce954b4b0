"""Stories of the shop's people: holding, diverting, correcting, skipping, reopening."""

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Answer, Question, Resolution
from domain.facts import AnswerReported
from domain.goods import Finding
from domain.request import Scenario
from domain.standing import CaseStage
from tests.stories.floor import Floor, StoryCase, units


async def refused(case: StoryCase, command: commands.Command) -> str:
    """The code with which the case refuses a command."""
    with pytest.raises(WorkflowUpdateFailedError) as failure:
        await case.told(command)
    return str(failure.value.cause.type)  # type: ignore[attr-defined]


async def test_a_held_case_takes_no_step_until_it_is_released(floor: Floor) -> None:
    """Held while the parcel is on its way: it arrives, it is inspected, and no money leaves before the release."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.told(commands.Hold(by="li", reason="ask the manager"))
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.passes(days=2)
    assert floor.refunded(case) == 0
    await case.told(commands.Release(by="li"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_diverted_case_goes_on_as_another_scenario(floor: Floor) -> None:
    """A person takes the waiting case to dispute; the diversion surfaces at the wait."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.told(commands.Divert(by="li", to=Scenario.DISPUTE, reason="the buyer threatens"))
    await case.at(CaseStage.DISPUTE)
    assert await refused(case, commands.Divert(by="li", to=Scenario.DISPUTE, reason="again")) == "SAME_SCENARIO"
    await case.told(commands.Divert(by="li", to=Scenario.RETURN_REFUND, reason="settled"))
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_a_case_closed_by_hand(floor: Floor) -> None:
    """A person ends the case; it says who and why, and nothing more happens."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.told(commands.Close(by="li", reason="settled on the phone"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    assert ev.ClosureOrdered(by="li", reason="settled on the phone") in await case.story()


async def test_a_finding_entered_by_hand(floor: Floor) -> None:
    """The warehouse's system is down; the inspector writes it on paper and an agent enters it."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    finding = Finding(finding_id="paper-1", waybill="ST1", inspector="zhao", at=case.now(), lines=(units("1", 1),))
    await case.told(commands.Inspect(by="li", finding=finding))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_wrong_carrier_is_corrected_and_the_step_retried(floor: Floor) -> None:
    """The buyer mistyped the courier: the step parks, says why, and goes on once the waybill is mended."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1", carrier="no-such-courier")
    state = await case.until(lambda case: bool(case.parked), "the step parks")
    assert (state.parked[0].step, state.parked[0].reason) == ("watch_parcel", "REFUSED")
    assert await refused(case, commands.Retry(by="li", step="refund")) == "NOT_PARKED"
    await case.told(commands.Skip(by="li", step="watch_parcel", reason="watched on the courier's site"))
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)


async def test_the_buyer_says_it_is_not_solved(floor: Floor) -> None:
    """Three days after the money the buyer is asked, says no, and a person takes the case up again (R130)."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=4)
    await case.until(lambda case: "FUP-2" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.NO, question=Question.SOLVED))
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Close(by="wang", reason="called, coupon sent"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    assert floor.refunded(case) == 19900


async def test_a_bad_survey_reopens_a_closed_case(floor: Floor) -> None:
    """Two points out of five: a person looks at it again."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=9)
    await case.until(lambda case: "FUP-3" in case.letters)
    await case.hears(
        AnswerReported(fact="s1", answer=Answer.WORDS, question=Question.SURVEY, experience=2, expectation=5)
    )
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="wang", note="apologised; nothing more is owed"))
    assert await case.ending(days=60) is Resolution.REFUNDED
    assert floor.refunded(case) == 19900


async def test_commands_that_do_not_fit_are_refused_with_a_reason(floor: Floor) -> None:
    """Every refusal has a code and words, and leaves no trace in the story."""
    case = await floor.open()
    await case.until(lambda case: case.ship_by is not None)
    before = await case.kinds()
    assert await refused(case, commands.Agree(by="li")) == "ALREADY_AGREED"
    assert await refused(case, commands.Agree(by=" ")) == "NO_NAME"
    assert await refused(case, commands.Refuse(by="li", reason="no", evidence=("E1",))) == "ALREADY_AGREED"
    assert await refused(case, commands.Refuse(by="li", reason="no", evidence=())) == "NO_EVIDENCE"
    assert await refused(case, commands.Release(by="li")) == "NOT_HELD"
    assert await refused(case, commands.Retry(by="li")) == "NOT_PARKED"
    assert await refused(case, commands.Rule(by="li", in_favour_of=ev.Party.BUYER)) == "NO_DISPUTE"
    assert await refused(case, commands.Correct(by="li", field="price", value="1", reason="x")) == "UNKNOWN_FIELD"
    assert await refused(case, commands.Hold(by="li", reason="")) == "NO_REASON"
    assert await refused(case, commands.Close(by="li", reason="")) == "NO_REASON"
    assert await case.kinds() == before


async def test_the_same_request_sent_twice_is_one_command(floor: Floor) -> None:
    """A caller that timed out repeats its update id, and gets the first answer."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    first = await case.told(commands.Hold(by="li", reason="wait"), update_id="hold-1")
    second = await case.told(commands.Hold(by="li", reason="wait"), update_id="hold-1")
    assert first == second
    assert (await case.kinds()).count(ev.CaseHeld) == 1
    await case.told(commands.Release(by="li"))


async def test_a_buyer_without_any_address_does_not_stop_the_case(floor: Floor) -> None:
    """The mail server refuses the address for good: it is told, and the case goes on."""
    case = await floor.open(scene={"faults": [{"on": "mail.deliver", "kind": "smtp_5xx", "times": None}]})
    await case.until(lambda case: case.ship_by is not None, "the window opens all the same")
    assert ev.ContactDenied in await case.kinds()
