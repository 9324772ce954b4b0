"""Decisions on the request, the goods, and a dispute."""

from dataclasses import dataclass

from domain import events as ev
from domain.authority import Level
from domain.goods import Finding


@dataclass(frozen=True, kw_only=True)
class Agree:
    """Take the request. With `pay_back` (minor units) or `depreciation_bp` the buyer is offered that instead.

    `packaging_fee` (minor units) and `round_trip`, both ways at the buyer's cost, are for a return out of goodwill:
    past its window, or of goods outside the right (R72).
    """

    by: str
    note: str = ""
    seller_pays_freight: bool | None = None
    pay_back: int | None = None
    depreciation_bp: int = 0
    packaging_fee: int = 0
    round_trip: bool = False
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """Do not take the request, or not the goods as they are; a reason and evidence are owed to the buyer (R106).

    The buyer is asked first, by letter or by phone; `unasked` says that nobody did, and means it (R7).
    `despite` says why it is fought though the shop itself did not comply (R114); it stays with us.
    """

    by: str
    reason: str
    evidence: tuple[str, ...] = ()
    unasked: bool = False
    despite: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Inspect:
    """Enter a finding by hand, where the warehouse's own system did not."""

    by: str
    finding: Finding
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Enter how a dispute was decided."""

    by: str
    in_favour_of: ev.Party
    amount: int | None = None
    article: str = ""
    role: Level = Level.AGENT


Deciding = Agree | Refuse | Inspect | Rule
