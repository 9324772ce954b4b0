"""Goods made to order whose making has begun: no right to cancel, and nothing leaves against the request.

Source: table 3.1 row 7; F44 (made to order), F45 and F46 (the confirmation, E20), F14 (no refusal on a platform), F24.
"""

from domain.case import Case
from domain.disputes.evidence import EvidenceCode
from domain.shipments.shipping import cancels

CATEGORY = "custom"
COST = EvidenceCode.INVOICE


def applies(case: Case) -> bool:
    """The buyer confirmed for this purchase that it is made for them, and it was begun before they asked."""
    order, since = case.order, case.order.in_production_since
    if not cancels(case) or not order.excluded_category_confirmed or order.shop_promise_covers:
        return False
    made = all(order.line(item.line_id).category == CATEGORY for item in case.request.items)
    return made and since is not None and since <= case.request.requested_at


def cost_shown(case: Case) -> bool:
    """What was spent by now is on file: a sum that is kept is named and evidenced."""
    return any(piece.code == COST for piece in case.evidence)
