"""What people ask of a case whose claim, or whose buyer, is doubted: the commands of tables 3.9, 3.14 and 3.15.

As in all groups of commands `by` is the person's name, `role` what that person may decide.
"""

from dataclasses import dataclass

from domain.authority import Level
from domain.disputes.authenticity import Judgement
from domain.disputes.conduct import Signal


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Say what the papers, the buyer's report, or the claim itself are worth (table 3.9); `issuer` wrote the report."""

    by: str
    judgement: Judgement
    reason: str
    issuer: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class ReportConduct:
    """Enter that the buyer's conduct was reported, to whom, and the number it has there (F89, R111)."""

    by: str
    to: str
    number: str
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class NoteSignal:
    """Enter what no register shows of the buyer's conduct: one of a pick-list, never words of one's own on a person."""

    by: str
    signal: Signal
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class ReviewConduct:
    """Look at a case whose score is at the mark: abusive, or an ordinary claim. It changes no money and no right."""

    by: str
    abusive: bool
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class EnterAbuse:
    """Enter the platform's finding of an abuse of rights, by the number that it has there (MR-33)."""

    by: str
    finding: str
    article: str = ""
    role: Level = Level.AGENT


Contesting = Judge | ReportConduct | NoteSignal | ReviewConduct | EnterAbuse
