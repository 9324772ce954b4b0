"""A client's interceptor that rings the bell at the end of each activity, and may leave the register out."""

from dataclasses import dataclass
from typing import Any

from temporalio import activity
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.register import Page
from bench.bell import ring

APPEND = "append_register"


@dataclass
class Ringing(ClientInterceptor, Interceptor):
    """Rings for every activity by its name, and for every event that reaches the register by its type."""

    keeps_register: bool = True

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - theirs
        """One around each activity."""
        return _Around(next, keeps_register=self.keeps_register)


class _Around(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, *, keeps_register: bool) -> None:
        super().__init__(inner)
        self.keeps_register = keeps_register

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - theirs
        info = activity.info()
        case_id = info.workflow_id or ""
        if info.activity_type != APPEND:
            answer = await super().execute_activity(input)
            ring(case_id, info.activity_type)
            return answer
        answer = await super().execute_activity(input) if self.keeps_register else None
        page = input.args[0]
        if isinstance(page, Page):
            for entry in page.entries:
                ring(case_id, entry.type)
        return answer
