"""Another item instead: every row of table 3.11 from 1 to 5, and the price difference either way."""

import pytest

from domain.authority import Level
from domain.exchanges.exchange import Course, Verdict, Wish, sums, verdict
from domain.fault import Fault
from domain.quotes.quote import Bearer

LIKES_ANOTHER = Wish(fault=Fault.BUYER, in_window=True, in_stock=True)
TOO_LATE = Wish(fault=Fault.BUYER, in_window=False, in_stock=True)
OUR_FAULT = Wish(fault=Fault.SELLER, in_window=False, in_stock=True)
BROKEN_ON_THE_WAY = Wish(fault=Fault.CARRIER, in_window=True, in_stock=True)
SHELF_EMPTY = Wish(fault=Fault.BUYER, in_window=True, in_stock=False)
FAULTY_AND_EMPTY = Wish(fault=Fault.SELLER, in_window=True, in_stock=False)
FAULTY_AGAIN = Wish(fault=Fault.BUYER, in_window=False, in_stock=True, replacement_faulty=True)


@pytest.mark.parametrize(
    ("wish", "row", "course", "freight", "decider"),
    [
        (LIKES_ANOTHER, 1, Course.EXCHANGE, Bearer.BUYER, Level.AGENT),
        (OUR_FAULT, 2, Course.EXCHANGE, Bearer.SELLER, Level.AGENT),
        (BROKEN_ON_THE_WAY, 2, Course.EXCHANGE, Bearer.SELLER, Level.AGENT),
        (SHELF_EMPTY, 3, Course.RETURN, Bearer.BUYER, None),
        (FAULTY_AND_EMPTY, 3, Course.RETURN, Bearer.SELLER, None),
        (TOO_LATE, 4, Course.EXCHANGE, Bearer.BUYER, Level.SUPERVISOR),
        (FAULTY_AGAIN, 5, Course.RETURN, Bearer.SELLER, None),
    ],
)
def test_each_wish_leads_where_its_row_says(
    wish: Wish, row: int, course: Course, freight: Bearer, decider: Level | None
) -> None:
    """The row tells the course, who bears all freight, and who may decide."""
    assert verdict(wish) == Verdict(row=row, course=course, freight=freight, decider=decider)


@pytest.mark.parametrize(
    ("wish", "wanted_price", "top_up", "refund", "buyer_pays", "compensation"),
    [
        (LIKES_ANOTHER, 10000, 0, 0, 800, 0),
        (LIKES_ANOTHER, 8500, 0, 1500, 800, 0),
        (LIKES_ANOTHER, 12000, 2000, 0, 2800, 0),
        (OUR_FAULT, 10000, 0, 0, 0, 1200),
        (OUR_FAULT, 8500, 0, 1500, 0, 1200),
        (BROKEN_ON_THE_WAY, 12000, 2000, 0, 2000, 1200),
    ],
)
def test_the_difference_goes_one_way_and_freight_follows_the_reason(
    wish: Wish, wanted_price: int, top_up: int, refund: int, buyer_pays: int, compensation: int
) -> None:
    """A dearer item costs the buyer the difference, a cheaper one gives it back; our fault makes postage good."""
    owed = sums(wish, units_paid=10000, wanted_price=wanted_price, second_freight=800, postage_by_buyer=1200)
    assert (owed.top_up, owed.refund) == (top_up, refund)
    assert (owed.buyer_pays_seller, owed.compensation) == (buyer_pays, compensation)


@pytest.mark.parametrize("wish", [SHELF_EMPTY, FAULTY_AND_EMPTY, FAULTY_AGAIN])
def test_what_leads_to_a_return_has_no_sums_of_an_exchange(wish: Wish) -> None:
    """Nobody can pay a price difference for an item that will never leave."""
    with pytest.raises(ValueError, match="leads to a return"):
        sums(wish, units_paid=10000, wanted_price=8500, second_freight=0)


@pytest.mark.parametrize("wish", [LIKES_ANOTHER, TOO_LATE, OUR_FAULT, BROKEN_ON_THE_WAY])
def test_the_verdict_and_the_sums_name_the_same_bearer(wish: Wish) -> None:
    """The table and MR-31 may not disagree about freight."""
    owed = sums(wish, units_paid=10000, wanted_price=10000, second_freight=800)
    assert owed.return_freight_bearer is verdict(wish).freight


def test_an_undetermined_fault_has_no_row() -> None:
    """Freight would be a guess, so somebody has to determine the fault first."""
    with pytest.raises(ValueError, match="determine it before"):
        verdict(Wish(fault=Fault.NONE, in_window=True, in_stock=True))
