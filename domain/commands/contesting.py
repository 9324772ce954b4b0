"""What people ask of a case whose claim, or whose buyer, is doubted: the commands of tables 3.9, 3.14 and 3.15.

As in all groups of commands `by` is the person's name, `role` what that person may decide.
"""

from dataclasses import dataclass

from domain.authenticity import Judgement
from domain.authority import Level


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


Contesting = Judge | ReportConduct
