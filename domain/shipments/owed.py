"""What goes back where another item took the place of one that could not be sent: the difference alone (MR-31)."""

from domain.case import Case
from domain.order import Stage
from domain.quotes.refund_request import RefundRequest, RequestedItem, RequestKind
from domain.shipments.supply import Way
from domain.shipments.supplying import chooses, difference


def applies(case: Case) -> bool:
    """The buyer took the other item."""
    return chooses(case) and case.supplying.chosen is Way.SUBSTITUTE


def request_of(case: Case) -> RefundRequest | None:
    """What is to be quoted; None where nothing goes back."""
    amount = difference(case)
    if not amount:
        return None
    return RefundRequest(
        kind=RequestKind.KEEP_GOODS,
        stage=Stage.UNSHIPPED,
        fault=case.request.fault,
        items=tuple(RequestedItem(line_id=item.line_id, qty=item.qty) for item in case.request.items),
        agreed_amount=amount,
    )
