"""What a case knows of goods that the shop cannot send as it sold them: what it can do, what the buyer chose."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.request import Supply


class Way(StrEnum):
    """What the buyer may choose (table 3.1 rows 4 and 5)."""

    WAIT = "wait"  # until a date that they agree to
    SUBSTITUTE = "substitute"  # another item, at no extra cost
    MONEY = "money"  # back, with the penalty where one is owed


@dataclass(frozen=True, kw_only=True)
class Supplying:
    """How the choice stands. `penalty`, in minor units, is what the buyer was told; `granted_by` who let it be offered.

    `until` is the date that the buyer agreed to wait for; `failed` are ways that came to nothing.
    """

    named: Supply | None = None  # by a person; else the request says it
    granted_by: str = ""
    ways: tuple[Way, ...] = ()
    penalty: int = 0
    offered_at: datetime | None = None
    chosen: Way | None = None
    chosen_at: datetime | None = None
    until: datetime | None = None
    failed: tuple[Way, ...] = ()


NOTHING_OFFERED = Supplying()
