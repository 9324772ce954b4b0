"""How a case changes by an exchange: its wish, what is paid on top, and a second beginning as a return."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import ExchangeEvent
from domain.exchanges.topup import TopUp, TopUpState
from domain.fault import Fault


def after(case: Case, event: ExchangeEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.WantedChanged():
            return replace(case, request=replace(case.request, items=event.items))
        case ev.TopUpAsked():
            asked = TopUp(
                key=event.key,
                amount=event.amount,
                freight=event.freight,
                asked_at=at,
                expires_at=event.expires_at,
                link=event.link,
                job=event.job,
            )
            return replace(case, topups=(*case.topups, asked))
        case ev.TopUpPaid():
            return _paid(case, event, at)
        case ev.TopUpLapsed():
            lapsed = tuple(
                replace(known, state=TopUpState.LAPSED) if known.key == event.key else known for known in case.topups
            )
            return replace(case, topups=lapsed)
        case ev.NewItemFaulty():
            return _begun_anew(case)
        case _:
            assert_never(event)


def _paid(case: Case, event: ev.TopUpPaid, at: datetime) -> Case:
    """Money that came in counts, also under a link that the case had not yet written down."""
    known = next((one for one in case.topups if one.key == event.key), None)
    if known is None:
        known = TopUp(key=event.key, amount=event.amount, freight=0, asked_at=at, expires_at=at)
    paid = replace(known, state=TopUpState.PAID, amount=event.amount, paid_at=event.at, provider_ref=event.provider_ref)
    others = tuple(one for one in case.topups if one.key != event.key)
    return replace(case, topups=(*others, paid))


def _begun_anew(case: Case) -> Case:
    """What came back before was the first item; now the second one does, by our fault."""
    request = replace(case.request, fault=Fault.SELLER)
    return replace(case, request=request, parcels=(), findings=(), short=False, ship_by=None, lapsed=False, offer=None)
