"""Offers of goodwill, payouts, and decisions that a second person approves."""

from dataclasses import dataclass

from domain import events as ev
from domain.authority import Level


@dataclass(frozen=True, kw_only=True)
class Prepare:
    """Before a talk: prepare offers from the bottom line (`floor`) to `most`, minor units; nothing is offered yet."""

    by: str
    floor: int
    most: int
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Compensate:
    """Offer the buyer goodwill worth `value` minor units, on a rung of the ladder (rule 3.0.4).

    `floor` is the bottom line that was prepared; the last one holds when it is not given. `reference` names a coupon,
    benefit or gift. `consent` is a reference of the buyer's express wish for it where cash is owed (F56).
    """

    by: str
    rung: ev.Rung
    value: int
    reason: str
    floor: int | None = None
    reference: str = ""
    line_id: str = ""
    consent: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class PayOut:
    """Finance lets a promised payout leave."""

    by: str
    payout_id: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Ask another person to approve a decision above one's own level: `details` are its fields as JSON."""

    by: str
    command: str
    details: str = "{}"
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Approve:
    """Approve what another person asked for; it is carried out at once."""

    by: str
    approval_id: str
    amount: int
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Decline:
    """Do not approve it; whoever asked may take it back so."""

    by: str
    approval_id: str
    reason: str
    role: Level = Level.AGENT


Giving = Prepare | Compensate | PayOut | Ask | Approve | Decline
