"""What a wish for another item comes to, and the money of it (table 3.11, rows 1-5)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.authority import Level
from domain.fault import Fault
from domain.quotes import settlements
from domain.quotes.quote import Bearer


class Course(StrEnum):
    """Where the wish leads."""

    EXCHANGE = "exchange"  # the goods come back first, then the wanted item leaves
    RETURN = "return"  # the rules of a return take over, with their own deciders


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is known when an exchange is decided; `in_window` tells whether the no-reason window is still open."""

    fault: Fault
    in_window: bool
    in_stock: bool
    replacement_faulty: bool = False  # what we sent in exchange is itself at fault


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Where the wish leads and who bears all freight; `decider` is None where the return's own rules name one."""

    row: int
    course: Course
    freight: Bearer
    decider: Level | None


def verdict(wish: Wish) -> Verdict:
    """The row of table 3.11 that binds: a faulty replacement first, then an empty shelf, then the reason.

    Raises ValueError while the fault is not determined and the row depends on it.
    """
    if wish.replacement_faulty:
        return Verdict(row=5, course=Course.RETURN, freight=Bearer.SELLER, decider=None)
    freight = Bearer.BUYER if no_reason(wish.fault) else Bearer.SELLER
    if not wish.in_stock:
        return Verdict(row=3, course=Course.RETURN, freight=freight, decider=None)
    if not no_reason(wish.fault):
        return Verdict(row=2, course=Course.EXCHANGE, freight=freight, decider=Level.AGENT)
    if wish.in_window:
        return Verdict(row=1, course=Course.EXCHANGE, freight=freight, decider=Level.AGENT)
    return Verdict(row=4, course=Course.EXCHANGE, freight=freight, decider=Level.SUPERVISOR)


def sums(
    wish: Wish, *, units_paid: int, wanted_price: int, second_freight: int, postage_by_buyer: int = 0
) -> settlements.Exchange:
    """The money of an exchange in minor units, by MR-31; `units_paid` is what was paid for the units that come back.

    Raises ValueError where the wish leads to a return: that is settled by the return's own quote.
    """
    found = verdict(wish)
    if found.course is not Course.EXCHANGE:
        raise ValueError(f"row {found.row} of the exchange leads to a return: quote the return instead")
    return settlements.exchange(
        old_line_paid=units_paid,
        new_price=wanted_price,
        no_reason=no_reason(wish.fault),
        second_freight=second_freight,
        postage_by_buyer=postage_by_buyer,
    )


def no_reason(fault: Fault) -> bool:
    """Whether nothing but the buyer's own choice is behind the wish; only then does the buyer bear freight (F69).

    Raises ValueError for a fault that nobody determined: the table knows no such row.
    """
    if fault is Fault.NONE:
        raise ValueError("nobody determined the fault yet: determine it before the exchange is decided")
    return fault is Fault.BUYER
