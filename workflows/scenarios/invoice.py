"""An invoice that is late or has a wrong title (table 3.20 row 7)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Resolution
    from workflows.casefile import CaseFile
    from workflows.endings import Ending
    from workflows.steps import desk, invoices


async def invoice(file: CaseFile) -> Ending:
    """It is issued, or reversed and issued anew, within 48 hours: for what was bought and what was paid (F109)."""
    if not await desk.agreed(file):
        invoices.tell_declined(file)
        return Resolution.WITHDRAWN if file.case.withdrawn else Resolution.INVOICE_NOT_ISSUED
    invoices.correct(file)
    if not await invoices.issued(file):
        return Resolution.INVOICE_NOT_ISSUED
    invoices.tell_issued(file)
    return Resolution.INVOICE_ISSUED
