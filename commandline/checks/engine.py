"""Temporal: reached, its namespace, what it keeps and for how long, the search attributes, and a worker that polls."""

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from commandline.checks.finding import Finding, doubtful, skipped, well, wrong
from commandline.clocks import in_words
from commandline.connections import now, temporal
from commandline.exits import Unreachable
from settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

LONG_ENOUGH = timedelta(days=30)  # a dispute can come so late, and an id that is forgotten could be taken anew
FRESH = timedelta(minutes=2)  # pollers that went away stay listed for minutes: the last call tells
PROBE = "amends-doctor-probe"  # no case can have this id


async def check(settings: Settings) -> tuple[bool, list[Finding]]:
    """Whether Temporal is up, and what was found."""
    try:
        client = await temporal(with_keys=False)
    except Unreachable:
        start = "`make demo` starts one" if settings.embeds_temporal else "start it, or correct TEMPORAL_ADDRESS"
        down = wrong("temporal", f"Temporal at {settings.temporal_address} cannot be reached", start)
        return False, [down, skipped("worker", "namespace, search attributes and workers could not be looked at")]
    namespace = await _namespace(client)
    if namespace[0].advice and len(namespace) == 1:
        return True, namespace
    return True, [*namespace, await _attributes(client), await _time(client, settings), await _worker(client, settings)]


async def _namespace(client: "Client") -> list[Finding]:
    from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
    from temporalio.service import RPCError

    try:
        found = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        what = f"the namespace {client.namespace} cannot be used: {error.message}"
        create = f"`temporal operator namespace create -n {client.namespace} --retention 2160h`"
        return [wrong("namespace", what, f"{create}, or correct AMENDS_TEMPORAL_NAMESPACE")]
    kept = found.config.workflow_execution_retention_ttl.ToTimedelta()
    if kept < LONG_ENOUGH:
        what = f"Temporal forgets cases {in_words(kept)} after they ended"
        update = f"`temporal operator namespace update -n {client.namespace} --retention 2160h`"
        return [well("namespace", client.namespace), doubtful("retention", what, update)]
    return [well("namespace", f"{client.namespace}, ended cases are kept for {in_words(kept)}")]


async def _attributes(client: "Client") -> Finding:
    from worker import known_attributes
    from workflows.search import ATTRIBUTES

    known = await known_attributes(client)
    missing = sorted(key.name for key in ATTRIBUTES if known.get(key.name) != key.indexed_value_type)
    if not missing:
        return well("search attributes", "all registered")
    what = f"not registered, or with another type: {', '.join(missing)}; the worker does not start without them"
    return wrong("search attributes", what, "`starter.py attributes`")


async def _time(client: "Client", settings: Settings) -> Finding:
    """Whether the server lets time be skipped: asked about a case that cannot exist, which changes nothing."""
    from temporalio.service import RPCError
    from temporalio.testing import TimeSkipper

    allowed = True
    try:
        await TimeSkipper(client).fast_forward(client.get_workflow_handle(PROBE), timedelta(seconds=1))
    except RPCError as error:
        allowed = "not enabled" not in error.message
    if settings.time_skipping and not allowed:
        what = "AMENDS_TIME_SKIPPING is on, and the server does not allow it"
        return wrong("time skipping", what, "start Temporal with frontend.WorkflowTimeSkippingEnabled=true")
    if allowed:
        said = "the server lets time be skipped: for demos and tests, not for production"
        return (
            well("time skipping", said)
            if settings.time_skipping
            else doubtful("time skipping", said, "leave frontend.WorkflowTimeSkippingEnabled out in production")
        )
    return well("time skipping", "off, as it should be in production")


async def _worker(client: "Client", settings: Settings) -> Finding:
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=settings.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    found = await client.workflow_service.describe_task_queue(asked)
    heard = [poller.last_access_time.ToDatetime(tzinfo=UTC) for poller in found.pollers]
    fresh = [at for at in heard if now() - at < FRESH]
    if fresh:
        return well("worker", f"{len(fresh)} poll the task queue {settings.task_queue}")
    last = f"; the last was heard of {in_words(now() - max(heard))} ago" if heard else ""
    what = f"no worker polls the task queue {settings.task_queue}{last}: no case takes a step"
    return wrong("worker", what, "start one: `python worker.py`")
