"""Dealings with the marketplace that holds the buyer's request; nothing happens where the shop has none."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.platform import ClaimAnswer, ClaimOrder, PlatformDesk
    from domain.facts import ClaimReported
    from domain.request import Claim
    from workflows import calls
    from workflows.casefile import CaseFile

AGREED_THERE = frozenset({"WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"})
PAID_THERE = "SUCCESS"


def status(file: CaseFile) -> str:
    """The platform's status of the request, "" where there is no platform."""
    return file.case.claim.status if file.case.claim is not None else ""


async def read(file: CaseFile) -> None:
    """Read the request anew; what changed becomes part of the case."""
    if file.case.claim is None:
        return

    async def act() -> ClaimAnswer:
        return await workflow.execute_activity_method(
            PlatformDesk.read, _order(file), summary="read the request on the platform", **calls.OUTWARD
        )

    _absorb(file, (await file.attempt("read_claim", act)).claim)


async def agree_return(file: CaseFile) -> bool:
    """Tell the platform that the goods may come back; False when the request changed meanwhile."""
    if file.case.claim is None or status(file) in AGREED_THERE:
        return True

    async def act() -> ClaimAnswer:
        return await workflow.execute_activity_method(
            PlatformDesk.agree_return, _order(file), summary="agree to the return", **calls.OUTWARD
        )

    answer = await file.attempt("agree_return", act)
    _absorb(file, answer.claim)
    return answer.done


async def refuse(file: CaseFile) -> bool:
    """Tell the platform that we refuse, with reason and evidence; False when the request changed meanwhile."""
    if file.case.claim is None or file.case.refusal is None:
        return True

    async def act() -> ClaimAnswer:
        return await workflow.execute_activity_method(
            PlatformDesk.refuse, _order(file), summary="refuse, with reason and evidence", **calls.OUTWARD
        )

    answer = await file.attempt("refuse_claim", act)
    _absorb(file, answer.claim)
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
