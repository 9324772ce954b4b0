"""What payment providers, couriers and warehouses tell us, in our plain JSON form."""

from collections.abc import Callable, Mapping
from typing import Any

from activities.carrier_claims import word_of as claim_word
from activities.goods import finding_of as finding_in_words
from activities.packing import packing_of as packing_in_words
from activities.parcels import STATES
from domain.events import Intercept, PaymentState
from domain.facts import (
    GoodsReported,
    InquiryReported,
    InterceptReported,
    ParcelReported,
    RecordsReported,
    RepairReported,
    ShipmentReported,
    TopUpReported,
)
from domain.goods import Grade, ParcelState, Sign
from gateways.carrier import ScanState
from gateways.payments import PayoutState
from gateways.plain_courier import scan_of
from gateways.plain_desk import claim_of, word_of
from gateways.plain_payments import answer_of
from gateways.plain_repairs import report_of as job_report
from gateways.plain_topups import answer_of as topup_of
from gateways.plain_warehouse import finding_of, packing_of
from gateways.reading import JunkError, inner
from intake.fields import LARGEST, Envelope, Form
from intake.messages import (
    BadMessage,
    ByKey,
    ByReturn,
    ByWaybill,
    ClaimNotice,
    Departure,
    Ignored,
    Meaning,
    PaymentNotice,
    Report,
    Source,
)
from intake.shipping_form import read_departure
from store import payment as money

PAYMENT_STATES: Mapping[PayoutState, PaymentState] = {
    PayoutState.SETTLED: PaymentState.SETTLED,
    PayoutState.PENDING: PaymentState.SENT,
    PayoutState.FAILED: PaymentState.FAILED,
}
LONGEST_REASON = 300
MOST_UNITS = 1_000_000
INTERCEPTS = (Intercept.STOPPED, Intercept.FAILED)


def read_notice(source: Source, found: Mapping[str, Any], *, message_id: str) -> Meaning:
    """What a counterpart's notice means. Raises BadMessage that names the field."""
    envelope = Envelope(found)
    reader = READERS[source].get(envelope.type)
    if reader is None:
        raise BadMessage("type", f"unknown; known are {', '.join(READERS[source])}")
    try:
        return reader(envelope.data, f"{source}:{message_id}")
    except JunkError as junk:
        raise BadMessage("data", str(junk)) from None


def _payment(data: Form, notice_id: str) -> PaymentNotice:
    """The ledger decides what follows; a payment that the bank took back is not the same as one that failed."""
    answer = answer_of(data.raw)
    if not 0 <= answer.amount <= LARGEST:
        raise data.bad("amount", f"it is not between 0 and {LARGEST}")
    state = PaymentState.REVERSED if data.raw.get("status") == "reversed" else PAYMENT_STATES[answer.state]
    news = money.Report(
        state=state, amount=answer.amount, provider_ref=answer.provider_ref, reason=answer.reason[:LONGEST_REASON]
    )
    return PaymentNotice(notice_id=notice_id, key=answer.key, report=news)


def _topped_up(data: Form, notice_id: str) -> Report:
    """A buyer has paid on top, under one of our links; the key names the case."""
    answer = topup_of(data.raw)
    if answer.paid_at is None:
        raise data.bad("status", "paid is expected")
    if not 0 < answer.amount <= LARGEST:
        raise data.bad("amount", f"it is not between 1 and {LARGEST}")
    fact = TopUpReported(
        fact=notice_id,
        key=answer.key,
        amount=answer.amount,
        at=answer.paid_at,
        provider_ref=answer.provider_ref,
    )
    return Report(route=ByKey(key=answer.key), fact=fact)


def _scanned(data: Form, _notice_id: str) -> Meaning:
    """A scan that only says that the parcel moves wakes no case; the first of all says that goods left."""
    carrier, waybill, scan = data.id("carrier"), data.id("waybill"), scan_of(data.raw)
    state = STATES.get(scan.state, ParcelState.UNDER_WAY)
    if scan.state is ScanState.COLLECTED:
        return Departure(fact=ShipmentReported(fact=scan.event_id, carrier=carrier, waybill=waybill, at=scan.at))
    if state is ParcelState.UNDER_WAY:
        return Ignored(reason=f"the parcel is on its way ({scan.state})")
    fact = ParcelReported(fact=scan.event_id, carrier=carrier, waybill=waybill, at=scan.at, state=state)
    return Report(route=ByWaybill(carrier=carrier, waybill=waybill), fact=fact)


def _intercepted(data: Form, notice_id: str) -> Report:
    carrier, waybill, state = data.id("carrier"), data.id("waybill"), data.choice("state", Intercept)
    if state not in INTERCEPTS:
        raise data.bad("state", f"one of {', '.join(INTERCEPTS)} is expected")
    data.moment("at")
    reference = data.optional_text("reference", longest=400)
    route = ByKey(key=reference) if reference else ByWaybill(carrier=carrier, waybill=waybill)
    return Report(route=route, fact=InterceptReported(fact=notice_id, waybill=waybill, state=state))


def _inquiry(data: Form, notice_id: str) -> Report:
    """The carrier's answer to one of our inquiries; the key is the one that we asked under."""
    key = data.text("reference", longest=400)
    return Report(
        route=ByKey(key=key), fact=InquiryReported(fact=notice_id, key=key, answer=word_of(inner(data.raw, "answer")))
    )


def _claimed(data: Form, notice_id: str) -> ClaimNotice:
    """The carrier's word on one of our claims."""
    claim_id = data.text("reference", longest=400)
    return ClaimNotice(claim_id=claim_id, word=claim_word(claim_of(data.raw), notice_id))


def _inspected(data: Form, _notice_id: str) -> Report:
    found = finding_of(data.raw)
    for index, units in enumerate(found.units):
        if units.grade not in set(Grade):
            raise data.bad(f"units[{index}].grade", f"it is none of {', '.join(Grade)}")
        if unknown := sorted(set(units.signs) - set(Sign)):
            raise data.bad(f"units[{index}].signs", f"{unknown[0]} is none of {', '.join(Sign)}")
        if not 1 <= units.qty <= MOST_UNITS:
            raise data.bad(f"units[{index}].qty", f"it is not between 1 and {MOST_UNITS}")
    if not 0 <= found.collect_fee <= LARGEST:
        raise data.bad("collect_fee", f"it is not between 0 and {LARGEST}")
    fact = GoodsReported(fact=found.finding_id, finding=finding_in_words(found))
    return Report(route=ByReturn(return_no=found.return_no, waybill=found.waybill), fact=fact)


def _mended(data: Form, _notice_id: str) -> Report:
    """The repair shop's word on one of our jobs; the key is the one that we booked it under."""
    key, told = data.text("reference", longest=400), job_report(data.raw)
    return Report(route=ByKey(key=key), fact=RepairReported(fact=told.report_id, key=key, report=told.report))


def _packed(data: Form, notice_id: str) -> Report:
    """The warehouse's answer to our question for its records; the key is the one that we asked under."""
    key = data.text("reference", longest=400)
    fact = RecordsReported(fact=notice_id, packing=packing_in_words(packing_of(data.raw)))
    return Report(route=ByKey(key=key), fact=fact)


READERS: Mapping[Source, Mapping[str, Callable[[Form, str], Meaning]]] = {
    Source.PAYMENTS: {
        **dict.fromkeys(("refund.succeeded", "refund.failed", "refund.reversed"), _payment),
        "topup.paid": _topped_up,
    },
    Source.COURIER: {
        "parcel.scanned": _scanned,
        "parcel.intercepted": _intercepted,
        "ticket.answered": _inquiry,
        "claim.answered": _claimed,
    },
    Source.REPAIRS: {"job.reported": _mended},
    Source.WAREHOUSE: {"goods.inspected": _inspected, "packing.reported": _packed, "goods.shipped": read_departure},
}
