"""What is done about goods that arrived short, wrong or damaged."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class RedressingCommands(Taking):
    """What is done about goods that arrived short, wrong or damaged."""

    @workflow.update(description="Carry out a remedy that was settled with the buyer: reship, refund, keep, return.")
    def redress(self, command: commands.Redress) -> Answer:
        """Choose the remedy."""
        return self._do(command)

    @redress.validator
    def _may_redress(self, command: commands.Redress) -> None:
        self._may(command)
