"""A word after delivery: is everything fine? Once for each parcel that we sent in a case (R131, rule 3.16 row 1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.case import Case
from domain.exchanges.replacement import Purpose, Replacement, ReplacementState
from domain.owed import owes_again

LETTER = "FUP-1"


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A parcel of ours that the buyer has: what was in it, and since when."""

    waybill: str
    what: str
    at: datetime


def delivered(case: Case) -> tuple[Delivered, ...]:
    """Parcels that a courier handed over, in the order in which they came; what a person sent that person follows."""
    there = [each for each in case.replacements if each.state is ReplacementState.DELIVERED and each.moved_at]
    parcels: dict[str, list[Replacement]] = {}
    for shipment in there:
        parcels.setdefault(shipment.waybill, []).append(shipment)
    found = (
        Delivered(
            waybill=waybill,
            what=", ".join(dict.fromkeys(_title(case, each) for each in held)),
            at=max(each.moved_at for each in held if each.moved_at is not None),
        )
        for waybill, held in parcels.items()
    )
    return tuple(sorted(found, key=lambda parcel: (parcel.at, parcel.waybill)))


def to_be_asked(case: Case) -> tuple[Delivered, ...]:
    """Parcels after which nobody has asked yet; none under terms that were frozen before there was such a word."""
    asks = case.terms.delivered_word_hours > 0
    return delivered(case)[case.letters.count(LETTER) :] if asks else ()


def due(case: Case, parcel: Delivered) -> datetime:
    """When to ask."""
    return parcel.at + timedelta(hours=case.terms.delivered_word_hours)


def needless(case: Case, parcel: Delivered) -> bool:
    """The buyer has said something since, or the case goes on by itself: how it is will be heard there."""
    spoke = any(answered.at > parcel.at for answered in case.answers)
    ended = case.withdrawn or case.resolution is not None
    return spoke or ended or case.reopened is not None or owes_again(case)


def _title(case: Case, shipment: Replacement) -> str:
    wanted = next((item.wanted for item in case.request.items if item.line_id == shipment.line_id), None)
    if shipment.purpose is Purpose.EXCHANGE and wanted is not None:
        return wanted.title or wanted.sku
    return case.order.line(shipment.line_id).title or shipment.sku
