"""The words of a claim that goods are counterfeit: what a person judged of the papers, the report, and the claim."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Judgement(StrEnum):
    """What a person came to on one question of table 3.9."""

    PAPERS_VALID = "papers_valid"  # the seller's: purchase, authorisation, customs, invoice (E11 to E14)
    PAPERS_INVALID = "papers_invalid"
    REPORT_VALID = "report_valid"  # the buyer's: of the brand or of an authority (E9)
    REPORT_INVALID = "report_invalid"
    SUSPECTED = "suspected"  # the seller knows, or strongly suspects
    EXTORTION = "extortion"  # money without order, proof or return


PAPERS = frozenset({Judgement.PAPERS_VALID, Judgement.PAPERS_INVALID})
REPORT = frozenset({Judgement.REPORT_VALID, Judgement.REPORT_INVALID})
COUNTERFEIT = frozenset({Judgement.REPORT_VALID, Judgement.SUSPECTED})  # the goods may not be sold any more


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One judgement with its reason; `issuer` is who wrote the report."""

    judgement: Judgement
    by: str
    at: datetime
    reason: str
    issuer: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportedTo:
    """The conduct of a buyer was reported, to whom, and under which number of theirs."""

    to: str
    number: str
    by: str
    at: datetime
