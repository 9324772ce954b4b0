"""How a case changes by money."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case, CasePayment
from domain.events import (
    CERTAINTY,
    MoneyEvent,
    PaymentState,
)


def after(case: Case, event: MoneyEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.AccountRead():
            return replace(case, prior=event.prior)
        case ev.PaymentDecided():
            return replace(case, payments=(*case.payments, _decided(event, at)))
        case ev.PaymentChanged():
            return _payment_changed(case, event)
        case _:
            assert_never(event)


def _decided(event: ev.PaymentDecided, at: datetime) -> CasePayment:
    return CasePayment(
        key=event.key,
        kind=event.kind,
        decision=event.decision,
        amount=event.amount,
        state=PaymentState.RESERVED,
        decided_at=at,
        by=event.by,
        quote=event.quote,
        claim=event.claim,
        purpose=event.reason,
        beside=event.beside,
    )


def _payment_changed(case: Case, event: ev.PaymentChanged) -> Case:
    """States meet in any order, and certainty only rises: open, failed, settled, taken back by the bank."""

    def changed(payment: CasePayment) -> CasePayment:
        if payment.key != event.key:
            return payment
        if CERTAINTY[event.state] < CERTAINTY[payment.state]:
            return payment
        return replace(
            payment,
            state=event.state,
            provider_ref=event.provider_ref or payment.provider_ref,
            reason=event.reason,
            owed_anew=event.owed_anew,
        )

    return replace(case, payments=tuple(changed(payment) for payment in case.payments))
