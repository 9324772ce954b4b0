"""What a person may ask of a claim against a carrier, and what it becomes. A refusal says what to do instead."""

from dataclasses import dataclass
from enum import StrEnum

from domain.claim import Claim, ClaimDropped, ClaimEvent, ClaimRetried, Paper, PapersAdded
from domain.commands import NotPermitted


class Act(StrEnum):
    """What is asked."""

    SUPPLY = "supply"  # further papers, also to contest a rejection
    RETRY = "retry"
    LET_GO = "let_go"


@dataclass(frozen=True, kw_only=True)
class ClaimCommand:
    """A person's word: who, what, why, and the papers that are supplied, as (code, reference)."""

    by: str
    act: Act
    reason: str = ""
    papers: tuple[Paper, ...] = ()


def permit(command: ClaimCommand, claim: Claim) -> None:
    """Raise NotPermitted when `command` does not fit `claim` now."""
    if not command.by.strip():
        raise NotPermitted("NO_NAME", "Say who asks: `by` is empty.")
    if claim.ended:
        raise NotPermitted("CLAIM_ENDED", f"The claim has ended ({claim.stage}).")
    match command.act:
        case Act.SUPPLY:
            _papers(command.papers)
        case Act.RETRY:
            if not claim.problem:
                raise NotPermitted("NOTHING_TO_RETRY", f"Nothing is in the claim's way; it is {claim.stage}.")
        case Act.LET_GO:
            if not command.reason.strip():
                raise NotPermitted("NO_REASON", "Say why the claim is let go.")


def _papers(papers: tuple[Paper, ...]) -> None:
    if not papers:
        raise NotPermitted("NO_PAPERS", "Name at least one paper, such as E14=invoice-7.")
    for code, reference in papers:
        if not code.strip() or not reference.strip():
            raise NotPermitted("BAD_PAPER", "A paper has a code and a reference, such as E14=invoice-7.")


def effect(command: ClaimCommand, claim: Claim) -> tuple[ClaimEvent, ...]:
    """The events that an accepted command means."""
    del claim
    match command.act:
        case Act.SUPPLY:
            return (PapersAdded(papers=command.papers, by=command.by),)
        case Act.RETRY:
            return (ClaimRetried(reason=command.reason, by=command.by),)
        case Act.LET_GO:
            return (ClaimDropped(reason=command.reason, by=command.by),)
