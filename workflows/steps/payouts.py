"""Payouts beside the order: promised with an owner and an end, watched until finance lets the money leave (R91)."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case, Payout, Settlement
    from domain.events import PayoutLate, PayoutPromised
    from domain.payee import account
    from domain.windows import Clock
    from workflows.casefile import CaseFile, Deadline
    from workflows.steps import buyer

FINANCE = "finance"


async def released(file: CaseFile) -> bool:
    """Finance lets the promised money leave; False when the buyer took the claim back before that.

    A promise is never left alone: an alarm after each of the terms' spans, and then it still waits.
    """
    promise = file.case.settlement
    if promise is not None and not _promised(file.case, promise):
        _promise(file, promise)
    waiting = file.case.promised_payout
    while waiting is not None and not _done(file.case):
        hours = next((span for span in _spans(file.case) if span > waiting.late_hours), None)
        if hours is None:
            await file.until(_done, waiting="finance, past every alarm")
        elif not await file.until(_done, by=_alarm(waiting, hours), waiting="finance to pay out", quiet=True):
            file.record(PayoutLate(payout_id=waiting.payout_id, hours=hours))
        waiting = file.case.promised_payout
    return not file.case.withdrawn


def _done(case: Case) -> bool:
    return case.promised_payout is None or case.withdrawn


def _promised(case: Case, promise: Settlement) -> bool:
    return any(payout.promised_at >= promise.at for payout in case.payouts)


def _promise(file: CaseFile, promise: Settlement) -> None:
    """The task, and the letter that tells the buyer until when (CMP-1)."""
    case = file.case
    due_at = workflow.now() + timedelta(hours=case.terms.payout_hours)
    file.record(
        PayoutPromised(
            payout_id=f"p{len(case.payouts) + 1}",
            owner=FINANCE,
            account=account(case),
            amount=promise.amount,
            due_at=due_at,
            reason=case.request.reason,
        )
    )
    words = Words(amount=promise.amount, currency=case.order.currency, date=due_at)
    file.meanwhile(_tell(file, words))


def _spans(case: Case) -> tuple[int, ...]:
    terms = case.terms
    return (terms.payout_hours, terms.payout_second_hours, terms.payout_last_hours)


def _alarm(payout: Payout, hours: int) -> Deadline:
    return lambda _: windows.since(payout.promised_at, hours, Clock.PAYOUT)


async def _tell(file: CaseFile, words: Words) -> None:
    await buyer.tell(file, "CMP-1", lambda: words, moot=_done)
