"""The skeleton of a history: what a case asked of the server and in which order, without what it was about.

The bare workflow plays the skeleton of a real history of ours, so it has the same activities, signals and timers by
construction, also after the scenario has changed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent


class Kind(StrEnum):
    """What one bone of a skeleton is."""

    ACTIVITY = "activity"
    TIMER = "timer"
    FIRES = "fires"
    CANCELS = "cancels"
    SIGNAL = "signal"
    JUMP = "jump"


@dataclass(frozen=True, kw_only=True)
class Bone:
    """One command or event, in the order of the history; `timer` names a timer, `seconds` is its length."""

    kind: Kind
    timer: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a history counts. `jumped` events are left behind by the bench's jumps over waiting days alone."""

    events: int
    jumped: int
    kinds: dict[str, int]
    bytes_by_kind: dict[str, int]

    @property
    def own(self) -> int:
        """Events that the case itself has, without those of the jumps."""
        return self.events - self.jumped

    @property
    def own_bytes(self) -> int:
        """Bytes of those events, as they are stored."""
        return sum(size for kind, size in self.bytes_by_kind.items() if kind not in JUMPS)

    @property
    def actions(self) -> int:
        """The start, activities, timers, signals and updates: what asks something of the server."""
        return 1 + sum(self.kinds.get(kind, 0) for kind in ACTIONS)


ACTIONS = (
    "ACTIVITY_TASK_SCHEDULED",
    "TIMER_STARTED",
    "WORKFLOW_EXECUTION_SIGNALED",
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
)
JUMPS = frozenset({"WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED", "WORKFLOW_EXECUTION_OPTIONS_UPDATED"})
UNPLAYABLE = ("WORKFLOW_EXECUTION_UPDATE_ACCEPTED", "START_CHILD_WORKFLOW_EXECUTION_INITIATED")


def tally(events: Sequence[HistoryEvent]) -> Tally:
    """Count a history."""
    kinds: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for event in events:
        kinds[name(event)] += 1
        sizes[name(event)] += event.ByteSize()
    jumped = sum(kinds[kind] for kind in JUMPS)
    return Tally(events=len(events), jumped=jumped, kinds=dict(kinds), bytes_by_kind=dict(sizes))


def skeleton(events: Sequence[HistoryEvent]) -> tuple[Bone, ...]:
    """The bones of a history. Raises ValueError for one that has what the bare workflow cannot play yet."""
    timers: dict[int, str] = {}
    found = []
    for event in events:
        if name(event) in UNPLAYABLE:
            raise ValueError(f"the straight case has {name(event)} now: teach bench/bare.py and bench/skeleton.py")
        bone = _bone(event, timers)
        if bone is not None:
            found.append(bone)
    return tuple(found)


def _bone(event: HistoryEvent, timers: dict[int, str]) -> Bone | None:
    match event.event_type:
        case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            return Bone(kind=Kind.ACTIVITY)
        case EventType.EVENT_TYPE_TIMER_STARTED:
            started = event.timer_started_event_attributes
            timers[event.event_id] = started.timer_id
            length = started.start_to_fire_timeout.ToTimedelta().total_seconds()
            return Bone(kind=Kind.TIMER, timer=started.timer_id, seconds=length)
        case EventType.EVENT_TYPE_TIMER_FIRED:
            return Bone(kind=Kind.FIRES, timer=event.timer_fired_event_attributes.timer_id)
        case EventType.EVENT_TYPE_TIMER_CANCELED:
            return Bone(kind=Kind.CANCELS, timer=event.timer_canceled_event_attributes.timer_id)
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            return Bone(kind=Kind.SIGNAL)
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED:
            return Bone(kind=Kind.JUMP)
        case _:
            return None


def counts(bones: Sequence[Bone]) -> Mapping[str, int]:
    """How many of each kind; the same for our case and the bare one, or the two are not compared."""
    found = Counter(bone.kind for bone in bones)
    return {kind: found[kind] for kind in (Kind.ACTIVITY, Kind.TIMER, Kind.FIRES, Kind.SIGNAL)}


def name(event: HistoryEvent) -> str:
    """The kind of an event as the UI has it, in capitals."""
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
