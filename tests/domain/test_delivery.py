"""What became of a parcel that the buyer misses: a row of tables 3.2, 3.3 and 3.4 each, and who pays for it."""

from datetime import datetime, timedelta

import pytest

from domain import delivery
from domain import events as ev
from domain.case import Case
from domain.delivery import asks_buyer, inquiry_due, next_look, situation, waits_until
from domain.eligibility import verdict
from domain.events import Answer, Hold, Question
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Stage
from domain.owed import asked, owed
from domain.request import Ground, Request, Scenario
from domain.routing import about_delivery, routed
from domain.trail import Inquiry, Outcome, SignedBy, Situation
from tests.domain.case_forms import DAY, HOUR, NOON, inquired, missed, moved, order, read, said, then
from tests.domain.packs import pack

S = Situation
SILENT = read(80)
WAITS = ev.BuyerAnswered(question=Question.DELIVERY, answer=Answer.WAIT)
INSISTS = ev.BuyerAnswered(question=Question.DELIVERY, answer=Answer.REFUND)
HAS_IT = ev.BuyerAnswered(question=Question.RECEIVED, answer=Answer.YES)
SIGNED = moved(ParcelState.SIGNED, "OUT1")
SIGNATURE = inquired(Inquiry.SIGNATURE)
ETA = NOON + 3 * DAY
PROMISED = {"outbound_eta": NOON + DAY}
NEW = {"shipped_at": NOON - 10 * HOUR}


def warehouse(hold: Hold) -> ev.WarehouseAnswered:
    """The warehouse's word."""
    return ev.WarehouseAnswered(hold=hold)


def signature(by: SignedBy | None, proof: str = "pod") -> ev.InquiryAnswered:
    """Who signed, and the proof of it."""
    return said(Outcome.DELIVERED, signed_by=by, proof=proof)


ROWS: list[tuple[str, Case, datetime, Situation]] = [
    ("TRN 1: it moves", missed(read(1)), NOON, S.ON_ITS_WAY),
    ("TRN 1: the last moment before it counts as silent", missed(read(71.9)), NOON, S.ON_ITS_WAY),
    ("TRN 5: late", missed(read(1), **PROMISED), NOON + DAY, S.LATE),
    ("TRN 5: in time to the last moment", missed(read(1), **PROMISED), NOON + DAY - timedelta(seconds=1), S.ON_ITS_WAY),
    ("TRN 6: signed", missed(read(1), SIGNED), NOON, S.SIGNED),
    ("TRN 6: signed when the case began", missed(read(1), stage=Stage.RECEIVED), NOON, S.SIGNED),
    ("TRN 6: by the addressee", missed(SIGNED, SIGNATURE, signature(SignedBy.ADDRESSEE)), NOON, S.PROVEN),
    ("TRN 6: by a delegate", missed(SIGNED, SIGNATURE, signature(SignedBy.DELEGATE)), NOON, S.PROVEN),
    ("TRN 6: at the named place", missed(SIGNED, SIGNATURE, signature(SignedBy.NAMED_PLACE)), NOON, S.PROVEN),
    ("TRN 6: said, not proven", missed(SIGNED, SIGNATURE, signature(SignedBy.ADDRESSEE, "")), NOON, S.SIGNED_BY_OTHERS),
    ("TRN 6: by others", missed(SIGNED, SIGNATURE, signature(SignedBy.OTHER)), NOON, S.SIGNED_BY_OTHERS),
    ("TRN 6: by nobody", missed(SIGNED, SIGNATURE, signature(None)), NOON, S.SIGNED_BY_OTHERS),
    ("TRN 6, LOG 5: no answer in 48 h", missed(SIGNED, SIGNATURE), NOON + 50 * HOUR, S.SIGNED_BY_OTHERS),
    ("TRN 6: the last moment before", missed(SIGNED, SIGNATURE), NOON + 49.9 * HOUR, S.SIGNED),
    ("TRN 7: the carrier's error", missed(SIGNED, SIGNATURE, said(Outcome.MISDELIVERED)), NOON, S.WRONG_ADDRESS),
    ("TRN 7: the seller's error", missed(inquired(), said(Outcome.MISDELIVERED, fault=Fault.SELLER)), NOON,
     S.WRONG_ADDRESS),
    ("TRN 8: the buyer's address", missed(inquired(), said(Outcome.MISDELIVERED, fault=Fault.BUYER)), NOON,
     S.BUYERS_ADDRESS),
    ("LOG 1: within the first day", missed(read(None), **NEW), NOON, S.ON_ITS_WAY),
    ("LOG 1: after a day", missed(read(None), **NEW), NOON + 14 * HOUR, S.NO_FIRST_SCAN),
    ("LOG 1: it lies in the warehouse", missed(read(None), warehouse(Hold.HELD)), NOON, S.NOT_HANDED_OVER),
    ("LOG 1: it left the warehouse", missed(read(None), warehouse(Hold.SHIPPED)), NOON, S.STALLED),
    ("LOG 2: no scan for 72 h", missed(read(72)), NOON, S.STALLED),
    ("LOG 2: remote, 72 h are nothing", missed(read(72), remote=True), NOON, S.ON_ITS_WAY),
    ("LOG 2: remote, 120 h", missed(read(120), remote=True), NOON, S.STALLED),
    ("LOG 2: asked", missed(SILENT, inquired()), NOON + 49 * HOUR, S.STALLED),
    ("LOG 2: no answer in 48 h", missed(SILENT, inquired()), NOON + 50 * HOUR, S.UNANSWERED),
    ("LOG 2: not found once, then asked as often as makes sense",
     missed(SILENT, inquired(), said(Outcome.LOCATED, eta=ETA), inquired(number=2), said(Outcome.NOT_FOUND, 2)), NOON,
     S.UNANSWERED),
    ("LOG 3: trouble is asked about at once", missed(read(1, "trouble")), NOON, S.STALLED),
    ("LOG 3: located, with a date", missed(SILENT, inquired(), said(Outcome.LOCATED, eta=ETA)), NOON, S.HELD_UP),
    ("LOG 3: located, the date has passed", missed(SILENT, inquired(), said(Outcome.LOCATED, eta=ETA)), ETA, S.LATE),
    ("LOG 4: on its way back", missed(read(1), moved(ParcelState.COMING_BACK, "OUT1")), NOON, S.COMING_BACK),
    ("LST 1: the trace says lost", missed(read(1), moved(ParcelState.LOST, "OUT1")), NOON, S.LOST),
    ("LST 1: the carrier says lost", missed(SILENT, inquired(), said(Outcome.LOST)), NOON, S.LOST),
    ("LST 1: not found once", missed(SILENT, inquired(), said(Outcome.NOT_FOUND)), NOON, S.STALLED),
    ("LST 1: not found twice",
     missed(SILENT, inquired(), said(Outcome.NOT_FOUND), inquired(number=2), said(Outcome.NOT_FOUND, 2)), NOON, S.LOST),
    ("LST 1: silent for seven days", missed(SILENT, inquired()), NOON + 7 * DAY + 2 * HOUR, S.LOST),
    ("LST 1: the last moment before", missed(SILENT, inquired()), NOON + 7 * DAY + 1.9 * HOUR, S.UNANSWERED),
    ("LST 1: seen since, so it exists", missed(SILENT, inquired(), read(-100)), NOON + 7 * DAY + 2 * HOUR,
     S.ON_ITS_WAY),
    ("the buyer has it", missed(SIGNED, SIGNATURE, HAS_IT), NOON, S.RECEIVED),
    ("the buyer waits, beyond the day they were told",
     missed(SILENT, inquired(), said(Outcome.LOCATED, eta=ETA), WAITS), ETA, S.LATE),
]  # fmt: skip


@pytest.mark.parametrize(("case", "now", "state"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_became_of_it(case: Case, now: datetime, state: Situation) -> None:
    """Each row by the least that leads there."""
    assert situation(case, now) is state


FULL, GOODS = 20800, 20000
PAYS: dict[Situation, tuple[Fault, int, bool]] = {  # who bears it, what goes back, and whether policy pays by itself
    S.ON_ITS_WAY: (Fault.BUYER, GOODS, False),
    S.LATE: (Fault.CARRIER, FULL, True),
    S.NO_FIRST_SCAN: (Fault.CARRIER, FULL, False),
    S.NOT_HANDED_OVER: (Fault.SELLER, FULL, True),
    S.STALLED: (Fault.CARRIER, FULL, False),
    S.UNANSWERED: (Fault.CARRIER, FULL, True),
    S.HELD_UP: (Fault.CARRIER, FULL, True),
    S.COMING_BACK: (Fault.CARRIER, FULL, True),
    S.SIGNED: (Fault.CARRIER, FULL, False),
    S.PROVEN: (Fault.CARRIER, FULL, False),
    S.SIGNED_BY_OTHERS: (Fault.CARRIER, FULL, True),
    S.WRONG_ADDRESS: (Fault.CARRIER, FULL, True),
    S.BUYERS_ADDRESS: (Fault.BUYER, GOODS, False),
    S.RECEIVED: (Fault.CARRIER, FULL, False),
    S.LOST: (Fault.CARRIER, FULL, True),
}


@pytest.mark.parametrize("state", Situation)
def test_who_bears_it(state: Situation) -> None:
    """Until signature the carrier counts as the seller; what the rules do not settle waits for a person."""
    case = missed(ev.ParcelTraced(situation=state))
    fault, amount, pays = PAYS[state]
    assert (case.request.fault, owed(case).order_refund) == (fault, amount)
    assert verdict(case, asked(case).order_refund).agree is pays


def test_a_parcel_in_time_that_came_back_is_paid_for() -> None:
    """Called back and scanned: as for any refusal of delivery, freight not included (MR-11)."""
    case = missed(ev.ParcelTraced(situation=S.ON_ITS_WAY), moved(ParcelState.COMING_BACK, "OUT1"))
    assert verdict(case, asked(case).order_refund).agree
    assert owed(case).order_refund == GOODS


@pytest.mark.parametrize("state", Situation)
def test_what_the_buyer_may_choose(state: Situation) -> None:
    """To wait, or to have the money: where the parcel may still come, and once for each promise."""
    fresh = missed(ev.ParcelTraced(situation=state))
    chooses = state in {S.ON_ITS_WAY, S.LATE, S.UNANSWERED, S.HELD_UP}
    assert asks_buyer(fresh, state, NOON) is chooses
    assert not asks_buyer(then(fresh, INSISTS), S.LATE, NOON)
    assert not asks_buyer(then(fresh, WAITS), S.LATE, NOON + 30 * DAY)


def test_until_when_a_buyer_waits() -> None:
    """The carrier's new date, else the promised one that is ahead, else seven days from the first inquiry at most."""
    assert waits_until(missed(SILENT, inquired())) is None
    assert waits_until(missed(SILENT, inquired(), said(Outcome.LOCATED, eta=ETA), WAITS)) == ETA
    assert waits_until(missed(read(1), WAITS, **PROMISED)) == NOON + DAY
    assert waits_until(missed(SILENT, inquired(), WAITS)) == NOON + 2 * HOUR + 7 * DAY
    assert waits_until(missed(SILENT, WAITS, inquired())) == NOON + 2 * HOUR + 7 * DAY
    assert waits_until(missed(SILENT, inquired(), WAITS, INSISTS)) is None


@pytest.mark.parametrize(
    ("case", "state", "inquiry"),
    [
        (missed(SILENT), S.STALLED, Inquiry.TRACE),
        (missed(SILENT, inquired()), S.STALLED, None),
        (missed(SILENT, inquired(), said(Outcome.NOT_FOUND)), S.STALLED, Inquiry.TRACE),
        (missed(read(None)), S.NO_FIRST_SCAN, Inquiry.PICKUP),
        (missed(SIGNED), S.SIGNED, Inquiry.SIGNATURE),
        (missed(SIGNED, SIGNATURE), S.SIGNED, None),
        (missed(read(1)), S.ON_ITS_WAY, None),
        (missed(SILENT), S.LOST, None),
    ],
)
def test_what_the_carrier_is_asked(case: Case, state: Situation, inquiry: Inquiry | None) -> None:
    """Once while it is silent, and a second time where it did not find the parcel."""
    assert inquiry_due(case, state) is inquiry


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_look_is_always_ahead(row: tuple[str, Case, datetime, Situation]) -> None:
    """While something is still to be found out, the next look is in the future: nothing is asked in a circle."""
    _, case, now, state = row
    if delivery.decided(case, state, now) or inquiry_due(case, state) or delivery.warehouse_due(case, now):
        return
    due = next_look(case, state)
    assert due is not None
    assert due.at > now


def test_which_requests_are_about_a_parcel_that_did_not_come() -> None:
    """Money back, not received, and shipped with a waybill; every other request stays what it is."""
    request = Request(
        kind=Scenario.REFUND_ONLY, ground=Ground.NOT_RECEIVED, fault=Fault.CARRIER, items=(), requested_at=NOON
    )
    assert routed(request, order(stage=Stage.IN_TRANSIT), pack("cn_other")).kind is Scenario.DELIVERY
    assert routed(request, order(stage=Stage.RECEIVED), pack("cn_other")).kind is Scenario.DELIVERY
    assert not about_delivery(request, order(stage=Stage.UNSHIPPED))
    assert not about_delivery(request, order(stage=Stage.IN_TRANSIT, outbound_waybill=""))
    unwanted = Request(
        kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, fault=Fault.BUYER, items=(), requested_at=NOON
    )
    assert routed(unwanted, order(stage=Stage.IN_TRANSIT), pack("cn_other")) == unwanted
