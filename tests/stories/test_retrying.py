"""Stories of steps that are tried again for long: shown on the case once, and cleared once they have their answer."""

from datetime import timedelta

import pytest
from temporalio.api.failure.v1 import ApplicationFailureInfo, Failure, TimeoutFailureInfo

from domain import events as ev
from domain.case import Case
from domain.standing import CaseStage, standing
from tests.stories.floor import Floor
from tests.stories.story import StoryCase
from workflows import calls
from workflows.running import Runs, StillFailing
from workflows.watchdog import failure_class


def stuck(case: Case) -> str:
    """What lists are told."""
    return standing(case).stuck


async def shown(case: StoryCase) -> object:
    """What Temporal's lists say of the case."""
    told = await case.handle.describe()
    return told.search_attributes.get("CaseStuckReason", [""])[0]


async def goods_are_back(floor: Floor) -> StoryCase:
    """A sound return whose refund is about to leave."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    return case


async def test_an_outage_is_shown_and_cleared(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The courier answers 500 again and again: shown once, with its class, and gone once it answers."""
    monkeypatch.setattr(calls, "SOFT_ATTEMPTS", 1)
    floor.world.faults.declare("courier.subscribe", "error_before")
    case = await goods_are_back(floor)
    await case.posts("ST1")
    state = await case.until(lambda now: bool(now.retrying), "the outage is shown")
    assert stuck(state) == "retrying: watch_parcel: UNKNOWN_EFFECT"
    assert not standing(state).needs_human
    assert await shown(case) == "retrying: watch_parcel: UNKNOWN_EFFECT"
    floor.lift_faults()
    state = await case.until(lambda now: not now.retrying, "it is cleared", patience=60)
    assert not stuck(state)
    kinds = await case.kinds()
    assert kinds.count(ev.StepRetrying) == 1
    assert kinds.count(ev.StepRecovered) == 1


async def test_a_healthy_step_tells_nothing(floor: Floor) -> None:
    """One failure, and an answer: nobody is told, and the history holds no signal."""
    floor.world.faults.declare("courier.subscribe", "error_before", times=1)
    case = await goods_are_back(floor)
    await case.posts("ST1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    assert ev.StepRetrying not in await case.kinds()


async def test_a_provider_that_hangs_is_shown_by_the_attempt_after(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first attempt is cut by its own timeout; the next one begins too late after the first was asked for."""
    monkeypatch.setattr(calls, "SOFT_AGE", timedelta(seconds=1))
    monkeypatch.setitem(calls.OUTWARD, "start_to_close_timeout", timedelta(seconds=0.7))
    floor.world.faults.declare("courier.subscribe", "hang_after_commit", times=1, seconds=20)
    case = await goods_are_back(floor)
    await case.posts("ST1")
    await case.until(lambda now: now.parcel("ST1") is not None)
    for _ in range(400):
        if ev.StepRecovered in (kinds := await case.kinds()):
            break
    assert kinds.count(ev.StepRetrying) == 1
    [told] = [event for event in await case.story() if isinstance(event, ev.StepRetrying)]
    assert (told.step, told.attempts) == ("watch_parcel", 2)


async def test_a_step_that_gives_up_is_parked_and_no_more_retrying(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter of an hour of failing: retrying becomes parked, and a person is asked."""
    monkeypatch.setattr(calls, "SOFT_ATTEMPTS", 1)
    floor.world.faults.declare("courier.subscribe", "error_before")
    case = await goods_are_back(floor)
    await case.posts("ST1")
    await case.until(lambda now: bool(now.retrying), "the outage is shown")
    await case.passes(minutes=16)
    state = await case.until(lambda now: bool(now.parked), "it parks", patience=60)
    assert not state.retrying
    assert stuck(state) == "watch_parcel: UNKNOWN_EFFECT"


async def test_late_word_of_a_run_that_is_over_changes_nothing(floor: Floor) -> None:
    """The signal speaks of a run that has not begun, or of another than the one that goes on: nothing is recorded."""
    case = await goods_are_back(floor)
    late = StillFailing(step="watch_parcel", run=7, reason="TRANSIENT", activity="1", attempts=5)
    await case.handle.signal("step_retrying", late)
    await case.posts("ST1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.handle.signal("step_retrying", late)
    assert ev.StepRetrying not in await case.kinds()


def test_a_run_is_known_by_its_number() -> None:
    """Word of the run before does not speak of this one, and none speaks of one that has ended."""
    runs = Runs()
    assert not runs.goes_on("refund", 1)
    runs.begin("refund")
    assert runs.goes_on("refund", 1)
    runs.end("refund")
    assert not runs.goes_on("refund", 1)
    runs.begin("refund")
    assert [runs.goes_on("refund", number) for number in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Failure(application_failure_info=ApplicationFailureInfo(type="TRANSIENT")), "TRANSIENT"),
        (Failure(application_failure_info=ApplicationFailureInfo()), "FAILURE"),
        (Failure(timeout_failure_info=TimeoutFailureInfo()), "TIMEOUT"),
        (Failure(message="anything"), "FAILURE"),
    ],
)
def test_the_class_of_a_failure(failure: Failure, told: str) -> None:
    """A provider that hangs is told as TIMEOUT, for its attempt ends without a word of its own."""
    assert failure_class(failure) == told
