"""What people add to a case: evidence, and calls that they made."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import commands
    from workflows.commands.taking import Answer, Taking


class NotingCommands(Taking):
    """What people add to a case: evidence, and calls that they made."""

    @workflow.update(description="File a piece of evidence by reference: code E1 to E22, reference, sha256, note.")
    def attach(self, command: commands.Attach) -> Answer:
        """Attach."""
        return self._do(command)

    @attach.validator
    def _may_attach(self, command: commands.Attach) -> None:
        self._may(command)

    @workflow.update(description="Enter a call to the buyer, with its outcome.")
    def note_call(self, command: commands.NoteCall) -> Answer:
        """Note a call."""
        return self._do(command)

    @note_call.validator
    def _may_note_call(self, command: commands.NoteCall) -> None:
        self._may(command)
