"""How a case changes by what becomes of its order's invoice."""

from dataclasses import replace
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import InvoicesEvent
from domain.invoices.invoice import Correcting


def after(case: Case, event: InvoicesEvent) -> Case:
    """The case after this event."""
    match event:
        case ev.CorrectionStarted():
            begun = Correcting(correction_id=event.correction_id, red=event.red, new=event.new)
            return replace(case, corrections=(*case.corrections, begun))
        case ev.InvoiceCorrected():
            return replace(case, corrections=tuple(_ended(one, event) for one in case.corrections))
        case _:
            assert_never(event)


def _ended(one: Correcting, event: ev.InvoiceCorrected) -> Correcting:
    if one.correction_id != event.correction_id:
        return one
    return replace(one, outcome=event.outcome, new_number=event.new_number)
