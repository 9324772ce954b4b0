"""Where a case stands: every stage by the least that leads there, with what it waits for and until when."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.complaints.flaw import Remedy
from domain.defects.defect import Examiner
from domain.defects.repair import JobKind, RepairReport, RepairState
from domain.disputes.disputing import Stay
from domain.events import Hold, Intercept, PaymentState, Question, ReopenReason
from domain.exchanges.replacement import Purpose
from domain.goods import ParcelState
from domain.order import OrderLine, Stage
from domain.request import Item, Scenario, Supply, Wanted
from domain.shipments.supply import Way
from domain.standing import WAITS, CaseStage, stage_of, standing
from domain.trail import Inquiry, Situation
from domain.windows import Clock
from tests.domain.case_forms import (
    ACCEPTED,
    AGREED,
    ALL_SOUND,
    DAY,
    DECLINED,
    HOUR,
    NOON,
    ONE_MISSING,
    ONE_WORN,
    OPEN_WINDOW,
    PAID,
    REFUSED,
    aggrieved,
    by_row,
    cancelled,
    case_of,
    closed,
    decided,
    inquired,
    inspected,
    invoiced,
    missed,
    moved,
    now,
    offered,
    read,
    sent,
    spoilt,
    stated,
    then,
    travelling,
    units,
    unsupplied,
)
from tests.domain.contest_forms import PAPERS, J, claimed, judged

LAW = datetime.fromisoformat("2026-05-12T00:00:00+08:00")
DELAY = datetime.fromisoformat("2026-05-20T00:00:00+08:00")
DISPUTE = ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused")
ORDERED = ev.InterceptChanged(state=Intercept.ORDERED)
STOPPED = ev.InterceptChanged(state=Intercept.STOPPED)
WAITS_GLADLY = ev.BuyerAnswered(question=Question.WAIT_OR_INTERCEPT, answer=ev.Answer.WAIT)
TURNED = moved(ParcelState.COMING_BACK, "OUT1")
PARKED = ev.StepParked(step="refund", reason="NEEDS_FUNDS", message="the account is frozen")
DEAR = {"lines": (OrderLine(line_id="lamp", qty=1, unit_price=89900),), "items": (Item(line_id="lamp", qty=1),)}
REOPENED = ev.CaseReopened(reason=ReopenReason.LATE_PARCEL)
LATE = then(closed(case_of(AGREED, ONE_MISSING, ev.ShortfallNoted(), offered(15000), ACCEPTED, *PAID)), REOPENED)


CHOSE_TO_WAIT = ev.BuyerAnswered(question=Question.DELIVERY, answer=ev.Answer.WAIT)


def traced(situation: Situation) -> ev.ParcelTraced:
    """What was taken as the fact."""
    return ev.ParcelTraced(situation=situation)


def held(hold: Hold) -> ev.WarehouseAnswered:
    """The warehouse's word."""
    return ev.WarehouseAnswered(hold=hold)


LATER = Supply(until=NOON + 3 * DAY)
OFFERED = ev.SupplyOffered(ways=(Way.WAIT, Way.MONEY))
CONSENTED = ev.SupplyChosen(way=Way.WAIT, until=NOON + 3 * DAY)
WANTED = ev.ApprovalAsked(
    approval_id="a1", command="agree", details="{}", level="sup", act="refund", amount=1, payee="", hours=24, by="li"
)
GOODWILL = ev.CompensationOffered(
    offer_no=1, rung=ev.Rung.CASH, value=1000, floor=500, hours=72, reason="sorry", by="li"
)
SETTLED = ev.CompensationSettled(amount=3000, means=ev.Means.PAYOUT, rule="MR-26")
PROMISED = ev.PayoutPromised(
    payout_id="p1", owner="finance", account="138****0003", amount=3000, due_at=NOON + DAY, reason="late"
)
HANDED_OUT = ev.CompensationSettled(amount=1000, means=ev.Means.COUPON, rule="3.0.4", reference="SORRY-10")
SENT_AGAIN = (
    ev.ReplacementOrdered(key="k", purpose=Purpose.AGAIN, line_id="mug", sku="MUG", qty=3, cost=15000, by="li"),
    ev.ReplacementShipped(key="k", carrier="sf", waybill="RP1"),
)
LINK = ev.TopUpAsked(key="k", amount=900, freight=0, expires_at=NOON + timedelta(hours=60), link="https://pay")
DEARER: dict[str, Any] = {
    "kind": Scenario.EXCHANGE,
    "items": (Item(line_id="mug", qty=3, wanted=Wanted(sku="JUG", unit_price=5300)),),
}
UNPAID = then(case_of(AGREED, ALL_SOUND, LINK, **DEARER), ev.TopUpLapsed(key="k"))
SMALLER = DEARER | {"items": (Item(line_id="mug", qty=3, wanted=Wanted(sku="EGG", unit_price=4000)),)}
NOT_HELPED = ev.DiagnosisEnded(helped=False)
POINT = ev.ExaminationOrdered(examiner=Examiner.SERVICE_POINT)
BOOKED = ev.RepairBooked(key="j", number=1, kind=JobKind.REPAIR, free=False)
QUOTED = ev.RepairProgressed(key="j", report=RepairReport(state=RepairState.QUOTED, at=NOON, amount=9900))
MENDED = ev.RepairProgressed(key="j", report=RepairReport(state=RepairState.REPAIRED, at=NOON))
STILL = ev.DisputeSuspended(stay=Stay.BOTH, days=30, by="sun", reason="the laboratory")
ACCORD = ev.SettlementAgreed(
    amount=1000, seller_pays_freight=True, terms="half", hours=48, by="mo", buyer_does="withdraw"
)
MEDIATED = ev.MediationAsked(to="the consumers' association", number="M-7", by="sun", reason="talks stall")
S = CaseStage
OFFERED_REMEDIES = ev.RedressOffered(row="3.5.1", remedies=(Remedy.RESHIP, Remedy.REFUND))
PUT_OFF = ev.ContactDeferred(letter="N7-1", until=NOON + 20 * HOUR, reason="quiet hours")
ROWS: list[tuple[str, Case, CaseStage, Clock | None, datetime | None]] = [
    ("opened", case_of(), S.DECIDING, Clock.RESPOND, NOON + 5 * DAY),
    ("cancelled", cancelled(), S.HOLDING, Clock.RESPOND, NOON + 2 * DAY),
    ("held", cancelled(held(Hold.HELD)), S.DECIDING, Clock.RESPOND, NOON + 2 * DAY),
    ("left after all", cancelled(held(Hold.SHIPPED)), S.DECIDING, Clock.RESPOND, NOON + 2 * DAY),
    ("left, called back", cancelled(held(Hold.SHIPPED), ORDERED), S.DECIDING, Clock.RESPOND, NOON + 2 * DAY),
    ("handed over", cancelled(held(Hold.HANDED_OVER), ORDERED), S.INTERCEPTING, Clock.INTERCEPT, NOON + 50 * HOUR),
    ("on its way", travelling(), S.WAIT_BUYER_CHOICE, Clock.BUYER_CHOICE, NOON + DAY),
    ("the buyer waits", travelling(WAITS_GLADLY, outbound_eta=NOON + 3 * DAY), S.WAIT_BUYER_CHOICE, Clock.DELIVERY,
     NOON + 3 * DAY),
    ("called back", travelling(ORDERED), S.INTERCEPTING, Clock.INTERCEPT, NOON + 49 * HOUR),
    ("stopped", travelling(STOPPED), S.RETURNING, Clock.RETURNING, NOON + 10 * DAY + HOUR),
    ("turned round", travelling(TURNED), S.RETURNING, Clock.RETURNING, NOON + 10 * DAY),
    ("turned round, above the limit", travelling(TURNED, **DEAR), S.DECIDING, Clock.RESPOND, NOON + 5 * DAY),
    ("missed", missed(), S.TRACING, Clock.TRACE, NOON - 2 * DAY),
    ("missed, moving", missed(read(1)), S.TRACING, Clock.TRACE, NOON + 71 * HOUR),
    ("missed, the carrier is asked", missed(read(80), inquired()), S.WAIT_CARRIER, Clock.CARRIER_ANSWER,
     NOON + 50 * HOUR),
    ("missed, a choice", missed(read(80), traced(Situation.UNANSWERED)), S.WAIT_BUYER_CHOICE, Clock.BUYER_CHOICE,
     NOON + DAY),
    ("missed, waited for", missed(read(80), inquired(), traced(Situation.UNANSWERED), CHOSE_TO_WAIT), S.WAIT_DELIVERY,
     Clock.DELIVERY, NOON + 2 * HOUR + 7 * DAY),
    ("missed, waited for, signed", missed(read(1), traced(Situation.LATE), CHOSE_TO_WAIT,
     moved(ParcelState.SIGNED, "OUT1"), inquired(Inquiry.SIGNATURE)), S.WAIT_CARRIER, Clock.CARRIER_ANSWER,
     NOON + 5 * HOUR + 2 * DAY),
    ("missed, proven", missed(read(1), traced(Situation.PROVEN)), S.DECIDING, Clock.RESPOND, NOON + 5 * DAY),
    ("missed, lost", missed(read(80), traced(Situation.LOST), AGREED), S.EXECUTING, Clock.DELIBERATE_DELAY, DELAY),
    ("missed, in time, called back", missed(read(1), traced(Situation.ON_ITS_WAY), ORDERED), S.INTERCEPTING,
     Clock.INTERCEPT, NOON + 51 * HOUR),
    ("asked for photos", cancelled(ev.ProofAsked(needs=(("E1",),), until=NOON + 49 * HOUR), stage=Stage.RECEIVED),
     S.WAIT_PROOF, Clock.PROOF, NOON + 49 * HOUR),
    ("missed, ordered again", missed(SENT_AGAIN[0]), S.SENDING, Clock.SENDING, NOON + 25 * HOUR),
    ("missed, sent again", missed(*SENT_AGAIN), S.NEW_PARCEL, Clock.NEW_PARCEL, NOON + 2 * HOUR + 7 * DAY),
    ("exchange, asked for", case_of(**DEARER), S.DECIDING, Clock.RESPOND, NOON + 5 * DAY),
    ("exchange, to pay on top", case_of(AGREED, ALL_SOUND, LINK, **DEARER), S.WAIT_TOP_UP, Clock.TOP_UP,
     NOON + 60 * HOUR),
    ("exchange, unpaid", UNPAID, S.WAIT_TOP_UP, Clock.TOP_UP, NOON + 60 * HOUR + 7 * DAY),
    ("exchange, sent first, posted", case_of(AGREED, *SENT_AGAIN, sent(), **SMALLER), S.RETURN_IN_TRANSIT,
     Clock.CONFIRM_RETURN, NOON + 10 * DAY + 2 * HOUR),
    ("exchange, both travel no more", case_of(AGREED, ALL_SOUND, *SENT_AGAIN, **SMALLER), S.NEW_PARCEL,
     Clock.NEW_PARCEL, NOON + 4 * HOUR + 7 * DAY),
    ("a defect", case_of(kind=Scenario.QUALITY), S.DIAGNOSING, Clock.DIAGNOSIS, NOON + DAY),
    ("a defect, at the service point", case_of(NOT_HELPED, POINT, kind=Scenario.QUALITY), S.EXAMINING,
     Clock.EXAMINATION, NOON + 15 * DAY + 2 * HOUR),
    ("a defect, taken", case_of(NOT_HELPED, AGREED, kind=Scenario.QUALITY), S.CHOOSING_REMEDY, None, None),
    ("in repair", case_of(AGREED, moved(ParcelState.ARRIVED), BOOKED, kind=Scenario.REPAIR), S.REPAIRING,
     Clock.REPAIR, NOON + 30 * DAY + 3 * HOUR),
    ("a price for the repair", case_of(AGREED, moved(ParcelState.ARRIVED), BOOKED, QUOTED, kind=Scenario.REPAIR),
     S.WAIT_QUOTE, Clock.QUOTE, NOON + 7 * DAY + 4 * HOUR),
    ("mended", case_of(AGREED, moved(ParcelState.ARRIVED), BOOKED, MENDED, kind=Scenario.REPAIR), S.GIVING_BACK,
     None, None),
    ("weighing", spoilt(ev.PackingAsked(key="k")), S.WEIGHING, Clock.PACKING, NOON + 5 * HOUR),
    ("weighing, the carrier too", spoilt(ev.PackingAsked(key="k"), inquired(Inquiry.WEIGHT)), S.WEIGHING,
     Clock.CARRIER_ANSWER, NOON + 26 * HOUR),
    ("a complaint that is judged", spoilt(by_row()), S.DECIDING, Clock.RESPOND, NOON + 5 * DAY),
    ("the rest is on its way", spoilt(by_row("3.5.8", proposal=Remedy.INFORM, remedies=())), S.WAIT_DELIVERY, None,
     None),
    ("a choice of remedies", spoilt(by_row(), AGREED, OFFERED_REMEDIES), S.WAIT_REMEDY, Clock.BUYER_CHOICE,
     NOON + 27 * HOUR),
    ("the wrong goods come first", spoilt(by_row("3.6.4"), AGREED, OFFERED_REMEDIES,
     ev.RedressChosen(remedy=Remedy.RESHIP), ev.WrongGoodsAwaited(until=NOON + 9 * DAY)), S.WAIT_BUYER_SHIP,
     Clock.WRONG_GOODS, NOON + 9 * DAY),
    ("kept for less", spoilt(by_row(), AGREED, OFFERED_REMEDIES, ev.RedressChosen(remedy=Remedy.KEEP, keep=100)),
     S.EXECUTING, Clock.DELIBERATE_DELAY, DELAY),
    ("agreed", case_of(AGREED, OPEN_WINDOW), S.WAIT_BUYER_SHIP, Clock.SHIP_BACK, NOON + 7 * DAY),
    ("posted", case_of(AGREED, sent()), S.RETURN_IN_TRANSIT, Clock.CONFIRM_RETURN, NOON + 10 * DAY + 2 * HOUR),
    ("the letter waits for the morning", case_of(AGREED, PUT_OFF), S.WAIT_BUYER_SHIP, Clock.LETTER, NOON + 20 * HOUR),
    ("lost", case_of(AGREED, sent(), moved(ParcelState.LOST)), S.RETURN_LOST, Clock.CONFIRM_RETURN,
     NOON + 10 * DAY + 2 * HOUR),
    ("on its way, the platform's clock is nearer", travelling(STOPPED, claim=stated()), S.RETURNING, Clock.RESPOND,
     NOON + 5 * DAY),
    ("decided anew", case_of(AGREED, ALL_SOUND, decided(), now(PaymentState.FAILED)), S.EXECUTING,
     Clock.STATUTORY_REFUND, LAW),
    ("arrived", case_of(AGREED, moved(ParcelState.ARRIVED)), S.INSPECTING, Clock.INSPECT, NOON + 51 * HOUR),
    ("short", case_of(AGREED, ONE_MISSING), S.RETURN_IN_TRANSIT, Clock.STATUTORY_REFUND, LAW),
    ("worn", case_of(AGREED, ONE_WORN), S.DECIDING_GOODS, Clock.STATUTORY_REFUND, LAW),
    ("sound", case_of(AGREED, ALL_SOUND), S.EXECUTING, Clock.STATUTORY_REFUND, LAW),
    ("offered", case_of(AGREED, ONE_WORN, offered(100)), S.WAIT_BUYER_ANSWER, Clock.BUYER_MODIFY,
     NOON + 3 * HOUR + 7 * DAY),
    ("taken", case_of(AGREED, ONE_WORN, offered(100), ACCEPTED), S.EXECUTING, Clock.STATUTORY_REFUND, LAW),
    ("declined", case_of(AGREED, ONE_WORN, offered(100), DECLINED, DISPUTE), S.DISPUTE, None, None),
    ("refused", case_of(REFUSED), S.WAIT_BUYER_MODIFY, Clock.BUYER_MODIFY, NOON + HOUR + 7 * DAY),
    ("an officer is in", case_of(REFUSED, claim=stated(cs_status=2)), S.DISPUTE, None, None),
    ("diverted", case_of(DISPUTE), S.DISPUTE, None, None),
    ("suspended by both", case_of(REFUSED, DISPUTE, STILL), S.SUSPENDED, Clock.SUSPENSION, NOON + 3 * HOUR + 30 * DAY),
    ("suspended, goes on", case_of(REFUSED, DISPUTE, STILL, ev.DisputeResumed()), S.WAIT_BUYER_MODIFY,
     Clock.BUYER_MODIFY, NOON + 2 * HOUR + 7 * DAY),
    ("before a court", case_of(REFUSED, DISPUTE, replace(STILL, stay=Stay.COURT, days=0)), S.SUSPENDED, None, None),
    ("settled", case_of(REFUSED, DISPUTE, ACCORD), S.SETTLING, Clock.SETTLEMENT, NOON + 3 * HOUR + 2 * DAY),
    ("settled, the buyer did it", case_of(REFUSED, DISPUTE, ACCORD, ev.BuyersPartDone(by="ann")), S.EXECUTING,
     Clock.DELIBERATE_DELAY, DELAY),
    ("settled, and broken", case_of(REFUSED, DISPUTE, ACCORD, ev.SettlementBroken(by="ann", reason="no")),
     S.WAIT_BUYER_MODIFY, Clock.BUYER_MODIFY, NOON + 2 * HOUR + 7 * DAY),
    ("another mediates", case_of(REFUSED, DISPUTE, MEDIATED), S.DISPUTE, None, None),
    ("paying", case_of(AGREED, ALL_SOUND, decided()), S.EXECUTING, Clock.STATUTORY_REFUND, LAW),
    ("paid", case_of(AGREED, ALL_SOUND, *PAID), S.FOLLOW_UP, Clock.FOLLOW_UP, NOON + 3 * HOUR + 3 * DAY),
    ("not paid", case_of(AGREED, ALL_SOUND, decided(), now(PaymentState.FAILED), PARKED), S.EXECUTING,
     Clock.STATUTORY_REFUND, LAW),
    ("not paid, then diverted", case_of(AGREED, ALL_SOUND, decided(), now(PaymentState.FAILED), DISPUTE), S.DISPUTE,
     None, None),
    ("taken back by the bank", case_of(AGREED, ALL_SOUND, *PAID, now(PaymentState.REVERSED)), S.EXECUTING,
     Clock.STATUTORY_REFUND, LAW),
    ("cancelled, taken back by the bank", cancelled(held(Hold.HELD), AGREED, *PAID, now(PaymentState.REVERSED)),
     S.EXECUTING, Clock.DELIBERATE_DELAY, DELAY),
    ("a second person is asked", case_of(WANTED), S.APPROVING, Clock.APPROVAL, NOON + 25 * HOUR),
    ("a grievance", aggrieved(), S.DECIDING, Clock.RESPOND, NOON + 5 * DAY),
    ("goodwill offered", aggrieved(GOODWILL), S.WAIT_BUYER_ANSWER, Clock.OFFER, NOON + 73 * HOUR),
    ("goodwill not taken", aggrieved(GOODWILL, ev.CompensationLapsed(offer_no=1)), S.DECIDING, Clock.RESPOND,
     NOON + 5 * DAY),
    ("a payout is promised", aggrieved(SETTLED, PROMISED), S.PAYING_OUT, Clock.PAYOUT, NOON + DAY),
    ("a payout is released", aggrieved(SETTLED, PROMISED, ev.PayoutReleased(payout_id="p1", amount=3000, by="zhou")),
     S.EXECUTING, Clock.DELIBERATE_DELAY, DELAY),
    ("a coupon is handed out", aggrieved(HANDED_OUT), S.FOLLOW_UP, None, None),
    ("an invoice is asked for", invoiced(), S.DECIDING, Clock.RESPOND, NOON + 48 * HOUR),
    ("an invoice is agreed to", invoiced(AGREED), S.INVOICE_PENDING, Clock.INVOICE, NOON + 48 * HOUR),
    ("the buyer is asked to wait", unsupplied(OFFERED, supply=LATER), S.WAIT_REMEDY, Clock.BUYER_CHOICE,
     NOON + 26 * HOUR),
    ("the buyer waits for the shipment", unsupplied(OFFERED, CONSENTED, supply=LATER), S.WAIT_SHIPMENT, Clock.SHIPMENT,
     NOON + 3 * DAY),
    ("nobody has let the buyer choose", unsupplied(supply=LATER), S.DECIDING, Clock.RESPOND, NOON + 2 * DAY),
    ("said to be fakes", claimed(), S.WAIT_PAPERS, Clock.PAPERS, NOON + 3 * DAY),
    ("papers that hold", claimed(PAPERS, judged(J.PAPERS_VALID)), S.WAIT_COUNTERPROOF, Clock.COUNTERPROOF,
     NOON + 2 * HOUR + 3 * DAY),
    ("a threat", claimed(judged(J.EXTORTION), REFUSED), S.REPORTING, None, None),
    ("damages are promised", claimed(judged(J.REPORT_VALID), AGREED, *PAID, SETTLED, PROMISED), S.PAYING_OUT,
     Clock.PAYOUT, NOON + DAY),
    ("closed", closed(case_of()), S.CLOSED, None, None),
    ("reopened", then(closed(case_of()), REOPENED), S.REOPENED, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("case", "stage", "clock", "at"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_every_stage(case: Case, stage: CaseStage, clock: Clock | None, at: datetime | None) -> None:
    """The stage, its words, and the clock that it runs against."""
    here = standing(case)
    assert here.stage is stage
    assert here.waits_for == WAITS[stage] or here.stuck
    assert (here.due and here.due.clock, here.due and here.due.at) == (clock, at)


def test_the_table_reaches_every_stage() -> None:
    """No stage is there that nothing leads to."""
    assert {row[2] for row in ROWS} == set(CaseStage)


@pytest.mark.parametrize(
    ("happened", "stage"),
    [
        ([AGREED], S.FOLLOW_UP),
        ([moved(ParcelState.ARRIVED, "ST2"), AGREED], S.INSPECTING),
        ([inspected(units("mug", 1), waybill="ST2"), AGREED], S.FOLLOW_UP),
        ([AGREED, REFUSED], S.WAIT_BUYER_MODIFY),
    ],
    ids=["nothing new", "a parcel lies here", "all seen", "the late goods are refused"],
)
def test_a_reopened_case_stands_where_its_news_stand(happened: list[ev.Event], stage: CaseStage) -> None:
    """Money that went back before does not hide what has come since."""
    assert stage_of(then(LATE, *happened)) is stage


@pytest.mark.parametrize(
    ("case", "human", "waits_for", "stuck"),
    [
        (case_of(), True, "a decision on the request", ""),
        (case_of(AGREED), False, "the buyer's parcel", ""),
        (case_of(AGREED, ONE_WORN), True, "a decision on the goods that came back", ""),
        (travelling(TURNED), False, "the parcel's return scan", ""),
        (travelling(TURNED, **DEAR), True, "a decision on the request", ""),
        (then(closed(case_of()), REOPENED), True, "a person to take up the reopened case", ""),
        (case_of(AGREED, PARKED), True, "a person: step refund is parked (NEEDS_FUNDS)", "refund: NEEDS_FUNDS"),
        (case_of(AGREED, ev.CaseHeld(by="li", reason="wait")), True, "a person to release the hold", ""),
        (case_of(AGREED, PARKED, ev.StepRetried(step="refund", by="li")), False, "the buyer's parcel", ""),
        (case_of(AGREED, PARKED, DISPUTE), False, "a ruling", ""),
    ],
    ids=["new", "agreed", "contested", "back", "back, dear", "reopened", "parked", "held", "retried", "diverted"],
)
def test_who_must_act(case: Case, human: bool, waits_for: str, stuck: str) -> None:  # noqa: FBT001 - a table's column
    """A person for decisions, parked steps and holds; a course that was left parks nothing any more."""
    here = standing(case)
    assert (here.needs_human, here.waits_for, here.stuck) == (human, waits_for, stuck)


def test_an_untold_delivery_day_falls_back_on_the_platforms_time() -> None:
    """A promise in the past, or none, is no day to wait for."""
    for eta in (None, NOON - timedelta(days=1)):
        due = standing(travelling(WAITS_GLADLY, outbound_eta=eta)).due
        assert due is not None
        assert (due.clock, due.at) == (Clock.DELIVERY, NOON + 5 * DAY)
