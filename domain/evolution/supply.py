"""How a case changes by what the shop can still send, and by what the buyer chose of it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import SupplyEvent
from domain.shipments.supply import Supplying, Way


def after(case: Case, event: SupplyEvent, at: datetime) -> Case:
    """The case after this event."""
    return replace(case, supplying=_known(case.supplying, event, at))


def _known(known: Supplying, event: SupplyEvent, at: datetime) -> Supplying:
    match event:
        case ev.SupplyNamed():
            # Another word of the shop is another question: what failed before may be possible now.
            return replace(known, named=event.supply, granted_by=event.by, ways=(), offered_at=None, failed=())
        case ev.SupplyOffered():
            return replace(known, ways=event.ways, penalty=event.penalty, offered_at=at)
        case ev.SupplyChosen():
            until = event.until if event.way is Way.WAIT else None
            return replace(known, chosen=event.way, chosen_at=at, until=until)
        case ev.SupplyFailed():
            chosen = None if known.chosen is event.way else known.chosen
            left = tuple(way for way in known.ways if way is not event.way)
            return replace(known, chosen=chosen, ways=left, offered_at=None, failed=(*known.failed, event.way))
        case _:
            assert_never(event)
