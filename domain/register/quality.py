"""The quality loop: the same defect again and again is told to the department concerned, with the cases that show it.

Sources: R44 (quality problems go to the department concerned), rule 3.17 (root causes by SKU, carrier and packer; the
card says subject, symptom, count, sample cases, requested action, and until when an answer is due).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import events as ev
from domain.events import Resolution
from domain.fault import Fault
from domain.register.figures import Dated
from domain.request import Ground

OF_GOODS = frozenset({Ground.QUALITY, Ground.DAMAGED, Ground.WRONG_ITEM, Ground.SHORT})
OF_TRANSPORT = frozenset({Ground.DAMAGED, Ground.SHORT, Ground.NOT_RECEIVED})
OF_PACKING = frozenset({Ground.DAMAGED, Ground.WRONG_ITEM, Ground.SHORT})
OF_SUPPLY = frozenset({Ground.QUALITY, Ground.COUNTERFEIT})
UNFOUNDED = frozenset(
    {Resolution.WITHDRAWN, Resolution.KEPT_BY_CONSENT, Resolution.LAPSED, Resolution.REFUSED, Resolution.RULED_SELLER}
    | {Resolution.REFUSED_NO_EVIDENCE}
)


class Subject(StrEnum):
    """What a defect belongs to."""

    SKU = "sku"
    CARRIER = "carrier"
    PACKER = "packer"
    SUPPLIER = "supplier"


@dataclass(frozen=True, kw_only=True, order=True)
class Defect:
    """One ground, of one article, carrier, packer or supplier."""

    subject: Subject
    name: str
    ground: Ground


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What one case says of defects."""

    case_id: str
    defects: tuple[Defect, ...]


@dataclass(frozen=True, kw_only=True)
class Card:
    """A defect that reached its threshold, with the cases, oldest first."""

    defect: Defect
    cases: tuple[str, ...]


def complaint(story: Sequence[Dated]) -> Complaint:
    """What a case says of defects, by its ground and fault as last corrected; nothing where it turned out unfounded."""
    opening = story[0].event
    assert isinstance(opening, ev.CaseOpened)  # the first event of every case
    if any(isinstance(dated.event, ev.CaseClosed) and dated.event.resolution in UNFOUNDED for dated in story):
        return Complaint(case_id=opening.case_id, defects=())
    ground = Ground(_corrected(story, "ground") or opening.request.ground)
    fault = Fault(_corrected(story, "fault") or _judged(story) or opening.request.fault)
    lines = [opening.order.line(item.line_id) for item in opening.request.items]
    concerned = {
        Subject.SKU: {line.sku for line in lines} if ground in OF_GOODS else (),
        Subject.CARRIER: {opening.order.outbound_carrier} if ground in OF_TRANSPORT and fault is Fault.CARRIER else (),
        Subject.PACKER: {_packer(story)} if ground in OF_PACKING and fault is Fault.SELLER else (),
        Subject.SUPPLIER: {line.supplier for line in lines} if ground in OF_SUPPLY else (),
    }
    return Complaint(
        case_id=opening.case_id,
        defects=tuple(
            Defect(subject=subject, name=name, ground=ground)
            for subject, names in concerned.items()
            for name in sorted(names)
            if name
        ),
    )


def _corrected(story: Sequence[Dated], field: str) -> str:
    """A value as a person last corrected it; "" where nobody did."""
    values = [d.event.value for d in story if isinstance(d.event, ev.CaseCorrected) and d.event.field == field]
    return values[-1] if values else ""


def _judged(story: Sequence[Dated]) -> str:
    """Whose fault the row has it that bound a complaint; "" where none was judged."""
    rows = [dated.event.judgement for dated in story if isinstance(dated.event, ev.ComplaintJudged)]
    return rows[-1].fault if rows else ""


def _packer(story: Sequence[Dated]) -> str:
    """Who packed the parcel, by the warehouse's records; "" where it does not say."""
    packers = [d.event.packing.packer for d in story if isinstance(d.event, ev.PackingReported)]
    return next((packer for packer in reversed(packers) if packer), "")


def cards(complaints: Iterable[Complaint], told: Collection[tuple[Defect, str]], *, least: int) -> tuple[Card, ...]:
    """The defects that at least `least` cases show which no earlier card told of: a case is told once per defect."""
    cases: dict[Defect, list[str]] = defaultdict(list)
    for each in complaints:
        for defect in each.defects:
            if (defect, each.case_id) not in told:
                cases[defect].append(each.case_id)
    return tuple(Card(defect=defect, cases=tuple(ids)) for defect, ids in sorted(cases.items()) if len(ids) >= least)


GROUNDS = {
    Ground.QUALITY: ("质量问题", "quality"),
    Ground.DAMAGED: ("破损", "damaged"),
    Ground.WRONG_ITEM: ("发错货", "wrong item"),
    Ground.SHORT: ("少件", "short"),
    Ground.NOT_RECEIVED: ("未收到货", "not received"),
    Ground.COUNTERFEIT: ("疑似假货", "said to be a fake"),
}
SUBJECTS = {
    Subject.SKU: ("商品", "article"),
    Subject.CARRIER: ("快递", "carrier"),
    Subject.PACKER: ("打包员", "packer"),
    Subject.SUPPLIER: ("供应商", "supplier"),
}
ASKED = {
    Subject.SKU: (
        "请检查该商品的质量、批次与包装，并回复原因和措施。",
        "Please look at quality, batch and packing of this article, and answer with the cause and what will be done.",
    ),
    Subject.CARRIER: (
        "请与该快递核实原因，并回复措施。",
        "Please clear the cause with this carrier, and answer with what will be done.",
    ),
    Subject.PACKER: (
        "请核对打包与复核流程，并回复原因和措施。",
        "Please look at how these were packed and checked, and answer with the cause and what will be done.",
    ),
    Subject.SUPPLIER: (
        "请与该供应商核实批次与来源，并回复措施。",
        "Please clear batch and origin with this supplier, and answer with what will be done.",
    ),
}
SUBJECT_LINE = "售后反馈 / After-sales feedback: {name}, {zh} / {en}, {count}"
TEXT = """{subject_zh} {name}：{days} 天内有 {count} 单因“{zh}”申请售后。{asked_zh}请在 {due} 前回复。

{subject_en} {name}: {count} cases within {days} days, ground: {en}. {asked_en} An answer is due by {due}.

{cases}
"""


def letter(card: Card, *, days: int, due: datetime) -> tuple[str, str]:
    """Subject and text of the letter to the department, Chinese and English in one; `due` in the shop's time zone."""
    defect, (zh, en) = card.defect, GROUNDS[card.defect.ground]
    subject = SUBJECT_LINE.format(name=defect.name, zh=zh, en=en, count=len(card.cases))
    asked_zh, asked_en = ASKED[defect.subject]
    subject_zh, subject_en = SUBJECTS[defect.subject]
    text = TEXT.format(
        subject_zh=subject_zh,
        subject_en=subject_en.capitalize(),
        name=defect.name,
        days=days,
        count=len(card.cases),
        zh=zh,
        en=en,
        asked_zh=asked_zh,
        asked_en=asked_en,
        due=f"{due:%Y-%m-%d}",
        cases="\n".join(card.cases),
    )
    return subject, text
