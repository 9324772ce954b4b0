"""Events of asking a buyer to show what is wrong."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ProofAsked:
    """The buyer was asked for evidence: for each place any of its kinds will do, until the given moment."""

    needs: tuple[tuple[str, ...], ...]
    until: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ProofLapsed:
    """The time for it is over, after two reminders; what was asked and not shown is named."""

    lacking: tuple[tuple[str, ...], ...]
    by: str = "policy"


ProofEvent = ProofAsked | ProofLapsed
