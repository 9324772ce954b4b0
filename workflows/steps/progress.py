"""The daily word to a buyer whose case waits for others, and a person's word of a delay (R128, R15, R119)."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.contact.progress import overdue, progress
    from domain.standing import stage_of
    from workflows.casefile import CaseFile
    from workflows.steps import buyer


async def tell(file: CaseFile, incident: str) -> None:
    """Say for whom the case waits, or that what was planned is late; nothing once it has gone on meanwhile.

    An incident is the reason where there is one: "" for none.
    """
    stage = stage_of(file.case)

    def gone_on(case: Case) -> bool:
        return case.resolution is not None or case.closing or stage_of(case) is not stage

    due = progress(file.case, workflow.now())
    if due is None:
        return
    words = Words(date=due.planned_at, eta=due.eta, waits_for=due.party, disturbed=incident)
    await buyer.tell(file, "PROG" if due.planned_at is None else "DELAY", lambda: words, moot=gone_on)


async def tell_delay(file: CaseFile, reason: str, eta: datetime) -> None:
    """A person's word: what is late, why, and until when it is done now."""
    now = workflow.now()
    words = Words(date=overdue(file.case, now) or now, reason=reason, eta=eta)
    await buyer.tell(file, "DELAY", lambda: words, moot=lambda case: case.resolution is not None)
