"""Decisions on the request, the goods, and a dispute."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class DecidingCommands(Taking):
    """Decisions on the request, the goods, and a dispute."""

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
