"""A public review that the shop tells of is attached to its case once, and its words stay with the buyer's data."""

from typing import Any

from store import buyers, reviews
from tests.intake.conftest import Intake
from tests.intake.dispatching import opened
from tests.intake.intake_forms import message, requested

TOLD: dict[str, Any] = {
    "review_id": "RV-1",
    "order_id": "",
    "stars": 1,
    "text": "差评，再也不来了",
    "at": "2099-11-22T10:00:00+08:00",
}


def order_of(request: dict[str, Any]) -> str:
    """The order that a request is about."""
    return str(request["data"]["order"]["order_id"])


async def test_a_review_is_attached_to_the_orders_case_once(intake: Intake) -> None:
    """However often it is told; a good one needs nobody."""
    request = requested("R-1")
    await opened(intake, "R-1")
    for n in range(2):
        await intake.send(message("review.posted", TOLD | {"order_id": order_of(request)}), message_id=f"rv_{n}")
    good = TOLD | {"order_id": order_of(request), "review_id": "RV-2", "stars": 5}
    await intake.send(message("review.posted", good), message_id="rv_good")
    await intake.settle()
    bad = await reviews.BOOK.one(intake.pool, f"review-{intake.shop}-RV-1")
    assert bad is not None
    assert (bad.case_id, bad.stars, bad.leverage, bad.needs_human) == (intake.id("R-1"), 1, False, True)
    assert (await buyers.words(intake.pool, bad.words)).text == TOLD["text"]
    fine = await reviews.BOOK.one(intake.pool, f"review-{intake.shop}-RV-2")
    assert fine is not None
    assert not fine.needs_human


async def test_an_order_without_a_case_has_its_reviews_too(intake: Intake) -> None:
    """It is to be answered all the same; nothing can be appealed there."""
    await intake.send(message("review.posted", TOLD | {"order_id": "unknown-1"}), message_id="rv_1")
    await intake.settle()
    alone = await reviews.BOOK.one(intake.pool, f"review-{intake.shop}-RV-1")
    assert alone is not None
    assert (alone.case_id, alone.leverage, alone.needs_human) == ("", False, True)
