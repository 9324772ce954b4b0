"""Two releases at once, upgrade and downgrade, with open cases: what docs/deploys.md promises.

`AMENDS_TEST_DEPLOY_CASES=200` runs it with as many cases as the promise names; by default there are fewer, for time.
"""

import os
from collections.abc import Sequence

import pytest
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import WorkflowHistory

from store.verify import verify
from tests.deploys.conftest import Yard, comes
from tests.deploys.release import PATCH
from tests.stories.floor import StoryCase

CASES = int(os.environ.get("AMENDS_TEST_DEPLOY_CASES", "60"))
NONDETERMINISM = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
TOO_SLOW = "TMPRL1101"
PATIENCE = 60 + CASES  # seconds


async def told_of(yard: Yard, kind: str, times: int) -> None:
    """Wait until the register tells of as many events of a kind, one a case."""
    sql = "SELECT count(DISTINCT case_id) FROM case_events WHERE type = $1"

    async def told() -> bool:
        return int(await yard.floor.pool.fetchval(sql, kind)) >= times

    await comes(told, f"{kind} in {times} cases", PATIENCE)


async def posted(yard: Yard, cases: Sequence[StoryCase], before: int) -> None:
    """The buyers of these cases post their goods, beside `before` others who did; the courier was told."""
    for case in cases:
        await case.posts(f"ST{case.case_id.rsplit('-', 1)[1]}")
    await told_of(yard, "ParcelSent", before + len(cases))
    sql = "SELECT count(*) AS told FROM documents WHERE kind = 'return'"

    async def expected() -> bool:
        return int(yard.floor.world.books.rows(sql)[0]["told"]) >= before + len(cases)

    await comes(expected, "the warehouse's knowledge of all parcels", PATIENCE)


async def arrived(yard: Yard, cases: Sequence[StoryCase], before: int) -> None:
    """The parcels of these cases arrive, beside `before` others that did."""
    for case in cases:
        await case.arrives(f"ST{case.case_id.rsplit('-', 1)[1]}")
    await told_of(yard, "ParcelMoved", before + len(cases))


async def histories(cases: Sequence[StoryCase]) -> dict[str, WorkflowHistory]:
    """The histories of these cases."""
    return {case.case_id: await case.handle.fetch_history() for case in cases}


def marked(history: WorkflowHistory) -> bool:
    """Whether the case took the new branch."""
    return any(
        event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED
        and event.marker_recorded_event_attributes.marker_name == "core_patch"
        for event in history.events
    )


def failed_tasks(history: WorkflowHistory) -> list[int]:
    """Causes for which workflow tasks of the case failed.

    Left out is the SDK's guard against endless loops, which a machine with too much to do sets off too: such a task is
    done again at once, by the same code, and says nothing of the releases.
    """
    failures = [
        event.workflow_task_failed_event_attributes
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    ]
    return [failed.cause for failed in failures if TOO_SLOW not in failed.failure.message]


@pytest.mark.timeout(120 + 4 * CASES)
async def test_upgrade_and_downgrade_with_open_cases(yard: Yard) -> None:
    """Both releases share all cases and none is stuck; only going back past a patch let go has a price, told before."""
    third = CASES // 3
    old, new = await yard.works("old"), await yard.works("new", AMENDS_HELD_PATCHES=PATCH)
    cases = [await yard.floor.open() for _ in range(CASES)]
    first, second, last = cases[:third], cases[third : 2 * third], cases[2 * third :]
    await told_of(yard, "ReturnWindowOpened", CASES)

    # While old workers run, the new release holds its patch back: any step may fall to either.
    await posted(yard, first, 0)
    assert await new.stopped() == 0
    await arrived(yard, first[::2], 0)  # gone back to the old release
    assert not any(marked(history) for history in (await histories(first)).values())

    # No old worker is left: the patch is let go, worker by worker.
    still_held = await yard.works("new", AMENDS_HELD_PATCHES=PATCH)
    assert await old.stopped() == 0
    let_go = await yard.works("new")
    half = len(second) // 2
    await posted(yard, second[:half], third)
    assert await still_held.stopped() == 0
    await posted(yard, second[half:], third + half)
    await arrived(yard, second[1::2], len(first[::2]))
    taken = {case_id for case_id, history in (await histories(second)).items() if marked(history)}
    await arrived(yard, first[1::2], len(first[::2]) + len(second[1::2]))
    for case_id, history in (await histories(cases)).items():
        assert not failed_tasks(history), case_id

    # Back to the old release after all: the gate, run on the old code, names the cases that will have to wait.
    assert await let_go.stopped() == 0
    assert {case.case_id for case in second[half:]} <= taken <= {case.case_id for case in second}
    code, rows = await yard.asks("replay", "--from-server", "--query", f"TaskQueue = '{yard.floor.queue}'", "--json")
    assert {row["case_id"] for row in rows if not row["replays"]} == taken
    assert (code, len(rows)) == (1, CASES)
    await going_back(yard, second, last, taken)


async def going_back(yard: Yard, second: list[StoryCase], last: list[StoryCase], taken: set[str]) -> None:
    """What did not take the branch goes on; what did waits unharmed, and goes on with the new release."""
    await yard.works("old")
    await posted(yard, last, CASES - len(last))
    assert not any(failed_tasks(history) for history in (await histories(last)).values())
    waiting = next(case for case in second[::2] if case.case_id in taken)
    waybill = f"ST{waiting.case_id.rsplit('-', 1)[1]}"
    await waiting.arrives(waybill)

    async def refused() -> bool:
        return bool(failed_tasks(await waiting.handle.fetch_history()))

    await comes(refused, "the old release's refusal of the case", PATIENCE)
    assert await moved(yard, waiting) == 0

    await yard.programs[-1].stopped()
    await yard.works("new")

    async def goes_on() -> bool:
        return await moved(yard, waiting) > 0

    await comes(goes_on, "the waiting case's next step", PATIENCE)
    assert set(failed_tasks(await waiting.handle.fetch_history())) == {NONDETERMINISM}
    assert [breach async for breach in verify(yard.floor.pool) if not breach.note] == []


async def moved(yard: Yard, case: StoryCase) -> int:
    """How often the register tells that a parcel of the case moved."""
    sql = "SELECT count(*) FROM case_events WHERE case_id = $1 AND type = 'ParcelMoved'"
    return int(await yard.floor.pool.fetchval(sql, case.case_id))
