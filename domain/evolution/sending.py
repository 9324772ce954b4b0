"""How a case changes by goods that leave again."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import SendingEvent
from domain.exchanges.replacement import Replacement, ReplacementState


def after(case: Case, event: SendingEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.StockRead():
            return replace(case, shelf=event.shelf)
        case ev.ReplacementOrdered():
            return replace(case, replacements=(*case.replacements, _ordered(event, at)))
        case ev.ReplacementShipped():
            state = ReplacementState.ON_ITS_WAY if event.waybill else ReplacementState.BY_HAND
            moved = None if event.waybill else at
            told = {"carrier": event.carrier, "waybill": event.waybill, "shipped_at": at, "moved_at": moved}
            return _changed(case, event.key, state=state, **told)
        case ev.ReplacementNotSent():
            return _changed(case, event.key, state=ReplacementState.NOT_SENT, reason=event.reason)
        case ev.ReplacementMoved():
            return _changed(case, event.key, state=event.state, moved_at=event.at)
        case _:
            assert_never(event)


def _ordered(event: ev.ReplacementOrdered, at: datetime) -> Replacement:
    return Replacement(
        key=event.key,
        purpose=event.purpose,
        line_id=event.line_id,
        sku=event.sku,
        qty=event.qty,
        cost=event.cost,
        by=event.by,
        ordered_at=at,
    )


def _changed(case: Case, key: str, **fields: object) -> Case:
    """The case with this shipment as it is now; the others stand."""
    changed = tuple(
        replace(known, **fields) if known.key == key else known  # type: ignore[arg-type] # the fields of above
        for known in case.replacements
    )
    return replace(case, replacements=changed)
