"""What is wrong with the goods, in the generic form and from a table; and which returns are looked at as defects."""

from datetime import timedelta
from typing import Any

import pytest

from domain.defects.defect import DefectKind, Remedy
from domain.fault import Fault
from domain.order import Order, Stage
from domain.request import Ground, Item, Request, Scenario
from domain.routing import routed
from intake.csv_form import COLUMNS
from intake.messages import BadMessage, CaseRequest
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from tests.domain.case_forms import NOON, order
from tests.domain.packs import pack
from tests.intake.intake_forms import requested

BROKEN = {"kind": "performance", "symptom": "does not heat", "wish": "repair", "serial_no": "SN-1"}


def read(defect: Any, **changes: Any) -> CaseRequest:
    """The meaning of a request about a defect."""
    found = requested()
    found["data"] |= {"kind": "quality", "stage": "received", "defect": defect} | changes
    read_as = read_shop_message(found, shop="lantern", message_id="m1", reasons=Reasons())
    assert isinstance(read_as, CaseRequest)
    return read_as


@pytest.mark.parametrize("kind", [Scenario.QUALITY, Scenario.REPAIR])
def test_a_defect_becomes_part_of_the_request(kind: Scenario) -> None:
    """The kind says the ground, whatever the words of the reason are."""
    asked = read(BROKEN, kind=kind.value).request
    assert (asked.kind, asked.ground) == (kind, Ground.QUALITY)
    assert asked.defect is not None
    assert (asked.defect.kind, asked.defect.wish) == (DefectKind.PERFORMANCE, Remedy.REPAIR)
    assert (asked.defect.symptom, asked.defect.serial_no) == ("does not heat", "SN-1")


@pytest.mark.parametrize(
    ("defect", "field", "words"),
    [
        (None, "data.defect", "missing"),
        ({"kind": "ugly"}, "data.defect.kind", "none of performance"),
        (BROKEN | {"wish": "less_use"}, "data.defect.wish", "a buyer asks for one of return"),
        (BROKEN | {"minor": "yes"}, "data.defect.minor", "minor"),
        (BROKEN | {"invoice_at": "yesterday"}, "data.defect.invoice_at", "invoice_at"),
        (BROKEN | {"colour": "red"}, "data.defect.colour", "unknown field"),
    ],
)
def test_what_is_wrong_with_a_defect_is_named(defect: Any, field: str, words: str) -> None:
    """The whole path and the reason."""
    with pytest.raises(BadMessage, match=words) as refused:
        read(defect)
    assert refused.value.field == field


def test_a_table_can_say_what_is_wrong() -> None:
    """The columns of a CSV file that speak of a defect."""
    spoken = {"defect_kind", "defect_symptom", "defect_wish", "defect_serial_no", "defect_invoice_at"}
    assert spoken | {"defect_service_point"} <= set(COLUMNS)


def returned(ground: Ground = Ground.QUALITY) -> Request:
    """A buyer wants to return it."""
    return Request(
        kind=Scenario.RETURN_REFUND,
        ground=ground,
        fault=Fault.SELLER,
        items=(Item(line_id="mug", qty=1),),
        requested_at=NOON,
    )


def received(days: int) -> Order:
    """An order that was signed for so many days before."""
    return order(stage=Stage.RECEIVED, signed_at=NOON - timedelta(days=days))


@pytest.mark.parametrize(
    ("law", "days", "kind"),
    [
        ("cn_taobao", 7, Scenario.RETURN_REFUND),
        ("cn_taobao", 8, Scenario.QUALITY),
        ("uk", 30, Scenario.RETURN_REFUND),
        ("uk", 31, Scenario.QUALITY),
    ],
)
def test_a_faulty_return_after_its_days_is_a_quality_claim(law: str, days: int, kind: Scenario) -> None:
    """Inside the days of the law it stays a return, and nothing stands before it (F84)."""
    assert routed(returned(), received(days), pack(law)).kind is kind


def test_other_returns_and_unknown_receipts_stay_returns() -> None:
    """Only a defect, and only where it is known that its days are over."""
    assert routed(returned(Ground.NO_REASON), received(90), pack("cn_other")).kind is Scenario.RETURN_REFUND
    unknown = order(stage=Stage.RECEIVED)
    assert unknown.signed_at is None
    assert routed(returned(), unknown, pack("cn_other")).kind is Scenario.RETURN_REFUND
