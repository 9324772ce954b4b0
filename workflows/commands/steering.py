"""Mending, moving and ending a case."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class SteeringCommands(Taking):
    """Mending, moving and ending a case."""

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

    @workflow.update(description="Try parked steps again: one, or all when step is empty.")
    def retry(self, command: commands.Retry) -> Answer:
        """Retry."""
        return self._do(command)

    @retry.validator
    def _may_retry(self, command: commands.Retry) -> None:
        self._may(command)

    @workflow.update(description="Bind the case by other terms of its pack; harm to the buyer must be meant.")
    def revise_terms(self, command: commands.Revise) -> Answer:
        """Revise."""
        return self._do(command)

    @revise_terms.validator
    def _may_revise_terms(self, command: commands.Revise) -> None:
        self._may(command)
