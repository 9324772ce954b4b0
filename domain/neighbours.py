"""Several cases on one order: which request may be a case beside those that are open (rules 3.0.3 and R2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.order import Order
from domain.request import Request, Scenario


class Conflict(ValueError):
    """A request that an open case stands in the way of; the message names the case and what to do."""


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """Another open case of the order, and what it was opened for."""

    case_id: str
    request: Request


def check_neighbours(asked: Request, order: Order, others: Iterable[Neighbour]) -> None:
    """Raise Conflict when an open case has a line on the same ground, or when a line has not units enough for all.

    A platform's own requests are not asked about here: they run on the platform's clock whether we like them or not,
    and what may be paid for the order is held by its account.
    """
    if asked.kind is Scenario.INVOICE:  # no goods move and no money: it stands in nobody's way
        return
    open_cases = [other for other in others if other.request.kind is not Scenario.INVOICE]
    for line_id in dict.fromkeys(item.line_id for item in asked.items):
        beside = [other for other in open_cases if other.request.qty(line_id)]
        for other in beside:
            if other.request.ground is asked.ground:
                raise Conflict(
                    f"line {line_id} has an open case on the same ground ({asked.ground}): {other.case_id}; "
                    "it takes one case at a time: go on with that one, or close it first"
                )
        wanted = asked.qty(line_id) + sum(other.request.qty(line_id) for other in beside)
        if wanted > order.line(line_id).qty:
            cases = ", ".join(other.case_id for other in beside)
            raise Conflict(
                f"line {line_id} has {order.line(line_id).qty} units, and with {cases} {wanted} are asked for: "
                "close that case first, or ask for the units that are left"
            )
