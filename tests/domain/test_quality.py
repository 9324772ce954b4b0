"""The quality loop (R44, rule 3.17): what a case says of defects, and when the department is told."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain import events as ev
from domain.authority import Level
from domain.complaints.complaint import Judgement, Packing
from domain.complaints.flaw import Remedy
from domain.events import Event, Resolution
from domain.fault import Fault
from domain.order import OrderLine
from domain.register.figures import Dated
from domain.register.quality import (
    GROUNDS,
    OF_GOODS,
    OF_SUPPLY,
    OF_TRANSPORT,
    SUBJECTS,
    Card,
    Complaint,
    Defect,
    Subject,
    cards,
    complaint,
    letter,
)
from domain.request import Ground, Item
from tests.domain.case_forms import DAY, NOON, order
from tests.store.samples import opening

MUG = OrderLine(line_id="1", qty=2, unit_price=5000, sku="MUG", supplier="kiln")
CUP = OrderLine(line_id="2", qty=1, unit_price=5000, sku="CUP")


def told(*happened: Event, ground: Ground, fault: Fault = Fault.SELLER, lines: tuple[str, ...] = ("1",)) -> Complaint:
    """What a case of mugs and cups, sent by yto, says."""
    opened = opening(of=order(shop="lantern", lines=(MUG, CUP)))
    items = tuple(Item(line_id=line, qty=1) for line in lines)
    opened = replace(opened, request=replace(opened.request, ground=ground, fault=fault, items=items))
    return complaint([Dated(event=event, at=NOON) for event in (opened, *happened)])


def sku(name: str, ground: Ground = Ground.QUALITY) -> Defect:
    """A defect of an article."""
    return Defect(subject=Subject.SKU, name=name, ground=ground)


def yto(ground: Ground) -> Defect:
    """A defect of the carrier."""
    return Defect(subject=Subject.CARRIER, name="yto", ground=ground)


def kiln(ground: Ground = Ground.QUALITY) -> Defect:
    """A defect of whoever supplies the mugs; nobody is named for the cups."""
    return Defect(subject=Subject.SUPPLIER, name="kiln", ground=ground)


def packed(packer: str) -> ev.PackingReported:
    """The warehouse's records name the packer, or nobody."""
    return ev.PackingReported(packing=Packing(at=NOON, out=800, packer=packer))


def judged(fault: Fault) -> ev.ComplaintJudged:
    """The row that bound the complaint, and whose fault it has it to be."""
    row = Judgement(row="3.5.1", fault=fault, remedies=(), proposal=Remedy.RESHIP, decider=Level.AGENT)
    return ev.ComplaintJudged(judgement=row)


def p7(ground: Ground) -> Defect:
    """A defect of a packer."""
    return Defect(subject=Subject.PACKER, name="p7", ground=ground)


def corrected(field: str, value: str) -> ev.CaseCorrected:
    """A person mended a value."""
    return ev.CaseCorrected(field=field, value=value, by="li", reason="photo")


def ended(resolution: Resolution) -> ev.CaseClosed:
    """The case ended like this."""
    return ev.CaseClosed(resolution=resolution)


@pytest.mark.parametrize(
    ("found", "defects"),
    [
        (told(ground=Ground.QUALITY), (sku("MUG"), kiln())),
        (told(ground=Ground.QUALITY, lines=("1", "2")), (sku("CUP"), sku("MUG"), kiln())),
        (told(ground=Ground.QUALITY, lines=("2",)), (sku("CUP"),)),
        (told(ground=Ground.COUNTERFEIT), (kiln(Ground.COUNTERFEIT),)),
        (told(packed("p7"), ground=Ground.SHORT), (sku("MUG", Ground.SHORT), p7(Ground.SHORT))),
        (told(packed("p7"), packed(""), ground=Ground.SHORT), (sku("MUG", Ground.SHORT), p7(Ground.SHORT))),
        (told(packed(""), ground=Ground.SHORT), (sku("MUG", Ground.SHORT),)),
        (
            told(packed("p7"), judged(Fault.CARRIER), ground=Ground.SHORT),
            (sku("MUG", Ground.SHORT), yto(Ground.SHORT)),
        ),
        (
            told(packed("p7"), judged(Fault.SELLER), ground=Ground.DAMAGED, fault=Fault.CARRIER),
            (sku("MUG", Ground.DAMAGED), p7(Ground.DAMAGED)),
        ),
        (told(ground=Ground.WRONG_ITEM), (sku("MUG", Ground.WRONG_ITEM),)),
        (told(ground=Ground.SHORT), (sku("MUG", Ground.SHORT),)),
        (told(ground=Ground.DAMAGED), (sku("MUG", Ground.DAMAGED),)),
        (told(ground=Ground.DAMAGED, fault=Fault.CARRIER), (sku("MUG", Ground.DAMAGED), yto(Ground.DAMAGED))),
        (told(ground=Ground.NOT_RECEIVED, fault=Fault.CARRIER), (yto(Ground.NOT_RECEIVED),)),
        (told(ground=Ground.NOT_RECEIVED), ()),
        (told(ground=Ground.NO_REASON), ()),
        (told(ground=Ground.OUT_OF_STOCK), ()),
        (told(corrected("ground", "quality"), ground=Ground.NO_REASON), (sku("MUG"), kiln())),
        (told(corrected("ground", "no_reason"), ground=Ground.QUALITY), ()),
        (
            told(corrected("fault", "carrier"), ground=Ground.DAMAGED),
            (sku("MUG", Ground.DAMAGED), yto(Ground.DAMAGED)),
        ),
        (told(ended(Resolution.REFUNDED), ground=Ground.QUALITY), (sku("MUG"), kiln())),
        (told(ended(Resolution.RULED_BUYER), ground=Ground.QUALITY), (sku("MUG"), kiln())),
        (told(ended(Resolution.WITHDRAWN), ground=Ground.QUALITY), ()),
        (told(ended(Resolution.LAPSED), ground=Ground.QUALITY), ()),
        (told(ended(Resolution.REFUSED), ground=Ground.QUALITY), ()),
        (told(ended(Resolution.RULED_SELLER), ground=Ground.QUALITY), ()),
    ],
)
def test_what_a_case_says_of_defects(found: Complaint, defects: tuple[Defect, ...]) -> None:
    """By ground and fault as last corrected; what turned out unfounded says nothing."""
    assert found.defects == defects


def of(case_id: str, *defects: Defect) -> Complaint:
    """A case with these defects."""
    return Complaint(case_id=case_id, defects=defects)


THREE = [of("c1", sku("MUG")), of("c2", sku("MUG"), sku("CUP")), of("c3", sku("MUG"))]


@pytest.mark.parametrize(
    ("complaints", "before", "made"),
    [
        (THREE[:2], set(), ()),
        (THREE, set(), (Card(defect=sku("MUG"), cases=("c1", "c2", "c3")),)),
        (THREE, {(sku("MUG"), case) for case in ("c1", "c2", "c3")}, ()),  # told: a second look makes none
        ([*THREE, of("c4", sku("MUG"))], {(sku("MUG"), case) for case in ("c1", "c2", "c3")}, ()),
        (
            [*THREE, *(of(case, sku("MUG")) for case in ("c4", "c5", "c6"))],
            {(sku("MUG"), case) for case in ("c1", "c2", "c3")},
            (Card(defect=sku("MUG"), cases=("c4", "c5", "c6")),),  # it goes on: told anew, with the new cases
        ),
        ([*THREE[:2], of("c3", sku("MUG", Ground.SHORT))], set(), ()),  # another ground is another defect
        (THREE, {(sku("CUP"), "c2")}, (Card(defect=sku("MUG"), cases=("c1", "c2", "c3")),)),
    ],
)
def test_when_the_department_is_told(
    complaints: list[Complaint], before: set[tuple[Defect, str]], made: tuple[Card, ...]
) -> None:
    """From the threshold on, each case once for each of its defects."""
    assert cards(complaints, before, least=3) == made


def test_the_letter_says_what_and_asks_for_an_answer() -> None:
    """Subject, symptom, count, cases, what is asked, until when: in Chinese and English."""
    due: datetime = NOON + 7 * DAY
    subject, text = letter(Card(defect=sku("MUG"), cases=("c1", "c2", "c3")), days=30, due=due)
    assert subject == "售后反馈 / After-sales feedback: MUG, 质量问题 / quality, 3"
    assert "商品 MUG：30 天内有 3 单因“质量问题”申请售后。" in text
    assert "Article MUG: 3 cases within 30 days, ground: quality." in text
    assert text.count("2026-05-11") == 2
    assert text.endswith("c1\nc2\nc3\n")


def test_every_ground_that_is_told_has_words() -> None:
    """A ground without words would stop the loop."""
    assert set(GROUNDS) == OF_GOODS | OF_TRANSPORT | OF_SUPPLY
    assert set(SUBJECTS) == set(Subject)
