"""Exchanges as they reach us: the wanted item of each line, another wish, and money that came in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.facts import TopUpReported, WantedReported
from domain.fault import Fault
from domain.request import Item, Scenario, Wanted
from intake.csv_form import column_of, read_table
from intake.messages import BadMessage, ByKey, CaseRequest, Report, Source
from intake.notices import read_notice
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from tests.intake.intake_forms import message, requested

SHADE = {"sku": "SHADE-2", "unit_price": 6400, "title": "Lamp with a shade"}
ROW = {
    "request_id": "T-1", "kind": "exchange", "stage": "received", "reason": "another colour", "fault": "buyer",
    "requested_at": "2026-11-21T10:00:00+08:00", "order_id": "B-1", "currency": "CNY", "tenders": "cash=11800",
    "paid_at": "2026-11-10T10:00:00+08:00", "buyer_id": "b-1", "line_id": "L1", "qty": "2", "unit_price": "5900",
    "asked_qty": "1", "wanted_sku": "SHADE-2", "wanted_price": "6400", "wanted_title": "Lamp with a shade",
}  # fmt: skip
PAID = {
    "topup_id": "tu_1", "reference": "case-lantern-shop-1/topup/1", "order_id": "B-1", "amount": 500,
    "currency": "CNY", "link": "https://pay.example/1", "status": "paid", "paid_at": "2026-11-22T10:00:00+08:00",
}  # fmt: skip


def exchange(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A request for an exchange of these items."""
    found = requested()
    found["data"].pop("amount", None)
    found["data"] |= {"kind": "exchange", "items": list(items)} | changes
    return found


def read(found: dict[str, Any]) -> Any:
    """The meaning of a message to the shop `lantern`."""
    return read_shop_message(found, shop="lantern", message_id="m1", reasons=Reasons())


def test_each_line_says_what_is_wanted_for_it() -> None:
    """One that says nothing simply comes back (R73)."""
    asked = read(exchange({"line_id": "L1", "qty": 1, "wanted": SHADE}, {"line_id": "L2", "qty": 1}))
    assert isinstance(asked, CaseRequest)
    assert asked.request.kind is Scenario.EXCHANGE
    wanted = Wanted(sku="SHADE-2", unit_price=6400, title="Lamp with a shade")
    assert asked.request.items == (Item(line_id="L1", qty=1, wanted=wanted), Item(line_id="L2", qty=1))


@pytest.mark.parametrize(
    ("found", "field", "words"),
    [
        (exchange({"line_id": "L1", "qty": 1}), "data.items", "wanted item"),
        (exchange({"line_id": "L1", "qty": 1, "wanted": {"sku": "X"}}), "data.items[0].wanted.unit_price", "missing"),
        (
            exchange({"line_id": "L1", "qty": 1, "wanted": SHADE | {"colour": "red"}}),
            "data.items[0].wanted.colour",
            "unknown field",
        ),
        (
            exchange({"line_id": "L1", "qty": 1, "wanted": SHADE}, kind="return_refund"),
            "data.items[0].wanted",
            "unknown field",
        ),
        (exchange({"line_id": "L1", "qty": 1, "wanted": SHADE}, stage="unshipped"), "data.kind", "were shipped"),
    ],
)
def test_a_bad_wish_names_its_field(found: dict[str, Any], field: str, words: str) -> None:
    """Whoever sends it learns the field and the reason."""
    if found["data"]["stage"] == "unshipped":
        for name in ("shipped_at", "signed_at"):
            found["data"]["order"].pop(name, None)
    with pytest.raises(BadMessage) as bad:
        read(found)
    assert bad.value.field == field
    assert words in bad.value.reason


def test_a_table_says_it_in_columns() -> None:
    """`wanted_sku`, `wanted_price` and `wanted_title` beside the line that comes back."""
    lines = [",".join(ROW), ",".join(ROW.values())]
    (case,) = read_table(lines)
    assert not isinstance(case.found, BadMessage)
    assert case.found["items"] == [{"line_id": "L1", "qty": 1, "wanted": SHADE}]
    assert column_of("data.items[0].wanted.unit_price") == "wanted_price"
    assert column_of("data.items[0].qty") == "asked_qty"


def test_a_line_may_have_a_fault_of_its_own() -> None:
    """One parcel with lines of different faults (MR-39), in a message and in a table."""
    asked = read(exchange({"line_id": "L1", "qty": 1, "wanted": SHADE, "fault": "seller"}, {"line_id": "L2", "qty": 1}))
    assert [item.fault for item in asked.request.items] == [Fault.SELLER, None]
    row = ROW | {"line_fault": "seller"}
    (case,) = read_table([",".join(row), ",".join(row.values())])
    assert not isinstance(case.found, BadMessage)
    assert case.found["items"][0]["fault"] == "seller"
    assert column_of("data.items[0].fault") == "line_fault"


def test_a_buyer_changes_the_wish() -> None:
    """Only the lines that are named change."""
    data = {
        "request_id": "R-1",
        "items": [{"line_id": "L1", "wanted": SHADE}],
        "at": "2026-11-22T10:00:00+08:00",
    }
    report = read(message("buyer.chose_item", data))
    assert isinstance(report, Report)
    assert report.fact == WantedReported(
        fact="shop:m1", wanted={"L1": Wanted(sku="SHADE-2", unit_price=6400, title="Lamp with a shade")}
    )


def test_money_that_came_in_finds_its_case_by_our_key() -> None:
    """The notice names the key of the link."""
    report = read_notice(Source.PAYMENTS, message("topup.paid", PAID), message_id="n1")
    assert isinstance(report, Report)
    assert report.route == ByKey(key="case-lantern-shop-1/topup/1")
    assert report.fact == TopUpReported(
        fact="payments:n1",
        key="case-lantern-shop-1/topup/1",
        amount=500,
        at=datetime(2026, 11, 22, 2, tzinfo=UTC),
        provider_ref="tu_1",
    )


@pytest.mark.parametrize(
    "changes",
    [{"status": "open"}, {"status": "paid", "paid_at": None}, {"amount": 0}, {"amount": -5}, {"reference": None}],
)
def test_a_notice_of_no_payment_is_refused(changes: dict[str, Any]) -> None:
    """An open link, no moment, or no amount is no money."""
    with pytest.raises(BadMessage):
        read_notice(Source.PAYMENTS, message("topup.paid", PAID | changes), message_id="n1")
