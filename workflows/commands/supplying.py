"""Goods that cannot be sent as they were sold."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class SupplyingCommands(Taking):
    """What the shop can still do about them, and what the buyer chose."""

    @workflow.update(description="Say what can still be done about goods that have not left: a date, another item.")
    def name_supply(self, command: commands.NameSupply) -> Answer:
        """Let the buyer choose."""
        return self._do(command)

    @name_supply.validator
    def _may_name_supply(self, command: commands.NameSupply) -> None:
        self._may(command)

    @workflow.update(description="Enter what the buyer chose: wait, substitute, money.")
    def choose_supply(self, command: commands.ChooseSupply) -> Answer:
        """The buyer's choice."""
        return self._do(command)

    @choose_supply.validator
    def _may_choose_supply(self, command: commands.ChooseSupply) -> None:
        self._may(command)
