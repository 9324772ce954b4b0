"""The first event of every case."""

from dataclasses import dataclass

from domain.background import Background
from domain.order import Order
from domain.quotes.refund_request import PriorRefund
from domain.request import Claim, Request
from domain.terms import Terms
from domain.workdays import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class CaseOpened:
    """A case began. It carries all that the case was opened with; the rest of the register follows from it."""

    case_id: str
    shop: str
    source: str
    external_id: str
    buyer: str  # our reference of the buyer, never a name
    order: Order
    request: Request
    terms: Terms
    claim: Claim | None = None
    prior: tuple[PriorRefund, ...] = ()  # what other cases of the order had paid back by then
    calendar: WorkCalendar | None = None  # the working days that the case counts with
    background: Background | None = None  # what was known of the buyer; None in cases from before scores were kept
    by: str = "buyer"
