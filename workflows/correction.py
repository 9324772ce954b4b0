"""The correction of an invoice: a life of its own beside the case, which it never holds up (table 3.20).

It is started by a step of its case and is no child of it (decision 18): the buyer's company may take weeks to confirm,
and the refund has long been made. How it ended is told to the case, if that still runs.
"""

import asyncio
import contextlib
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.corrections import CorrectionPage, Corrections, Numbered
    from domain.commands import NotPermitted
    from domain.facts import CorrectionReported
    from domain.invoices.correction import (
        Confirmation,
        Copies,
        Correction,
        CorrectionBegun,
        CorrectionBlocked,
        CorrectionEvent,
        CorrectionLate,
        CorrectionStage,
        InvoiceIssued,
        InvoiceReversed,
        Next,
        PaperSettled,
        begun,
        due_at,
        evolve_correction,
        next_of,
    )
    from domain.invoices.correction_permit import CorrectionCommand, effect, permit
    from store.codec import Entry
    from store.corrections import STORY, row_of
    from workflows import calls
    from workflows.failures import parked


@workflow.defn(name="InvoiceCorrection")
class InvoiceCorrection:
    """One correction. Its id is `invoice-{shop}-{source}-{external id}`, after that of its case."""

    @workflow.init
    def __init__(self, start: CorrectionBegun) -> None:
        self.pending: list[Entry] = []
        self.asked_at: datetime | None = None
        self.correction = begun(start, workflow.now())
        self.pending.append(STORY.entry(start, seq=1, at=workflow.now()))

    @workflow.run
    async def run(self, start: CorrectionBegun) -> CorrectionStage:  # noqa: ARG002 - read by __init__
        """Live through the correction; the result is how it ended."""
        clerk = asyncio.create_task(self.write())
        while (step := next_of(self.correction)) is not Next.END:
            match step:
                case Next.WAIT_PAPER:
                    await self.wait_for_paper()
                case Next.CONFIRM:
                    await self.confirm()
                case Next.CHASE:
                    await self.chase()
                case Next.REVERSE:
                    await self.reverse()
                case Next.ISSUE:
                    await self.issue()
                case _:
                    await self.news(None)
        await self.tell_case()
        await workflow.wait_condition(lambda: not self.pending)
        clerk.cancel()
        return self.correction.stage

    async def wait_for_paper(self) -> None:
        """For the copies, until their time is up: then it is reversed with a confirmation, as a lost one is."""
        due = due_at(self.correction)
        if not await self.news(due, late=False) and self.correction.stage is CorrectionStage.PAPER:
            self.record(PaperSettled(copies=Copies.SILENT, by="policy"))

    async def confirm(self) -> None:
        """Ask for the red confirmation, or how it stands."""
        self.asked_at = workflow.now()
        try:
            heard = await workflow.execute_activity_method(
                Corrections.confirm, self.correction, summary="ask for the red confirmation", **calls.OUTWARD
            )
        except FailureError as error:
            self.blocked(error)
            return
        still = heard.confirmation is Confirmation.WAITING and self.correction.stage is CorrectionStage.PENDING
        if not still and not self.correction.ended:
            self.record(heard)

    async def chase(self) -> None:
        """The buyer's company is waited for; it is asked now and then how that stands, or when a person wants it."""
        again = (self.asked_at or workflow.now()) + timedelta(hours=self.correction.begun.chase_hours)
        await self.news(again)
        if next_of(self.correction) is Next.CHASE:
            await self.confirm()

    async def reverse(self) -> None:
        """The red invoice."""
        try:
            red = await workflow.execute_activity_method(
                Corrections.reverse, self.correction, summary="issue the red invoice", **calls.OUTWARD
            )
        except FailureError as error:
            self.blocked(error)
            return
        self.done(InvoiceReversed(number=red.number))

    async def issue(self) -> None:
        """The blue invoice."""
        try:
            blue: Numbered = await workflow.execute_activity_method(
                Corrections.issue, self.correction, summary="issue the invoice", **calls.OUTWARD
            )
        except FailureError as error:
            self.blocked(error)
            return
        self.done(InvoiceIssued(number=blue.number))

    def done(self, event: CorrectionEvent) -> None:
        """It is done at the tax platform; a person who let the correction go meanwhile has ended it all the same."""
        if not self.correction.ended:
            self.record(event)

    async def news(self, moment: datetime | None, *, late: bool = True) -> bool:
        """True when something was said before `moment`; a stage whose time is up is told to finance once."""
        due, version = due_at(self.correction), self.correction.version
        tells = late and not self.correction.late
        moments = [at for at in (moment, due if tells else None) if at is not None]
        left = max(min(moments) - workflow.now(), timedelta()) if moments else None
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.correction.version != version, timeout=left, timeout_summary="word on the invoice"
            )
            return True
        if tells and due is not None and due <= workflow.now():
            self.record(CorrectionLate(stage=self.correction.stage, due_at=due))
        return False

    def blocked(self, error: FailureError) -> None:
        """Show why the tax platform did not take it."""
        if is_cancelled_exception(error):
            raise error
        shown = parked("invoice", error)
        self.record(CorrectionBlocked(reason=shown.reason, message=shown.message))

    async def tell_case(self) -> None:
        """The case hears how it ended; one that has closed needs it no more: the book of corrections has it all."""
        ended, start = self.correction, self.correction.begun
        fact = CorrectionReported(
            fact=ended.correction_id,
            correction_id=ended.correction_id,
            outcome=ended.stage,
            confirmation=ended.confirmation,
            red_number=ended.red_number,
            new_number=ended.new_number,
        )
        with contextlib.suppress(ApplicationError):
            await workflow.get_external_workflow_handle(start.case_id).signal("correction_reported", fact)

    def record(self, *events: CorrectionEvent) -> None:
        """Fold events into the correction and queue them for its book."""
        at = workflow.now()
        for event in events:
            self.correction = evolve_correction(self.correction, event, at)
            self.pending.append(STORY.entry(event, seq=self.correction.version, at=at))

    async def write(self) -> None:
        """Write what happened, one batch at a time; an outage of Postgres is waited out by the activity's retries."""
        while True:
            await workflow.wait_condition(lambda: bool(self.pending))
            batch = tuple(self.pending)
            row = row_of(self.correction, batch[-1].at)
            page = CorrectionPage(correction_id=self.correction.correction_id, entries=batch, row=row)
            await workflow.execute_activity_method(
                Corrections.append, page, summary=f"{len(batch)} entries of the correction", **calls.BOOK
            )
            del self.pending[: len(batch)]

    @workflow.update(description="Finance: what became of the paper, another try, or letting it go.")
    def decide(self, command: CorrectionCommand) -> CorrectionStage:
        """Do what a person asks."""
        self.record(*effect(command))
        return self.correction.stage

    @decide.validator
    def _may_decide(self, command: CorrectionCommand) -> None:
        try:
            permit(command, self.correction)
        except NotPermitted as refused:
            raise ApplicationError(str(refused), type=refused.code, non_retryable=True) from refused

    @workflow.query(description="The correction as its events have made it.")
    def state(self) -> Correction:
        """The state that everything else is computed from."""
        return self.correction
