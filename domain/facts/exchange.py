"""What an exchange hears from outside: another wish of the buyer's, and money that came in."""

from dataclasses import replace

from domain import events as ev
from domain.case import Case
from domain.events import Event, ReopenReason
from domain.exchanges import exchanging
from domain.exchanges.topup import TopUpState
from domain.facts.reopening import reopening
from domain.facts.reported import TopUpReported, WantedReported
from domain.request import Scenario


def wish_changed(fact: WantedReported, case: Case) -> tuple[Event, ...]:
    """Another item may be chosen until one has left, or a link to pay for it is open; later it is a new request."""
    fixed = exchanging.sent_first(case) or exchanging.open_top_up(case) is not None or exchanging.paid_on_top(case)
    if case.resolution is not None or case.scenario is not Scenario.EXCHANGE or fixed:
        return ()
    items = tuple(
        replace(item, wanted=fact.wanted[item.line_id]) if item.line_id in fact.wanted else item
        for item in case.request.items
    )
    return () if items == case.request.items else (ev.WantedChanged(items=items, fact=fact.fact),)


def top_up_paid(fact: TopUpReported, case: Case) -> tuple[Event, ...]:
    """Money that came in counts once a link, whenever it came.

    What comes after the exchange was carried out, or came to nothing, is given back; a closed case is taken up for it.
    """
    known = next((one for one in case.topups if one.key == fact.key), None)
    if known is not None and known.state is TopUpState.PAID:
        return ()
    paid = ev.TopUpPaid(key=fact.key, amount=fact.amount, at=fact.at, provider_ref=fact.provider_ref, fact=fact.fact)
    return reopening(case, ReopenReason.LATE_TOP_UP, (paid,))
