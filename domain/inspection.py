"""What the goods that came back mean: is all here, is it sound, and if not, what may the buyer be asked."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Case
from domain.events import Answer
from domain.goods import SOUND, Finding, Grade, ParcelState
from domain.request import Ground, Item


class Awaiting(StrEnum):
    """What the return still lacks."""

    PARCEL = "parcel"  # nothing is under way
    ARRIVAL = "arrival"
    FINDING = "finding"
    REST = "rest"  # all that came was inspected, and units are missing
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The goods, line by line. `sound`, `damaged` and `foreign` count inspected units; `missing` never came."""

    sound: tuple[Item, ...]
    damaged: tuple[Item, ...]
    foreign: int
    missing: tuple[Item, ...]

    @property
    def contested(self) -> bool:
        """True when what came is not what may simply be paid for."""
        return bool(self.damaged or self.missing or self.foreign)

    @property
    def merely_short(self) -> bool:
        """True when all that came is sound, and only units are missing: what is due can be computed."""
        return bool(self.missing) and not self.damaged and not self.foreign and bool(self.sound)

    @property
    def summary(self) -> str:
        """One line for people."""
        parts = [
            _count(self.sound, "sound"),
            _count(self.damaged, "not intact"),
            f"{self.foreign} not ours or swapped" if self.foreign else "",
            _count(self.missing, "missing"),
        ]
        return ", ".join(part for part in parts if part) or "nothing came"


def awaiting(case: Case) -> Awaiting:
    """What the return waits for next."""
    inspected = {finding.waybill for finding in case.findings}
    arrived = [p for p in case.parcels if p.state is ParcelState.ARRIVED]
    if any(parcel.waybill not in inspected for parcel in arrived):
        return Awaiting.FINDING
    assessment = assess(case)
    if case.findings and not assessment.missing:
        return Awaiting.NOTHING
    if any(parcel.state not in {ParcelState.ARRIVED, ParcelState.LOST} for parcel in case.parcels):
        return Awaiting.ARRIVAL
    if case.findings:
        # Where other goods lie in the box, nobody waits for a parcel with the right ones: a person decides.
        return Awaiting.NOTHING if case.short or assessment.foreign else Awaiting.REST
    return Awaiting.PARCEL


def in_force(case: Case) -> tuple[Finding, ...]:
    """The findings that count, one a parcel: whoever looks at a parcel again corrects what was found before."""
    newest: dict[str, Finding] = {}
    for finding in case.findings:
        before = newest.get(finding.waybill)
        if before is None or finding.at >= before.at:
            newest[finding.waybill] = finding
    return tuple(newest.values())


def assess(case: Case) -> Assessment:
    """Compare what came with what was asked to come back. Units beyond the request do not count."""
    taken = SOUND if _wear_counts(case) else SOUND | {Grade.NOT_INTACT}
    found: dict[str, Counter[Grade]] = {}
    for finding in in_force(case):
        for line in finding.lines:
            found.setdefault(line.line_id, Counter())[line.grade] += line.qty
    sound: list[Item] = []
    damaged: list[Item] = []
    missing: list[Item] = []
    for item in case.request.items:
        units = found.get(item.line_id, Counter())
        good = min(item.qty, sum(units[grade] for grade in taken))
        worn = min(item.qty - good, units[Grade.NOT_INTACT])
        _add(sound, item.line_id, good)
        _add(damaged, item.line_id, worn)
        _add(missing, item.line_id, item.qty - good - worn)
    foreign = sum(units[Grade.WRONG_GOODS] for units in found.values())
    return Assessment(sound=tuple(sound), damaged=tuple(damaged), foreign=foreign, missing=tuple(missing))


def _wear_counts(case: Case) -> bool:
    """Whether worn goods of a no-reason return cost the buyer anything: in the EU and the UK only if told so (F118)."""
    return case.terms.informs_value_loss_flag or case.request.ground is not Ground.NO_REASON


def accepted_units(case: Case, *, worn_too: bool = False) -> tuple[Counter[str], Counter[str]]:
    """The inspected units that are to be paid for, by line: the sound ones, and the worn ones.

    Worn ones count once the buyer took a deduction; `worn_too` asks what it would be if they did.
    """
    assessment = assess(case)
    taken = worn_too or (case.offer is not None and case.offer.answer is Answer.ACCEPT)
    sound = Counter({item.line_id: item.qty for item in assessment.sound})
    return sound, Counter({item.line_id: item.qty for item in assessment.damaged} if taken else {})


def _add(items: list[Item], line_id: str, qty: int) -> None:
    if qty > 0:
        items.append(Item(line_id=line_id, qty=qty))


def _count(items: tuple[Item, ...], word: str) -> str:
    units = sum(item.qty for item in items)
    return f"{units} {word}" if units else ""
