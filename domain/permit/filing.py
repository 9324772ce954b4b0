"""Filing evidence: which pieces a case takes, and the event that one becomes."""

import re

from domain import events as ev
from domain.case import Case
from domain.commands import Attach, NotPermitted
from domain.disputes.evidence import EvidenceCode

LONGEST_REFERENCE = 200  # characters
SHA256 = re.compile(r"[0-9a-f]{64}")


def fits(command: Attach, case: Case) -> None:
    """Raise NotPermitted for a piece that nobody could find again, or that is filed already."""
    if command.code not in {code.value for code in EvidenceCode}:
        raise NotPermitted("NO_SUCH_EVIDENCE", f"{command.code!r} is no kind of evidence: E1 to E22 are.")
    if not 2 <= len(command.reference) <= LONGEST_REFERENCE or len(command.note) > LONGEST_REFERENCE:
        raise NotPermitted("REFERENCE_LENGTH", f"A reference has 2 to {LONGEST_REFERENCE} characters, a note no more.")
    if command.sha256 and not SHA256.fullmatch(command.sha256):
        raise NotPermitted("NO_DIGEST", "A SHA-256 is 64 hexadecimal digits in lower case.")
    if any((piece.code, piece.reference) == (command.code, command.reference) for piece in case.evidence):
        raise NotPermitted("FILED_ALREADY", f"{command.reference} is filed as {command.code} already.")


def effect(command: Attach) -> ev.EvidenceFiled:
    """The piece as an event."""
    return ev.EvidenceFiled(
        code=command.code, reference=command.reference, sha256=command.sha256, note=command.note, by=command.by
    )
