"""The state of a claim against a carrier, folded from its events."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.claim.events import (
    ClaimAnswered,
    ClaimBegun,
    ClaimBlocked,
    ClaimDropped,
    ClaimEvent,
    ClaimFiled,
    ClaimRetried,
    ClaimWord,
    Paper,
    PapersAdded,
    PapersSent,
    Word,
)


class ClaimStage(StrEnum):
    """Where a claim stands."""

    FILING = "filing"
    OPEN = "open"  # with the carrier
    PAPERS = "papers"  # the carrier wants more papers: a person sends them
    REJECTED = "rejected"  # a person contests it with further papers, or lets it go
    ACCEPTED = "accepted"
    LET_GO = "let_go"
    WRITTEN_OFF = "written_off"


ENDED = frozenset({ClaimStage.ACCEPTED, ClaimStage.LET_GO, ClaimStage.WRITTEN_OFF})


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The state of one claim, folded from its events; amounts in minor units."""

    begun: ClaimBegun
    opened_at: datetime
    stage: ClaimStage = ClaimStage.FILING
    number: str = ""
    filed_at: datetime | None = None
    papers: tuple[Paper, ...] = ()
    unsent: tuple[Paper, ...] = ()
    batches: int = 0  # how often further papers were sent: part of the key
    wanted: tuple[str, ...] = ()
    word_at: datetime | None = None
    recovered: int = 0
    reason: str = ""
    problem: str = ""
    seen: tuple[str, ...] = ()
    version: int = 1

    @property
    def claim_id(self) -> str:
        """Its id: of the workflow, and the key under which it is filed."""
        return self.begun.claim_id

    @property
    def ended(self) -> bool:
        """Nothing more is done about it."""
        return self.stage in ENDED

    @property
    def needs_human(self) -> bool:
        """A person must send papers, contest a rejection, or see why the desk does not take it."""
        return self.stage in {ClaimStage.PAPERS, ClaimStage.REJECTED} or bool(self.problem)


@dataclass(frozen=True, kw_only=True)
class ClaimOpening:
    """A new claim (`begun`), or one that news takes up again after its end (`resumed`): exactly one of the two."""

    begun: ClaimBegun | None = None
    resumed: Claim | None = None


def begun(event: ClaimBegun, at: datetime) -> Claim:
    """The claim as it begins."""
    return Claim(begun=event, opened_at=at, papers=event.papers)


def evolve_claim(claim: Claim, event: ClaimEvent, at: datetime) -> Claim:
    """The claim after this event. Total: what happened, happened."""
    return replace(_after(claim, event, at), version=claim.version + 1)


def _after(claim: Claim, event: ClaimEvent, at: datetime) -> Claim:
    match event:
        case ClaimBegun():
            return begun(event, at)
        case ClaimFiled():
            stage = ClaimStage.OPEN if claim.stage is ClaimStage.FILING else claim.stage
            return replace(claim, stage=stage, number=event.number, filed_at=at, problem="")
        case ClaimAnswered():
            return _answered(claim, event.word)
        case PapersAdded():
            return replace(claim, unsent=(*claim.unsent, *event.papers), problem="")
        case PapersSent():
            papers = (*claim.papers, *claim.unsent)
            return replace(
                claim, papers=papers, unsent=(), batches=claim.batches + 1, stage=ClaimStage.OPEN, wanted=(), problem=""
            )
        case ClaimBlocked():
            return replace(claim, problem=f"{event.reason}: {event.message}")
        case ClaimRetried():
            return replace(claim, problem="")
        case ClaimDropped():
            stage = ClaimStage.WRITTEN_OFF if event.by == "policy" else ClaimStage.LET_GO
            return replace(claim, stage=stage, reason=event.reason, problem="")
        case _:
            assert_never(event)


def _answered(claim: Claim, word: ClaimWord) -> Claim:
    stages = {
        Word.OPEN: ClaimStage.OPEN,
        Word.PAPERS_ASKED: ClaimStage.PAPERS,
        Word.ACCEPTED: ClaimStage.ACCEPTED,
        Word.REJECTED: ClaimStage.REJECTED,
    }
    return replace(
        claim,
        stage=stages[word.word],
        number=word.number or claim.number,
        wanted=word.papers,
        word_at=word.at,
        recovered=word.amount if word.word is Word.ACCEPTED else claim.recovered,
        reason=word.reason,
        seen=(*claim.seen, word.fact),
    )
