"""Short or missing items: the rows of table 3.5 (SHT), by weights, video, signature and confirmation (R31 to R33).

Until the receipt is confirmed the burden is the seller's (F79): who cannot show that the goods went in pays for them.
"""

from dataclasses import dataclass

from domain.authority import Level
from domain.complaints.complaint import Judgement, unproven
from domain.complaints.flaw import Flaw, Remedy
from domain.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """What scales may differ by: the greater of the two (3.5: max(20 g, 2 %))."""

    grams: int
    percent: int

    def lighter(self, weight: int | None, than: int | None) -> bool:
        """Whether `weight` is less than it should be by more than scales explain; False where one is not known."""
        if weight is None or than is None:
            return False
        return than - weight > max(self.grams, than * self.percent // 100)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What is known of a parcel in which something is said to be missing; weights are grams, None: nobody said.

    `opened` is the carrier's word for a box that was open. `shows`: the packing video shows all goods going in.
    `follows` is the waybill of another parcel of the order that is still on its way, `came`: it has come. `proven`: the
    buyer's video of the unboxing or the carrier's certificate is there (E3, E4). `unproven`: asked, reminded twice, and
    nothing came.
    """

    flaw: Flaw = Flaw.UNITS
    expected: int | None = None
    out: int | None = None
    accepted: int | None = None
    delivered: int | None = None
    opened: bool = False
    shows: bool | None = None
    merged: bool = False
    confirmed: bool = False
    follows: str = ""
    came: bool = False
    proven: bool = False
    unproven: bool = False


MISSING = (Remedy.RESHIP, Remedy.REFUND)


def judged(parcel: Parcel, tolerance: Tolerance) -> Judgement:
    """The row of table 3.5 that binds."""
    if parcel.follows:
        return _row(8, Fault.NONE, (), Remedy.INFORM, Level.AUTO)
    if parcel.came and parcel.flaw is Flaw.UNITS:
        return _row(8, Fault.NONE, MISSING, Remedy.REFUSE, Level.AGENT)
    if parcel.unproven and not parcel.proven:
        return unproven(MISSING, "short")
    if parcel.flaw is Flaw.GIFT:
        return _row(6, Fault.SELLER, MISSING, Remedy.RESHIP, Level.AGENT, "gift_missing")
    if parcel.flaw is Flaw.PART:
        return _row(7, Fault.SELLER, (Remedy.KEEP, Remedy.RETURN), Remedy.RETURN, Level.SUPERVISOR, "warehouse_fault")
    if parcel.merged:
        return _row(5, Fault.SELLER, MISSING, Remedy.RESHIP, Level.AGENT, "warehouse_fault")
    return _by_weight(parcel, tolerance)


def _by_weight(parcel: Parcel, tolerance: Tolerance) -> Judgement:
    handed_over_less = tolerance.lighter(parcel.accepted, parcel.out)
    if tolerance.lighter(parcel.out, parcel.expected) or handed_over_less or parcel.shows is False:
        return _row(1, Fault.SELLER, MISSING, Remedy.RESHIP, Level.AGENT, "warehouse_fault")
    sent = parcel.accepted if parcel.accepted is not None else parcel.out
    if tolerance.lighter(parcel.delivered, sent) or parcel.opened:
        return _row(2, Fault.CARRIER, MISSING, Remedy.RESHIP, Level.AGENT, "carrier_shrink", claims=True)
    if parcel.confirmed:
        proposal = Remedy.REFUND if parcel.proven else Remedy.REFUSE
        return _row(4, Fault.NONE, MISSING, proposal, Level.SUPERVISOR)
    shown = parcel.shows is True and parcel.out is not None and parcel.expected is not None
    if not shown:  # nobody can show that it went in
        return _row(1, Fault.SELLER, MISSING, Remedy.RESHIP, Level.AGENT, "warehouse_fault")
    proposal = Remedy.REFUND if parcel.proven else Remedy.REFUSE
    return _row(3, Fault.NONE, MISSING, proposal, Level.SUPERVISOR)


def _row(
    number: int, fault: Fault, remedies: tuple[Remedy, ...], proposal: Remedy, decider: Level, *tags: str,
    claims: bool = False,
) -> Judgement:  # fmt: skip
    return Judgement(
        row=f"3.5.{number}",
        fault=fault,
        remedies=remedies,
        proposal=proposal,
        decider=decider,
        claims=claims,
        tags=("short", *tags),
    )
