"""Cases that the tables of the pure core are told with: an opening, then a list of what happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.complaints.complaint import Judgement
from domain.complaints.flaw import Remedy
from domain.events import Event
from domain.evolution import evolve, opened
from domain.fault import Fault
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.grievance import Grievance, Wrong
from domain.invoices.invoice import Invoice, InvoiceWish
from domain.order import Freight, FreightMode, Order, OrderLine, Stage
from domain.request import Claim, Ground, Item, Request, Scenario, Supply
from domain.trail import CarrierWord, Inquiry, Outcome
from domain.workdays import WorkCalendar
from tests.domain.packs import pack

# Noon in Shanghai.
NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FREIGHT = Freight(mode=FreightMode.BUYER_PAID, charged=800, base=800)


def order(**more: Any) -> Order:
    """Three mugs and a cup for 5000 each, freight 800 paid by the buyer, signed for and inside the window."""
    lines = (OrderLine(line_id="mug", qty=3, unit_price=5000), OrderLine(line_id="cup", qty=1, unit_price=5000))
    usual: dict[str, Any] = {
        "shop": "shop",
        "order_id": "O1",
        "currency": "CNY",
        "lines": lines,
        "freight": FREIGHT,
        "outbound_carrier": "yto",
        "outbound_waybill": "OUT1",
        "no_reason_until": NOON + 7 * DAY,
    }
    return Order(**usual | more)


def case_of(
    *happened: Event,
    kind: Scenario = Scenario.RETURN_REFUND,
    ground: Ground = Ground.NO_REASON,
    fault: Fault = Fault.BUYER,
    items: tuple[Item, ...] = (Item(line_id="mug", qty=3), Item(line_id="cup", qty=1)),
    claim: Claim | None = None,
    terms: str = "cn_taobao",
    grievance: Grievance | None = None,
    wish: InvoiceWish | None = None,
    amount: int | None = None,
    calendar: WorkCalendar | None = None,
    **of_order: Any,
) -> Case:
    """A case opened at NOON, to which all of this happened, an hour apart."""
    event = ev.CaseOpened(
        case_id="case-shop-taobao-1",
        shop="shop",
        source="taobao",
        external_id="1",
        buyer="b_1",
        order=order(**of_order),
        request=Request(
            kind=kind,
            ground=ground,
            fault=fault,
            items=items,
            requested_at=NOON,
            amount=amount,
            grievance=grievance,
            invoice=wish,
        ),
        terms=pack(terms),
        claim=claim,
        calendar=calendar,
    )
    return then(opened(event, NOON), *happened)


def then(case: Case, *happened: Event) -> Case:
    """The case after all of this, an hour apart."""
    for event in happened:
        case = evolve(case, event, NOON + case.version * HOUR)
    return case


def cancelled(*happened: Event, **more: Any) -> Case:
    """Money back before the goods left."""
    return case_of(
        *happened, **{"kind": Scenario.REFUND_ONLY, "ground": Ground.NOT_WANTED, "stage": Stage.UNSHIPPED} | more
    )


def missed(*happened: Event, **more: Any) -> Case:
    """Money back because the parcel did not come."""
    usual: dict[str, Any] = {
        "kind": Scenario.DELIVERY,
        "ground": Ground.NOT_RECEIVED,
        "fault": Fault.CARRIER,
        "stage": Stage.IN_TRANSIT,
    }
    return case_of(*happened, **usual | {"terms": "cn_other", "shipped_at": NOON - 3 * DAY} | more)


def spoilt(*happened: Event, **more: Any) -> Case:
    """A complaint about three mugs and a cup that arrived short; photos are there."""
    usual: dict[str, Any] = {"kind": Scenario.COMPLAINT, "ground": Ground.SHORT, "fault": Fault.SELLER}
    return case_of(*happened, **usual | {"terms": "cn_other"} | more)


def by_row(row: str = "3.5.1", **more: Any) -> ev.ComplaintJudged:
    """The row that binds."""
    usual: dict[str, Any] = {
        "fault": Fault.SELLER,
        "remedies": (Remedy.RESHIP, Remedy.REFUND),
        "proposal": Remedy.RESHIP,
        "decider": Level.AGENT,
    }
    return ev.ComplaintJudged(judgement=Judgement(row=row, **usual | more))


def read(hours: float | None, last: str = "in_transit") -> ev.TraceRead:
    """The trace, whose newest scan is so many hours before NOON; None: never scanned."""
    if hours is None:
        return ev.TraceRead(carrier="yto", waybill="OUT1", scans=0)
    return ev.TraceRead(carrier="yto", waybill="OUT1", scans=2, last=last, last_at=NOON - hours * HOUR)


def inquired(inquiry: Inquiry = Inquiry.TRACE, number: int = 1) -> ev.InquiryOpened:
    """The carrier is asked."""
    return ev.InquiryOpened(key=f"k{number}", inquiry=inquiry, waybill="OUT1")


def said(outcome: Outcome, number: int = 1, **more: Any) -> ev.InquiryAnswered:
    """The carrier answers."""
    return ev.InquiryAnswered(key=f"k{number}", word=CarrierWord(outcome=outcome, at=NOON + number * HOUR, **more))


def travelling(*happened: Event, **more: Any) -> Case:
    """Money back while the parcel is on its way to the buyer."""
    return cancelled(*happened, **{"stage": Stage.IN_TRANSIT} | more)


def aggrieved(*happened: Event, wrong: Wrong = Wrong.SERVICE, claim: Any = None, **more: Any) -> Case:
    """The buyer keeps the goods, 20000 for four of them, and wants something made good; `claim` are its figures."""
    usual: dict[str, Any] = {
        "kind": Scenario.COMPENSATION,
        "ground": Ground.COMPENSATION,
        "fault": Fault.SELLER,
        "paid_at": NOON - 6 * DAY,
        "grievance": Grievance(wrong=wrong, **(claim or {})),
    }
    return case_of(*happened, **usual | more)


def invoiced(*happened: Event, **more: Any) -> Case:
    """An invoice with another title is asked for."""
    usual: dict[str, Any] = {"kind": Scenario.INVOICE, "ground": Ground.INVOICE, "wish": InvoiceWish(title="Lin Ltd")}
    return case_of(*happened, **usual | {"invoice": Invoice(number="B1", amount=20800, tax=2393)} | more)


def stated(status: str = "WAIT_SELLER_AGREE", **more: Any) -> Claim:
    """The platform's standing of a request for all of the goods."""
    usual: dict[str, Any] = {"refund_id": "1", "version": "1", "phase": "aftersale", "amount": 20000}
    return Claim(**usual | {"status": status, "modified_at": NOON} | more)


def found(*lines: FoundLine, waybill: str = "ST1", **more: Any) -> Finding:
    """The finding on one parcel."""
    usual: dict[str, Any] = {"finding_id": f"f-{waybill}", "inspector": "wh-07", "at": NOON + 4 * HOUR}
    return Finding(**usual | {"waybill": waybill, "lines": lines} | more)


def units(line_id: str, qty: int, grade: Grade = Grade.AS_NEW) -> FoundLine:
    """Inspected units."""
    return FoundLine(line_id=line_id, qty=qty, grade=grade)


def inspected(*lines: FoundLine, **more: Any) -> ev.GoodsInspected:
    """A parcel was opened, and this was in it."""
    return ev.GoodsInspected(finding=found(*lines, **more))


def moved(state: ParcelState, waybill: str = "ST1", at: datetime = NOON + 3 * HOUR) -> ev.ParcelMoved:
    """A parcel reached a place that matters."""
    return ev.ParcelMoved(carrier="sto", waybill=waybill, state=state, at=at)


def sent(waybill: str = "ST1", at: datetime = NOON + 2 * HOUR) -> ev.ParcelSent:
    """The buyer entered a waybill."""
    return ev.ParcelSent(carrier="sto", waybill=waybill, at=at)


def decided(amount: int = 20000, number: int = 1, kind: ev.Payment = ev.Payment.REFUND) -> ev.PaymentDecided:
    """Money is to leave."""
    return ev.PaymentDecided(key=f"k{number}", kind=kind, decision=number, amount=amount)


def now(state: ev.PaymentState, number: int = 1) -> ev.PaymentChanged:
    """What is known of a payment."""
    return ev.PaymentChanged(key=f"k{number}", state=state)


def closed(case: Case, resolution: ev.Resolution = ev.Resolution.REFUNDED) -> Case:
    """The same case after its end."""
    return then(case, ev.CaseClosed(resolution=resolution))


def in_shop(case: Case, **more: Any) -> Case:
    """The same case under changed terms."""
    return replace(case, terms=replace(case.terms, **more))


AGREED = ev.RequestAgreed(by="policy", seller_pays_freight=False)
OPEN_WINDOW = ev.ReturnWindowOpened(ship_by=NOON + 7 * DAY)
REFUSED = ev.RequestRefused(by="li", reason="not as sold", evidence=("E1",))
ALL_SOUND = inspected(units("mug", 3), units("cup", 1))
ONE_WORN = inspected(units("mug", 2), units("mug", 1, Grade.NOT_INTACT), units("cup", 1))
ONE_MISSING = inspected(units("mug", 2), units("cup", 1))
SWAPPED = inspected(units("mug", 3, Grade.WRONG_GOODS), units("cup", 1))
PAID = (decided(), now(ev.PaymentState.SETTLED))
ACCEPTED = ev.BuyerAnswered(question=ev.Question.DEDUCTION, answer=ev.Answer.ACCEPT)
DECLINED = ev.BuyerAnswered(question=ev.Question.DEDUCTION, answer=ev.Answer.DECLINE)


def offered(amount: int, depreciation_bp: int = 0) -> ev.DeductionOffered:
    """Less than asked."""
    return ev.DeductionOffered(amount=amount, reason="worn", depreciation_bp=depreciation_bp)


def unsupplied(*happened: Event, supply: Supply | None = None, **more: Any) -> Case:
    """Goods that have not left and cannot be sent as they were sold; the warehouse holds them."""
    asked = {"ground": Ground.OUT_OF_STOCK, "fault": Fault.SELLER, "items": (Item(line_id="mug", qty=3),)}
    opened = cancelled(ev.WarehouseAnswered(hold=ev.Hold.HELD), **asked | more)
    return then(replace(opened, request=replace(opened.request, supply=supply)), *happened)
