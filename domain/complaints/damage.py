"""Goods damaged on the way: the rows of table 3.7 (DMG).

The buyer is served first, the carrier is claimed from later (R40, R41). Signing for a parcel is no acceptance of what
is in it: it only moves the burden of proof (F79; a clause "signing = accepting quality" is void).
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.authority import Level
from domain.complaints.complaint import Judgement, unproven
from domain.complaints.flaw import Flaw, Remedy
from domain.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Damage:
    """What is known of damaged goods. `after_signature` is how long the buyer took to say so; None: not signed for.

    `soft` is the time within which a visible damage is presumed to be of the way (t.visible_damage_report).
    `proven`: the carrier's certificate is there (E4). `unproven`: asked, reminded twice, and nothing came.
    """

    flaw: Flaw = Flaw.DAMAGED
    after_signature: timedelta | None
    soft: timedelta
    confirmed: bool = False
    proven: bool = False
    unproven: bool = False


SOLVE = (Remedy.RESHIP, Remedy.KEEP, Remedy.RETURN)
REPLACE = (Remedy.RESHIP, Remedy.RETURN)


def judged(damage: Damage) -> Judgement:
    """The row of table 3.7 that binds."""
    if damage.unproven:
        return unproven(_choices(damage))
    if damage.flaw is Flaw.PACKAGING:
        return _row(7, Fault.CARRIER, (Remedy.COUPON,), Remedy.COUPON, Level.AGENT, "packaging")
    if damage.flaw is Flaw.HIDDEN:
        return _row(5, Fault.SELLER, (Remedy.QUALITY,), Remedy.QUALITY, Level.AGENT)
    if damage.after_signature is None:
        doors = (Remedy.RESHIP, Remedy.REFUND)
        return _row(1, Fault.CARRIER, doors, Remedy.REFUND, Level.AGENT, "transit_damage", "claim", claims=True)
    if damage.flaw is Flaw.PARTIAL:
        return _row(8, Fault.CARRIER, SOLVE, Remedy.RESHIP, Level.AGENT, "transit_damage", "claim", claims=True)
    return _signed(damage, damage.after_signature)


def _signed(damage: Damage, after: timedelta) -> Judgement:
    choices = _choices(damage)
    if damage.confirmed and not damage.proven:
        return _row(4, Fault.NONE, choices, Remedy.REFUSE, Level.SUPERVISOR, "transit_damage")
    proposal = Remedy.RESHIP if Remedy.KEEP not in choices else Remedy.KEEP
    if after <= damage.soft or damage.proven:
        return _row(2, Fault.CARRIER, choices, proposal, Level.AGENT, "transit_damage", "claim", claims=True)
    return _row(3, Fault.CARRIER, choices, proposal, Level.SUPERVISOR, "transit_damage", "claim", claims=True)


def _choices(damage: Damage) -> tuple[Remedy, ...]:
    """Where the function is affected nobody is asked to keep it (the grid of table 3.7)."""
    return REPLACE if damage.flaw is Flaw.UNUSABLE else SOLVE


@dataclass(frozen=True, kw_only=True)
class Grid:
    """What a partial refund offers, in percent of what the goods were paid: from the first offer to the most (3.7)."""

    cosmetic_least: int
    cosmetic_most: int
    usable_least: int
    usable_most: int

    def first(self, flaw: Flaw) -> int | None:
        """The share that we offer first; None where the grid has none for this flaw: a person names it."""
        return {Flaw.COSMETIC: self.cosmetic_least, Flaw.USABLE: self.usable_least}.get(flaw)

    def most(self, flaw: Flaw) -> int:
        """The greatest share that the grid knows for this flaw; what is above it is a supervisor's."""
        return self.cosmetic_most if flaw is Flaw.COSMETIC else self.usable_most


def _row(
    number: int, fault: Fault, remedies: tuple[Remedy, ...], proposal: Remedy, decider: Level, *tags: str,
    claims: bool = False,
) -> Judgement:  # fmt: skip
    return Judgement(
        row=f"3.7.{number}",
        fault=fault,
        remedies=remedies,
        proposal=proposal,
        decider=decider,
        claims=claims,
        tags=tags,
    )
