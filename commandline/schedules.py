"""The schedules of the rounds in Temporal: which are wanted, which are there, and making the one like the other.

A schedule of ours is known by its id (`sweep-lantern`). Those of other people in the same namespace are left alone, and
one that a person paused stays paused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.rounds import Order, Rota, rota

if TYPE_CHECKING:
    from temporalio.api.common.v1 import Payload
    from temporalio.client import Client, Schedule, ScheduleDescription, ScheduleUpdate, ScheduleUpdateInput

    from settings import Settings

# A server that was away makes up for what it missed, once, where that is not older than this.
CATCH_UP = timedelta(hours=12)


class State(StrEnum):
    """How a schedule that is wanted stands."""

    WELL = "well"
    PAUSED = "paused"
    DIFFERENT = "different"  # other hours, another time zone or task queue than the shop's terms and settings say
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A wanted schedule, and how it stands; `next_at` and `last_at` where it is there and has any."""

    rota: Rota
    state: State
    next_at: datetime | None = None
    last_at: datetime | None = None


def wanted(settings: "Settings") -> list[Rota]:
    """The rounds of all shops of this installation. Raises ShopsError and BadPolicy."""
    from gateways.shops import load_shops
    from intake.policies import load_policies

    policies = load_policies(settings.shops_file, load_shops(settings.shops_file))
    return [each for shop, policy in sorted(policies.items()) for each in rota(shop, policy.terms)]


async def standing(client: "Client", of: Rota, task_queue: str) -> Standing:
    """How one schedule stands. Raises RPCError where the server does not tell."""
    from temporalio.service import RPCError, RPCStatusCode

    try:
        found = await client.get_schedule_handle(of.name).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Standing(rota=of, state=State.MISSING)
    same = await _same(client, found, of, task_queue)
    state = State.DIFFERENT if not same else State.PAUSED if found.schedule.state.paused else State.WELL
    actions, coming = found.info.recent_actions, found.info.next_action_times
    return Standing(
        rota=of,
        state=state,
        next_at=coming[0] if coming else None,
        last_at=actions[-1].scheduled_at if actions else None,
    )


async def apply(client: "Client", of: Rota, task_queue: str) -> State:
    """Make a schedule as it is wanted; what it was before. Safe to repeat. Raises RPCError."""
    from temporalio.client import ScheduleAlreadyRunningError

    before = (await standing(client, of, task_queue)).state
    if before is State.MISSING:
        try:
            await client.create_schedule(of.name, schedule(of, task_queue))
        except ScheduleAlreadyRunningError:  # somebody made it at the same moment, as it is wanted or not
            return await apply(client, of, task_queue)
    elif before is State.DIFFERENT:
        await client.get_schedule_handle(of.name).update(_as_wanted(of, task_queue))
    return before


def schedule(of: Rota, task_queue: str) -> "Schedule":
    """A rota in Temporal's words. Two runs of one round never overlap."""
    from temporalio import client as temporal

    from workflows.rounds import ROUNDS

    hour = temporal.ScheduleCalendarSpec(hour=[temporal.ScheduleRange(of.hour)])
    run = temporal.ScheduleActionStartWorkflow(
        ROUNDS[of.round].run, of.order, id=f"round-{of.name}", task_queue=task_queue
    )
    return temporal.Schedule(
        action=run,
        spec=temporal.ScheduleSpec(calendars=[hour], time_zone_name=of.order.time_zone),
        policy=temporal.SchedulePolicy(overlap=temporal.ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
    )


def _as_wanted(of: Rota, task_queue: str) -> "Callable[[ScheduleUpdateInput], ScheduleUpdate]":
    from temporalio.client import ScheduleUpdate

    def change(found: "ScheduleUpdateInput") -> ScheduleUpdate:
        new = schedule(of, task_queue)
        new.state = found.description.schedule.state
        return ScheduleUpdate(schedule=new)

    return change


async def _same(client: "Client", found: "ScheduleDescription", of: Rota, task_queue: str) -> bool:
    """Whether a schedule does what is wanted, at the hour that is wanted."""
    from temporalio.client import ScheduleActionStartWorkflow

    action, spec, run = found.schedule.action, found.schedule.spec, schedule(of, task_queue).action
    assert isinstance(run, ScheduleActionStartWorkflow)  # as `schedule` made it
    if not isinstance(action, ScheduleActionStartWorkflow):
        return False
    hours = [each.start for calendar in spec.calendars for each in calendar.hour]
    if hours != [of.hour] or spec.time_zone_name != of.order.time_zone:
        return False
    told = await client.data_converter.decode(_payloads(action.args), [Order])
    return (action.workflow, action.task_queue, told) == (run.workflow, task_queue, [of.order])


def _payloads(args: Sequence[object]) -> "list[Payload]":
    from temporalio.api.common.v1 import Payload

    return [each for each in args if isinstance(each, Payload)]
