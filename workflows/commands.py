"""What people ask a case to do, as updates: the validator permits, the handler records, and never the other way round.

A refusal is an ApplicationError whose type is the code of the reason. The answer is where the case stands afterwards.
"""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain import commands
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


class Commands:
    """Updates of a case; none waits, none runs an activity."""

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

    @workflow.update(description="Take the request, or offer the buyer less (pay_back in minor units).")
    def agree(self, command: commands.Agree) -> Answer:
        """Agree."""
        return self._do(command)

    @agree.validator
    def _may_agree(self, command: commands.Agree) -> None:
        self._may(command)

    @workflow.update(description="Refuse the request or the goods; a reason and evidence are needed.")
    def refuse(self, command: commands.Refuse) -> Answer:
        """Refuse."""
        return self._do(command)

    @refuse.validator
    def _may_refuse(self, command: commands.Refuse) -> None:
        self._may(command)

    @workflow.update(description="Enter what was found in a returned parcel.")
    def inspect(self, command: commands.Inspect) -> Answer:
        """Inspect."""
        return self._do(command)

    @inspect.validator
    def _may_inspect(self, command: commands.Inspect) -> None:
        self._may(command)

    @workflow.update(description="Enter how a dispute was decided.")
    def rule(self, command: commands.Rule) -> Answer:
        """Rule."""
        return self._do(command)

    @rule.validator
    def _may_rule(self, command: commands.Rule) -> None:
        self._may(command)

    @workflow.update(description="Mend a value of the case: waybill, outbound_waybill, ground, fault, gift_present.")
    def correct(self, command: commands.Correct) -> Answer:
        """Correct."""
        return self._do(command)

    @correct.validator
    def _may_correct(self, command: commands.Correct) -> None:
        self._may(command)

    @workflow.update(description="Take a parked step as done by other means; payments cannot be skipped.")
    def skip(self, command: commands.Skip) -> Answer:
        """Skip."""
        return self._do(command)

    @skip.validator
    def _may_skip(self, command: commands.Skip) -> None:
        self._may(command)

    @workflow.update(description="Take the case over to another remedy, at its next wait.")
    def divert(self, command: commands.Divert) -> Answer:
        """Divert."""
        return self._do(command)

    @divert.validator
    def _may_divert(self, command: commands.Divert) -> None:
        self._may(command)

    @workflow.update(description="Stop the case from taking further steps.")
    def hold(self, command: commands.Hold) -> Answer:
        """Hold."""
        return self._do(command)

    @hold.validator
    def _may_hold(self, command: commands.Hold) -> None:
        self._may(command)

    @workflow.update(description="Let a held case go on.")
    def release(self, command: commands.Release) -> Answer:
        """Release."""
        return self._do(command)

    @release.validator
    def _may_release(self, command: commands.Release) -> None:
        self._may(command)

    @workflow.update(description="End the case here, by hand.")
    def close_case(self, command: commands.Close) -> Answer:
        """Close."""
        return self._do(command)

    @close_case.validator
    def _may_close_case(self, command: commands.Close) -> None:
        self._may(command)

    @workflow.update(description="File a piece of evidence by reference: code E1 to E22, reference, sha256, note.")
    def attach(self, command: commands.Attach) -> Answer:
        """Attach."""
        return self._do(command)

    @attach.validator
    def _may_attach(self, command: commands.Attach) -> None:
        self._may(command)

    @workflow.update(description="Enter a call to the buyer, with its outcome.")
    def note_call(self, command: commands.NoteCall) -> Answer:
        """Note a call."""
        return self._do(command)

    @note_call.validator
    def _may_note_call(self, command: commands.NoteCall) -> None:
        self._may(command)

    @workflow.update(description="Bind the case by other terms of its pack; harm to the buyer must be meant.")
    def revise_terms(self, command: commands.Revise) -> Answer:
        """Revise."""
        return self._do(command)

    @revise_terms.validator
    def _may_revise_terms(self, command: commands.Revise) -> None:
        self._may(command)

    @workflow.update(description="Try parked steps again: one, or all when step is empty.")
    def retry(self, command: commands.Retry) -> Answer:
        """Retry."""
        return self._do(command)

    @retry.validator
    def _may_retry(self, command: commands.Retry) -> None:
        self._may(command)

    @workflow.update(description="Before a talk: prepare offers from the bottom line to most (minor units).")
    def prepare(self, command: commands.Prepare) -> Answer:
        """Prepare."""
        return self._do(command)

    @prepare.validator
    def _may_prepare(self, command: commands.Prepare) -> None:
        self._may(command)

    @workflow.update(description="Offer the buyer goodwill worth value (minor units), on a rung of the ladder.")
    def compensate(self, command: commands.Compensate) -> Answer:
        """Compensate."""
        return self._do(command)

    @compensate.validator
    def _may_compensate(self, command: commands.Compensate) -> None:
        self._may(command)

    @workflow.update(description="Finance lets a promised payout leave.")
    def pay_out(self, command: commands.PayOut) -> Answer:
        """Pay out."""
        return self._do(command)

    @pay_out.validator
    def _may_pay_out(self, command: commands.PayOut) -> None:
        self._may(command)

    @workflow.update(description="Ask another person to approve a decision above one's own level.")
    def ask_approval(self, command: commands.Ask) -> Answer:
        """Ask."""
        return self._do(command)

    @ask_approval.validator
    def _may_ask_approval(self, command: commands.Ask) -> None:
        self._may(command)

    @workflow.update(description="Approve what another person asked for; it is carried out at once.")
    def approve(self, command: commands.Approve) -> Answer:
        """Approve."""
        return self._do(command)

    @approve.validator
    def _may_approve(self, command: commands.Approve) -> None:
        self._may(command)

    @workflow.update(description="Do not approve what another person asked for.")
    def decline(self, command: commands.Decline) -> Answer:
        """Decline."""
        return self._do(command)

    @decline.validator
    def _may_decline(self, command: commands.Decline) -> None:
        self._may(command)
