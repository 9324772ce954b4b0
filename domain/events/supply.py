"""Events of goods that the shop cannot send as it sold them: what it can do, the buyer's choice, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from domain.request import Supply
from domain.shipments.supply import Way


@dataclass(frozen=True, kw_only=True)
class SupplyNamed:
    """A person said what the shop can still do, and that the buyer may be asked."""

    supply: Supply
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplyOffered:
    """The buyer is asked to choose among these; `penalty`, minor units, goes with the money (MR-26)."""

    ways: tuple[Way, ...]
    penalty: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class SupplyChosen:
    """The buyer's choice, as they answered or told a person; silence is for the money, by policy.

    With WAIT, `until` is the date that the buyer consents to (F24).
    """

    way: Way
    until: datetime | None = None
    note: str = ""
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class SupplyFailed:
    """What was chosen, or could have been, came to nothing: an empty shelf, a date that passed, a lost parcel."""

    way: Way
    reason: str
    by: str = "policy"


SupplyEvent = SupplyNamed | SupplyOffered | SupplyChosen | SupplyFailed
