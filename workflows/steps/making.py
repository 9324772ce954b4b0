"""Goods made to order whose making has begun: a supervisor agrees, refuses, or offers less the cost (3.1 row 7)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import windows
    from domain.case import Case
    from domain.events import Answer, RequestAgreed
    from workflows.casefile import CaseFile
    from workflows.steps import offers, platform
    from workflows.steps.goods import decided

TAKEN = "the buyer takes what is left after the cost of making it"


async def agreed(file: CaseFile) -> bool:
    """All of the money, or what the buyer takes of it; False when it is refused, not taken, or settled elsewhere."""
    while not decided(file.case):
        if not _offered(file.case):
            await _moved(file)
        elif not await offers.agreed_with_buyer(file):
            return False
        elif _taken(file.case):
            file.record(RequestAgreed(by="buyer", note=TAKEN))
    case = file.case
    return case.agreement is not None and case.refusal is None and not case.withdrawn and not platform.paid_there(case)


async def _moved(file: CaseFile) -> None:
    """Wait for a person, under the platform's clock: it pays by itself when nobody has answered."""

    def moved(case: Case) -> bool:
        return decided(case) or _offered(case)

    due = windows.decide(file.case)
    if due is None or due.at <= workflow.now():
        await file.until(moved, waiting="a decision on goods made to order")
    elif not await file.until(moved, by=windows.decide, waiting="a decision on goods made to order", alarms=True):
        await platform.read(file)


def _offered(case: Case) -> bool:
    return case.offer is not None and case.offer.answer is not Answer.DECLINE


def _taken(case: Case) -> bool:
    return case.offer is not None and case.offer.answer is Answer.ACCEPT
