"""Events of a buyer's conduct: what was seen, what it counts, who looked at it, and what the platform found."""

from dataclasses import dataclass

from domain.disputes.conduct import Signal


@dataclass(frozen=True, kw_only=True)
class SignalNoted:
    """A person saw what no register shows."""

    signal: Signal
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MaliceScored:
    """What has been seen so far counts this much. It decides on nothing."""

    points: int
    signals: tuple[Signal, ...]
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class MaliceReviewed:
    """A supervisor looked at the conduct."""

    abusive: bool
    points: int
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AbuseFound:
    """The platform found an abuse of rights: its finding, never our own suspicion (MR-33)."""

    finding: str
    article: str = ""
    fact: str = ""
    by: str = "platform"


ConductEvent = SignalNoted | MaliceScored | MaliceReviewed | AbuseFound
