"""The drill: a case is brought into each of the seven ways of being stuck, found, and mended as it is told."""

import asyncio
import shlex
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import PauseActivityRequest

from domain.order import Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage, standing
from tests.drill.server import Desk, a_temporal
from tests.stories.floor import Floor, shop_floor, units
from tests.stories.story import StoryCase
from worker import build
from workflows import case as case_module
from workflows.casefile import CaseFile
from workflows.endings import Ending
from workflows.scenarios.refund_only import refund_only

CODE, NO_WORKER, PARKED, RETRYING, PAUSED, OVERDUE, DEAD = "S1", "S2", "S3", "S4", "S5", "S6", "S7"


async def broken(file: CaseFile) -> Ending:
    """Someone deployed this: parcels that never came are beyond it."""
    if file.case.request.ground is Ground.NOT_RECEIVED:
        raise RuntimeError("a fault in the code of the day")
    return await refund_only(file)


async def keys(desk: Desk, folder: Path) -> Path:
    """New keys, in force from here on: what is found and mended is found and mended in encrypted cases too."""
    file = folder / "keys.toml"
    made = await desk.terminal.types("keys", "new", "--file", str(file))
    assert made.code == 0, made.err
    desk.sets("AMENDS_CODEC_KEYS_FILE", str(file))
    return file


async def fails(floor: Floor) -> StoryCase:
    """S1: it comes to code that is broken."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_RECEIVED, stage=Stage.IN_TRANSIT)
    floor.cases.remove(case)  # a failed workflow task is what this case is about
    return case


async def without_worker(floor: Floor, queue: str) -> StoryCase:
    """S2: it waits on a queue that nobody polls."""
    served, floor.queue = floor.queue, queue
    try:
        return await floor.open()
    finally:
        floor.queue = served


async def parked(floor: Floor) -> StoryCase:
    """S3: its refund gave up, the account is frozen."""
    frozen = {"on": "payments.refund", "kind": "account_frozen", "times": None}
    return await floor.open(
        kind=Scenario.REFUND_ONLY,
        ground=Ground.NOT_WANTED,
        stage=Stage.UNSHIPPED,
        no_reason_until=None,
        scene={"faults": [frozen]},
    )


async def courier_down(floor: Floor) -> StoryCase:
    """S4, and S5 once someone pauses it: the courier does not answer."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts(f"ST-{case.case_id[-4:]}")
    return case


async def pause(floor: Floor, case: StoryCase) -> None:
    """Someone presses Pause in the Temporal UI."""
    for _ in range(300):
        described = await case.handle.describe()
        pending = [
            one for one in described.raw_description.pending_activities if one.activity_type.name == "watch_parcel"
        ]
        if pending:
            break
        await asyncio.sleep(0.05)
    await floor.client.workflow_service.pause_activity(
        PauseActivityRequest(
            namespace=floor.client.namespace,
            execution=WorkflowExecution(workflow_id=case.case_id),
            id=pending[0].activity_id,
            identity="wang",
            reason="is this right?",
        )
    )


async def overdue(floor: Floor) -> StoryCase:
    """S6: a person should have decided."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    await case.passes(days=30)
    return case


async def dead(floor: Floor) -> StoryCase:
    """S7: terminated after its money went back."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST-dead")
    await case.arrives("ST-dead")
    await case.found("ST-dead", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await case.handle.terminate("pressed the wrong button")
    return case


async def seven(floor: Floor, cold: str) -> dict[str, StoryCase]:
    """A case of each class, on its way there."""
    cases = {CODE: await fails(floor), PARKED: await parked(floor), DEAD: await dead(floor)}
    floor.world.faults.declare("courier.subscribe", "error_before")
    cases |= {RETRYING: await courier_down(floor), PAUSED: await courier_down(floor)}
    await pause(floor, cases[PAUSED])
    return cases | {NO_WORKER: await without_worker(floor, cold), OVERDUE: await overdue(floor)}


async def found(desk: Desk, wanted: dict[str, StoryCase]) -> dict[str, dict[str, Any]]:
    """`stuck`, once it tells of every case: one class each. Temporal's lists lag, and some classes take their time."""
    for _ in range(120):
        ended = await desk.terminal.types("stuck", "--json")
        assert ended.code == 0, ended.err
        rows = {row["case_id"]: row for row in ended.rows}
        assert len(rows) == len(ended.rows), "a case has one class"
        classes = {name: rows.get(case.case_id, {}).get("class") for name, case in wanted.items()}
        if all(name == told for name, told in classes.items()):
            return {row["class"]: row for row in ended.rows}
        await asyncio.sleep(0.5)
    raise AssertionError(f"wanted each class by its case, told: {classes}")


async def mended(desk: Desk, row: dict[str, Any]) -> None:
    """The command that is named, as it is named."""
    program, *words = shlex.split(row["command"])
    assert program == "starter.py"
    ended = await desk.terminal.types(*words)
    assert ended.code == 0, f"{row['command']}: {ended.err}"


async def nothing_is_stuck(desk: Desk) -> None:
    """`stuck` tells of nothing any more; the lists lag by a moment."""
    for _ in range(60):
        ended = await desk.terminal.types("stuck", "--json")
        if not ended.rows:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"still stuck: {ended.out}")


async def went_on(floor: Floor, cases: dict[str, StoryCase]) -> None:
    """Each is where it would be had nothing happened, and the books have no refund twice."""
    for name in (RETRYING, PAUSED):
        state = await cases[name].until(lambda case: not case.retrying, "it goes on", patience=60)
        assert not standing(state).stuck
        await cases[name].arrives(f"ST-{cases[name].case_id[-4:]}")
        await cases[name].at(CaseStage.INSPECTING)
    await cases[NO_WORKER].at(CaseStage.WAIT_BUYER_SHIP)
    await cases[PARKED].at(CaseStage.FOLLOW_UP)
    await cases[OVERDUE].at(CaseStage.WAIT_BUYER_SHIP)
    reopened = StoryCase(floor, floor.client.get_workflow_handle(cases[DEAD].case_id), cases[DEAD].case_id)
    await reopened.at(CaseStage.FOLLOW_UP)
    refunds = {name: floor.refunded(case) for name, case in cases.items()}
    paid = {PARKED, DEAD}
    assert refunds == {name: 19900 if name in paid else 0 for name in cases}


@pytest.mark.timeout(240)
async def test_seven_ways_of_being_stuck(
    desk: Desk, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All seven at once: each found under its class, each mended by the command that is named with it."""
    monkeypatch.setitem(case_module.SCENARIOS, Scenario.REFUND_ONLY, broken)
    async with AsyncExitStack() as stack:
        environment = await stack.enter_async_context(a_temporal(await keys(desk, tmp_path)))
        floor = await stack.enter_async_context(shop_floor(environment, database, tmp_path / "books.sqlite"))
        cold = f"{floor.queue}-cold"
        desk.turn_to(environment, cold)
        cases = await seven(floor, cold)
        rows = await found(desk, cases)
        assert "python worker.py" in {rows[CODE]["command"], rows[NO_WORKER]["command"]}
        monkeypatch.setitem(case_module.SCENARIOS, Scenario.REFUND_ONLY, refund_only)
        floor.lift_faults()
        await stack.enter_async_context(build(environment.client, floor.pool, floor.gateways, cold))
        for name in (PARKED, RETRYING, PAUSED, OVERDUE, DEAD):
            await mended(desk, rows[name])
        await nothing_is_stuck(desk)
        await went_on(floor, cases)
