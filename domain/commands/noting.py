"""What people add to a case: evidence, and calls that they made."""

from dataclasses import dataclass

from domain import events as ev
from domain.authority import Level


@dataclass(frozen=True, kw_only=True)
class Attach:
    """File a piece of evidence: `code` (E1 to E22, domain.disputes.evidence), where it lies, its SHA-256."""

    by: str
    code: str
    reference: str
    sha256: str = ""
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class NoteCall:
    """Enter a call to the buyer with its outcome, also one that should not have been made; `done`: its steps (R117)."""

    by: str
    outcome: ev.CallOutcome
    note: str = ""
    done: tuple[ev.CallStep, ...] = ()
    role: Level = Level.AGENT


Noting = Attach | NoteCall
