"""The judge over goods finds what is planted: twice for one line, more than was bought, and without a key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.audit import audit
from sandbox.books import Books, Order

LINES = [
    {"line_id": "1", "sku": "MUG", "qty": 2, "unit_price": 5000},
    {"line_id": "2", "sku": "CUP", "qty": 1, "unit_price": 3000},
]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    """Books with one order: two mugs and a cup."""
    kept = Books(tmp_path / "books.db")
    with kept.writing():
        kept.add_order(
            Order(order_id="S-1", shop="demo_shop", currency="CNY", paid=13000, ahead=0.0, body={"lines": LINES})
        )
    yield kept
    kept.close()


def left(books: Books, waybill: str, sku: str, qty: int, *scans: str, keyed: bool = True) -> None:
    """A parcel left with these goods; `keyed`, and so the warehouse wrote down under which key."""
    parcel: dict[str, Any] = {"waybill": waybill, "name": "*replacement", "scans": [{"state": s} for s in scans]}
    shipped = {"state": "shipped", "carrier": "sf", "waybill": waybill}
    shipment = {"body": {"order_id": "S-1", "sku": sku, "qty": qty}, "answer": shipped}
    with books.writing():
        books.put("parcel", f"sf/{waybill}", parcel, shop="demo_shop", order_id="S-1", at=0.0)
        if keyed:
            books.put("shipment", f"account/{waybill}", shipment, shop="demo_shop", order_id="S-1", at=0.0)


def test_goods_that_left_once_are_whole(books: Books) -> None:
    """All that was bought, once more."""
    left(books, "RP1", "MUG", 2, "signed")
    left(books, "RP2", "CUP", 1)
    assert audit(books)["whole"]


def test_an_item_that_left_twice_is_found(books: Books) -> None:
    """Two mugs were bought, and three are on their way."""
    left(books, "RP1", "MUG", 2, "signed")
    left(books, "RP2", "MUG", 1, "collected")
    verdict = audit(books)
    assert not verdict["whole"]
    assert [(found["sku"], found["sent"]) for found in verdict["item_sent_twice"]] == [("MUG", 3)]


@pytest.mark.parametrize("last", ["lost", "returned"])
def test_what_never_came_may_leave_once_more(books: Books, last: str) -> None:
    """A parcel that was lost, or came back, counts no more."""
    left(books, "RP1", "MUG", 2, "collected", last)
    left(books, "RP2", "MUG", 2, "signed")
    assert audit(books)["whole"]


def test_more_than_was_bought_is_found(books: Books) -> None:
    """Other items count against the whole of the order."""
    left(books, "RP1", "VASE", 4)
    assert [found["sent"] for found in audit(books)["more_sent_than_bought"]] == [4]


def test_a_parcel_without_a_key_is_found(books: Books) -> None:
    """Nobody wrote down why it left."""
    left(books, "RP1", "MUG", 1, keyed=False)
    assert [found["parcel"] for found in audit(books)["left_without_key"]] == ["sf/RP1"]


def test_goods_and_money_for_the_same_units_are_noted(books: Books) -> None:
    """A late parcel that was paid back may still come: people look at it."""
    left(books, "RP1", "MUG", 2, "signed")
    with books.writing():
        books.run(
            "INSERT INTO movements (at, channel, reference, refund_id, order_id, purpose, amount, currency, cause) "
            "VALUES (0, 'payments', 'k', 'r', 'S-1', 'refund', 13000, 'CNY', 'settled')"
        )
    verdict = audit(books)
    assert verdict["whole"]
    assert [found["worth"] for found in verdict["goods_and_money"]] == [10000]
