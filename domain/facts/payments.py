"""What a payment provider reports, once the ledger has taken it in."""

from domain import events as ev
from domain.case import Case
from domain.events import CERTAINTY, Event, PaymentState, ReopenReason
from domain.facts.reopening import reopening
from domain.facts.reported import PaymentReported


def payment_changed(fact: PaymentReported, case: Case) -> tuple[Event, ...]:
    """A report never brings a payment down; a success that the bank took back opens a closed case."""
    payment = case.payment(fact.key)
    if payment is None or payment.state is fact.state or CERTAINTY[fact.state] < CERTAINTY[payment.state]:
        return ()
    newest = [known.key for known in case.payments if known.kind is payment.kind][-1]
    changed = ev.PaymentChanged(
        key=fact.key,
        state=fact.state,
        provider_ref=fact.provider_ref,
        reason=fact.reason,
        fact=fact.fact,
        owed_anew=fact.state is PaymentState.REVERSED and fact.key != newest,
    )
    if fact.state is PaymentState.REVERSED:
        return reopening(case, ReopenReason.PAYMENT_REVERSED, (changed,))
    return (changed,)
