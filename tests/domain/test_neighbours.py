"""Several cases on one order."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.fault import Fault
from domain.neighbours import Conflict, Neighbour, check_neighbours
from domain.request import Ground, Item, Request, Scenario
from tests.domain.case_forms import order

AT = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)


def asks(line_id: str, qty: int, ground: Ground = Ground.NO_REASON, **more: Any) -> Request:
    """A request for units of one line."""
    items = (Item(line_id=line_id, qty=qty),)
    kind = more.pop("kind", Scenario.RETURN_REFUND)
    return Request(kind=kind, ground=ground, fault=Fault.BUYER, items=items, requested_at=AT, **more)


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (asks("mug", 3), []),
        (asks("mug", 1), [asks("cup", 1)]),
        (asks("mug", 1, Ground.QUALITY), [asks("mug", 2)]),
        (asks("mug", 1, Ground.SHORT), [asks("mug", 1), asks("mug", 1, Ground.QUALITY)]),
    ],
    ids=["alone", "another line", "another ground, units enough", "three grounds, three units"],
)
def test_requests_that_may_be_cases_beside_others(asked: Request, others: list[Request]) -> None:
    """Several cases may be open on one order, as long as they are about different things."""
    check_neighbours(asked, order(), [Neighbour(case_id=f"case-{n}", request=r) for n, r in enumerate(others)])


@pytest.mark.parametrize(
    ("asked", "others", "words"),
    [
        (asks("mug", 1), [asks("mug", 1)], "same ground .no_reason.: case-0"),
        (asks("mug", 2, Ground.QUALITY), [asks("mug", 2)], "3 units, and with case-0 4 are asked for"),
        (asks("cup", 1, Ground.QUALITY, kind=Scenario.REFUND_ONLY), [asks("cup", 1)], "1 units, and with case-0 2"),
    ],
    ids=["same ground", "more units than there are", "two remedies for one unit"],
)
def test_requests_that_collide_are_refused_with_the_case_in_the_way(
    asked: Request, others: list[Request], words: str
) -> None:
    """The message names the open case and what to do."""
    with pytest.raises(Conflict, match=words):
        check_neighbours(asked, order(), [Neighbour(case_id=f"case-{n}", request=r) for n, r in enumerate(others)])
