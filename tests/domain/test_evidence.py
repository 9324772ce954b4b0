"""What there is to prove in a dispute, who must begin, and when settling is cheaper than fighting."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.commands import NotPermitted
from domain.disputes.evidence import EvidenceCode, burden, package, self_check
from domain.disputes.settling import Stake
from domain.events import Party
from domain.goods import Grade
from domain.order import Stage
from domain.permit import permit
from domain.request import Ground
from domain.words.evidence import EVIDENCE, evidence_in_words
from tests.domain.case_forms import NOON, case_of, inspected, units

Code = EvidenceCode


def filed(code: str, reference: str = "blob:1") -> ev.EvidenceFiled:
    """A piece that somebody filed."""
    return ev.EvidenceFiled(code=code, reference=reference, by="li")


@pytest.mark.parametrize(
    ("ground", "of_order", "side", "rule"),
    [
        (Ground.NOT_RECEIVED, {}, Party.SELLER, "F31"),
        (Ground.NOT_WANTED, {"stage": Stage.IN_TRANSIT}, Party.SELLER, "F31"),
        (Ground.SHORT, {}, Party.SELLER, "F79"),
        (Ground.WRONG_ITEM, {}, Party.SELLER, "F79"),
        (Ground.QUALITY, {}, Party.BUYER, "F75"),
        (Ground.DAMAGED, {}, Party.BUYER, "F75"),
        (Ground.NO_REASON, {}, Party.SELLER, "F46"),
        (Ground.QUALITY, {"shipped_at": NOON + timedelta(hours=1)}, Party.SELLER, "F24"),
    ],
)
def test_who_must_prove_first(ground: Ground, of_order: dict[str, Any], side: Party, rule: str) -> None:
    """The burden table of 3.14: who loses when nobody proves anything."""
    assert burden(case_of(ground=ground, **of_order)) == (side, rule)


@pytest.mark.parametrize(
    ("ground", "codes"),
    [
        (Ground.NOT_RECEIVED, ["E5", "E15", "E8"]),
        (Ground.SHORT, ["E6", "E7", "E15", "E5"]),
        (Ground.WRONG_ITEM, ["E15", "E6", "E16"]),
        (Ground.DAMAGED, ["E5", "E6", "E4"]),
        (Ground.QUALITY, ["E9/E10", "E16", "E19", "E8"]),
        (Ground.NO_REASON, ["E20", "E16"]),
    ],
)
def test_what_a_package_holds(ground: Ground, codes: list[str]) -> None:
    """The packages of 3.14, in their order."""
    assert ["/".join(need) for need in package(case_of(ground=ground))] == codes


def test_goods_that_came_back_not_intact_need_another_package() -> None:
    """Inspection sheet, the page as it was, the return slip; the photos of the inspection fill the first place."""
    mugs = replace(units("mug", 3, Grade.NOT_INTACT), photos=("blob:7",))
    worn = inspected(mugs, units("cup", 1))
    check = self_check(case_of(worn, filed("E16", "page.pdf")))
    assert [[piece.reference for piece in need.pieces] for need in check.needs] == [["blob:7"], ["page.pdf"], []]
    assert [need.codes for need in check.missing] == [(Code.RETURN_SLIP,)]


def test_either_report_will_do() -> None:
    """A test report or one of an official service point."""
    check = self_check(case_of(filed("E10"), ground=Ground.QUALITY))
    assert (Code.TEST_REPORT, Code.SERVICE_POINT_REPORT) not in [need.codes for need in check.missing]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (commands.Attach(by="li", code="E99", reference="blob:2"), "NO_SUCH_EVIDENCE"),
        (commands.Attach(by="li", code="E1", reference="x"), "REFERENCE_LENGTH"),
        (commands.Attach(by="li", code="E1", reference="blob:2", note="n" * 201), "REFERENCE_LENGTH"),
        (commands.Attach(by="li", code="E1", reference="blob:2", sha256="abc"), "NO_DIGEST"),
        (commands.Attach(by="li", code="E1", reference="blob:1"), "FILED_ALREADY"),
        (commands.Attach(by="", code="E1", reference="blob:2"), "NO_NAME"),
    ],
)
def test_evidence_that_is_not_taken(command: commands.Attach, code: str) -> None:
    """The refusal has a code; the same piece is filed once."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case_of(filed("E1")))
    assert refused.value.code == code


def test_every_kind_has_words() -> None:
    """In both languages, with its number."""
    assert set(EVIDENCE) == set(Code)
    assert evidence_in_words("E6") == ("仓库出库重量和打包视频 E6", "weight and packing video of the warehouse E6")
    assert evidence_in_words("E77") == ("E77", "E77")


def stake(**more: int) -> Stake:
    """A claim of CNY 199 with CNY 8 of freight, CNY 80 for the mark and CNY 20 of work."""
    usual = {"amount": 19900, "freight": 800, "mark": 8000, "handling": 2000, "lose_percent": 40}
    return Stake(**usual | more)


@pytest.mark.parametrize(
    ("lose", "expected"), [(0, 2000), (40, 13480), (50, 16350), (100, 30700)], ids=["sure", "likely", "even", "lost"]
)
def test_what_fighting_costs_on_average(lose: int, expected: int) -> None:
    """P(lose) x (amount + freight + mark) + handling."""
    assert stake(lose_percent=lose).expected == expected


def test_settle_when_it_costs_no_more() -> None:
    """At exactly the expected loss settling is the better way: it is certain."""
    assert stake().should_settle(13480)
    assert not stake().should_settle(13481)
    for wrong in ({"lose_percent": 101}, {"amount": -1}):
        with pytest.raises(ValueError, match=r"percent|below nothing"):
            stake(**wrong)


def test_a_held_or_refused_case_can_still_get_evidence() -> None:
    """Evidence comes when it comes: no stage of a case is closed to it."""
    case = case_of(ev.RequestRefused(by="li", reason="worn", evidence=("blob:1",)))
    permit(commands.Attach(by="li", code="E6", reference="blob:3"), replace(case, held=True))
