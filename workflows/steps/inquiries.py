"""Asking the carrier about the parcel that left us, under the key of the ticket: again, it is asked how it stands."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.inquiries import Inquiries, InquiryOrder, Reply
    from domain.facts import InquiryReported
    from domain.trail import Inquiry
    from workflows import calls
    from workflows.casefile import CaseFile, Ready, StepSkipped


async def put(file: CaseFile, key: str, inquiry: Inquiry, *, moot: Ready) -> None:
    """Put the question; an answer that is there at once becomes part of the case."""

    async def act() -> Reply:
        case = file.case
        order = InquiryOrder(
            key=key,
            case_id=case.case_id,
            shop=case.shop,
            carrier=case.order.outbound_carrier,
            waybill=case.order.outbound_waybill,
            inquiry=inquiry,
        )
        return await workflow.execute_activity_method(
            Inquiries.inquire, order, summary=f"ask the carrier: {inquiry}", **calls.OUTWARD
        )

    try:
        reply = await file.attempt("inquire", act, moot=moot)
    except StepSkipped:
        return  # a person asks by phone; the carrier's clock runs all the same
    if reply.answer is not None:
        file.absorb(InquiryReported(fact=f"{key}:{reply.answer.at.isoformat()}", key=key, answer=reply.answer))
