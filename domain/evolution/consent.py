"""How a case changes by the buyer's consent to ship, its withdrawal, and goods that left."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case, Consent, Left
from domain.events import ConsentEvent
from domain.shipments.shipping import ends_with_consent, wanted_after_all


def after(case: Case, event: ConsentEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.ConsentAsked():
            return case
        case ev.ShippingConsented():
            return _consented(case, event.lines, at)
        case ev.ConsentWithdrawn():
            return _taken_back(case, event.lines)
        case ev.GoodsLeft():
            left = Left(at=event.at, consented=wanted_after_all(case))
            order = replace(case.order, outbound_carrier=event.carrier, outbound_waybill=event.waybill)
            return replace(case, left=left, order=order)
        case _:
            assert_never(event)


def _consented(case: Case, lines: tuple[str, ...], at: datetime) -> Case:
    """The lines are no longer asked for; with the last of them the whole request is taken back (table 3.1).

    A stated amount was for all of it: for a part the rules say what is due.
    """
    items = tuple(item for item in case.request.items if item.line_id in lines)
    rest = tuple(item for item in case.request.items if item.line_id not in lines)
    changed = replace(case, consents=(*case.consents, Consent(items=items, at=at, amount=case.request.amount)))
    if not ends_with_consent(case):
        return changed
    if not rest:
        return replace(changed, withdrawn=True)
    return replace(changed, request=replace(case.request, items=rest, amount=None))


def _taken_back(case: Case, lines: tuple[str, ...]) -> Case:
    """What was not to leave for money is asked for again, in the order of the order's lines."""
    again = tuple(item for consent in case.consents for item in consent.items if item.line_id in lines)
    standing = tuple(
        replace(consent, items=tuple(item for item in consent.items if item.line_id not in lines))
        for consent in case.consents
    )
    standing = tuple(consent for consent in standing if consent.items)
    known = {item.line_id for item in case.request.items}
    items = (*case.request.items, *(item for item in again if item.line_id not in known))
    place = {line.line_id: number for number, line in enumerate(case.order.lines)}
    ordered = tuple(sorted(items, key=lambda item: place.get(item.line_id, len(place))))
    amount = case.request.amount
    if amount is None and not standing and case.consents:
        amount = case.consents[0].amount
    return replace(case, consents=standing, request=replace(case.request, items=ordered, amount=amount))
