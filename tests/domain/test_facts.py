"""What the outside reports: absorbed once, in any order, late, and never lost."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain import events as ev
from domain import facts
from domain.case import Case
from domain.events import Answer, Event, Intercept, Party, PaymentState, Question, ReopenReason, Resolution
from domain.facts import Fact, observe
from domain.goods import ParcelState
from domain.request import Claim, Scenario
from tests.domain.case_forms import (
    ACCEPTED,
    AGREED,
    ALL_SOUND,
    HOUR,
    NOON,
    ONE_MISSING,
    PAID,
    REFUSED,
    case_of,
    closed,
    decided,
    found,
    moved,
    now,
    offered,
    sent,
    stated,
    then,
    travelling,
    units,
)

LATER = NOON + 9 * HOUR
OPEN = case_of(AGREED, claim=stated())
ROAD = then(OPEN, sent())
CALLED = travelling(ev.InterceptChanged(state=Intercept.ORDERED))
PAYING = then(OPEN, ALL_SOUND, decided(), now(PaymentState.SENT))
DISPUTED = then(OPEN, REFUSED, ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused"))


def scan(state: ParcelState, waybill: str = "ST1", at: datetime = LATER, *, sent: bool = False) -> facts.ParcelReported:
    """The courier's word on a parcel, or the buyer's (`sent`)."""
    return facts.ParcelReported(fact=f"{waybill}{state}", carrier="sto", waybill=waybill, at=at, state=state, sent=sent)


def claim(status: str = "WAIT_SELLER_AGREE", number: int = 2, **more: object) -> facts.ClaimReported:
    """The platform's word."""
    standing: Claim = replace(stated(status, version=str(number), modified_at=NOON + number * HOUR), **more)  # type: ignore[arg-type]
    return facts.ClaimReported(fact=f"claim{number}{status}", claim=standing)


def notice(state: PaymentState, key: str = "k1") -> facts.PaymentReported:
    """A payment notice, after the ledger took it in."""
    return facts.PaymentReported(fact=f"n{state}", key=key, state=state)


def answer(said: Answer, question: Question | None = None, experience: int | None = None) -> facts.AnswerReported:
    """The buyer's word."""
    return facts.AnswerReported(fact=f"a{said}", answer=said, question=question, experience=experience)


GOODS = facts.GoodsReported(fact="f-ST1", finding=found(units("mug", 3), units("cup", 1)))
STOPPED = facts.InterceptReported(fact="i", waybill="OUT1", state=Intercept.STOPPED)
RULED = facts.RulingReported(fact="r", in_favour_of=Party.BUYER, amount=9900)
WITHDRAWN = facts.WithdrawalReported(fact="w")


def names(events: tuple[Event, ...]) -> list[str]:
    """The kinds of what happened."""
    return [type(event).__name__ for event in events]


ROWS: list[tuple[str, Case, Fact, list[str]]] = [
    ("a waybill is entered", OPEN, scan(ParcelState.UNDER_WAY, sent=True), ["ParcelSent"]),
    ("a parcel arrives", ROAD, scan(ParcelState.SIGNED), ["ParcelMoved"]),
    ("first heard of when it arrives", OPEN, scan(ParcelState.SIGNED), ["ParcelSent", "ParcelMoved"]),
    ("first heard of on the road", OPEN, scan(ParcelState.UNDER_WAY), ["ParcelSent"]),
    ("a parcel is lost", ROAD, scan(ParcelState.LOST), ["ParcelMoved"]),
    ("a lost one is found", then(ROAD, moved(ParcelState.LOST)), scan(ParcelState.SIGNED), ["ParcelMoved"]),
    ("outbound turned round", travelling(), scan(ParcelState.COMING_BACK, "OUT1"), ["ParcelMoved"]),
    ("outbound signed for", travelling(), scan(ParcelState.SIGNED, "OUT1"), ["ParcelMoved"]),
    ("goods are inspected", ROAD, GOODS, ["GoodsInspected"]),
    ("goods nobody announced", OPEN, GOODS, ["GoodsInspected"]),
    ("the courier stopped it", CALLED, STOPPED, ["InterceptChanged"]),
    ("stopped before our order is booked", travelling(), STOPPED, ["InterceptChanged"]),
    ("the platform agreed", OPEN, claim("WAIT_BUYER_RETURN_GOODS"), ["ClaimChanged"]),
    ("the platform names a waybill", OPEN, claim(waybill="ST1", carrier="sto"), ["ClaimChanged", "ParcelSent"]),
    ("an officer ruled", DISPUTED, claim(cs_status=8), ["ClaimChanged", "RulingGiven"]),
    ("a ruling", DISPUTED, RULED, ["RulingGiven"]),
    ("withdrawn", OPEN, WITHDRAWN, ["RequestWithdrawn"]),
    ("paid", PAYING, notice(PaymentState.SETTLED), ["PaymentChanged"]),
    ("paid after all", then(PAYING, now(PaymentState.FAILED)), notice(PaymentState.SETTLED), ["PaymentChanged"]),
    ("taken back", then(PAYING, now(PaymentState.SETTLED)), notice(PaymentState.REVERSED), ["PaymentChanged"]),
    ("an answer to a question", OPEN, answer(Answer.YES, Question.SOLVED), ["BuyerAnswered"]),
]


@pytest.mark.parametrize(("case", "fact", "told"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_fact_is_absorbed_once(case: Case, fact: Fact, told: list[str]) -> None:
    """What is news becomes events; the same report again is nothing."""
    events = observe(fact, case)
    assert names(events) == told
    assert observe(fact, then(case, *events)) == ()


OLD: list[tuple[str, Case, Fact]] = [
    ("a scan of the road", ROAD, scan(ParcelState.UNDER_WAY)),
    ("a waybill entered twice", ROAD, scan(ParcelState.UNDER_WAY, sent=True)),
    ("the road after the dock", then(ROAD, moved(ParcelState.ARRIVED)), scan(ParcelState.LOST)),
    ("an arrival after the finding", then(OPEN, ALL_SOUND), scan(ParcelState.SIGNED)),
    (
        "turned round, told after it was signed for",
        travelling(moved(ParcelState.SIGNED, "OUT1", LATER)),
        scan(ParcelState.COMING_BACK, "OUT1", NOON + HOUR),
    ),
    ("the same finding under another report", then(OPEN, ALL_SOUND), replace(GOODS, fact="again")),
    ("the courier's second word", travelling(ev.InterceptChanged(state=Intercept.FAILED)), STOPPED),
    ("another parcel stopped", CALLED, replace(STOPPED, waybill="OUT9")),
    ("an older standing", case_of(claim=stated(modified_at=LATER)), claim("CLOSED")),
    ("the same standing", OPEN, facts.ClaimReported(fact="poll", claim=stated())),
    ("a second ruling", then(DISPUTED, ev.RulingGiven(in_favour_of=Party.SELLER)), RULED),
    ("withdrawn twice", then(OPEN, ev.RequestWithdrawn()), WITHDRAWN),
    ("sent, told after settled", then(PAYING, now(PaymentState.SETTLED)), notice(PaymentState.SENT)),
    ("failed, told after settled", then(PAYING, now(PaymentState.SETTLED)), notice(PaymentState.FAILED)),
    ("settled, told after reversed", then(PAYING, now(PaymentState.REVERSED)), notice(PaymentState.SETTLED)),
    ("another case's payment", PAYING, notice(PaymentState.SETTLED, key="k9")),
    ("an answer when nothing was asked", OPEN, answer(Answer.YES)),
]


@pytest.mark.parametrize(("case", "fact"), [row[1:] for row in OLD], ids=[row[0] for row in OLD])
def test_old_news_changes_nothing(case: Case, fact: Fact) -> None:
    """What is known better already is not told again."""
    assert observe(fact, case) == ()


def test_our_order_does_not_undo_the_couriers_answer() -> None:
    """The notice that the parcel was stopped beats the answer to our own call."""
    case = travelling()
    case = then(case, *observe(STOPPED, case), ev.InterceptChanged(state=Intercept.ORDERED))
    assert case.intercept is Intercept.STOPPED


def test_a_corrected_waybill_stays_corrected() -> None:
    """The platform repeats the buyer's slip with every standing: no second parcel comes of it."""
    case = case_of(AGREED, claim=stated())
    case = then(case, *observe(claim("WAIT_SELLER_CONFIRM_GOODS", waybill="SLIP"), case))
    case = then(case, ev.CaseCorrected(field="waybill", value="ST1", by="li", reason="mistyped"))
    case = then(case, *observe(claim("WAIT_SELLER_CONFIRM_GOODS", 3, waybill="SLIP"), case))
    assert [parcel.waybill for parcel in case.parcels] == ["ST1"]


PAID_SHORT = closed(then(OPEN, ONE_MISSING, ev.ShortfallNoted(), offered(15000), ACCEPTED, *PAID))
GIVEN_UP = closed(OPEN, Resolution.CLOSED_BY_HAND)
TAKEN_BACK = ReopenReason.PAYMENT_REVERSED
REOPENS: list[tuple[str, Case, Fact, ReopenReason | None]] = [
    ("goods come late", GIVEN_UP, GOODS, ReopenReason.LATE_PARCEL),
    ("the rest comes late", PAID_SHORT, scan(ParcelState.SIGNED, "ST2"), ReopenReason.LATE_PARCEL),
    ("posted late", GIVEN_UP, scan(ParcelState.UNDER_WAY, sent=True), ReopenReason.LATE_PARCEL),
    ("posted late, by the platform", GIVEN_UP, claim("CLOSED", waybill="ST1"), ReopenReason.LATE_PARCEL),
    ("not solved", PAID_SHORT, answer(Answer.NO, Question.SOLVED), ReopenReason.UNSOLVED),
    ("two of five", PAID_SHORT, answer(Answer.WORDS, Question.SURVEY, 2), ReopenReason.DISSATISFIED),
    ("the bank took it back", PAID_SHORT, notice(PaymentState.REVERSED), TAKEN_BACK),
    ("ruled for the buyer", GIVEN_UP, RULED, ReopenReason.PLATFORM),
    ("ruled for the buyer, by the platform", GIVEN_UP, claim("CLOSED", cs_status=8), ReopenReason.PLATFORM),
    ("asked again", closed(DISPUTED, Resolution.REFUSED), claim(number=2), None),
    ("asked again after a refusal", closed(then(DISPUTED, *observe(claim("SELLER_REFUSE_BUYER"), DISPUTED))),
     claim(number=3), ReopenReason.PLATFORM),
    ("the platform paid", GIVEN_UP, claim("SUCCESS"), ReopenReason.PLATFORM),
    ("the platform says what we paid", PAID_SHORT, claim("SUCCESS"), None),
    ("three of five", PAID_SHORT, answer(Answer.WORDS, Question.SURVEY, 3), None),
    ("solved", PAID_SHORT, answer(Answer.YES, Question.SOLVED), None),
    ("ruled for the shop", GIVEN_UP, replace(RULED, in_favour_of=Party.SELLER, amount=None), None),
    ("ruled what was paid", PAID_SHORT, RULED, None),
    ("outbound scan", closed(travelling()), scan(ParcelState.ARRIVED, "OUT1"), None),
    ("withdrawn", GIVEN_UP, WITHDRAWN, None),
]  # fmt: skip


@pytest.mark.parametrize(("case", "fact", "reason"), [row[1:] for row in REOPENS], ids=[row[0] for row in REOPENS])
def test_news_that_a_closed_case_must_not_swallow(case: Case, fact: Fact, reason: ReopenReason | None) -> None:
    """Goods, money, a no and a ruling take a closed case up again; all else is written down (3.0.3, R130)."""
    events = observe(fact, case)
    assert [event.reason for event in events if isinstance(event, ev.CaseReopened)] == ([reason] if reason else [])
    assert (then(case, *events).resolution is None) == (reason is not None)


@pytest.mark.parametrize("scenario", [Scenario.DISPUTE, Scenario.RETURN_REFUND])
def test_a_ruling_on_a_closed_case_is_carried_out(scenario: Scenario) -> None:
    """It needs no person to take the case up again: it goes on as a dispute with its ruling (3.14 row 6)."""
    case = closed(replace(OPEN, scenario=scenario))
    case = then(case, *observe(RULED, case))
    assert (case.scenario, case.reopened, case.resolution) == (Scenario.DISPUTE, None, None)
    assert case.ruling is not None


@pytest.mark.parametrize(
    ("case", "said", "question", "meant"),
    [
        (then(OPEN, ALL_SOUND, offered(100)), Answer.YES, Question.DEDUCTION, Answer.ACCEPT),
        (then(OPEN, ALL_SOUND, offered(100)), Answer.NO, Question.DEDUCTION, Answer.DECLINE),
        (travelling(), Answer.YES, Question.WAIT_OR_INTERCEPT, Answer.WAIT),
        (travelling(), Answer.NO, Question.WAIT_OR_INTERCEPT, Answer.INTERCEPT),
        (
            then(OPEN, *PAID, ev.BuyerContacted(letter="FUP-2", channel="mail", key="k")),
            Answer.ACCEPT,
            Question.SOLVED,
            Answer.YES,
        ),
    ],
)
def test_words_are_taken_for_the_open_question(case: Case, said: Answer, question: Question, meant: Answer) -> None:
    """Buyers say yes and no: the question that stands open says what to."""
    (event,) = observe(answer(said), case)
    assert isinstance(event, ev.BuyerAnswered)
    assert (event.question, event.answer) == (question, meant)
