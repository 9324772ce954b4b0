"""Where the goods come from: our papers, the buyer's report, a person's judgement of both, and what follows at once."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.departments import Departments, StopSale
    from activities.letters import Words
    from domain.case import Case
    from domain.disputes.authenticity import Judgement
    from domain.disputes.counterfeit import (
        OUR_PAPERS,
        Way,
        answer,
        counterproof_due,
        judged_last,
        papers_due,
        papers_target,
        references,
    )
    from domain.events import DepartmentAlarmed, RequestRefused
    from workflows import calls
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, platform
    from workflows.steps.goods import settled_elsewhere

WAITS_FOR_PAPERS = "our papers of origin"


async def settled(file: CaseFile) -> Way | None:
    """How the claim goes on, once somebody's proof or silence says so; None when it was called off or refused.

    Who agrees, or a platform that agrees for a silent shop, takes the goods back without any proof.
    """
    file.meanwhile(_tell_preparing(file))
    while True:
        found = answer(file.case, workflow.now())
        if found is not None and not settled_elsewhere(file.case):
            return found.way
        if file.case.agreement is not None or platform.agreed_there(file.case):
            return Way.RETURN
        if _over(file.case):
            return None
        await _next_proof(file)


def _over(case: Case) -> bool:
    return case.refusal is not None or settled_elsewhere(case)


async def _next_proof(file: CaseFile) -> None:
    """The seller's papers first, with an alarm at the target and at the hard end; then the buyer's report (F76)."""
    known = len(file.case.judged)

    def moved(case: Case) -> bool:
        agreed = case.agreement is not None or platform.agreed_there(case)
        return len(case.judged) > known or agreed or _over(case)

    if judged_last(file.case, Judgement.PAPERS_VALID) is not None:
        file.meanwhile(_tell_counterproof(file))
        await file.until(moved, by=counterproof_due, waiting="the buyer's report on the goods")
        return
    if workflow.now() < papers_target(file.case).at and await file.until(
        moved, by=papers_target, waiting=WAITS_FOR_PAPERS
    ):
        return
    await file.until(moved, by=papers_due, waiting=WAITS_FOR_PAPERS, alarms=True)


def reject(file: CaseFile) -> None:
    """Row 2: valid papers that no report answers; the words are those of the person who found them valid."""
    judged = judged_last(file.case, Judgement.PAPERS_VALID)
    if judged is not None and file.case.refusal is None:
        file.record(RequestRefused(by=judged.by, reason=judged.reason, evidence=references(file.case, OUR_PAPERS)))


async def stop_sale(file: CaseFile) -> None:
    """The product department is told at once; nobody else buys these goods meanwhile (row 4)."""
    skus = tuple(sku for sku in file.case.stopped if sku not in file.case.alarmed)
    if not skus:
        return
    case = file.case
    reason = case.judged[-1].reason if case.judged else ""
    order = StopSale(key=f"{case.case_id}/stop-sale", shop=case.shop, case_id=case.case_id, skus=skus, reason=reason)

    async def act() -> str:
        return await workflow.execute_activity_method(
            Departments.stop_sale, order, summary="tell the product department to stop the sale", **calls.OUTWARD
        )

    file.record(DepartmentAlarmed(skus=skus, reference=await file.attempt("stop_sale", act)))


def tell_refunded(file: CaseFile) -> None:
    """The price is back; what lies above it is told with the payout."""
    words = Words(amount=file.case.paid_back(), currency=file.case.order.currency)
    if "DONE" not in file.case.letters:
        file.meanwhile(_tell(file, "DONE", words))


async def _tell_preparing(file: CaseFile) -> None:
    """The one approved wording: papers by a date, and no word on whose fault it is (CFT-1)."""
    if "CFT-1" not in file.case.letters:
        words = Words(date=papers_target(file.case).at)
        await buyer.tell(file, "CFT-1", lambda: words, moot=lambda case: bool(case.judged) or _over(case))


async def _tell_counterproof(file: CaseFile) -> None:
    if "CFT-2" not in file.case.letters:
        await buyer.tell(file, "CFT-2", moot=_over)


async def _tell(file: CaseFile, letter: str, words: Words) -> None:
    await buyer.tell(file, letter, lambda: words)
