"""Finding out what became of a parcel that the buyer misses: its trace, the carrier's word, the buyer's choice."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from activities.parcels import Parcels, Sightings
    from domain import delivery, standing, windows
    from domain.case import Case
    from domain.delivery import GONE, RECALLED
    from domain.events import InquiryOpened, ParcelTraced, Question, TraceRead
    from domain.exchanges import sending
    from domain.facts import ParcelReported
    from domain.goods import ParcelState
    from domain.owed import asked
    from domain.trail import Inquiry, Situation
    from domain.windows import Clock, Due
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer, first_answer, goods, inquiries, outbound, parcel, resending
    from workflows.steps.goods import decided


async def found_out(file: CaseFile) -> None:
    """Read the trace, ask the carrier and the warehouse, until it is known what became of the parcel.

    Each of their silences has a clock: when it passes, the buyer is served on what is known then (R28).
    """
    now = workflow.now()
    while not over(file.case):
        await _read(file)
        await _ask_again(file)
        if delivery.warehouse_due(file.case, now):
            await goods.hold(file)
        if (inquiry := delivery.inquiry_due(file.case, delivery.situation(file.case, now))) is not None:
            await _inquire(file, inquiry)
        state = delivery.situation(file.case, now)
        if delivery.decided(file.case, state, now):
            file.record(ParcelTraced(situation=state))
            return
        if delivery.inquiry_due(file.case, state) is not None:
            continue  # the carrier answered while we still asked, and there is more to ask
        first_answer.begin(file)
        due = delivery.next_look(file.case, state)
        await _news(file, due)
        now = max(workflow.now(), due.at) if due is not None and due.at <= _soon() else workflow.now()


def over(case: Case) -> bool:
    """Nothing is to be found out any more: somebody has decided, the platform has paid, the buyer took it back."""
    return decided(case) or bool(sending.serving(case))


async def buyer_waits(file: CaseFile) -> bool:
    """Where the facts leave the buyer a choice they have it once; True when they wait, until the day they were told.

    Silence is no consent to wait: the request for the money stands.
    """
    found, now = file.case.found, workflow.now()
    if over(file.case) or found is None or not delivery.asks_buyer(file.case, found.situation, now):
        return False
    question = Question.WAIT_OR_INTERCEPT if found.situation is Situation.ON_ITS_WAY else Question.DELIVERY

    def chosen(case: Case) -> bool:
        return case.answer(question) is not None or case.outbound is not None or over(case)

    def window(case: Case) -> Due | None:
        told = max(case.told_at or found.at, found.at)
        return windows.since(told, case.terms.buyer_choice_hours, Clock.BUYER_CHOICE)

    letter = "LOG-4" if await resending.possible(file) else _letter_of(file.case)
    await buyer.tell(file, letter, lambda: _choice(file.case), question=question, moot=chosen)
    await outbound.until(file, chosen, window, "the buyer: wait, or the money")
    return not over(file.case) and (delivery.waits(file.case, workflow.now()) or file.case.outbound is not None)


async def called_back(file: CaseFile) -> bool:
    """A parcel in time, for which the buyer does not wait, comes back; True when something else became of it."""
    found = file.case.found
    if over(file.case) or found is None or found.situation is not Situation.ON_ITS_WAY:
        return False
    await outbound.comes_back(file)
    return not over(file.case) and file.case.outbound in {ParcelState.SIGNED, ParcelState.LOST}


def received(case: Case) -> bool:
    """The buyer has the parcel after all, and no platform waits for our word on the request."""
    return case.found is not None and case.found.situation is Situation.RECEIVED and case.claim is None


def closing_letter(case: Case) -> str:
    """What the buyer reads when the money is back."""
    return "LST-1" if case.found is not None and case.found.situation in GONE else "DONE"


async def wanted_back(file: CaseFile) -> None:
    """What is paid for and still travels is called back; the buyer does not wait for that."""
    found = file.case.found
    if found is not None and found.situation in RECALLED and file.case.intercept is None:
        await parcel.intercept(file)


async def tell_turned_up(file: CaseFile) -> None:
    """A parcel that was paid for as gone came after all: the buyer is asked, nothing is taken back (LST 5, F16)."""
    case = file.case
    there = case.outbound is not None and case.outbound is not ParcelState.LOST
    letter = "LST-4" if case.paid_back() else "LST-6"
    lost = case.found is not None and case.found.situation is Situation.LOST
    both = bool(sending.serving(case)) and case.outbound is ParcelState.SIGNED
    late = case.paid_back() > 0 and sending.with_buyer(case)
    if (both or late or (lost and there)) and letter not in case.letters:
        await buyer.tell(file, letter)


def _letter_of(case: Case) -> str:
    if case.found is not None and case.found.situation is Situation.ON_ITS_WAY:
        return "TRN-1"
    return "LOG-2" if _word(case) is not None else "LOG-3"


def _choice(case: Case) -> Words:
    """What a letter with a choice says: until when they would wait, and what they would have back."""
    if case.found is not None and case.found.situation is Situation.ON_ITS_WAY:
        return Words(date=standing.delivery(case).at)
    word = _word(case)
    return Words(
        date=delivery.would_wait_until(case, workflow.now()),
        item=resending.choice(case).item,
        amount=asked(case).order_refund,
        currency=case.order.currency,
        reason=word or "",
        waybill=case.order.outbound_waybill,
    )


def _word(case: Case) -> str | None:
    """The carrier's own words on a parcel that was held up, with a date; None where there are none."""
    if case.found is None or case.found.situation is not Situation.HELD_UP:
        return None
    words = [t.answer.note for t in case.tickets if t.answer is not None and t.answer.eta is not None]
    return words[-1] or "-" if words else None


async def _read(file: CaseFile) -> None:
    """Read the carrier's own record; what changed becomes part of the case."""

    async def act() -> Sightings:
        order = file.case.order
        asked_for = parcel.watched(file.case, order.outbound_carrier, order.outbound_waybill)
        summary = f"read the trace of {order.outbound_waybill[:60]}"
        return await workflow.execute_activity_method(Parcels.track, asked_for, summary=summary, **calls.OUTWARD)

    order = file.case.order
    carrier, waybill = order.outbound_carrier, order.outbound_waybill
    try:
        sightings = await file.attempt("read_trace", act, moot=over)
    except StepSkipped:  # a person has looked, and saw it move
        file.record(TraceRead(carrier=carrier, waybill=waybill, scans=1, last_at=workflow.now()))
        return
    newest = sightings.scans[-1] if sightings.scans else None
    read = TraceRead(
        carrier=carrier,
        waybill=waybill,
        scans=len(sightings.scans),
        last=newest.word if newest is not None else "",
        last_at=newest.at if newest is not None else None,
        place=newest.place if newest is not None else "",
    )
    file.record(read)
    for scan in sightings.scans:
        file.absorb(ParcelReported(fact=scan.event_id, carrier=carrier, waybill=waybill, at=scan.at, state=scan.state))


async def _inquire(file: CaseFile, inquiry: Inquiry) -> None:
    """Ask the carrier, and tell the buyer that we do, before they ask; the clock runs from the asking."""
    case = file.case
    number = 1 + len(case.tickets)
    key = f"{case.case_id}/inquiry/{number}"
    file.record(InquiryOpened(key=key, inquiry=inquiry, waybill=case.order.outbound_waybill))
    await inquiries.put(file, key, inquiry, moot=over)
    letter = "TRN-4" if inquiry is Inquiry.SIGNATURE else "LOG-1"
    if letter not in case.letters:
        opened = windows.since(workflow.now(), case.terms.carrier_answer_hours, Clock.CARRIER_ANSWER)
        file.meanwhile(_tell_asked(file, letter, opened.at if opened is not None else workflow.now()))


async def _ask_again(file: CaseFile) -> None:
    """Ask how our open inquiries stand: a notice may have gone missing, or never left us."""
    for ticket in file.case.tickets:
        if ticket.answer is None:
            await inquiries.put(file, ticket.key, ticket.inquiry, moot=over)


async def _tell_asked(file: CaseFile, letter: str, date: datetime) -> None:
    before = file.case.found

    def moot(case: Case) -> bool:
        return over(case) or case.found != before

    question = Question.RECEIVED if letter == "TRN-4" else None
    waybill = file.case.order.outbound_waybill
    await buyer.tell(file, letter, lambda: Words(date=date, waybill=waybill), question=question, moot=moot)


async def _news(file: CaseFile, due: Due | None) -> None:
    """Wait for somebody's word, or for the moment at which silence says enough."""
    before = _known(file.case)

    def ready(case: Case) -> bool:
        return _known(case) != before or over(case)

    await outbound.until(file, ready, lambda _: due, "news of the parcel", alarms=file.case.claim is not None)


def _known(case: Case) -> tuple[object, ...]:
    return case.tickets, case.outbound, len(case.answers), case.order.outbound_waybill


def _soon() -> datetime:
    """Timers are exact to a millisecond: a deadline as near as that has passed."""
    return workflow.now() + windows.MOMENT
