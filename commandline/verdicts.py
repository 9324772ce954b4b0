"""Why a case would not go on with the code as it is, in words: at which event of its history, and what is different."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commandline.histories import Kept

if TYPE_CHECKING:
    from temporalio.api.history.v1 import HistoryEvent
    from temporalio.client import WorkflowHistory

Tried = Callable[["WorkflowHistory"], Awaitable[bool]]

# What Temporal's core says, wrapped in the debug form of a Rust structure.
SAID = re.compile(r'message: "((?:[^"\\]|\\.)*)"')
AT_EVENT = re.compile(r"HistoryEvent\(id: (\d+)")
FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\w+)')
LONGEST = 400  # characters of a message that is passed on as it is


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How one history went. `event_id` is where it and the code part, 0 where it replays."""

    name: str
    case_id: str
    run_id: str
    events: int
    replays: bool
    event_id: int = 0
    event: str = ""  # what stands there in the history
    why: str = ""


async def verdict_on(kept: Kept, failure: Exception | None, tried: Tried) -> Verdict:
    """What became of this history. Where the core names no event, `tried` is asked how far the history goes well."""
    history = kept.history
    verdict = Verdict(
        name=kept.name,
        case_id=history.workflow_id,
        run_id=history.run_id,
        events=len(history.events),
        replays=failure is None,
    )
    if failure is None:
        return verdict
    named = AT_EVENT.search(str(failure))
    event_id = int(named[1]) if named else await last_good(history, tried)
    event = in_words(history.events, event_id)
    why = _difference(str(failure), event) if named else f"{_said(str(failure))}, after {event}"
    return replace(verdict, event_id=event_id, event=event, why=why)


def _difference(failure: str, event: str) -> str:
    """The core's three ways to say that history and code part."""
    said = _said(failure)
    if "No command scheduled for event" in said:
        return f"the case did {event} there, this code does nothing"
    if other := re.search(r"(\w+?)(?: machine|Machine) does not handle (?:this event: )?HistoryEvent", said):
        return f"the case did {event} there, this code does something else ({other[1]})"
    return f"{said[:LONGEST]} (the case did {event} there)"


def _said(failure: str) -> str:
    """The message without its wrapping and, for an error in our code, with the place where it was raised."""
    found = SAID.search(failure)
    said = (found[1] if found else failure).replace('\\"', '"').removeprefix("[TMPRL1100] Nondeterminism error: ")
    ours = [frame for frame in FRAME.findall(failure.replace('\\"', '"')) if "site-packages" not in frame[0]]
    if not ours:
        return said[:LONGEST]
    file, number, function = ours[-1]
    return f"{said[:LONGEST]} ({file}:{number}, in {function})"


async def last_good(history: "WorkflowHistory", tried: Tried) -> int:
    """The event up to which the history replays, found by halving; 0 when it fails from the start."""
    from temporalio.client import WorkflowHistory

    ends = _task_ends(history.events)
    good, bad = 0, len(ends)
    while good < bad:
        middle = (good + bad) // 2
        part = WorkflowHistory(history.workflow_id, history.events[: ends[middle]])
        if await tried(part):
            good = middle + 1
        else:
            bad = middle
    return ends[good - 1] if good else 0


def _task_ends(events: "Sequence[HistoryEvent]") -> list[int]:
    """Where a history may be cut: just before each workflow task but the first, as the number of events before it."""
    from temporalio.api.enums.v1 import EventType

    scheduled = EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
    return [at for at, event in enumerate(events) if event.event_type == scheduled][1:]


def in_words(events: "Sequence[HistoryEvent]", event_id: int) -> str:
    """An event by its kind and, where it has one, its name: `ActivityTaskScheduled (pay)`."""
    from temporalio.api.enums.v1 import EventType

    if not 1 <= event_id <= len(events):
        return "its beginning"
    event = events[event_id - 1]
    kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").title().replace("_", "")
    match kind:
        case "ActivityTaskScheduled":
            name = event.activity_task_scheduled_event_attributes.activity_type.name
        case "WorkflowExecutionSignaled":
            name = event.workflow_execution_signaled_event_attributes.signal_name
        case "MarkerRecorded":
            name = event.marker_recorded_event_attributes.marker_name
        case _:
            name = ""
    return f"{kind} ({name})" if name else kind
