"""How an update is taken: permitted first, then recorded, then answered with where the case stands."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.commands import Command, NotPermitted
    from domain.permit import effect, permit
    from domain.standing import standing
    from workflows.casefile import CaseFile

# What the pure core raises for values that cannot be: an instant without a zone, amounts below nothing, the year 9999.
IMPOSSIBLE = (ValueError, TypeError, LookupError, ArithmeticError)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Where the case stands once a command took effect."""

    stage: str
    waits_for: str
    version: int


class Taking:
    """How each update is taken; none waits, none runs an activity."""

    file: CaseFile

    def _may(self, command: Command) -> None:
        """Permit it, and make sure that the case can be told afterwards: what is accepted cannot be taken back."""
        try:
            permit(command, self.file.case, workflow.now())
            self.file.rehearse(*effect(command, self.file.case))
        except NotPermitted as refused:
            raise ApplicationError(str(refused), type=refused.code, non_retryable=True) from refused
        except IMPOSSIBLE as wrong:
            words = f"This cannot be: {wrong}. Nothing was changed; mend the command and ask again."
            raise ApplicationError(words, type="CANNOT_BE", non_retryable=True) from wrong

    def _do(self, command: Command) -> Answer:
        self.file.record(*effect(command, self.file.case))
        now = standing(self.file.case)
        return Answer(stage=now.stage, waits_for=now.waits_for, version=self.file.case.version)
