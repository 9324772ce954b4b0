"""Calls to a buyer: asked for before, entered after, counted over all of the buyer's cases."""

import json

import pytest

from commandline.calling import Outcome, Step
from domain import events as ev
from domain.request import Ground
from domain.standing import CaseStage
from store import buyers
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase

ANY_HOUR = {"phone_from_clock": 0, "phone_until_clock": 24}


async def undecided(floor: Floor) -> StoryCase:
    """A case whose buyer somebody wants to call."""
    case = await floor.open(ground=Ground.QUALITY, revised=ANY_HOUR)
    await case.at(CaseStage.DECIDING)
    await written(floor, case)
    return case


@pytest.mark.timeout(120)
async def test_a_call_is_an_event_and_the_next_one_waits(floor: Floor, terminal: Terminal) -> None:
    """Allowed, made, entered; then two hours pass before the next, and the register tells of it."""
    case = await undecided(floor)
    may = await terminal.types("call", case.case_id, "--json")
    assert (may.code, may.row["may_call"]) == (0, True)

    noted = await terminal.types("call", case.case_id, "--outcome", "reached", "--note", "wants a refund", "--json")
    assert noted.code == 0, noted.err
    [called] = [event for event in await case.story() if isinstance(event, ev.BuyerCalled)]
    assert (called.outcome, called.by, called.note) == (ev.CallOutcome.REACHED, "li", "wants a refund")

    again = await terminal.types("call", case.case_id, "--json")
    assert again.code == 2
    error = json.loads(again.out)["error"]
    assert error["code"] == "CALL_LATER"
    assert "2 hours between two calls" in error["message"]


@pytest.mark.timeout(120)
async def test_who_asks_not_to_be_called_is_written_to(floor: Floor, terminal: Terminal) -> None:
    """No more calls from then on; letters go on."""
    case = await undecided(floor)
    await terminal.types("call", case.case_id, "--outcome", "no-more-calls")
    refused = await terminal.types("call", case.case_id, "--json")
    assert json.loads(refused.out)["error"]["code"] == "NO_CALL"
    reach = await buyers.reach(floor.pool, (await case.state()).buyer)
    assert (reach.no_calls, reach.opted_out) == (True, False)


@pytest.mark.timeout(120)
async def test_an_opt_out_by_hand_holds_at_once_and_may_be_taken_back(floor: Floor, terminal: Terminal) -> None:
    """In all cases of the buyer."""
    case = await undecided(floor)
    buyer = (await case.state()).buyer
    assert (await terminal.types("buyer", "opt-out", case.case_id)).code == 0
    assert (await buyers.reach(floor.pool, buyer)).opted_out
    assert (await terminal.types("buyer", "opt-out", case.case_id, "--undo")).code == 0
    assert not (await buyers.reach(floor.pool, buyer)).opted_out


def test_the_command_line_knows_every_outcome() -> None:
    """A new one fails here until it can be typed."""
    assert [outcome.value for outcome in Outcome] == [outcome.value for outcome in ev.CallOutcome]
    assert [step.value for step in Step] == [step.value for step in ev.CallStep]


@pytest.mark.timeout(120)
async def test_the_script_of_a_call_and_the_steps_that_were_gone(floor: Floor, terminal: Terminal) -> None:
    """Seven steps in the language of who calls, identity first; the outcome keeps those that were gone."""
    case = await undecided(floor)
    read = await terminal.types("call", case.case_id, "--script", "--lang", "zh")
    assert read.code == 0, read.err
    steps = [row for row in read.out.splitlines() if row[:1].isdigit()]
    assert [step[2:] for step in steps] == [
        "确认身份",
        "说明来意",
        "倾听",
        "致歉",
        "提出方案",
        "协商调整",
        "复述并再次致歉",
    ]
    order = floor.orders[case.case_id]
    assert f"应为{order[-4:]}" in read.out
    assert "Mug" not in read.out.split("说明来意")[0]

    rows = (await terminal.types("call", case.case_id, "--script", "--json")).out.splitlines()
    assert [json.loads(row).get("step") for row in rows[:7]] == [step.value for step in Step]

    said = ("--done", "recap", "--done", "identify", "--note", "agreed on the return")
    assert (await terminal.types("call", case.case_id, "--outcome", "reached", *said)).code == 0
    [called] = [event for event in await case.story() if isinstance(event, ev.BuyerCalled)]
    assert called.done == (ev.CallStep.IDENTIFY, ev.CallStep.RECAP)
    refused = await terminal.types("call", case.case_id, "--done", "identify", "--json")
    assert json.loads(refused.out)["error"]["code"] == "NO_OUTCOME"
