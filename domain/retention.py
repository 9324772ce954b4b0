"""One offer to keep the goods for less, before they are posted (table 3.10 step 2, R59, R60).

Only for a minor dislike, only once a case, and only where the shop's terms name a share; silence or a no ends it, and
nothing waits for it.
"""

from domain.bundle import Choices
from domain.case import Case
from domain.compensation import paid_for
from domain.events import CompensationOffered, Rung
from domain.request import Ground, Scenario

KEPT = "kept"  # what the offer is called in the register, and how its settlement is known again


def retention_offer(case: Case, shown: Choices | None) -> CompensationOffered | None:
    """The one offer; None where none is made: another ground, a platform's request, goods under way, asked before.

    On a platform a buyer who keeps the goods changes the request there. `shown` are the figures of a part (row 6).
    """
    request = case.request
    minor = request.kind is Scenario.RETURN_REFUND and request.ground is Ground.NO_REASON
    if not minor or case.claim is not None or case.agreement is None or case.parcels or case.offers:
        return None
    value = paid_for(case) * case.terms.retention_share_percent // 100
    if shown is not None and shown.loses:
        value = max(value, shown.part * case.terms.promo_keep_percent // 100)
    if value <= 0:
        return None
    return CompensationOffered(
        offer_no=1,
        rung=Rung.CASH,
        value=value,
        floor=value,
        hours=case.terms.offer_hours,
        reason="kept for less instead of a return",
        by="policy",
        reference=KEPT,
    )


def kept(case: Case) -> bool:
    """The buyer took that offer before anything was posted."""
    return case.settlement is not None and case.settlement.reference == KEPT and not case.parcels
