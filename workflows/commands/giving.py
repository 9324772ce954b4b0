"""Offers of goodwill, payouts, and decisions that a second person approves."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class GivingCommands(Taking):
    """Offers of goodwill, payouts, and decisions that a second person approves."""

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
