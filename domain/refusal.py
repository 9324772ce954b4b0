"""A parcel that the buyer called back or refused for reasons of their own: who bears its freight (MR-11, MR-21)."""

from domain.case import Case
from domain.delivery import BACK
from domain.fault import Fault
from domain.order import Stage
from domain.quotes.quote import Bearer, LineKind, Quote
from domain.request import Scenario

LEGS = (LineKind.OUTBOUND_FREIGHT, LineKind.RETURN_LEG_FREIGHT)


def refused_without_reason(case: Case) -> bool:
    """It is on its way back, or here, and nobody but the buyer wanted that (TRN-3)."""
    own = case.request.kind is Scenario.REFUND_ONLY and case.request.fault is Fault.BUYER
    return own and case.order.stage is Stage.IN_TRANSIT and case.outbound in BACK


def buyer_bears(quote: Quote) -> bool:
    """A leg of the freight is the buyer's, one way or the other, by the lines of the quote."""
    kept = quote.return_freight_bearer is Bearer.BUYER
    return kept or any(quote.deductions.get(leg, 0) for leg in LEGS)
