"""What people ask about the handling of a case, as updates: marks, root cause, owner, hand-over and notes."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking
    from workflows.steps import progress


class HandlingCommands(Taking):
    """Updates that change nothing of what a buyer is owed."""

    @workflow.update(
        description="Put marks on the case and take others off; words without blanks, such as vip or batch:7."
    )
    def tag(self, command: commands.Tag) -> Answer:
        """Tag."""
        return self._do(command)

    @tag.validator
    def _may_tag(self, command: commands.Tag) -> None:
        self._may(command)

    @workflow.update(description="Say why the case came about: a key of the pick-list.")
    def name_cause(self, command: commands.NameCause) -> Answer:
        """Name the cause."""
        return self._do(command)

    @name_cause.validator
    def _may_name_cause(self, command: commands.NameCause) -> None:
        self._may(command)

    @workflow.update(description="Make somebody the owner of the case.")
    def assign(self, command: commands.Assign) -> Answer:
        """Assign."""
        return self._do(command)

    @assign.validator
    def _may_assign(self, command: commands.Assign) -> None:
        self._may(command)

    @workflow.update(description="Give the case to somebody, who has to take it with assign.")
    def hand_over(self, command: commands.HandCase) -> Answer:
        """Hand over."""
        return self._do(command)

    @hand_over.validator
    def _may_hand_over(self, command: commands.HandCase) -> None:
        self._may(command)

    @workflow.update(description="Say that nobody took a hand-over for so many hours; the daily check does.")
    def alarm_handover(self, command: commands.AlarmHandover) -> Answer:
        """Alarm."""
        return self._do(command)

    @alarm_handover.validator
    def _may_alarm_handover(self, command: commands.AlarmHandover) -> None:
        self._may(command)

    @workflow.update(description="Note the progress of the case, and what is done next.")
    def note(self, command: commands.TakeNote) -> Answer:
        """Note."""
        return self._do(command)

    @note.validator
    def _may_note(self, command: commands.TakeNote) -> None:
        self._may(command)

    @workflow.update(description="Let the buyer hear how the case stands; with reason and eta, of a delay.")
    def tell_progress(self, command: commands.TellProgress) -> Answer:
        """Tell progress."""
        answer = self._do(command)
        if command.eta is None:
            self.file.meanwhile(progress.tell(self.file, command.incident))
        else:
            self.file.meanwhile(progress.tell_delay(self.file, command.reason, command.eta))
        return answer

    @tell_progress.validator
    def _may_tell_progress(self, command: commands.TellProgress) -> None:
        self._may(command)
