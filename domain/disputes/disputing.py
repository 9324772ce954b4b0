"""What the parties of a dispute do about it beside proof: mediation, suspension, and a settlement that is performed.

Sources: table 3.14 rows 3, 5 and 8; rules F15 and F16; R107.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PLATFORM = "platform"  # whom most shops ask to mediate; anybody else is called by name


class Stay(StrEnum):
    """Why a dispute stands still (F15)."""

    BOTH = "both"  # both sides asked for it
    COURT = "court"
    POLICE = "police"


@dataclass(frozen=True, kw_only=True)
class Mediation:
    """The shop asked somebody to mediate; `number` is what the request was given there."""

    to: str
    number: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """The dispute stands still; `until` is None where only a judgment ends it."""

    stay: Stay
    by: str
    at: datetime
    until: datetime | None
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Accord:
    """What both sides agreed on; minor units. `buyer_does` is the buyer's part, "" where they need do nothing.

    `goods_back`: what is here of theirs goes to them again. `done` once they did their part, `overdue` once the
    time for all of it is over.
    """

    amount: int
    seller_pays_freight: bool
    terms: str
    buyer_does: str
    by: str
    at: datetime
    due_at: datetime
    goods_back: bool = False
    done: bool = False
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """All of it in one case. `stood` are the spans of past suspensions; `settled_at`: an accord was performed."""

    mediation: Mediation | None = None
    suspension: Suspension | None = None
    stood: tuple[tuple[datetime, datetime], ...] = ()
    accord: Accord | None = None
    settled_at: datetime | None = None

    def stood_still(self, since: datetime) -> timedelta:
        """For how long clocks that began to run at `since` stood still in past suspensions."""
        spans = (until - max(begun, since) for begun, until in self.stood if until > since)
        return sum(spans, timedelta())
