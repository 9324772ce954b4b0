"""Goods of the buyer's that were here and were lost on their way back: our risk, as a lost parcel of ours is.

Source: table 3.4 rows 1 to 3 and 5; R27 to R29; Civil Code art. 784 (who works on another's goods answers for them).
"""

from domain.case import Case
from domain.defects.defect import Remedy
from domain.exchanges import sending
from domain.goods import ParcelState


def is_lost(case: Case) -> bool:
    """The parcel with the buyer's own goods is gone, by the carrier's word or by its silence."""
    return case.sent_home is not None and case.sent_home.state is ParcelState.LOST


def came_after_all(case: Case) -> bool:
    """It turned up with the buyer before they chose anything in its place."""
    there = case.sent_home is not None and case.sent_home.state is ParcelState.SIGNED
    return case.lost_home and there and case.choice is None


def to_make_good(case: Case) -> bool:
    """The buyer is owed something in its place, or has it: the case goes on from there."""
    return case.lost_home and not came_after_all(case)


def turned_up_late(case: Case) -> bool:
    """It turned up after the buyer had something in its place: theirs to keep or to send back (row 5)."""
    there = case.sent_home is not None and case.sent_home.state is ParcelState.SIGNED
    return case.lost_home and there and case.choice is not None


def choices(case: Case) -> tuple[Remedy, ...]:
    """The same again where one is on the shelf, or the whole price: nothing is taken off for use.

    The buyer gave the goods into our hands to have them back.
    """
    again = (Remedy.EXCHANGE,) if sending.on_shelf(case, sending.asked_again(case)) else ()
    return (*again, Remedy.RETURN)
