"""How a failed activity reads to a person."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from domain.events import StepParked


def parked(step: str, error: FailureError) -> StepParked:
    """What a person is shown of a step that gave up: the class of its failure, and its words.

    A local activity fails with its cause itself, without a wrapping.
    """
    cause = error.cause if isinstance(error, ActivityError) else error
    kind = cause.type if isinstance(cause, ApplicationError) and cause.type else type(cause).__name__
    words = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    return StepParked(step=step, reason=kind, message=words[:500])
