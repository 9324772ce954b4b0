"""What buyers show: each picture becomes a piece of evidence, once."""

from domain import events as ev
from domain import proof
from domain.case import Case
from domain.events import Event, ReopenReason, Resolution
from domain.facts.reopening import reopening
from domain.facts.reported import EvidenceReported


def evidence_sent(fact: EvidenceReported, case: Case) -> tuple[Event, ...]:
    """The pieces that are new. What comes after a refusal for lack of evidence takes the closed case up again."""
    filed = tuple(
        ev.EvidenceFiled(
            code=piece.code,
            reference=piece.reference,
            by=proof.BUYER,
            sha256=piece.sha256,
            note=piece.note,
            fact=fact.fact,
        )
        for piece in proof.named(case, fact.shown)
    )
    if case.resolution is Resolution.REFUSED_NO_EVIDENCE:
        return reopening(case, ReopenReason.EVIDENCE, filed)
    return filed
