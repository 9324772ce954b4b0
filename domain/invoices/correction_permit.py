"""What a person may ask of the correction of an invoice, and what it becomes (table 3.20: finance decides)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.authority import Level
from domain.commands import NotPermitted
from domain.invoices.correction import (
    Copies,
    Correction,
    CorrectionDropped,
    CorrectionEvent,
    CorrectionRetried,
    CorrectionStage,
    PaperSettled,
)

DECIDERS = frozenset({Level.FINANCE, Level.MANAGER})


class Act(StrEnum):
    """What is asked."""

    PAPER_BACK = "paper_back"
    PAPER_LOST = "paper_lost"
    RETRY = "retry"  # try a blocked one again, or ask now how a confirmation stands
    LET_GO = "let_go"


@dataclass(frozen=True, kw_only=True)
class CorrectionCommand:
    """A person's word: who, in which role, what and why."""

    by: str
    act: Act
    reason: str = ""
    role: Level = Level.AGENT


def permit(command: CorrectionCommand, correction: Correction) -> None:
    """Raise NotPermitted when `command` does not fit `correction` now."""
    if not command.by.strip():
        raise NotPermitted("NO_NAME", "Say who asks: `by` is empty.")
    if correction.ended:
        raise NotPermitted("CORRECTION_ENDED", f"The correction has ended ({correction.stage}).")
    if command.role not in DECIDERS:
        raise NotPermitted("NOT_YOURS", "Invoices are finance's, or a manager's: ask one of them.")
    match command.act:
        case Act.PAPER_BACK | Act.PAPER_LOST:
            if correction.stage is not CorrectionStage.PAPER:
                raise NotPermitted("NO_PAPER_AWAITED", f"No paper copies are waited for; it is {correction.stage}.")
        case Act.RETRY:
            if not correction.problem and correction.stage is not CorrectionStage.PENDING:
                raise NotPermitted("NOTHING_TO_RETRY", f"Nothing is in its way; it is {correction.stage}.")
        case Act.LET_GO:
            if not command.reason.strip():
                raise NotPermitted("NO_REASON", "Say why nothing more is done, or by what other means it was.")


def effect(command: CorrectionCommand) -> tuple[CorrectionEvent, ...]:
    """The events that an accepted command means."""
    match command.act:
        case Act.PAPER_BACK:
            return (PaperSettled(copies=Copies.BACK, by=command.by),)
        case Act.PAPER_LOST:
            return (PaperSettled(copies=Copies.LOST, by=command.by),)
        case Act.RETRY:
            return (CorrectionRetried(reason=command.reason, by=command.by),)
        case Act.LET_GO:
            return (CorrectionDropped(reason=command.reason, by=command.by),)
