"""The words of a buyer's conduct: signals, what they count together, and who looked at it (table 3.15)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Signal(StrEnum):
    """What can make a claim look doubtful, in the order of table 3.15."""

    THREAT = "threat"
    REFUSES_PROOF = "refuses_proof"
    MANY_CLAIMS = "many_claims"
    SWAPPED = "swapped"
    SERIAL = "serial"
    UNPAID = "unpaid"
    LIKE_BARRED = "like_barred"
    COMPETITOR = "competitor"
    NIGHT_EDITS = "night_edits"


# What no register shows, and a person enters who has seen it.
BY_HAND = frozenset({Signal.THREAT, Signal.SERIAL, Signal.UNPAID, Signal.LIKE_BARRED, Signal.COMPETITOR})


@dataclass(frozen=True, kw_only=True)
class Score:
    """The sum of the weights of what was seen, and what that was."""

    points: int
    signals: tuple[Signal, ...]


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a supervisor came to, on which score."""

    abusive: bool
    by: str
    at: datetime
    points: int
    reason: str
