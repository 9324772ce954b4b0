"""Dealings with the marketplace that holds the buyer's request; nothing happens where the shop has none."""

import contextlib
from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.platform import ClaimAnswer, ClaimOrder, PlatformDesk
    from domain.case import Case
    from domain.events import StepParked
    from domain.facts import ClaimReported
    from domain.request import Claim
    from workflows import calls
    from workflows.casefile import CaseFile, StepMoot, StepSkipped

AGREED_THERE = frozenset({"WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"})
PAID_THERE = "SUCCESS"
ENDED_THERE = frozenset({PAID_THERE, "CLOSED"})


def status(case: Case) -> str:
    """The platform's status of the request, "" where there is no platform."""
    return case.claim.status if case.claim is not None else ""


def agreed_there(case: Case) -> bool:
    """The platform takes the return as agreed, by us or by itself."""
    return status(case) in AGREED_THERE


def paid_there(case: Case) -> bool:
    """The platform has paid the buyer, by our agreement or by itself."""
    return status(case) == PAID_THERE


async def read(file: CaseFile) -> None:
    """Read the request anew; what changed becomes part of the case."""
    if file.case.claim is None:
        return

    async def act() -> ClaimAnswer:
        return await workflow.execute_activity_method(
            PlatformDesk.read, _order(file), summary="read the request on the platform", **calls.OUTWARD
        )

    with contextlib.suppress(StepSkipped):  # a person has looked
        _absorb(file, (await file.attempt("read_claim", act)).claim)


async def agree_return(file: CaseFile) -> bool:
    """Tell the platform that the goods may come back; False when the request changed meanwhile."""
    if file.case.claim is None or status(file.case) in AGREED_THERE | ENDED_THERE:
        return True

    async def act() -> ClaimAnswer:
        return await workflow.execute_activity_method(
            PlatformDesk.agree_return, _order(file), summary="agree to the return", **calls.OUTWARD
        )

    return await _told(file, "agree_return", act)


async def refuse(file: CaseFile) -> bool:
    """Tell the platform that we refuse, with reason and evidence; False when the request changed meanwhile."""
    if file.case.claim is None or file.case.refusal is None or status(file.case) in ENDED_THERE:
        return True

    async def act() -> ClaimAnswer:
        return await workflow.execute_activity_method(
            PlatformDesk.refuse, _order(file), summary="refuse, with reason and evidence", **calls.OUTWARD
        )

    return await _told(file, "refuse_claim", act)


async def _told(file: CaseFile, step: str, act: Callable[[], Awaitable[ClaimAnswer]]) -> bool:
    """Do it there; False when the request had changed. Where it had not, and is not taken all the same, a person looks.

    A step that is skipped was done by a person on the platform's own pages.
    """
    before = file.case.claim

    def changed(case: Case) -> bool:
        return case.claim != before

    words = "The platform says that the request has changed, but shows it unchanged. Look at it there, then retry."
    try:
        answer = await file.attempt(step, act)
        _absorb(file, answer.claim)
        if not answer.done and not changed(file.case):
            await file.park(StepParked(step=step, reason="STALE", message=words), moot=changed)
    except StepSkipped:
        return True
    except StepMoot:
        return False
    return answer.done


def _absorb(file: CaseFile, claim: Claim) -> None:
    file.absorb(ClaimReported(fact=claim_fact(claim), claim=claim))


def claim_fact(claim: Claim) -> str:
    """The outside id of one standing of a request: the platform says the same standing any number of times."""
    return f"claim:{claim.refund_id}:{claim.version}:{claim.status}:{claim.cs_status}"


def _order(file: CaseFile) -> ClaimOrder:
    case = file.case
    assert case.claim is not None  # every caller asks first
    refusal, agreement = case.refusal, case.agreement
    return ClaimOrder(
        case_id=case.case_id,
        shop=case.shop,
        claim=case.claim,
        reason=refusal.reason if refusal is not None else "",
        evidence=refusal.evidence if refusal is not None else (),
        seller_pays_freight=bool(agreement and agreement.seller_pays_freight),
    )
