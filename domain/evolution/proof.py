"""How a case changes by what a buyer is asked to show."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case, Proof
from domain.events import ProofEvent


def after(case: Case, event: ProofEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.ProofAsked():
            return replace(case, proof=Proof(needs=event.needs, asked_at=at, until=event.until))
        case ev.ProofLapsed():
            return case if case.proof is None else replace(case, proof=replace(case.proof, lapsed=True))
        case _:
            assert_never(event)
