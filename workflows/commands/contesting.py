"""What people ask of a case whose claim, or whose buyer, is doubted; as updates."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class ContestingCommands(Taking):
    """Updates of people who doubt."""

    @workflow.update(description="Say what the papers, the buyer's report or the claim are worth.")
    def judge(self, command: commands.Judge) -> Answer:
        """Judge."""
        return self._do(command)

    @judge.validator
    def _may_judge(self, command: commands.Judge) -> None:
        self._may(command)

    @workflow.update(description="Enter that the buyer's conduct was reported: to whom, and its number there.")
    def report_conduct(self, command: commands.ReportConduct) -> Answer:
        """Report."""
        return self._do(command)

    @report_conduct.validator
    def _may_report_conduct(self, command: commands.ReportConduct) -> None:
        self._may(command)

    @workflow.update(description="Enter a signal of the buyer's conduct, of a pick-list.")
    def note_signal(self, command: commands.NoteSignal) -> Answer:
        """Note."""
        return self._do(command)

    @note_signal.validator
    def _may_note_signal(self, command: commands.NoteSignal) -> None:
        self._may(command)

    @workflow.update(description="Look at the buyer's conduct: abusive, or an ordinary claim.")
    def review_conduct(self, command: commands.ReviewConduct) -> Answer:
        """Review."""
        return self._do(command)

    @review_conduct.validator
    def _may_review_conduct(self, command: commands.ReviewConduct) -> None:
        self._may(command)

    @workflow.update(description="Enter the platform's finding of an abuse of rights.")
    def enter_abuse(self, command: commands.EnterAbuse) -> Answer:
        """Enter."""
        return self._do(command)

    @enter_abuse.validator
    def _may_enter_abuse(self, command: commands.EnterAbuse) -> None:
        self._may(command)
