"""Skeletons of stored histories: what the bare workflow is told to play."""

import pytest

from bench.play import cues
from bench.skeleton import Kind, counts, skeleton, tally
from tests.replay.corpus import recorded

HISTORIES = dict(recorded())
STRAIGHT = HISTORIES["a_sound_return_is_refunded_in_full-1"]


def test_a_skeleton_has_every_activity_timer_and_signal_of_its_history() -> None:
    """Bone by bone in the order of the history."""
    found = tally(STRAIGHT.events)
    told = counts(skeleton(STRAIGHT.events))
    assert told[Kind.ACTIVITY] == found.kinds["ACTIVITY_TASK_SCHEDULED"]
    assert told[Kind.TIMER] == found.kinds["TIMER_STARTED"]
    assert told[Kind.SIGNAL] == found.kinds["WORKFLOW_EXECUTION_SIGNALED"]
    assert found.actions == 1 + told[Kind.ACTIVITY] + told[Kind.TIMER] + told[Kind.SIGNAL]


def test_a_timer_is_known_again_when_it_fires_or_is_cancelled() -> None:
    """What fires or is cancelled was started before under the same name."""
    started = set[str]()
    for bone in skeleton(STRAIGHT.events):
        if bone.kind is Kind.TIMER:
            assert bone.seconds > 0
            started.add(bone.timer)
        elif bone.kind in {Kind.FIRES, Kind.CANCELS}:
            started.remove(bone.timer)
    assert not started


def test_there_is_a_cue_for_every_signal_and_for_the_jump() -> None:
    """The player knows when each is due."""
    bones = skeleton(STRAIGHT.events)
    assert len(cues(bones)) == sum(bone.kind in {Kind.SIGNAL, Kind.JUMP} for bone in bones)


def test_a_history_that_the_bare_workflow_cannot_play_is_refused() -> None:
    """A case with an update has more than the skeleton knows: a comparison would flatter one of the two."""
    updated = next(
        history
        for history in HISTORIES.values()
        if any(event.HasField("workflow_execution_update_accepted_event_attributes") for event in history.events)
    )
    with pytest.raises(ValueError, match="WORKFLOW_EXECUTION_UPDATE_ACCEPTED now: teach"):
        skeleton(updated.events)
