"""The buyer's word on goods that a refund was asked for: that they leave all the same, or after all do not."""

from dataclasses import dataclass

from domain.authority import Level


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


Consenting = Consent | WithdrawConsent
