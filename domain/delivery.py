"""A parcel that the buyer misses: what became of it, who bears it, what the buyer may choose, and when we look again.

Tables 3.2 (TRN), 3.3 (LOG) and 3.4 (LST). Until signature the risk is the seller's (rule F28), the burden of proof for
delivery too (F31); the buyer is served before the carrier is claimed from (R28, R29).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.case import Answered, Case
from domain.events import Answer, Hold, Question
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Stage
from domain.trail import PROVES_RECEIPT, Inquiry, Outcome, Situation, Ticket, misdelivered_by
from domain.windows import Clock, Due, earliest, since

TROUBLE = "trouble"  # the carrier's word for a parcel that is misrouted, held or badly addressed
BACK = frozenset({ParcelState.COMING_BACK, ParcelState.REFUSED, ParcelState.ARRIVED})

# Who bears it: towards the buyer the carrier counts as the seller. What stands in no row leaves the fault as it is.
FAULTS: Mapping[Situation, Fault] = {
    Situation.ON_ITS_WAY: Fault.BUYER,  # in time: who does not wait has changed their mind (MR-11)
    Situation.LATE: Fault.CARRIER,
    Situation.NOT_HANDED_OVER: Fault.SELLER,
    Situation.UNANSWERED: Fault.CARRIER,
    Situation.HELD_UP: Fault.CARRIER,
    Situation.COMING_BACK: Fault.CARRIER,
    Situation.SIGNED_BY_OTHERS: Fault.CARRIER,
    Situation.WRONG_ADDRESS: Fault.CARRIER,
    Situation.BUYERS_ADDRESS: Fault.BUYER,
    Situation.LOST: Fault.CARRIER,
}
# What is still being asked for, and from whom: the buyer is not kept waiting for it beyond its clock.
INQUIRIES: Mapping[Situation, Inquiry] = {
    Situation.NO_FIRST_SCAN: Inquiry.PICKUP,
    Situation.STALLED: Inquiry.TRACE,
    Situation.SIGNED: Inquiry.SIGNATURE,
}
# The buyer may wait, or have the money; silence is no consent to wait.
CHOICES = frozenset({Situation.ON_ITS_WAY, Situation.LATE, Situation.UNANSWERED, Situation.HELD_UP})
# Owed by fact: policy pays within its limit.
OWED = frozenset(
    {
        Situation.LATE,
        Situation.NOT_HANDED_OVER,
        Situation.UNANSWERED,
        Situation.HELD_UP,
        Situation.COMING_BACK,
        Situation.SIGNED_BY_OTHERS,
        Situation.WRONG_ADDRESS,
        Situation.LOST,
    }
)
GONE = frozenset({Situation.LOST, Situation.SIGNED_BY_OTHERS, Situation.WRONG_ADDRESS})  # the carrier owes us for it
RECALLED = frozenset({Situation.LATE, Situation.UNANSWERED, Situation.HELD_UP})  # it may still come: we want it back
RESENT = frozenset(  # the goods may be sent once more, if the buyer would rather have them than the money
    {
        Situation.LATE,
        Situation.NOT_HANDED_OVER,
        Situation.UNANSWERED,
        Situation.HELD_UP,
        Situation.COMING_BACK,
        *GONE,
    }
)
ATTEMPTS = 2  # failed attempts to locate a parcel that prove its loss (LST 1)


def situation(case: Case, now: datetime) -> Situation:
    """What became of the parcel, as far as trace, carrier, warehouse and buyer have told by `now`."""
    received = case.answer(Question.RECEIVED)
    if received is not None and received.answer is Answer.YES:
        return Situation.RECEIVED
    if case.outbound is ParcelState.LOST or _said(case, Outcome.LOST):
        return Situation.LOST
    if case.outbound in BACK:
        return Situation.COMING_BACK
    if (word := misdelivery(case)) is not None:
        return Situation.BUYERS_ADDRESS if word is Fault.BUYER else Situation.WRONG_ADDRESS
    if signed(case):
        return _signature(case, now)
    if case.hold is Hold.HELD:
        return Situation.NOT_HANDED_OVER
    return _on_the_road(case, now)


def signed(case: Case) -> bool:
    """Somebody took the parcel in."""
    return case.outbound is ParcelState.SIGNED or _said(case, Outcome.DELIVERED) or case.order.stage is Stage.RECEIVED


def misdelivery(case: Case) -> Fault | None:
    """By whose doing the parcel went to a wrong address; the carrier's own where it does not say. None: it did not."""
    for ticket in reversed(case.tickets):
        if ticket.answer is not None and ticket.answer.outcome is Outcome.MISDELIVERED:
            return misdelivered_by(ticket.answer, change_promised=case.order.address_change_promised)
    return None


def _said(case: Case, outcome: Outcome) -> bool:
    return any(ticket.answer is not None and ticket.answer.outcome is outcome for ticket in case.tickets)


def _signature(case: Case, now: datetime) -> Situation:
    """The burden of proof is ours (F31): without a proof in time the buyer is believed."""
    for ticket in reversed(case.tickets):
        word = ticket.answer
        if word is not None and (word.outcome is Outcome.DELIVERED or ticket.inquiry is Inquiry.SIGNATURE):
            proven = word.signed_by in PROVES_RECEIPT and bool(word.proof)
            return Situation.PROVEN if proven else Situation.SIGNED_BY_OTHERS
    asked = _open(case, Inquiry.SIGNATURE)
    if asked is not None and now >= _answer_due(case, asked).at:
        return Situation.SIGNED_BY_OTHERS
    return Situation.SIGNED


def _on_the_road(case: Case, now: datetime) -> Situation:
    if _presumed_lost(case, now):
        return Situation.LOST
    until = waits_until(case)
    promised = until if until is not None else case.order.outbound_eta
    if promised is not None and promised <= now:
        return Situation.LATE
    word = _newest_word(case)
    if word is not None and word.answer is not None and word.answer.outcome is Outcome.LOCATED:
        moving = word.answer.eta is None or word.answer.eta > now
        return Situation.HELD_UP if moving else Situation.LATE
    if case.trace is not None and case.trace.scans == 0:
        return _never_scanned(case, now)
    if not _silent(case, now):
        return Situation.ON_ITS_WAY
    return _asked_for(case, now)


def _asked_for(case: Case, now: datetime) -> Situation:
    """LOG row 2: silent, until the carrier's time is up, or until it was asked as often as makes sense."""
    asked = _open(case, Inquiry.TRACE)
    if asked is None:
        return Situation.STALLED if inquiry_due(case, Situation.STALLED) is not None else Situation.UNANSWERED
    return Situation.UNANSWERED if now >= _answer_due(case, asked).at else Situation.STALLED


def _never_scanned(case: Case, now: datetime) -> Situation:
    """LOG row 1. What the warehouse has given away, and the courier never scanned, is asked for like any silent one."""
    hours = case.terms.no_trace_first_check_hours
    if now < dispatched(case) + timedelta(hours=hours):
        return Situation.ON_ITS_WAY
    if case.hold is None:
        return Situation.NO_FIRST_SCAN
    return _asked_for(case, now)


def _silent(case: Case, now: datetime) -> bool:
    trace = case.trace
    if trace is None or trace.last_at is None:
        return False
    return trace.last == TROUBLE or now >= _stalls(case, trace.last_at).at


def _presumed_lost(case: Case, now: datetime) -> bool:
    """LST row 1: the carrier silent for the statute's seven days (F36), or two attempts to locate it failed.

    A scan that came after the first inquiry, or the carrier's word that it is there, is proof of its existence.
    """
    tickets = [ticket for ticket in case.tickets if ticket.inquiry is not Inquiry.SIGNATURE]
    failed = [t for t in tickets if t.answer is not None and t.answer.outcome is Outcome.NOT_FOUND]
    if len(failed) >= ATTEMPTS:
        return True
    if not tickets or _said(case, Outcome.LOCATED):
        return False
    first = tickets[0].opened_at
    seen = case.trace is not None and case.trace.last_at is not None and case.trace.last_at > first
    return not seen and now >= first + timedelta(hours=case.terms.carrier_statute_hours)


def dispatched(case: Case) -> datetime:
    """When the parcel was said to have left: the click, where there is no scan."""
    return case.order.shipped_at or case.order.paid_at or case.opened_at


def _stalls(case: Case, last_at: datetime) -> Due:
    hours = case.terms.stalled_remote_hours if case.order.remote else case.terms.stalled_hours
    return Due(at=last_at + timedelta(hours=hours), clock=Clock.TRACE, starts_at=last_at)


def _open(case: Case, inquiry: Inquiry) -> Ticket | None:
    return next((t for t in reversed(case.tickets) if t.inquiry is inquiry and t.answer is None), None)


def _newest_word(case: Case) -> Ticket | None:
    answered = [ticket for ticket in case.tickets if ticket.answer is not None]
    return answered[-1] if answered else None


def _answer_due(case: Case, ticket: Ticket) -> Due:
    span = timedelta(hours=case.terms.carrier_answer_hours)
    return Due(at=ticket.opened_at + span, clock=Clock.CARRIER_ANSWER, starts_at=ticket.opened_at)


def inquiry_due(case: Case, state: Situation) -> Inquiry | None:
    """What the carrier is to be asked now; None where nothing is, or where it has been asked already.

    A parcel that was not found is looked for a second time.
    """
    inquiry = INQUIRIES.get(state)
    if inquiry is None or _open(case, inquiry) is not None:
        return None
    before = [ticket for ticket in case.tickets if ticket.inquiry is inquiry]
    return inquiry if len(before) < ATTEMPTS else None


def warehouse_due(case: Case, now: datetime) -> bool:
    """LOG row 1: two days without a first scan; the warehouse says whether it ever left."""
    if case.hold is not None or case.trace is None or case.trace.scans > 0 or signed(case):
        return False
    return now >= dispatched(case) + timedelta(hours=case.terms.no_trace_escalate_hours)


def next_look(case: Case, state: Situation) -> Due | None:
    """When it is looked at again, if nobody says anything before."""
    match state:
        case Situation.NO_FIRST_SCAN:
            return since(dispatched(case), case.terms.no_trace_escalate_hours, Clock.TRACE)
        case Situation.SIGNED:
            asked = _open(case, Inquiry.SIGNATURE)
            return None if asked is None else _answer_due(case, asked)
        case Situation.STALLED:
            asked = _open(case, Inquiry.TRACE)
            return None if asked is None else _answer_due(case, asked)
        case Situation.ON_ITS_WAY:
            return earliest(promise(case), _stall_or_first_scan(case))
        case _:
            return promise(case)


def _stall_or_first_scan(case: Case) -> Due | None:
    if case.trace is None or case.trace.last_at is None:
        return since(dispatched(case), case.terms.no_trace_first_check_hours, Clock.TRACE)
    return _stalls(case, case.trace.last_at)


def promise(case: Case) -> Due | None:
    """Until when the buyer was told to wait, else the day that was promised with the order; None without either."""
    until, answered = waits_until(case), _waits(case)
    if until is not None and answered is not None:
        return Due(at=until, clock=Clock.DELIVERY, starts_at=answered.at)
    if case.order.outbound_eta is None:
        return None
    return Due(at=case.order.outbound_eta, clock=Clock.DELIVERY, starts_at=case.opened_at)


def _waits(case: Case) -> Answered | None:
    """The buyer's newest word, where it is that they wait."""
    words = [a for a in case.answers if a.question in {Question.DELIVERY, Question.WAIT_OR_INTERCEPT}]
    return words[-1] if words and words[-1].answer is Answer.WAIT else None


def waits_until(case: Case) -> datetime | None:
    """Until when a buyer who chose to wait was told to wait; None for one who did not.

    The carrier's new date where it gave one, else the promised one while it is ahead, else the statute's seven days
    from the first inquiry: past it the parcel is presumed lost.
    """
    chosen = _waits(case)
    if chosen is None:
        return None
    told = [t.answer.eta for t in case.tickets if t.answer is not None and t.answer.eta is not None]
    promised = case.order.outbound_eta
    for eta in (*reversed(told), promised):
        if eta is not None and eta > chosen.at:
            return eta
    starts = min(case.tickets[0].opened_at, chosen.at) if case.tickets else chosen.at
    return starts + timedelta(hours=case.terms.carrier_statute_hours)


def would_wait_until(case: Case, now: datetime) -> datetime:
    """The day that a buyer is told when asked whether they would wait (as `waits_until` will have it)."""
    told = [t.answer.eta for t in case.tickets if t.answer is not None and t.answer.eta is not None]
    for eta in (*reversed(told), case.order.outbound_eta):
        if eta is not None and eta > now:
            return eta
    starts = min(case.tickets[0].opened_at, now) if case.tickets else now
    return starts + timedelta(hours=case.terms.carrier_statute_hours)


def waits(case: Case, now: datetime) -> bool:
    """The buyer has agreed to wait, and the date is still ahead."""
    until = waits_until(case)
    return until is not None and now < until


def asks_buyer(case: Case, state: Situation, now: datetime) -> bool:
    """The buyer has a choice that they have not made: a promise that was broken once is not asked for again."""
    if state not in CHOICES:
        return False
    question = Question.WAIT_OR_INTERCEPT if state is Situation.ON_ITS_WAY else Question.DELIVERY
    return case.answer(question) is None and not waits(case, now)


def decided(case: Case, state: Situation, now: datetime) -> bool:
    """Nothing more is to be found out before the buyer, or a person, has a say."""
    return state not in INQUIRIES and not (state in CHOICES and waits(case, now))
