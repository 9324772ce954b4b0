"""The judge over repairs for a price, on books that are written for it."""

from typing import Any

import pytest

from sandbox.audit import audit
from sandbox.books import Books

ORDER = "S-1"


def written(books: Books, *states: str, paid: bool, back: int = 0) -> dict[str, Any]:
    """The verdict over one job that was heard of so, whether its link was paid, and what went back."""
    reports = [{"state": state} for state in states]
    link = {"reason": "repair case-1", "amount": 9900, "paid_at": 1.0 if paid else None}
    with books.writing():
        books.run(
            "INSERT INTO orders (order_id, shop, currency, paid, body) VALUES (?, 's', 'CNY', 45900, '{}')", ORDER
        )
        books.put("job", "c/repair/1", {"reports": reports}, shop="s", order_id=ORDER, at=1.0)
        books.put("topup", "s/c/topup/1", link, shop="s", order_id=ORDER, at=1.0)
        if back:
            books.run(
                "INSERT INTO movements (at, channel, reference, refund_id, order_id, purpose, amount, currency, cause) "
                "VALUES (1, 'payments', 'k', 'r', ?, 'compensation', ?, 'CNY', '')",
                ORDER,
                back,
            )
    return audit(books)


@pytest.fixture
def books(tmp_path: Any) -> Books:
    """Empty books."""
    return Books(tmp_path / "books.sqlite")


@pytest.mark.parametrize(
    ("states", "back", "whole"),
    [
        (("quoted", "repaired"), 0, True),
        (("quoted",), 0, True),
        (("quoted", "unrepairable"), 0, False),
        (("quoted", "declined"), 9000, False),
        (("quoted", "failed"), 9900, True),
    ],
)
def test_who_paid_for_work_that_was_not_done_has_the_money_back(
    books: Books, states: tuple[str, ...], back: int, *, whole: bool
) -> None:
    """What was done, or goes on, may have been paid; what came to nothing is paid back whole."""
    verdict = written(books, *states, paid=True, back=back)
    assert verdict["whole"] is whole
    assert bool(verdict["repair_paid_for_nothing"]) is not whole


@pytest.mark.parametrize(("paid", "noted"), [(True, 0), (False, 1)])
def test_work_that_nobody_paid_is_noted(books: Books, *, paid: bool, noted: int) -> None:
    """A person may have collected it by other means: people look at it, and the books are whole."""
    verdict = written(books, "quoted", "repaired", paid=paid)
    assert len(verdict["mended_unpaid"]) == noted
    assert verdict["whole"]


def test_a_free_repair_needs_no_payment(books: Books) -> None:
    """What was never quoted is not asked for."""
    assert written(books, "received", "repaired", paid=False)["mended_unpaid"] == []
