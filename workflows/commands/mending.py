"""Updates of a quality case and of a repair."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class MendingCommands(Taking):
    """What people ask of cases about defects."""

    @workflow.update(description="Help from afar: steps for the buyer to try, or whether they helped.")
    def diagnose(self, command: commands.Diagnose) -> Answer:
        """Diagnose."""
        return self._do(command)

    @diagnose.validator
    def _may_diagnose(self, command: commands.Diagnose) -> None:
        self._may(command)

    @workflow.update(description="Have somebody look at the goods: shop, service_point or laboratory.")
    def order_examination(self, command: commands.OrderExamination) -> Answer:
        """Order examination."""
        return self._do(command)

    @order_examination.validator
    def _may_order_examination(self, command: commands.OrderExamination) -> None:
        self._may(command)

    @workflow.update(description="Enter what was found on the goods: defect, no_defect, human_damage or cannot_tell.")
    def examine(self, command: commands.Examine) -> Answer:
        """Examine."""
        return self._do(command)

    @examine.validator
    def _may_examine(self, command: commands.Examine) -> None:
        self._may(command)

    @workflow.update(description="Enter the buyer's choice of a remedy on their word.")
    def choose_remedy(self, command: commands.Choose) -> Answer:
        """Choose remedy."""
        return self._do(command)

    @choose_remedy.validator
    def _may_choose_remedy(self, command: commands.Choose) -> None:
        self._may(command)

    @workflow.update(description="Enter how a repair stands; a quote has an amount in minor units.")
    def report_repair(self, command: commands.ReportRepair) -> Answer:
        """Report repair."""
        return self._do(command)

    @report_repair.validator
    def _may_report_repair(self, command: commands.ReportRepair) -> None:
        self._may(command)
