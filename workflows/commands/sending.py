"""Decisions on goods that leave again."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class SendingCommands(Taking):
    """Decisions on goods that leave again."""

    @workflow.update(description="Send the goods again, as the buyer chose; advance: before the loss is proven.")
    def reship(self, command: commands.Reship) -> Answer:
        """Send again."""
        return self._do(command)

    @reship.validator
    def _may_reship(self, command: commands.Reship) -> None:
        self._may(command)

    @workflow.update(description="What was sent in exchange is at fault too: it comes back at our cost.")
    def faulty_again(self, command: commands.FaultyAgain) -> Answer:
        """Take the new item back."""
        return self._do(command)

    @faulty_again.validator
    def _may_faulty_again(self, command: commands.FaultyAgain) -> None:
        self._may(command)
