"""Who decides a quality claim, and on what: papers, or a look at the goods (stages b and c of table 3.8)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.defects import case as quality
    from domain.defects.claim import PICTURES
    from domain.defects.defect import Examiner
    from domain.defects.repair import JobKind
    from domain.eligibility import verdict
    from domain.events import ExaminationOrdered, RequestAgreed
    from domain.owed import asked
    from workflows.casefile import CaseFile, Ready
    from workflows.steps import buyer, first_answer, incoming, outbound, proof, remedies, repairs


async def claim_stands(file: CaseFile) -> bool:
    """The claim is agreed to, on what was found or on its papers; False when it fails, or was decided otherwise."""
    await _shown(file)
    while file.case.agreement is None and not _fails(file.case):
        _by_policy(file)
        if file.case.examination_order is not None:
            await _examined(file)
        elif (examiner := quality.examiner_due(file.case)) is not None:
            defect = file.case.request.defect
            place = defect.service_point if defect is not None else ""
            file.record(ExaminationOrdered(examiner=examiner, place=place))
        elif file.case.agreement is None:
            await _decided(file)
    return file.case.agreement is not None and not remedies.over(file.case)


def _fails(case: Case) -> bool:
    return remedies.over(case) or case.lapsed or quality.claim_fails(case) or case.choice is not None


async def _shown(file: CaseFile) -> None:
    """Where photos would do and none came, the buyer is asked for them; where the seller proves, nobody is asked."""
    found = quality.rights(file.case)
    if found.lacks & PICTURES and not found.seller_proves and file.case.agreement is None:
        await proof.gathered(file)


def _by_policy(file: CaseFile) -> None:
    policy = verdict(file.case, asked(file.case).order_refund)
    if policy.agree and not _fails(file.case):
        file.record(RequestAgreed(by="policy", note=policy.reason, seller_pays_freight=True))


async def _decided(file: CaseFile) -> None:
    """A person agrees, refuses, has somebody look, or enters what was found."""
    seen = len(file.case.examinations)

    def moved(case: Case) -> bool:
        looked = case.examination_order is not None or len(case.examinations) > seen
        return case.agreement is not None or looked or _fails(case)

    first_answer.begin(file)
    for deadline in (windows.respond, windows.deliberate):
        due = deadline(file.case)
        if due is None or due.at <= workflow.now():
            continue
        if await outbound.until(file, moved, deadline, "a decision on the claim"):
            return
    await file.until(moved, waiting="a decision on the claim")


async def referred(file: CaseFile) -> None:
    """The official service point that the buyer names looks at it first; its silence decides nothing (R50, row 3)."""
    defect = file.case.request.defect
    if file.case.examined is None and file.case.examination_order is None and defect is not None:
        file.record(ExaminationOrdered(examiner=Examiner.SERVICE_POINT, place=defect.service_point))
    if file.case.examination_order is not None:
        await _sent_there(file)
        await outbound.until(file, _looked(file.case), quality.examination_ends, "what the service point finds")


async def _examined(file: CaseFile) -> None:
    """Our technician looks at goods that came in; others at goods that the buyer takes there."""
    order, looked = file.case.examination_order, _looked(file.case)
    if order is not None and order.examiner is Examiner.SHOP:
        if not await incoming.arrived(file, "QLT-2"):
            return
        await repairs.booked(file, JobKind.EXAMINE, moot=looked)
    else:
        await _sent_there(file)
    if not await outbound.until(file, looked, quality.examination_ends, "what is wrong with the goods"):
        await repairs.asked(file, JobKind.EXAMINE)
        await file.until(looked, waiting="what is wrong with the goods")


def _looked(now: Case) -> Ready:
    """Somebody said what is wrong, somebody else looks instead, or the claim was decided without it."""
    return lambda case: case.examination_order != now.examination_order or case.agreement is not None or _fails(case)


async def _sent_there(file: CaseFile) -> None:
    """The buyer hears where to go, and who pays in advance: whoever asked for it; the loser bears it."""
    order = file.case.examination_order
    if order is None or "QLT-6" in file.case.letters:
        return
    pays = "费用由您先付，确认质量问题后退还 / you pay in advance and have it back if the defect is confirmed"
    if not order.asked_by_buyer:
        pays = "费用由我们先付 / we pay for it in advance"
    place = order.place or "官方售后服务点 / the official service point"
    words = Words(item=file.case.titles, address=place, option1=pays)
    await buyer.tell(file, "QLT-6", lambda: words, moot=_looked(file.case))
