"""The way back into the buyer's means of payment (rule MR-28)."""

from collections.abc import Iterable

from domain.money import split
from domain.order import Tender
from domain.quotes.discounts import OrderError


def tender_split(tenders: tuple[Tender, ...], refund: int, refunded: Iterable[Tender] = ()) -> dict[str, int]:
    """Share `refund` over the tenders in proportion to what each paid; points and red packets go back in kind.

    `refunded` is what earlier refunds gave back: the shares follow what each tender still holds, so that no tender ever
    gets back more than it paid and the last refund takes the rest. Empty when the order names no tenders. Raises
    OrderError when the tenders hold less than the refund. Source: 7-day Measures art. 14 and 15.
    """
    left: dict[str, int] = {}
    for tender in tenders:
        left[tender.type] = left.get(tender.type, 0) + tender.amount
    if not left:
        return {}
    for tender in refunded:
        left[tender.type] = max(0, left.get(tender.type, 0) - tender.amount)
    if refund > sum(left.values()):
        raise OrderError(f"the tenders hold {sum(left.values())}, less than the refund of {refund}: check the tenders")
    return dict(zip(left, split(refund, list(left.values())), strict=True))
