"""What people ask of a dispute beside proof and ruling, as updates."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class DisputingCommands(Taking):
    """Updates of people who look for a way out of a dispute."""

    @workflow.update(description="Enter that the shop asked for mediation, with its number there.")
    def ask_mediation(self, command: commands.AskMediation) -> Answer:
        """Mediate."""
        return self._do(command)

    @ask_mediation.validator
    def _may_ask_mediation(self, command: commands.AskMediation) -> None:
        self._may(command)

    @workflow.update(description="Let the dispute stand still: both asked, or a court or the police have it.")
    def suspend_dispute(self, command: commands.Suspend) -> Answer:
        """Suspend."""
        return self._do(command)

    @suspend_dispute.validator
    def _may_suspend_dispute(self, command: commands.Suspend) -> None:
        self._may(command)

    @workflow.update(description="Let a suspended dispute go on.")
    def resume_dispute(self, command: commands.Resume) -> Answer:
        """Resume."""
        return self._do(command)

    @resume_dispute.validator
    def _may_resume_dispute(self, command: commands.Resume) -> None:
        self._may(command)

    @workflow.update(description="Enter what both sides agreed on.")
    def settle(self, command: commands.Settle) -> Answer:
        """Settle."""
        return self._do(command)

    @settle.validator
    def _may_settle(self, command: commands.Settle) -> None:
        self._may(command)

    @workflow.update(description="Say whether the buyer did their part of the settlement.")
    def report_settlement(self, command: commands.ReportSettlement) -> Answer:
        """Report."""
        return self._do(command)

    @report_settlement.validator
    def _may_report_settlement(self, command: commands.ReportSettlement) -> None:
        self._may(command)
