"""What the goods that came back mean: is all here, is it sound, and if not, what may the buyer be asked."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Case
from domain.events import Answer
from domain.goods import LACKS, SOUND, Finding, Grade, ParcelState, Sign
from domain.intactness import judged
from domain.quotes.quote import Bearer
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
    lacking: tuple[Item, ...] = ()  # of the damaged: those that are not complete, and could be made so

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
    if case.loss is not None:
        return Awaiting.NOTHING
    waits_for_parts = bool(assessment.lacking) and not case.short
    if case.findings and not assessment.missing and not waits_for_parts:
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
    wear = _wear_counts(case)
    taken = SOUND if wear else SOUND | {Grade.NOT_INTACT}
    found, incomplete = _found(case), _incomplete(case) if wear else Counter[str]()
    sound: list[Item] = []
    damaged: list[Item] = []
    missing: list[Item] = []
    lacking: list[Item] = []
    for item in case.request.items:
        units = found.get(item.line_id, Counter())
        whole = min(item.qty, sum(units[grade] for grade in taken))
        lacks = min(whole, incomplete[item.line_id])
        worn = min(item.qty - whole, units[Grade.NOT_INTACT]) + lacks
        gone = item.qty - (whole - lacks) - worn
        lost = gone if case.loss is Bearer.SELLER else 0  # our risk: paid for as if it had come (MR-35)
        _add(sound, item.line_id, whole - lacks + lost)
        _add(damaged, item.line_id, worn)
        _add(missing, item.line_id, gone - lost)
        _add(lacking, item.line_id, lacks)
    foreign = sum(units[Grade.WRONG_GOODS] for units in found.values())
    lists = {"sound": sound, "damaged": damaged, "missing": missing, "lacking": lacking}
    return Assessment(**{name: tuple(items) for name, items in lists.items()}, foreign=foreign)


def _found(case: Case) -> dict[str, Counter[Grade]]:
    """Inspected units of each line, by the grade that counts for goods of their category (R62)."""
    categories = {line.line_id: line.category for line in case.order.lines}
    found: dict[str, Counter[Grade]] = {}
    for finding in in_force(case):
        for line in finding.lines:
            if Sign.ACCESSORY_SENT not in line.signs:
                grade = judged(line, categories.get(line.line_id, ""), case.terms)
                found.setdefault(line.line_id, Counter())[grade] += line.qty
    return found


def _incomplete(case: Case) -> Counter[str]:
    """Sound units of each line that lack an accessory or their own packaging, less those for which it came later."""
    lacking: Counter[str] = Counter()
    for finding in in_force(case):
        for line in finding.lines:
            if LACKS & set(line.signs) and line.grade in SOUND:
                lacking[line.line_id] += line.qty
            if Sign.ACCESSORY_SENT in line.signs:
                lacking[line.line_id] -= line.qty
    return +lacking


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
