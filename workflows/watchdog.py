"""The worker's watchdog: a step that is tried again beyond its soft limit is shown on its case (decision 13).

It looks when an attempt begins, so a healthy step costs nothing: no timer, no event. An attempt that hangs is cut by
its own timeout, and the one that follows tells of it.
"""

from collections import OrderedDict
from datetime import timedelta
from typing import Any

import structlog
from temporalio import activity
from temporalio.api.failure.v1 import Failure
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from workflows import calls
from workflows.running import HEADER, NamesSteps, Run, StillFailing

SIGNAL = "step_retrying"
REMEMBERED = 10_000  # runs of steps that were told; one that is forgotten is told again, and absorbed by its case
PATIENCE = timedelta(seconds=5)  # an attempt does not wait longer than this for the server to take the news


class Watchdog(Interceptor):
    """Both halves: workflows name the step that an activity belongs to, and attempts are looked at as they begin."""

    def __init__(self) -> None:
        self.told: OrderedDict[tuple[str, str], None] = OrderedDict()

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Look at attempts."""
        return _Attempts(next, self)

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        """Name steps."""
        return NamesSteps

    def first_word(self, info: activity.Info) -> bool:
        """Whether nothing was told of this activity yet; from now on it was."""
        key = (info.workflow_run_id or "", info.activity_id)
        if key in self.told:
            return False
        self.told[key] = None
        while len(self.told) > REMEMBERED:
            self.told.popitem(last=False)
        return True

    def unsaid(self, info: activity.Info) -> None:
        """It was not told after all."""
        self.told.pop((info.workflow_run_id or "", info.activity_id), None)


class _Attempts(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, watchdog: Watchdog) -> None:
        super().__init__(inner)
        self.watchdog = watchdog

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's name
        """Tell, where there is something to tell, and let the attempt begin."""
        info = activity.info()
        header = input.headers.get(HEADER)
        if header is not None and beyond_soft_limit(info) and self.watchdog.first_word(info):
            run: Run = activity.payload_converter().from_payload(header, Run)
            await self._tell(info, run)
        return await super().execute_activity(input)

    async def _tell(self, info: activity.Info, run: Run) -> None:
        """Signal the case. That the server does not take it now must not fail the step: the next attempt tells."""
        assert info.workflow_id is not None  # an activity with our header was started by a workflow
        case = activity.client().get_workflow_handle(info.workflow_id, run_id=info.workflow_run_id)
        try:
            reason = await newest_failure(case, info.activity_id)
            report = StillFailing(
                step=run.step, run=run.number, reason=reason, activity=info.activity_id, attempts=info.attempt
            )
            await case.signal(SIGNAL, report, rpc_timeout=PATIENCE)
        except RPCError as error:
            self.watchdog.unsaid(info)
            log = structlog.stdlib.get_logger("watchdog")
            log.warning(
                "a case could not be told that a step is retrying", step=run.step, error_class=error.status.name
            )


def beyond_soft_limit(info: activity.Info) -> bool:
    """Whether an attempt that begins is one too many, or begins too long after the first was asked for."""
    if info.is_local:
        return False
    return info.attempt > calls.SOFT_ATTEMPTS or info.started_time - info.scheduled_time > calls.SOFT_AGE


async def newest_failure(case: WorkflowHandle[Any, Any], activity_id: str) -> str:
    """The class of the failure that the attempt before ended with: TRANSIENT, TIMEOUT, ...; "" when there is none.

    Raises RPCError.
    """
    told = await case.describe(rpc_timeout=PATIENCE)
    for pending in told.raw_description.pending_activities:
        if pending.activity_id == activity_id and pending.HasField("last_failure"):
            return failure_class(pending.last_failure)
    return ""


def failure_class(failure: Failure) -> str:
    """A failure's class as people are shown it."""
    if failure.HasField("application_failure_info"):
        return failure.application_failure_info.type or "FAILURE"
    return "TIMEOUT" if failure.HasField("timeout_failure_info") else "FAILURE"
