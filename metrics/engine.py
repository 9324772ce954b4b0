"""What Temporal knows of our cases: how many run, how many it reports trouble with, and whether anybody takes work."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

PATIENCE = timedelta(seconds=3)  # for everything together
RUNNING = "WorkflowType = 'AfterSalesCase' AND ExecutionStatus = 'Running'"
STATES = {
    "running": RUNNING,
    "failing": f"{RUNNING} AND TemporalReportedProblems IS NOT NULL",  # its code fails again and again
    "paused": f"{RUNNING} AND TemporalPauseInfo IS NOT NULL",
}
QUEUES = {"workflow": TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, "activity": TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY}


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One half of the task queue; `pollers` asked for work within five minutes, `oldest` in seconds."""

    kind: str
    pollers: int
    backlog: int
    oldest: float


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Temporal's side of it: workflows by state, and the task queue."""

    workflows: dict[str, int]
    queues: tuple[Queue, ...]


async def engine(client: Client, task_queue: str) -> Engine | None:
    """Ask Temporal; None when it does not answer in time."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            counted = await asyncio.gather(*(client.count_workflows(query) for query in STATES.values()))
            queues = await asyncio.gather(*(_queue(client, task_queue, kind) for kind in QUEUES))
    except (RPCError, RuntimeError, TimeoutError):  # a client that never connected raises a RuntimeError
        return None
    return Engine(
        workflows={state: found.count for state, found in zip(STATES, counted, strict=True)}, queues=tuple(queues)
    )


async def _queue(client: Client, task_queue: str, kind: str) -> Queue:
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=QUEUES[kind],
        report_stats=True,
        report_pollers=True,
    )
    told = await client.workflow_service.describe_task_queue(asked)
    return Queue(
        kind=kind,
        pollers=len(told.pollers),
        backlog=told.stats.approximate_backlog_count,
        oldest=told.stats.approximate_backlog_age.ToTimedelta().total_seconds(),
    )
