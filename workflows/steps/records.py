"""What warehouse and carrier have on record of a parcel: asked at once, waited for as the terms say (R31)."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from activities.packing import PackingAnswer, PackingOrder, Records
    from domain.case import Case
    from domain.complaints import judging
    from domain.complaints.complaint import Packing
    from domain.complaints.flaw import Remedy
    from domain.events import InquiryOpened, PackingAsked, RestTraced
    from domain.facts import RecordsReported
    from domain.goods import ParcelState
    from domain.request import Ground
    from domain.trail import Inquiry
    from domain.windows import Clock, Due, since
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer, first_answer, inquiries, outbound, parcel
    from workflows.steps.goods import decided


async def looked_up(file: CaseFile) -> None:
    """Both have answered, or their time is over: then the case is judged on what is known (table 3.5)."""
    if file.case.request.ground is not Ground.SHORT or decided(file.case):
        return
    if file.case.complaint.asked_at is None:
        file.record(PackingAsked(key=_packing_key(file.case)))
    await _ask_warehouse(file)
    await _ask_carrier(file)
    if not _complete(file.case):
        first_answer.begin(file)
    while not _complete(file.case):
        if not await outbound.until(file, _complete, judging.records_due, "weights and records", alarms=False):
            break
    await _ask_once_more(file)


async def rest_arrives(file: CaseFile) -> bool:
    """Another parcel of the order is on its way: tell it, and wait for it (table 3.5 row 8).

    False once it is lost, or silent for too long: then what it held is missing after all.
    """
    packing = file.case.complaint.packing
    if packing is None or not packing.other_waybill:
        return False
    file.meanwhile(_tell_rest(file, packing))
    await _watch_rest(file)

    def known(case: Case) -> bool:
        return case.complaint.rest is not None or decided(case)

    began = workflow.now()

    def window(case: Case) -> Due | None:
        promised = packing.other_eta
        from_then = began if promised is None or promised < began else promised
        return since(from_then, case.terms.stalled_hours, Clock.DELIVERY)

    if not await outbound.until(file, known, window, "the other parcel", alarms=False) and not decided(file.case):
        file.record(RestTraced(waybill=packing.other_waybill, state=ParcelState.LOST))
    return file.case.complaint.rest is ParcelState.SIGNED


def rest_follows(case: Case) -> bool:
    """Nothing is missing yet: what is said to be is in another parcel on its way."""
    judged = case.complaint.judged
    return not decided(case) and judged is not None and judged.proposal is Remedy.INFORM


async def _tell_rest(file: CaseFile, packing: Packing) -> None:
    """How many parcels there are is known from the two that we know of."""
    eta = packing.other_eta or workflow.now() + timedelta(hours=file.case.terms.stalled_hours)
    words = Words(option1="2", waybill=packing.other_waybill, eta=eta)
    if "SHT-3" not in file.case.letters:
        await buyer.tell(file, "SHT-3", lambda: words, moot=lambda case: case.complaint.rest is not None)


def _complete(case: Case) -> bool:
    waits = any(ticket.inquiry is Inquiry.WEIGHT and ticket.answer is None for ticket in case.tickets)
    return (case.complaint.packing is not None and not waits) or decided(case)


async def _ask_once_more(file: CaseFile) -> None:
    """A notice may have gone missing: who has not answered in time is asked how it stands."""
    if decided(file.case):
        return
    if file.case.complaint.packing is None:
        await _ask_warehouse(file)
    for ticket in file.case.tickets:
        if ticket.inquiry is Inquiry.WEIGHT and ticket.answer is None:
            await inquiries.put(file, ticket.key, ticket.inquiry, moot=decided)


async def _ask_warehouse(file: CaseFile) -> None:
    async def act() -> PackingAnswer:
        case = file.case
        order = PackingOrder(
            key=_packing_key(case),
            shop=case.shop,
            order_id=case.order.order_id,
            line_ids=tuple(item.line_id for item in case.request.items),
        )
        return await workflow.execute_activity_method(
            Records.packing, order, summary="ask the warehouse for its packing records", **calls.OUTWARD
        )

    try:
        answer = await file.attempt("packing_records", act, moot=decided)
    except StepSkipped:
        return
    if answer.packing is not None:
        key = _packing_key(file.case)
        file.absorb(RecordsReported(fact=f"{key}:{answer.packing.at.isoformat()}", packing=answer.packing))


async def _ask_carrier(file: CaseFile) -> None:
    """Nobody is asked about a parcel that has no waybill."""
    case = file.case
    if not case.order.outbound_waybill or any(ticket.inquiry is Inquiry.WEIGHT for ticket in case.tickets):
        return
    key = f"{case.case_id}/inquiry/{1 + len(case.tickets)}"
    file.record(InquiryOpened(key=key, inquiry=Inquiry.WEIGHT, waybill=case.order.outbound_waybill))
    await inquiries.put(file, key, Inquiry.WEIGHT, moot=decided)


async def _watch_rest(file: CaseFile) -> None:
    packing = file.case.complaint.packing
    assert packing is not None  # the caller has looked

    await parcel.watch(file, packing.other_carrier, packing.other_waybill)


def _packing_key(case: Case) -> str:
    return f"{case.case_id}/packing"
