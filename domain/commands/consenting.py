"""The buyer's word on goods that a refund was asked for: that they leave all the same, or after all do not."""

from dataclasses import dataclass
from datetime import datetime

from domain.authority import Level
from domain.instants import check_instant


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Enter that the buyer wants these lines (none named: all of the request) shipped; `evidence` proves it."""

    by: str
    evidence: str
    lines: tuple[str, ...] = ()
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class WithdrawConsent:
    """Enter that the buyer took that back, for these lines or for all; `evidence` proves it."""

    by: str
    evidence: str
    lines: tuple[str, ...] = ()
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class AskConsent:
    """Have the buyer asked by letter: the goods after all, which leave by `ship_by`, or the refund."""

    by: str
    ship_by: datetime
    note: str = ""
    role: Level = Level.AGENT

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.ship_by, "ship_by")


Consenting = AskConsent | Consent | WithdrawConsent
