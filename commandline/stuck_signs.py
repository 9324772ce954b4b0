"""What Temporal and the register show of cases that may be stuck: a few cheap lists, then a closer look at each.

The lists come from Temporal's visibility, which lags by a moment; what is told of a case comes from a describe.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commandline.connections import now, settings
from commandline.exits import Unreachable
from domain.standing import CaseStage
from domain.stuck import UNSERVED, RunState, Signs

if TYPE_CHECKING:
    from google.protobuf.timestamp_pb2 import Timestamp
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
    from temporalio.client import Client

    from store.pool import Pool
    from store.unfinished import OpenCase

CASES = 'WorkflowType = "AfterSalesCase"'
RUNNING = f'{CASES} AND ExecutionStatus = "Running"'
PAUSED_STATUS = 8  # WORKFLOW_EXECUTION_STATUS_PAUSED: the SDK's own enumeration does not have it
PAGE, AT_ONCE = 1000, 20
BROKEN = {3: "failed", 4: "cancelled", 5: "terminated", 7: "timed out"}
ALIVE = frozenset({1, PAUSED_STATUS})


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Case ids by what the lists say of them."""

    alive: frozenset[str]
    failing: frozenset[str]
    reasons: frozenset[str]
    paused: frozenset[str]
    waiting: bool  # tasks wait, and nobody takes them
    open: "dict[str, OpenCase]" = field(default_factory=dict)

    def suspects(self, at: datetime, *, jumps: bool) -> list[str]:
        """Whom to look at more closely, in a stable order. Where cases may be jumped, deadlines need a look each."""
        lost = self.open.keys() - self.alive
        due = {case.case_id for case in self.open.values() if case.due_at is not None and (jumps or case.due_at < at)}
        everyone = self.alive if self.waiting else frozenset()
        return sorted(lost | due | everyone | self.failing | self.reasons | self.paused)


async def lists(client: "Client", pool: "Pool") -> Lists:
    """The cheap part. Raises Unreachable."""
    from temporalio.service import RPCError

    from store import unfinished

    cases = {case.case_id: case for case in await unfinished.open_cases(pool)}
    try:
        alive, failing, reasons, paused, asleep, waiting = await asyncio.gather(
            _ids(client, RUNNING),
            _ids(client, f"{RUNNING} AND TemporalReportedProblems IS NOT NULL"),
            _ids(client, f"{RUNNING} AND CaseStuckReason IS NOT NULL"),
            _ids(client, f"{RUNNING} AND TemporalPauseInfo IS NOT NULL"),
            _ids(client, f'{CASES} AND ExecutionStatus = "Paused"'),
            _nobody_serves(client),
        )
    except RPCError as error:
        raise _away(error) from error
    return Lists(
        alive=alive | asleep, failing=failing, reasons=reasons, paused=paused | asleep, waiting=waiting, open=cases
    )


async def signs(client: "Client", pool: "Pool", listed: Lists, chosen: Iterable[str]) -> list[Signs]:
    """The closer look at each. Raises Unreachable."""
    from temporalio.service import RPCError

    from store import unfinished

    ids = list(chosen)
    since = await unfinished.stuck_since(pool, ids)
    gate = asyncio.Semaphore(AT_ONCE)

    async def look(case_id: str) -> Signs:
        async with gate:
            return await _signs(client, listed, case_id, since.get(case_id))

    try:
        return await asyncio.gather(*(look(case_id) for case_id in ids))
    except RPCError as error:
        raise _away(error) from error


def _away(error: Exception) -> Unreachable:
    return Unreachable("NO_TEMPORAL", f"Temporal does not answer: {error}. Nothing was changed.", "`starter.py doctor`")


async def _ids(client: "Client", query: str) -> frozenset[str]:
    from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

    found: set[str] = set()
    token = b""
    while True:
        asked = ListWorkflowExecutionsRequest(
            namespace=client.namespace, query=query, page_size=PAGE, next_page_token=token
        )
        page = await client.workflow_service.list_workflow_executions(asked, retry=True)
        found.update(row.execution.workflow_id for row in page.executions)
        token = page.next_page_token
        if not token:
            return frozenset(found)


async def _nobody_serves(client: "Client") -> bool:
    """Tasks wait on our queue for longer than a worker would let them, or nobody polls it at all.

    Pollers that died stay listed for minutes, so their being there says nothing; the age of what waits does.
    """
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    for kind in (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY):
        asked = DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=settings().task_queue),
            task_queue_type=kind,
            report_stats=True,
        )
        told = await client.workflow_service.describe_task_queue(asked, retry=True)
        waits = told.stats.approximate_backlog_count > 0
        if waits and (not told.pollers or told.stats.approximate_backlog_age.ToTimedelta() > UNSERVED):
            return True
    return False


async def _signs(client: "Client", listed: Lists, case_id: str, since: datetime | None) -> Signs:
    known = listed.open.get(case_id)
    told = await described(client, case_id)
    wall = now()
    if told is None:
        ended = known.updated_at if known is not None else None
        return Signs(case_id=case_id, now=wall, run=RunState.UNKNOWN, register_open=known is not None, ended_at=ended)
    info = told.workflow_execution_info
    alive = info.status in ALIVE
    broken = BROKEN.get(info.status, "")
    state = RunState.OPEN if alive else RunState.BROKEN if broken else RunState.ENDED
    paused, paused_since = _paused(told)
    task = told.pending_workflow_task
    return Signs(
        case_id=case_id,
        now=await _clock(client, case_id, wall) if alive and known is not None and known.due_at else wall,
        run=state,
        register_open=known is not None,
        ended_as=broken,
        ended_at=_moment(info.close_time),
        problem=_attribute(told, "TemporalReportedProblems"),
        failing_since=_moment(task.original_scheduled_time),
        unserved_since=_unserved(told, wall) if listed.waiting else None,
        stuck=_attribute(told, "CaseStuckReason"),
        stuck_since=since,
        paused=paused,
        paused_since=paused_since,
        stage=CaseStage(known.stage) if known is not None and known.stage else CaseStage.DECIDING,
        buyers_freight=known.buyers_freight if known is not None else False,
        held=known.held if known is not None else False,
        due_at=known.due_at if known is not None else None,
    )


async def described(client: "Client", case_id: str) -> "DescribeWorkflowExecutionResponse | None":
    """None when Temporal does not know the case. The raw answer: it has states that the SDK's own form lacks."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
    from temporalio.service import RPCError, RPCStatusCode

    asked = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=case_id)
    )
    try:
        return await client.workflow_service.describe_workflow_execution(asked, retry=True)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _clock(client: "Client", case_id: str, wall: datetime) -> datetime:
    from commandline.clocks import case_time

    return await case_time(client, case_id) if settings().time_skipping else wall


def _attribute(told: "DescribeWorkflowExecutionResponse", name: str) -> str:
    """The first value of a keyword attribute; "" when it is not set."""
    from temporalio.converter import decode_search_attributes

    values = decode_search_attributes(told.workflow_execution_info.search_attributes).get(name, ())
    return ", ".join(str(value) for value in values)


def _paused(told: "DescribeWorkflowExecutionResponse") -> tuple[tuple[str, ...], datetime | None]:
    if told.workflow_execution_info.status == PAUSED_STATUS:
        return ("workflow",), _moment(told.workflow_extended_info.pause_info.paused_time)
    paused = [pending for pending in told.pending_activities if pending.paused]
    first = min((moment for one in paused if (moment := _moment(one.pause_info.pause_time))), default=None)
    return tuple(pending.activity_type.name for pending in paused), first


def _unserved(told: "DescribeWorkflowExecutionResponse", wall: datetime) -> datetime | None:
    """Since when the oldest task of the case waits for a worker; None when none waits."""
    from temporalio.api.enums.v1 import PendingActivityState, PendingWorkflowTaskState

    since = []
    task = told.pending_workflow_task
    if task.state == PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED:
        since.append(_moment(task.scheduled_time) or wall)
    for pending in told.pending_activities:
        scheduled = pending.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
        due = _moment(pending.next_attempt_schedule_time) or _moment(pending.scheduled_time) or wall
        if scheduled and not pending.paused and due <= wall:
            since.append(due)
    return min(since, default=None)


def _moment(stamp: "Timestamp") -> datetime | None:
    return stamp.ToDatetime(tzinfo=UTC) if stamp.seconds else None
