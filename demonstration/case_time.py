"""The time of one case: what it is, when something is due next, and how it is jumped to.

A jumped case lives ahead of the wall clock, and so does its order in the sandbox's world.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from commandline.connections import now
from demonstration.world import World

JUST_PAST = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Execution:
    """How a case's run stands in Temporal. `now` is its own clock."""

    running: bool
    busy: bool  # something is being done: an activity, or a task for the worker
    history_events: int
    now: datetime


class CaseTime:
    """Reads and moves the clocks of cases on the live server."""

    def __init__(self, client: Client, world: World) -> None:
        self._client = client
        self._skipper = TimeSkipper(client)
        self._world = world

    async def execution(self, case_id: str) -> Execution:
        """How the newest run of the case stands."""
        description = await self._handle(case_id).describe()
        raw = description.raw_description
        return Execution(
            running=description.status is WorkflowExecutionStatus.RUNNING,
            busy=bool(raw.pending_activities) or raw.HasField("pending_workflow_task"),
            history_events=description.history_length,
            now=_virtual_now(raw),
        )

    async def next_timer(self, case_id: str) -> datetime | None:
        """When the case wakes by itself; None when it waits for others alone."""
        fires: dict[str, datetime] = {}
        async for event in self._handle(case_id).fetch_history_events():
            if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
                started = event.timer_started_event_attributes
                at = event.event_time.ToDatetime(UTC) + started.start_to_fire_timeout.ToTimedelta()
                fires[started.timer_id] = at
            elif event.event_type == EventType.EVENT_TYPE_TIMER_FIRED:
                fires.pop(event.timer_fired_event_attributes.timer_id, None)
            elif event.event_type == EventType.EVENT_TYPE_TIMER_CANCELED:
                fires.pop(event.timer_canceled_event_attributes.timer_id, None)
        return min(fires.values(), default=None)

    async def jump(self, case_id: str, order_id: str, *, since: datetime, to: datetime) -> None:
        """Move the case, and its order's world with it, just past a moment.

        The world comes close first, so that what it does next counts from that day; the case passes the moment before
        the world does: what its own deadline means is decided before the world's answer to the same deadline comes.
        A case that ended by itself just now has no clock to move any more.
        """
        await self._move_world(order_id, to - JUST_PAST)
        try:
            await self._skipper.fast_forward(self._handle(case_id), to + JUST_PAST - since)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
        await self._move_world(order_id, to + JUST_PAST)

    async def _move_world(self, order_id: str, to: datetime) -> None:
        """Time goes forward only: a world that is further already stays there."""
        ahead = (to - now()).total_seconds()
        await self._world.move(order_id, max(ahead, await self._world.ahead(order_id), 0.0))

    def _handle(self, case_id: str) -> WorkflowHandle[Any, Any]:
        return self._client.get_workflow_handle(case_id)


def _virtual_now(raw: Any) -> datetime:
    extended = raw.workflow_extended_info
    if not extended.HasField("time_skipping_info"):
        return now()
    at: datetime = extended.time_skipping_info.current_time.ToDatetime(UTC)
    return at
