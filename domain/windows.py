"""Deadlines and windows: what is due, by when, and by which clock.

Three clocks run beside each other: the platform's (it agrees by itself when the shop is silent), the statutory seven
days after the goods are back, and the fifteen days after which a delay counts as deliberate. The earliest wins, and a
deadline that the platform states overrides the one we compute (rule 3.0.2). All instants are aware.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.case import Case
from domain.disputes.disputing import PLATFORM
from domain.order import Stage
from domain.request import BEFORE_RECEIPT, DEFECTS, GOODS_BACK, Scenario
from domain.workdays import CalendarUnknown, after_working_days

MOMENT = timedelta(milliseconds=1)


class Clock(StrEnum):
    """Whose deadline it is."""

    RESPOND = "respond"  # the platform agrees by itself
    SHIP_BACK = "ship_back"
    CONFIRM_RETURN = "confirm_return"  # the platform refunds by itself
    STATUTORY_REFUND = "statutory_refund"
    DELIBERATE_DELAY = "deliberate_delay"
    INSPECT = "inspect"
    BUYER_CHOICE = "buyer_choice"
    INTERCEPT = "intercept"
    RETURNING = "returning"
    DELIVERY = "delivery"
    BUYER_MODIFY = "buyer_modify"
    MISSING_PARCEL = "missing_parcel"
    DIAGNOSIS = "diagnosis"  # help from afar
    EXAMINATION = "examination"  # a service point, or a laboratory
    REMEDY_CHOICE = "remedy_choice"
    REPAIR = "repair"
    QUOTE = "quote"  # a repair's price stands open
    UNCLAIMED = "unclaimed"  # goods that nobody wants back
    TRACE = "trace"  # a parcel without a scan is looked for
    CARRIER_ANSWER = "carrier_answer"
    FOLLOW_UP = "follow_up"
    ANSWER = "answer"
    SURVEY = "survey"
    PLATFORM_DECISION = "platform_decision"
    REOPEN = "reopen"
    OFFER = "offer"  # an offer of goodwill stands open
    APPROVAL = "approval"  # a second person
    PAYOUT = "payout"  # finance
    PACKING = "packing"  # the warehouse looks up what it weighed and packed
    WRONG_GOODS = "wrong_goods"  # what was sent wrong is handed in
    PROOF = "proof"  # the buyer shows what is wrong
    INVOICE = "invoice"  # finance, too
    SENDING = "sending"  # goods that were granted leave the warehouse
    NEW_PARCEL = "new_parcel"  # what was sent again reaches the buyer
    TOP_UP = "top_up"  # the buyer pays what the wanted item costs more
    LETTER = "letter"  # an hour at which the buyer may be written to
    PAPERS = "papers"  # of origin, against a claim of counterfeit goods
    COUNTERPROOF = "counterproof"  # the buyer's report
    SETTLEMENT = "settlement"  # both sides do what they agreed on
    SUSPENSION = "suspension"  # the dispute stands still
    SHIPMENT = "shipment"  # the date until which a buyer agreed to wait for goods to leave
    PAUSE = "pause"  # our own: between two looks at the world


@dataclass(frozen=True, kw_only=True, order=True)
class Due:
    """Something is due `at`; its time began to run at `starts_at`, so that a share of it can be told."""

    at: datetime
    clock: Clock
    starts_at: datetime

    def share(self, percent: int) -> datetime:
        """The moment at which this share of the time has passed."""
        return self.starts_at + (self.at - self.starts_at) * percent / 100


def after_days(moment: datetime, days: int, zone: str) -> datetime:
    """The end of the `days`-th calendar day after the day of `moment` in `zone`, the first day not counted.

    Source: rule F42 (Measures on no-reason returns art. 10; Civil Code art. 201). Raises ValueError for naive times.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment}: a statutory day needs an aware time")
    day = moment.astimezone(ZoneInfo(zone)).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), ZoneInfo(zone))


def no_reason_window(
    signed_at: datetime, days: int, zone: str, closed: Iterable[date] = ()
) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of the no-reason window of a parcel signed at `signed_at`.

    It starts at the midnight after signature and lasts `days` full days; a last day on which the country rests
    (`closed`) moves to the next working one. Source: rules F42 and F43, the later of both readings.
    """
    start, end = after_days(signed_at, 0, zone), after_days(signed_at, days, zone)
    rest = frozenset(closed)
    while (end - timedelta(days=1)).astimezone(ZoneInfo(zone)).date() in rest:
        end += timedelta(days=1)
    return start, end


def lengthened(end: datetime, zone: str) -> datetime:
    """Twelve months after the end of a right of withdrawal of which the buyer was not told (rule F112)."""
    local = end.astimezone(ZoneInfo(zone))
    try:
        return local.replace(year=local.year + 1)
    except ValueError:  # 29 February
        return local.replace(year=local.year + 1, month=3, day=1)


def respond(case: Case) -> Due | None:
    """When the platform agrees for us; None while its officer holds the case, or once we have answered."""
    if case.agreement is not None or case.refusal is not None or (case.claim and case.claim.officer_is_in):
        return None
    starts = case.claim.modified_at if case.claim is not None else case.request.requested_at
    if case.claim is not None and case.claim.status == "WAIT_SELLER_AGREE" and case.claim.deadline is not None:
        return Due(at=case.claim.deadline, clock=Clock.RESPOND, starts_at=starts)
    return Due(at=starts + timedelta(hours=_respond_hours(case)), clock=Clock.RESPOND, starts_at=starts)


def platform_answers(case: Case) -> Due | None:
    """When the platform answers the request by itself, whatever else the case waits for; None without a platform."""
    return respond(case) if case.claim is not None else None


def _respond_hours(case: Case) -> int:
    if case.request.kind is Scenario.INVOICE:
        return case.terms.invoice_issue_hours
    if case.request.kind in GOODS_BACK | DEFECTS:
        return case.terms.respond_return_hours
    if case.order.stage is Stage.UNSHIPPED:
        return case.terms.respond_unshipped_hours
    return case.terms.respond_refund_hours


def ship_back(case: Case) -> Due | None:
    """When the buyer's window to send the goods closes; None before it is open, and while an officer holds the case."""
    if case.ship_by is None or (case.claim and case.claim.officer_is_in):
        return None
    stated = case.claim.deadline if case.claim and case.claim.status == "WAIT_BUYER_RETURN_GOODS" else None
    starts = case.agreement.at if case.agreement is not None else case.opened_at
    return Due(at=stated or case.ship_by, clock=Clock.SHIP_BACK, starts_at=starts)


def settle(case: Case) -> Due | None:
    """By when returned goods must be answered: the earliest of platform, statute and deliberate delay."""
    return earliest(*settle_clocks(case))


def settle_clocks(case: Case) -> tuple[Due, ...]:
    """All clocks that run once a parcel is on its way back to us or here."""
    dues = [confirm_return(case), statutory_refund(case), deliberate(case)]
    return tuple(due for due in dues if due is not None)


def confirm_return(case: Case) -> Due | None:
    """When the platform refunds goods that we have not confirmed (F5); None while its officer holds the case."""
    if not case.terms.silence_agrees_flag or (case.claim and case.claim.officer_is_in) or not case.parcels:
        return None
    sent = min(parcel.sent_at for parcel in case.parcels)
    stated = case.claim.deadline if case.claim and case.claim.status == "WAIT_SELLER_CONFIRM_GOODS" else None
    at = stated or sent + timedelta(hours=case.terms.confirm_return_hours)
    return Due(at=at, clock=Clock.CONFIRM_RETURN, starts_at=sent)


def statutory_refund(case: Case) -> Due | None:
    """By when the law has the money back; None while it lets us wait for the goods.

    It counts from the goods' receipt (F54), in the UK from the proof that they were sent if that is earlier, and in the
    EU from the buyer's statement, though nothing is due before the goods or that proof (F115).
    """
    if (prompt := undelivered(case)) is not None:
        return prompt
    terms, back = case.terms, case.goods_back_at
    proof = min((parcel.sent_at for parcel in case.parcels), default=None)
    sent_or_back = min((at for at in (back, proof) if at is not None), default=None)
    starts = back if terms.refund_from_choice == "receipt" else sent_or_back
    if starts is None:
        return None
    if terms.refund_from_choice == "statement":
        stated = case.request.requested_at
        at = max(starts, after_days(stated, terms.refund_after_receipt_days, terms.time_zone))
        return Due(at=at, clock=Clock.STATUTORY_REFUND, starts_at=stated)
    at = after_days(starts, terms.refund_after_receipt_days, terms.time_zone)
    return Due(at=at, clock=Clock.STATUTORY_REFUND, starts_at=starts)


def undelivered(case: Case) -> Due | None:
    """By when the money for what never came is back: so many working days from the buyer's word (MR-38, 16 CFR 435).

    None where the law names none, once the goods are there, and where the case's calendar does not reach so far.
    """
    days, starts = case.terms.undelivered_refund_workdays, case.request.requested_at
    came = case.order.stage is Stage.RECEIVED or case.request.kind not in BEFORE_RECEIPT
    if not days or came or case.calendar is None:
        return None
    try:
        at = after_working_days(starts, days, case.terms.time_zone, case.calendar)
    except CalendarUnknown:
        return None
    return Due(at=at, clock=Clock.STATUTORY_REFUND, starts_at=starts)


def deliberate(case: Case) -> Due | None:
    """Fifteen days from the goods' receipt, or from the request while nothing has come back (rules F55, F91)."""
    starts = case.goods_back_at or case.request.requested_at
    at = after_days(starts, case.terms.deliberate_delay_days, case.terms.time_zone)
    return Due(at=at, clock=Clock.DELIBERATE_DELAY, starts_at=starts)


def inspect(case: Case) -> Due | None:
    """By when the parcel that lies longest on the dock should be inspected: our own target, under the statutory one."""
    inspected = {finding.waybill for finding in case.findings}
    lying = [p.arrived_at for p in case.parcels if p.arrived_at is not None and p.waybill not in inspected]
    return since(min(lying, default=None), case.terms.inspect_hours, Clock.INSPECT)


def invoice(case: Case) -> Due:
    """By when an invoice that was asked for is issued (table 3.20 row 7)."""
    starts = case.request.requested_at
    at = starts + timedelta(hours=case.terms.invoice_issue_hours)
    return Due(at=at, clock=Clock.INVOICE, starts_at=starts)


def decide(case: Case) -> Due | None:
    """The earliest of the platform's answer clock and the fifteen days, while nobody has decided."""
    return earliest(respond(case), undelivered(case), deliberate(case))


def buyer_modify(case: Case) -> Due | None:
    """By when a refused buyer must change the request or call in the platform (F6); the platform's own word wins.

    None while the clocks of a dispute stand still, and where nothing was refused.
    """
    claim, refusal = case.claim, case.refusal
    if refusal is None or stands_still(case):
        return None
    stated = claim.deadline if claim is not None and claim.status == "SELLER_REFUSE_BUYER" else None
    span = timedelta(hours=case.terms.buyer_modify_hours) + case.dispute.stood_still(refusal.at)
    at = stated or refusal.at + span
    return Due(at=at, clock=Clock.BUYER_MODIFY, starts_at=refusal.at)


def stands_still(case: Case) -> bool:
    """No party's clock runs: an officer or another mediator looks, it is suspended, or both agreed (F13, F15)."""
    now, officer = case.dispute, case.claim is not None and case.claim.officer_is_in
    mediated = now.mediation is not None and case.claim is None
    return officer or mediated or now.suspension is not None or now.accord is not None


def with_platform(case: Case) -> datetime | None:
    """Since when the platform has the dispute: its officer came in, or we asked; None while it does not, or waits."""
    asked = case.dispute.mediation
    if case.dispute.suspension is not None:
        return None
    ours = asked.at if asked is not None and asked.to == PLATFORM else None
    return case.officer_since or ours


def platform_decision(case: Case) -> Due | None:
    """When the platform should have decided: so many working days after the evidence was closed (F8, F10).

    None while the platform does not have it, and where the case's calendar does not reach so far.
    """
    since = with_platform(case)
    if since is None or case.calendar is None:
        return None
    terms = case.terms
    closed = since + timedelta(hours=terms.evidence_hours) + case.dispute.stood_still(since)
    try:
        at = after_working_days(closed, terms.platform_decision_workdays, terms.time_zone, case.calendar)
    except CalendarUnknown:
        return None
    return Due(at=at, clock=Clock.PLATFORM_DECISION, starts_at=since)


def earliest(*dues: Due | None) -> Due | None:
    """The one that is due first; None where none runs."""
    return min((due for due in dues if due is not None), default=None)


def since(starts_at: datetime | None, hours: int, clock: Clock) -> Due | None:
    """A plain span from a moment of the case; None before it."""
    if starts_at is None:
        return None
    return Due(at=starts_at + timedelta(hours=hours), clock=clock, starts_at=starts_at)


def still_told(due: Due | None, now: Due | None) -> bool:
    """Whether a timer that was set for `due` tells of `now` in time: it is the same, or has only moved later."""
    if due is None or now is None:
        return due is now
    return due.clock is now.clock and due.at <= now.at and due.starts_at <= now.starts_at
