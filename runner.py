"""The sandbox that workflow code runs in, without a question that it is asked in vain.

For every payload of a workflow task the SDK enters the sandbox to ask which case and activity the payload belongs to,
so that a codec may encode it for these: a fifth of a worker's time, paired runs say (docs/performance.md). It is asked
only where the codec wants to know. Workflow code itself runs as before, command for command.
"""

from dataclasses import dataclass
from typing import Any

from temporalio.converter import DataConverter, WithSerializationContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info


def sparing(runner: SandboxedWorkflowRunner, converter: DataConverter) -> WorkflowRunner:
    """The runner, spared the question when no codec of the converter wants the answer."""
    asks = converter.external_storage is not None or isinstance(converter.payload_codec, WithSerializationContext)
    return runner if asks else SparingRunner(runner)


@dataclass(frozen=True)
class SparingRunner(WorkflowRunner):
    """Runs workflows by another runner, and answers for it what payloads belong to: nothing in particular."""

    inner: SandboxedWorkflowRunner

    def prepare_workflow(self, defn: Any) -> None:
        """As the inner one."""
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """As the inner one, behind a front of ours."""
        return _Front(self.inner.create_instance(det))

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        """As the inner one."""
        self.inner.set_worker_level_failure_exception_types(types)


class _Front(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance) -> None:
        self._inner = inner
        self._store: Any = None

    def activate(self, act: Any) -> Any:
        return self._inner.activate(act)

    def get_serialization_context(self, command_info: Any) -> None:  # noqa: ARG002 - not asked further
        return None

    def get_external_store_context(self, command_info: Any) -> Any:  # noqa: ARG002 - nothing is stored outside
        if self._store is None:
            self._store = self._inner.get_external_store_context(None)
        return self._store

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()
