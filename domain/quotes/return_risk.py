"""Who bears the loss when a return parcel breaks or vanishes on its way back (rule MR-35)."""

from enum import StrEnum

from domain.quotes.quote import Bearer


class Basis(StrEnum):
    """Why the goods travel back."""

    NO_REASON = "no_reason"
    MINOR_FLAW = "minor_flaw"
    PURPOSE_DEFEATED = "purpose_defeating_defect"
    DESCRIPTION_DISABLES_USE = "description_defect_disabling_use"
    DAMAGED_AT_SIGNATURE = "damaged_at_signature"
    WRONG_RETURN_ADDRESS = "wrong_return_address"


class Mishap(StrEnum):
    """What happened to the parcel."""

    LOST = "lost_in_return_transit"
    BROKEN = "broken_in_return_transit"


SHARED = frozenset({Basis.NO_REASON, Basis.MINOR_FLAW})  # breakage the seller's, loss the buyer's


def return_risk(basis: Basis, mishap: Mishap, *, seller_fault_proven: bool = False) -> Bearer:
    """The party that bears this mishap; who bears a loss claims from the carrier.

    Source: Taobao dispute rules art. 11, 41, 68, 70, 78, 81.
    """
    if mishap is Mishap.LOST and basis in SHARED and not seller_fault_proven:
        return Bearer.BUYER
    return Bearer.SELLER
