"""Money, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import MoneyEvent
from domain.telling import phrases
from domain.words import telling as words
from domain.words.speech import joined, say
from domain.words.telling import Words


def told(event: MoneyEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.AccountRead():
            return words.ACCOUNT_READ
        case ev.PaymentDecided():
            return _decided(event, who, case)
        case ev.PaymentChanged():
            return _payment(event, case)
        case _:
            assert_never(event)


def _decided(event: ev.PaymentDecided, who: Words, case: Case) -> Words:
    amount, decision = phrases.money(event.amount, case), str(event.decision)
    kind = words.KINDS[event.kind]
    return say(words.DECIDED, who=who, kind=kind, amount=amount, decision=decision, why=phrases.why(event.reason))


def _payment(event: ev.PaymentChanged, case: Case) -> Words:
    payment = case.payment(event.key)
    kind = words.KINDS[ev.Payment.REFUND if payment is None else payment.kind]
    amount = event.key if payment is None else phrases.money(payment.amount, case)
    return joined(say(words.PAYMENTS[event.state], kind=kind, amount=amount), phrases.why(event.reason))
