"""What a defect gives the buyer: table 3.8, by the days since receipt, the kind of defect, and the proof.

Sources: F75 to F87, F93, F96 (three guarantees; Consumer Protection Law art. 23 and 24); R44 to R56. What may be
chosen is the buyer's; a proposal is only ours.
"""

from collections.abc import Collection
from dataclasses import dataclass

from domain.authority import Level
from domain.defects.defect import Cause, DefectKind, Examination, Remedy
from domain.money import half_up
from domain.terms import Terms

PICTURES = frozenset({"E1", "E3"})
REPORTS = frozenset({"E9", "E10"})
ORIGIN = frozenset({"E11", "E12", "E13", "E14"})  # F76: papers by which a seller shows where goods come from
NO_DEFECT = 0  # stands in no row: what the finding says decides (QLT-4)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known when a quality claim is decided. `days` since receipt, the first day not counted.

    `proof` are codes of evidence that was filed; `cause` is what was found on the goods, None while nobody looked;
    `failed_repairs` counts those of this item, `delayed` is a repair that took too long (table 3.12 row 5).
    """

    days: int
    kind: DefectKind
    minor: bool = False
    durable: bool = False
    promised: bool = False
    proof: frozenset[str] = frozenset()
    cause: Cause | None = None
    failed_repairs: int = 0
    delayed: bool = False


@dataclass(frozen=True, kw_only=True)
class Lawful:
    """The row of table 3.8 that binds: what the buyer may choose, what we propose, who decides.

    `lacks` are the papers of which one is still needed, from `asked_of`; empty where the claim stands as it is.
    """

    row: int
    choices: tuple[Remedy, ...]
    proposal: Remedy
    decider: Level
    lacks: frozenset[str] = frozenset()
    seller_proves: bool = False

    @property
    def proven(self) -> bool:
        """Nothing more is to be shown by the buyer before a remedy is owed."""
        return not self.lacks or self.seller_proves


def lawful(known: Known, terms: Terms) -> Lawful:
    """Table 3.8: the first row that binds, special ones before the calendar."""
    if known.kind is DefectKind.RECALL:
        return _row(9, (Remedy.RETURN,), Remedy.RETURN, Level.MANAGER)
    if known.cause is Cause.HUMAN_DAMAGE:
        return _row(7, (), Remedy.PAID_REPAIR, Level.SUPERVISOR)
    if known.cause is Cause.NO_DEFECT:
        return _row(NO_DEFECT, (), Remedy.GIVE_BACK, Level.AGENT)
    if known.kind is DefectKind.ALLERGY and known.promised and known.days <= terms.allergy_days:
        return _row(10, (Remedy.RETURN,), Remedy.RETURN, Level.AGENT, lacks=_lacking(REPORTS, known))
    if known.kind is DefectKind.HIDDEN:
        return _hidden(known)
    if known.days > terms.guarantee_days:
        return _row(8, (), Remedy.PAID_REPAIR, Level.AGENT)
    return _by_calendar(known, terms)


def _hidden(known: Known) -> Lawful:
    """F76: the seller shows the goods' origin first; only then must the buyer bring a report."""
    shown = bool(ORIGIN & known.proof)
    lacks = _lacking(REPORTS, known) if shown else frozenset[str]()
    return _row(5, (Remedy.RETURN,), Remedy.RETURN, Level.SUPERVISOR, lacks=lacks, seller_proves=not shown)


def _by_calendar(known: Known, terms: Terms) -> Lawful:
    """Rows 1 to 4, and row 6 where the proof is the seller's: durable goods in their first months (F83)."""
    found = _in_their_days(known, terms)
    if found.lacks and known.durable and known.days <= terms.seller_burden_days:
        return Lawful(
            row=6,
            choices=found.choices,
            proposal=found.proposal,
            decider=Level.SUPERVISOR,
            lacks=found.lacks,
            seller_proves=True,
        )
    return found


def _in_their_days(known: Known, terms: Terms) -> Lawful:
    keeps = (Remedy.KEEP,) if known.minor else ()
    if known.days <= terms.quality_return_days:
        lacks = _lacking(PICTURES | REPORTS, known)
        if known.kind is DefectKind.VISIBLE and known.minor:
            return _row(2, (Remedy.RETURN, Remedy.EXCHANGE, *keeps), Remedy.KEEP, Level.AGENT, lacks=lacks)
        choices = (Remedy.RETURN, Remedy.EXCHANGE, Remedy.REPAIR, *keeps)
        return _row(1, choices, Remedy.EXCHANGE, Level.AGENT, lacks=lacks)
    lacks = _lacking(REPORTS, known)
    if known.days <= terms.quality_exchange_days:
        return _row(3, (Remedy.EXCHANGE, Remedy.REPAIR, *keeps), Remedy.EXCHANGE, Level.AGENT, lacks=lacks)
    if known.delayed or known.failed_repairs >= terms.repair_attempts_count:
        return _row(4, (Remedy.EXCHANGE, Remedy.LESS_USE), Remedy.EXCHANGE, Level.SUPERVISOR)
    return _row(4, (Remedy.REPAIR, *keeps), Remedy.REPAIR, Level.AGENT, lacks=lacks)


def _lacking(papers: Collection[str], known: Known) -> frozenset[str]:
    """The papers of which one would do, where none was filed; a defect that was found needs no other."""
    if known.cause is Cause.DEFECT or known.proof & frozenset(papers):
        return frozenset()
    return frozenset(papers)


def _row(
    row: int,
    choices: tuple[Remedy, ...],
    proposal: Remedy,
    decider: Level,
    *,
    lacks: frozenset[str] = frozenset(),
    seller_proves: bool = False,
) -> Lawful:
    return Lawful(
        row=row, choices=choices, proposal=proposal, decider=decider, lacks=lacks, seller_proves=seller_proves
    )


def flaw_offer(paid: int, terms: Terms) -> tuple[int, int]:
    """The least and the most that is offered for a small flaw, minor units of what was paid (R59, R60)."""
    return half_up(paid, terms.flaw_least_percent, 100), half_up(paid, terms.flaw_most_percent, 100)


def buyer_bears_fee(found: Examination) -> bool | None:
    """Who bears a test in the end: the loser; None while nobody has lost. Source: table 3.8, F81."""
    if found.cause is Cause.CANNOT_TELL:
        return None
    return found.cause is not Cause.DEFECT


def fee_owed(found: Examination | None) -> int:
    """What the buyer paid for a test in advance and gets back, since the defect was confirmed; minor units."""
    if found is None or not found.paid_by_buyer or buyer_bears_fee(found) is not False:
        return 0
    return found.fee
