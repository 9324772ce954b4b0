"""Events of a claim that goods are counterfeit, and of conduct that is reported."""

from dataclasses import dataclass

from domain.disputes.authenticity import Judgement


@dataclass(frozen=True, kw_only=True)
class AuthenticityJudged:
    """A person judged papers, a report, or the claim itself; `issuer` is who wrote the report."""

    judgement: Judgement
    by: str
    reason: str
    issuer: str = ""


@dataclass(frozen=True, kw_only=True)
class SaleStopped:
    """These goods are sold to nobody any more, and what is in stock stays where it is."""

    skus: tuple[str, ...]
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DepartmentAlarmed:
    """The product department was told at once; `reference` is the mail server's."""

    skus: tuple[str, ...]
    reference: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ConductReported:
    """A person reported the buyer's conduct, with the evidence: to whom, and the number it has there."""

    to: str
    number: str
    by: str
    reason: str = ""


CounterfeitEvent = AuthenticityJudged | SaleStopped | DepartmentAlarmed | ConductReported
