"""The register of returns: why, what came back, what was paid for it, by whom and when; one row a line (R94).

A projection of the events, so that the same span always gives the same rows, except for money that was paid since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain import events as ev
from domain.case import Case
from domain.events import Payment, PaymentState
from domain.goods import Finding, Grade, Sign
from domain.inspection import in_force
from domain.money import split
from domain.quotes.discounts import line_paid
from domain.register.figures import Dated
from domain.register.story import case_of


@dataclass(frozen=True, kw_only=True)
class Returned:
    """One line that came back in one parcel. `refunded` is the line's part of what was certainly paid, minor units.

    The parts of all lines of a case sum to what the case paid back. `handler` took the request, `inspector` looked.
    """

    case_id: str
    shop: str
    order_id: str
    line_id: str
    sku: str
    title: str
    qty: int
    worn: int
    foreign: int
    ground: str
    reason: str
    currency: str
    refunded: int
    handler: str
    inspector: str
    waybill: str
    at: datetime
    refunded_at: datetime | None


def returned_between(story: Sequence[Dated], start: datetime, end: datetime) -> tuple[Returned, ...]:
    """The rows of one case whose parcels were looked at, last, in `start` <= moment < `end`."""
    case = case_of(story)
    looked = {d.event.finding.finding_id: d.at for d in story if isinstance(d.event, ev.GoodsInspected)}
    parts, paid_at = parts_of(case), _paid_at(story)
    rows = [
        _row(case, finding, line_id, looked[finding.finding_id], parts, paid_at)
        for finding in in_force(case)
        for line_id in _line_ids(finding)
    ]
    return tuple(row for row in _once(rows) if start <= row.at < end)


def _once(rows: Sequence[Returned]) -> tuple[Returned, ...]:
    """A line in several parcels has its money in the first row alone, so that a column can be summed."""
    seen: set[str] = set()
    told = []
    for row in rows:
        told.append(row if row.line_id not in seen else replace(row, refunded=0))
        seen.add(row.line_id)
    return tuple(told)


def parts_of(case: Case) -> dict[str, int]:
    """What each line of the request was paid back, by the goods' part of the quote, else by what was paid for it."""
    lines = [item.line_id for item in case.request.items]
    found = dict.fromkeys(lines, 0)
    for payment in case.payments:
        if payment.kind is not Payment.REFUND or payment.state is not PaymentState.SETTLED:
            continue
        goods = payment.quote.goods_by_line() if payment.quote is not None else {}
        weights = [max(0, goods.get(line_id, 0)) for line_id in lines]
        if not any(weights):
            paid = line_paid(case.order)
            weights = [
                paid[item.line_id] * item.qty // case.order.line(item.line_id).qty for item in case.request.items
            ]
        shares = split(payment.amount, weights if any(weights) else [1] * len(lines))
        for line_id, share in zip(lines, shares, strict=True):
            found[line_id] += share
    return found


def _line_ids(finding: Finding) -> tuple[str, ...]:
    """The lines of which units came; an accessory that came later is no unit."""
    return tuple(
        dict.fromkeys(row.line_id for row in finding.lines if row.qty and Sign.ACCESSORY_SENT not in row.signs)
    )


def _row(
    case: Case, finding: Finding, line_id: str, at: datetime, parts: dict[str, int], paid_at: datetime | None
) -> Returned:
    line = next((line for line in case.order.lines if line.line_id == line_id), None)
    rows = [row for row in finding.lines if row.line_id == line_id and Sign.ACCESSORY_SENT not in row.signs]
    return Returned(
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        line_id=line_id,
        sku=line.sku if line is not None else "",
        title=(line.title if line is not None else "") or line_id,
        qty=sum(row.qty for row in rows),
        worn=sum(row.qty for row in rows if row.grade is Grade.NOT_INTACT),
        foreign=sum(row.qty for row in rows if row.grade is Grade.WRONG_GOODS),
        ground=case.request.ground,
        reason=case.request.reason,
        currency=case.order.currency,
        refunded=parts.get(line_id, 0),
        handler=case.handling.owner or (case.agreement.by if case.agreement is not None else ""),
        inspector=finding.inspector,
        waybill=finding.waybill,
        at=at,
        refunded_at=paid_at,
    )


def _paid_at(story: Sequence[Dated]) -> datetime | None:
    """When the newest refund was certainly paid."""
    decided = {d.event.key for d in story if isinstance(d.event, ev.PaymentDecided) and d.event.kind is Payment.REFUND}
    paid = [
        d.at
        for d in story
        if isinstance(d.event, ev.PaymentChanged) and d.event.state is PaymentState.SETTLED and d.event.key in decided
    ]
    return paid[-1] if paid else None
