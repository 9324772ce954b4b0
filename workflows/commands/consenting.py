"""The buyer's word on goods that a refund was asked for."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking
    from workflows.steps import consenting


class ConsentingCommands(Taking):
    """The buyer's word on goods that a refund was asked for; what follows of it runs beside the scenario."""

    @workflow.update(description="Enter that the buyer wants lines shipped although their refund was asked for.")
    def consent(self, command: commands.Consent) -> Answer:
        """Enter a consent."""
        return self._do_and_follow(command)

    @consent.validator
    def _may_consent(self, command: commands.Consent) -> None:
        self._may(command)

    @workflow.update(description="Enter that the buyer took that back.")
    def withdraw_consent(self, command: commands.WithdrawConsent) -> Answer:
        """Take a consent back."""
        return self._do_and_follow(command)

    @withdraw_consent.validator
    def _may_withdraw_consent(self, command: commands.WithdrawConsent) -> None:
        self._may(command)

    @workflow.update(description="Have the buyer asked: the goods after all, by a date, or the refund.")
    def ask_consent(self, command: commands.AskConsent) -> Answer:
        """Ask the buyer."""
        answer = self._do(command)
        self.file.meanwhile(consenting.ask(self.file, command.ship_by))
        return answer

    @ask_consent.validator
    def _may_ask_consent(self, command: commands.AskConsent) -> None:
        self._may(command)

    def _do_and_follow(self, command: commands.Consent | commands.WithdrawConsent) -> Answer:
        before = self.file.case
        answer = self._do(command)
        consenting.follow(self.file, before)
        return answer
