"""A return that vanished on its way back: who bears it, and what that means for the money (tables 3.4 row 6, MR-35)."""

from domain.case import Case
from domain.exchanges import sending
from domain.fault import Fault
from domain.goods import ParcelState
from domain.inspection import in_force
from domain.quotes.quote import Bearer
from domain.quotes.return_risk import Basis, Mishap, return_risk
from domain.request import Ground, Scenario

TRAVELS_BACK = frozenset({Scenario.RETURN_REFUND, Scenario.EXCHANGE})


def basis_of(case: Case) -> Basis:
    """Why the goods travel back, in the words of MR-35. How grave a flaw is a person says by correcting the fault."""
    if case.request.fault not in {Fault.SELLER, Fault.CARRIER}:
        return Basis.NO_REASON
    return Basis.DAMAGED_AT_SIGNATURE if case.request.ground is Ground.DAMAGED else Basis.PURPOSE_DEFEATED


def loss_bearer(case: Case) -> Bearer:
    """Who bears the loss of a parcel on its way back. Where the proof that it was sent is enough, it is ours (F115)."""
    if case.terms.refund_from_choice != "receipt":
        return Bearer.SELLER
    return return_risk(basis_of(case), Mishap.LOST)


def to_give_back(case: Case) -> tuple[str, ...]:
    """The lines whose units we hold and will not pay for, once the refusal is final; none where money was paid.

    Refused goods are not kept and not destroyed: they go back at the buyer's cost (table 3.10 step 4).
    """
    return () if case.paid_back() else held_here(case)


def held_here(case: Case) -> tuple[str, ...]:
    """The lines whose units were found in a parcel of the buyer's, and have not gone back to them."""
    if case.given_back:
        return ()
    return tuple(dict.fromkeys(line.line_id for finding in in_force(case) for line in finding.lines if line.qty))


def withdrawn_here(case: Case) -> tuple[str, ...]:
    """The lines that lie here of a return that the buyer took back: nothing is paid for them, so they are the buyer's.

    What a warehouse has not looked at yet is here all the same. Goods that were to be mended have a way of their own.
    """
    here = any(parcel.state is ParcelState.ARRIVED for parcel in case.parcels)
    own_way = case.scenario not in TRAVELS_BACK or case.sent_home is not None or sending.serving(case)
    if not here or own_way or case.given_back or case.paid_back():
        return ()
    return to_give_back(case) or tuple(item.line_id for item in case.request.items)


def gone_back(case: Case) -> bool:
    """What came back was given to the buyer again, and nothing was posted since: nothing is here to be paid for."""
    looked_at = {finding.waybill for finding in case.findings}
    nothing_new = all(parcel.waybill in looked_at for parcel in case.parcels)
    return case.given_back and case.scenario in TRAVELS_BACK and nothing_new


def lost_by_buyer(case: Case) -> bool:
    """All that was sent is lost for good, and the buyer bears it: there is nothing to pay for."""
    return case.loss is Bearer.BUYER and not case.findings
