"""The slip of an exchange: one document of what comes in and what goes out, line by line (R73 to R75).

A projection of the case: it can be made anew at any time, and says nothing that the register does not.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.case import Case
from domain.exchanges import exchanging
from domain.exchanges.replacement import NEVER_CAME, Purpose
from domain.inspection import in_force
from domain.request import Item, Scenario


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """One line: what comes in, what goes out for it ("" where it simply comes back), and how far either is."""

    line_id: str
    qty: int
    returned: str
    wanted: str
    difference: int  # minor units that the wanted item costs more, below 0 where it costs less
    booked: int  # units that the warehouse has taken in
    sent: str  # the waybill of what went out


@dataclass(frozen=True, kw_only=True)
class Slip:
    """The register of one exchange. `postage` is the second way out in minor units, 0 where it is ours."""

    reason: str
    fault: str
    lines: tuple[SlipLine, ...]
    postage_due: bool
    postage: int
    recharged: int  # what the buyer has paid on top
    booked: bool  # a parcel of the buyer's is in the register
    handler: str
    handled_at: datetime | None


def slip(case: Case) -> Slip | None:
    """The slip of a case that began as an exchange; None for any other."""
    if case.request.kind is not Scenario.EXCHANGE:
        return None
    postage = 0 if exchanging.undetermined(case) else exchanging.sums(case).freight
    agreement = case.agreement
    return Slip(
        reason=case.request.reason,
        fault=case.request.fault,
        lines=tuple(_line(case, item) for item in case.request.items),
        postage_due=postage > 0,
        postage=postage,
        recharged=exchanging.paid_on_top(case),
        booked=bool(case.parcels),
        handler=agreement.by if agreement is not None else "",
        handled_at=agreement.at if agreement is not None else None,
    )


def _line(case: Case, item: Item) -> SlipLine:
    line, wanted = case.order.line(item.line_id), item.wanted
    more = 0 if wanted is None else wanted.unit_price * item.qty - exchanging.units_paid(case, item)
    found = [row for finding in in_force(case) for row in finding.lines if row.line_id == item.line_id]
    out = [
        shipment.waybill
        for shipment in case.replacements
        if shipment.line_id == item.line_id
        and shipment.purpose is Purpose.EXCHANGE
        and shipment.state not in NEVER_CAME
    ]
    return SlipLine(
        line_id=item.line_id,
        qty=item.qty,
        returned=line.title or line.sku or item.line_id,
        wanted="" if wanted is None else wanted.title or wanted.sku,
        difference=more,
        booked=sum(row.qty for row in found),
        sent=out[-1] if out else "",
    )
