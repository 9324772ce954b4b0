"""What the shop can still do about goods that it has not sent, in the generic form and in a table."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.events import Answer, Question
from domain.facts import AnswerReported
from domain.fault import Fault
from domain.order import Presale, Stage
from domain.request import Ground, Scenario, Wanted
from intake.messages import BadMessage, CaseRequest, Report
from intake.reasons import Meant, Reasons
from intake.shop_form import read_shop_message
from tests.intake.intake_forms import requested

DATE = "2026-12-04T18:00:00+08:00"
CUP = {"sku": "CUP-2", "unit_price": 8900, "title": "杯子"}


def read(supply: Any, **changes: Any) -> CaseRequest:
    """The meaning of a request for money for goods that have not left."""
    found = requested()
    order = {name: value for name, value in found["data"]["order"].items() if name not in {"shipped_at", "signed_at"}}
    items = found["data"]["items"][:1]
    usual = {"kind": "refund_only", "stage": "unshipped", "order": order, "items": items, "supply": supply}
    found["data"] |= usual | changes
    read_as = read_shop_message(found, shop="lantern", message_id="m1", reasons=Reasons())
    assert isinstance(read_as, CaseRequest)
    return read_as


def test_what_the_shop_can_do_becomes_part_of_the_request() -> None:
    """A date, another item, the shop's own promise."""
    supply = read({"until": DATE, "substitute": CUP, "promised": 900}).request.supply
    assert supply is not None
    assert supply.until == datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
    assert supply.substitute == Wanted(sku="CUP-2", unit_price=8900, title="杯子")
    assert supply.promised == 900
    assert read(None).request.supply is None


@pytest.mark.parametrize(
    ("supply", "changes", "field", "words"),
    [
        ({}, {}, "data.supply.until", "a date, another item, or both"),
        ({"until": "Friday"}, {}, "data.supply.until", "not a time"),
        ({"substitute": {"sku": "CUP-2"}}, {}, "data.supply.substitute.unit_price", "missing"),
        ({"until": DATE, "price": 1}, {}, "data.supply.price", "unknown field"),
        ({"until": DATE}, {"kind": "compensation", "compensation": {"wrong": "service"}}, "data.supply", "not left"),
        ({"until": DATE}, {"stage": "in_transit"}, "data.supply", "not left"),
    ],
)
def test_what_is_wrong_with_it_is_named(supply: Any, changes: dict[str, Any], field: str, words: str) -> None:
    """The whole path and the reason."""
    with pytest.raises(BadMessage, match=words) as refused:
        read(supply, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "reason", ["未按约定时间发货", "商家迟迟不发货", "Not shipped in time", "It has not shipped yet"]
)
def test_late_is_understood_in_the_words_of_buyers(reason: str) -> None:
    """A delay before the first scan is the seller's."""
    late = Meant(ground=Ground.LATE_SHIPMENT, fault=Fault.SELLER)
    assert Reasons().meant(reason, Stage.UNSHIPPED) == late


@pytest.mark.parametrize("answer", [Answer.WAIT, Answer.SUBSTITUTE, Answer.REFUND])
def test_the_choice_comes_as_an_answer(answer: Answer) -> None:
    """By the short word, to the question `supply`."""
    data = {"request_id": "R-1", "reply_to": "supply", "answer": answer, "at": DATE}
    found = {"type": "buyer.replied", "data": data}
    told = read_shop_message(found, shop="lantern", message_id="m2", reasons=Reasons())
    assert isinstance(told, Report)
    assert isinstance(told.fact, AnswerReported)
    assert (told.fact.question, told.fact.answer) == (Question.SUPPLY, answer)


def test_an_order_says_that_it_was_a_presale() -> None:
    """The deposit and the price that was agreed on; a deposit above either is a mistake."""
    order = requested()["data"]["order"]
    order = {name: value for name, value in order.items() if name not in {"shipped_at", "signed_at"}}
    sold = read(None, order=order | {"presale": {"contract_price": 9000, "deposit": 1000}})
    assert sold.order.presale == Presale(contract_price=9000, deposit=1000)
    for deposit, words in ((9001, "more than the price"), (8_000_000, "that the order was paid")):
        price = 9000 if deposit == 9001 else deposit
        with pytest.raises(BadMessage, match=words) as refused:
            read(None, order=order | {"presale": {"contract_price": price, "deposit": deposit}})
        assert refused.value.field == "data.order.presale.deposit"


def test_kind_and_stage_stay_what_they_are() -> None:
    """A supply changes nothing else of the request."""
    asked = read({"until": DATE}).request
    assert (asked.kind, asked.ground) == (Scenario.REFUND_ONLY, read(None).request.ground)
