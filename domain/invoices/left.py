"""What of an order's invoice stands, and whether one may be issued as it was asked for (table 3.20 row 7, F109)."""

from domain.case import Case
from domain.invoices.invoice import Invoice, refused_wish


def left_of(case: Case, invoice: Invoice) -> int:
    """What of the invoice stands: without what other cases of the order paid back, and what this one has corrected."""
    others = sum(prior.goods_amount + prior.freight_amount for prior in case.prior)
    own = sum(one.red - one.new for one in case.corrections)
    return max(0, invoice.amount - others - own)


def refusal_of(case: Case) -> str:
    """Why the invoice may not be issued as it was asked for; "" when it may, or none was asked for (F109)."""
    wish, invoice = case.request.invoice, case.order.invoice
    if wish is None or invoice is None:
        return ""
    return refused_wish(wish, frozenset(line.title for line in case.order.lines), left_of(case, invoice))
