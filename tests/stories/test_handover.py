"""The daily check of the hand-over: a real schedule over real cases, with a team and its absences."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.handover import Missing
from domain import commands
from domain import events as ev
from domain.people.handover import Absence
from domain.rounds import Order, Rota, Round
from store import absences, checks
from tests.stories.floor import SHOP, Floor, StoryCase
from tests.stories.test_rounds import begun

ORDER = Order(shop=SHOP, time_zone="Asia/Shanghai", most=2, note_hours=24, take_hours=2)
OF = Rota(round=Round.HANDOVER, hour=18, order=ORDER)
AT_ONCE = replace(OF, order=replace(ORDER, take_hours=0))  # what is handed over has to be taken at once


async def waiting(floor: Floor, **more: Any) -> StoryCase:
    """A case that waits for the buyer's parcel, and is on the list as such."""
    case = await floor.open(**more)
    await case.until(lambda now: now.ship_by is not None, "the window")
    await case.story()
    return case


async def checked(floor: Floor, *, of: Rota = OF, waits: bool = True) -> Missing:
    """One check; what is missing afterwards. `waits`: where cases change hands, a minute passes before it counts."""
    run = await begun(floor, of)
    if waits:
        await floor.environment.fast_forward(run, timedelta(minutes=1))
    told = await asyncio.wait_for(floor.client.get_workflow_handle(run.id, result_type=Missing).result(), 20)
    assert isinstance(told, Missing)
    return told


async def owners(*cases: StoryCase) -> list[str]:
    """Who has each in hand."""
    found = [(await case.state()).handling.owner for case in cases]
    for case in cases:
        await case.story()
    return found


async def test_nobodys_cases_are_given_to_the_team_and_counted(floor: Floor) -> None:
    """Each to whoever has least, once: a second check of the day changes nothing; what is missing is still counted."""
    cases = [await waiting(floor) for _ in range(4)]
    told = await checked(floor)
    assert sorted(await owners(*cases)) == ["ann", "ann", "li", "sun"]
    assert told == Missing(cases=4, gaps={"no_action": 4, "no_note": 4})
    assert await checked(floor, waits=False) == told
    for case in cases:
        assert (await case.kinds()).count(ev.CaseAssigned) == 1
    [look] = [check for check in await checks.latest(floor.pool) if check.name == "handover"]
    assert look.breaches == 4


async def test_what_is_due_while_somebody_is_away_goes_to_the_stand_in(floor: Floor) -> None:
    """Ann is away when her first case is due, and back for the second; her stand-in is sun."""
    soon, later = await waiting(floor, revised={"ship_back_hours": 20}), await waiting(floor)
    for case in (soon, later):
        await case.told(commands.Assign(by="ann", to="ann"))
        await case.story()
    now = datetime.now(UTC)
    gone = Absence(name="ann", since=now + timedelta(hours=1), until=now + timedelta(days=2))
    await absences.enter(floor.pool, SHOP, gone, by="sun")
    await checked(floor)
    assert await owners(soon, later) == ["sun", "ann"]
    assigned = [event for event in await soon.story() if isinstance(event, ev.CaseAssigned)]
    assert [(event.by, event.reason) for event in assigned] == [("ann", ""), ("policy", "ann is away")]


async def test_a_handover_that_nobody_takes_is_told_of_once(floor: Floor) -> None:
    """It stays with its owner, the register has one alarm, and whoever takes it ends it."""
    case = await waiting(floor)
    await case.told(commands.Assign(by="ann", to="ann"))
    await case.told(commands.HandCase(by="ann", to="li", note="the depot answers by noon"))
    await case.story()
    told = await checked(floor, of=AT_ONCE, waits=False)
    assert told.gaps["not_taken"] == 1
    await case.story()
    await checked(floor, of=AT_ONCE, waits=False)
    assert (await case.kinds()).count(ev.HandoverOverdue) == 1
    assert (await case.state()).handling.owner == "ann"
    await case.told(commands.Assign(by="li", to="li"))
    assert "not_taken" not in (await _after(floor, case)).gaps
    assert (await case.state()).handling.owner == "li"


async def _after(floor: Floor, case: StoryCase) -> Missing:
    await case.story()
    return await checked(floor, of=AT_ONCE, waits=False)
