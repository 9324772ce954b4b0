"""How a claim against a carrier goes on, and by when."""

from datetime import datetime, timedelta
from enum import StrEnum

from domain.claim.events import ClaimAnswered, ClaimEvent, ClaimWord, Word
from domain.claim.state import Claim, ClaimStage


def heard(claim: Claim, word: ClaimWord) -> tuple[ClaimEvent, ...]:
    """What a word of the carrier means: twice, late and out of order it comes to the same.

    What was granted stands; a claim that was let go or written off is taken up by nothing but money.
    """
    old = claim.word_at is not None and word.at <= claim.word_at
    if word.fact in claim.seen or old:
        return ()
    if claim.ended and word.word is not Word.ACCEPTED:
        return ()
    # "Open" says nothing new, unless papers of ours made it open again.
    if word.word is Word.OPEN and claim.stage in {ClaimStage.FILING, ClaimStage.OPEN}:
        return ()
    return (ClaimAnswered(word=word),)


class Next(StrEnum):
    """What a claim does next."""

    FILE = "file"
    SEND_PAPERS = "send_papers"
    WAIT = "wait"
    END = "end"


def next_of(claim: Claim) -> Next:
    """A blocked claim waits; further papers go before anything else is waited for."""
    if claim.ended:
        return Next.END
    if claim.problem:
        return Next.WAIT
    if claim.filed_at is None:
        return Next.FILE
    return Next.SEND_PAPERS if claim.unsent else Next.WAIT


def write_off_at(claim: Claim) -> datetime:
    """When the loss is taken as the shop's own."""
    return claim.opened_at + timedelta(days=claim.begun.write_off_days)


def due_at(claim: Claim) -> datetime | None:
    """By when the next thing should have happened: filed in days, a person's part in a week, else written off."""
    if claim.ended:
        return None
    if claim.filed_at is None:
        return claim.opened_at + timedelta(hours=claim.begun.file_hours)
    if claim.needs_human:
        return (claim.word_at or claim.filed_at) + timedelta(hours=claim.begun.chase_hours)
    return write_off_at(claim)
