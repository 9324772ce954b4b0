"""What a buyer paid on top for another item, and how much of it was for nothing. Source: MR-1, MR-31; table 3.11."""

from domain.case import Case
from domain.defects import repair_price
from domain.defects.claim import fee_owed
from domain.events import Payment
from domain.exchanges import exchanging
from domain.money_request import released
from domain.owed import buyer_pays
from domain.quotes.quote import LineKind, Quote, QuoteLine
from domain.quotes.refund import summed


def for_nothing(case: Case) -> int:
    """Minor units for an item that is not the buyer's, or above its price, which are not back yet.

    It is the buyer's own money, whatever becomes of the request: withdrawn, refused or closed by hand.
    """
    paid = exchanging.paid_on_top(case)
    if not paid:
        return 0
    price = _price(case) if exchanging.sent_first(case) else 0
    other = released(case) + fee_owed(case.examined) + repair_price.unearned(case)  # what else is paid beside the order
    return max(0, paid - price - max(0, case.paid_back(Payment.COMPENSATION) - other))


def _price(case: Case) -> int:
    """What the other item costs more; all that was paid, where nobody can say it while the fault is open."""
    return exchanging.paid_on_top(case) if exchanging.undetermined(case) else buyer_pays(case)


def back(case: Case) -> Quote:
    """The quote that gives just that back, beside the order."""
    line = QuoteLine(kind=LineKind.OTHER, amount=for_nothing(case), rule="MR-1")
    return summed(case.order, (line,), case.prior)
