"""The order's invoice: its correction is begun beside the case, and left to itself (table 3.20)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.corrections import Corrections
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.events import CorrectionStarted
    from domain.invoices.correction import CorrectionBegun, CorrectionStage
    from domain.invoices.invoicing import correction_of, letter_of
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer


def correct(file: CaseFile) -> None:
    """Begin what the case means for the invoice, if anything; it holds up neither the buyer nor the case."""
    begun = correction_of(file.case)
    if begun is not None:
        file.meanwhile(_begin(file, begun))


async def _begin(file: CaseFile, begun: CorrectionBegun) -> None:
    async def act() -> None:
        await workflow.execute_activity_method(
            Corrections.begin, begun, summary=f"begin {begun.correction_id[:80]}", **calls.OUTWARD
        )

    try:
        await file.attempt("begin_correction", act)
    except StepSkipped:
        return  # finance sees to it by other means
    file.record(
        CorrectionStarted(
            correction_id=begun.correction_id,
            action=begun.action,
            number=begun.number,
            title=begun.title,
            red=begun.red,
            tax=begun.red_tax,
            new=begun.new,
        )
    )
    letter = letter_of(begun)
    if letter and letter not in file.case.letters:
        await buyer.tell(file, letter)


async def issued(file: CaseFile) -> bool:
    """Wait for the invoice that was asked for; False when finance saw to it by other means."""
    if not await file.until(_ended, by=windows.invoice, waiting="the invoice", alarms=True):
        await file.until(_ended, waiting="the invoice")
    return any(one.outcome == CorrectionStage.REISSUED for one in file.case.corrections)


def _ended(case: Case) -> bool:
    """Every correction has ended, or the step that begins one was taken as done by a person."""
    begun = bool(case.corrections) or "begin_correction" in case.skipped
    return begun and all(one.outcome for one in case.corrections)


def tell_issued(file: CaseFile) -> None:
    """The buyer has the number."""
    newest = file.case.corrections[-1]
    words = Words(amount=newest.new, currency=file.case.order.currency, option1=newest.new_number)
    file.meanwhile(_tell(file, "INV-3", words))


def tell_declined(file: CaseFile) -> None:
    """Why it cannot be issued as it was asked for."""
    refusal = file.case.refusal
    if refusal is not None:
        file.meanwhile(_tell(file, "INV-4", Words(reason=refusal.reason)))


async def _tell(file: CaseFile, letter: str, words: Words) -> None:
    await buyer.tell(file, letter, lambda: words)
