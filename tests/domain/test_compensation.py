"""Table 3.13 row by row: what is owed to a buyer who keeps the goods, and what may be offered beyond it."""

from dataclasses import replace
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Act, Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.compensation import (
    by_rule,
    cash_means,
    compensation_offers,
    entitlement,
    first_rung,
    still_owed,
)
from domain.eligibility import verdict
from domain.events import Answer, Means, Payment, PaymentState, Planned, Question, Rung
from domain.facts import AnswerReported, observe
from domain.grievance import Grievance, Wrong
from domain.order import OrderLine
from domain.owed import asked, left_to_pay, owed, payable
from domain.permit import effect, permit
from domain.quotes.refund_request import PriorRefund
from domain.request import Item, Scenario
from domain.standing import CaseStage, stage_of
from tests.domain.case_forms import AGREED, DAY, NOON, aggrieved, case_of, closed, in_shop, then

DROP = {"new_unit_price": 4000, "dropped_at": NOON - DAY}
COUPON = {"new_unit_price": 26900, "coupon": 2000, "dropped_at": NOON}
ONE_LINE = (OrderLine(line_id="mug", qty=2, unit_price=29900, line_discount=2000),)
TWO = (Item(line_id="mug", qty=2),)


@pytest.mark.parametrize(
    ("case", "row", "amount", "means", "act", "auto"),
    [
        (aggrieved(wrong=Wrong.PRICE_DROP, claim=DROP), 1, 4000, Means.ORDER, Act.REFUND, True),
        (aggrieved(wrong=Wrong.PRICE_DROP, claim=COUPON, lines=ONE_LINE, items=TWO), 1, 6000, Means.ORDER, Act.REFUND,
         True),
        (aggrieved(wrong=Wrong.PRICE_DROP, claim=DROP, paid_at=NOON - 30 * DAY), 1, 0, Means.ORDER, Act.REFUND, True),
        (aggrieved(wrong=Wrong.PRICE_DROP), 1, 0, Means.ORDER, Act.REFUND, True),
        (aggrieved(wrong=Wrong.OVERCHARGED, claim={"rightful_price": 17500}), 2, 2500, Means.ORDER, Act.REFUND, False),
        (aggrieved(wrong=Wrong.OVERCHARGED, claim={"rightful_price": 25000}), 2, 0, Means.ORDER, Act.REFUND, False),
        (aggrieved(wrong=Wrong.MINOR_FLAW), 3, 0, Means.ORDER, Act.REFUND, False),
        (aggrieved(wrong=Wrong.SERVICE), 4, 0, Means.ORDER, Act.REFUND, False),
        (aggrieved(wrong=Wrong.OUT_OF_POCKET, claim={"loss": 3500, "receipt": "E14:1"}), 5, 3500, Means.PAYOUT,
         Act.REFUND, False),
        (aggrieved(wrong=Wrong.LATE_SHIPMENT), 6, 6000, Means.PAYOUT, Act.REFUND, True),
        (aggrieved(wrong=Wrong.OUT_OF_STOCK), 6, 6000, Means.PAYOUT, Act.REFUND, True),
        (aggrieved(wrong=Wrong.FAKE_SHIPMENT, claim={"promised": 9000}), 6, 9000, Means.PAYOUT, Act.REFUND, True),
        (aggrieved(wrong=Wrong.LATE_SHIPMENT, terms="cn_other"), 6, 6000, Means.PAYOUT, Act.PENALTY, False),
        (aggrieved(wrong=Wrong.LEGAL_MULTIPLE), 7, 0, Means.OUTSIDE, Act.PUNITIVE, False),
        (aggrieved(wrong=Wrong.PRICE_DROP, claim=DROP | {"settled_as": "r1"}), 8, 0, Means.ORDER, Act.DECLINE_SETTLED,
         False),
    ],
)  # fmt: skip
def test_every_row_of_the_table(
    case: Case,
    row: int,
    amount: int,
    means: Means,
    act: Act,
    auto: bool,  # noqa: FBT001 - a table's column
) -> None:
    """What the rules give, how it reaches the buyer, and whether policy grants it by itself."""
    found = entitlement(case)
    assert (found.row, found.amount, found.means, found.act, found.auto) == (row, amount, means, act, auto)
    assert verdict(case, still_owed(case)).agree is (auto and amount > 0)


def test_a_loss_is_owed_once_it_is_proven() -> None:
    """Without a receipt nothing is granted; entered later, it is (row 5)."""
    case = aggrieved(wrong=Wrong.OUT_OF_POCKET, claim={"loss": 3500})
    assert still_owed(case) == 0
    assert code(commands.Agree(by="ann"), case) == "EVIDENCE_MISSING"
    proven = then(case, ev.CaseCorrected(field="receipt", value="E17:2", by="ann", reason="came by mail"))
    assert still_owed(proven) == 3500
    assert code(commands.Agree(by="ann"), proven) == ""
    assert by_rule(proven) == ev.CompensationSettled(amount=3500, means=Means.PAYOUT, rule="3.13.5")


def code(command: commands.Command, case: Case) -> str:
    """The code of the refusal, empty where it is taken."""
    try:
        permit(command, case)
    except NotPermitted as no:
        return no.code
    return ""


OFFER = commands.Compensate(by="ann", rung=Rung.CASH, value=1000, reason="sorry", floor=500)
COUPON_OFFER = replace(OFFER, rung=Rung.COUPON, reference="SORRY-10")
OWED = aggrieved(wrong=Wrong.OVERCHARGED, claim={"rightful_price": 17500})


@pytest.mark.parametrize(
    ("command", "case", "answer"),
    [
        (OFFER, aggrieved(), ""),
        (COUPON_OFFER, aggrieved(), ""),
        (replace(OFFER, value=499), aggrieved(), "BELOW_FLOOR"),
        (replace(OFFER, value=0, floor=0), aggrieved(), "BELOW_FLOOR"),
        (replace(OFFER, value=4001), aggrieved(), "ABOVE_AUTHORITY"),
        (replace(OFFER, value=4001, role=Level.SUPERVISOR), aggrieved(), ""),
        (replace(COUPON_OFFER, reference=""), aggrieved(), "NO_REFERENCE"),
        (replace(OFFER, reason=" "), aggrieved(), "NO_REASON"),
        (replace(OFFER, line_id="hat"), aggrieved(), "UNKNOWN_LINE"),
        (OFFER, case_of(), "NO_COMPENSATION"),
        (OFFER, in_shop(aggrieved(), authority_flag=False), "NO_TERMS"),
        (OFFER, closed(aggrieved()), "CLOSED"),
        (replace(OFFER, value=2500), OWED, ""),
        (replace(OFFER, value=2499), OWED, "OWED_IN_CASH"),
        (replace(COUPON_OFFER, value=2500), OWED, "OWED_IN_CASH"),
        (replace(COUPON_OFFER, value=2500, consent="E8:7"), OWED, ""),
        (commands.Agree(by="ann"), aggrieved(), "NOTHING_OWED"),
        (commands.Agree(by="ann"), OWED, ""),
        (commands.Agree(by="ann"), aggrieved(wrong=Wrong.LEGAL_MULTIPLE), "ABOVE_AUTHORITY"),
        (commands.Agree(by="ann", role=Level.MANAGER), aggrieved(wrong=Wrong.LEGAL_MULTIPLE), ""),
        (commands.Refuse(by="ann", reason="no ground", evidence=("E8",), unasked=True), aggrieved(), ""),
        (commands.Refuse(by="ann", reason="no ground", evidence=("E8",), unasked=True), OWED, "ABOVE_AUTHORITY"),
        (commands.Refuse(by="ann", reason="no", evidence=("E8",), unasked=True), aggrieved(claim={"settled_as": "r1"}),
         "ABOVE_AUTHORITY"),
        (commands.Refuse(by="sun", reason="no", evidence=("E8",), unasked=True, role=Level.SUPERVISOR),
         aggrieved(claim={"settled_as": "r1"}), ""),
    ],
)  # fmt: skip
def test_what_may_be_offered_and_granted(command: commands.Command, case: Case, answer: str) -> None:
    """Between the bottom line and the level; never instead of cash that is owed; never what nothing is owed for."""
    assert code(command, case) == answer


def test_the_bottom_line_is_never_lowered() -> None:
    """It was prepared before the first offer, and counts for the next ones too (R88)."""
    case = then(aggrieved(), *effect(OFFER, aggrieved()))
    assert code(replace(OFFER, value=500, floor=None), case) == ""
    assert code(replace(OFFER, value=400, floor=None), case) == "BELOW_FLOOR"
    assert code(replace(OFFER, value=400, floor=300), case) == "FLOOR_LOWERED"


def test_the_bottom_line_is_prepared_before_the_talk() -> None:
    """It is stored with the offers above it, and holds from then on (R88)."""
    plan = commands.Prepare(by="ann", floor=500, most=3500)
    case = aggrieved()
    assert code(plan, case) == ""
    case = then(case, *effect(plan, case))
    assert (case.floor, len(case.planned)) == (500, 4)
    assert code(replace(OFFER, value=499, floor=None), case) == "BELOW_FLOOR"
    assert code(replace(plan, floor=400), case) == "FLOOR_LOWERED"
    assert code(replace(plan, floor=4000, most=3500), case) == "FLOOR_TOO_HIGH"
    assert code(replace(plan, most=4001), case) == "ABOVE_AUTHORITY"
    assert code(plan, case_of()) == "NO_COMPENSATION"


def test_a_newer_offer_stands_in_the_place_of_an_older() -> None:
    """The buyer answers the one that stands; each has its number and its end."""
    case = then(aggrieved(), *effect(OFFER, aggrieved()))
    case = then(case, *effect(replace(OFFER, value=2000, floor=None), case))
    assert [(offer.offer_no, offer.answer) for offer in case.offers] == [(1, Answer.DECLINE), (2, None)]
    assert case.open_offer is not None
    assert (case.open_offer.expires_at - case.open_offer.at).total_seconds() == 72 * 3600
    assert stage_of(case) is CaseStage.WAIT_BUYER_ANSWER


@pytest.mark.parametrize("answer", [Answer.ACCEPT, Answer.YES])
def test_a_yes_settles(answer: Answer) -> None:
    """The buyer's word binds both, in whatever channel it was given; a second yes settles nothing more."""
    case = then(aggrieved(), *effect(OFFER, aggrieved()))
    told = observe(AnswerReported(fact="f1", answer=answer), case)
    assert told[1:] == (ev.CompensationSettled(amount=1000, means=Means.ORDER, rule="MR-16", by="buyer"),)
    again = observe(AnswerReported(fact="f2", answer=answer, question=Question.COMPENSATION), then(case, *told))
    assert [type(event) for event in again] == [ev.BuyerAnswered]


def test_a_no_and_silence_settle_nothing() -> None:
    """The next offer is a person's."""
    case = then(aggrieved(), *effect(OFFER, aggrieved()))
    no = observe(AnswerReported(fact="f1", answer=Answer.NO), case)
    for happened in (no, (ev.CompensationLapsed(offer_no=1),)):
        after = then(case, *happened)
        assert (after.settlement, after.open_offer, stage_of(after)) == (None, None, CaseStage.DECIDING)
        late = observe(AnswerReported(fact="f9", answer=Answer.ACCEPT, question=Question.COMPENSATION), after)
        assert then(after, *late).settlement is None


@pytest.mark.parametrize(
    "end",
    [
        ev.RequestRefused(by="sun", reason="no", evidence=("E8",), unasked=True),
        ev.RequestWithdrawn(),
        ev.ScenarioChanged(to=Scenario.DISPUTE, reason="talk"),
        ev.CaseClosed(resolution=ev.Resolution.DECLINED),
        ev.CompensationSettled(amount=2500, means=Means.ORDER, rule="3.13.2"),
    ],
)
def test_an_offer_ends_with_what_it_was_made_in(end: ev.Event) -> None:
    """A yes that comes after a refusal, the close, or another settlement is an answer, and no promise."""
    case = then(aggrieved(), *effect(OFFER, aggrieved()), end)
    assert case.open_offer is None
    late = observe(AnswerReported(fact="f9", answer=Answer.ACCEPT, question=Question.COMPENSATION), case)
    assert not any(isinstance(event, ev.CompensationSettled) for event in late)


def test_words_that_say_neither_leave_an_offer_open() -> None:
    """A buyer who asks back has not answered."""
    case = then(aggrieved(), *effect(OFFER, aggrieved()))
    asks = observe(AnswerReported(fact="f1", answer=Answer.WORDS), case)
    assert then(case, *asks).open_offer == case.open_offer


def settled(amount: int, means: Means = Means.ORDER, **more: Any) -> ev.CompensationSettled:
    """What the buyer gets."""
    return ev.CompensationSettled(amount=amount, means=means, rule="MR-16", **more)


PROMISED = ev.PayoutPromised(payout_id="p1", owner="finance", account="x", amount=3500, due_at=NOON, reason="x")
RELEASED = ev.PayoutReleased(payout_id="p1", amount=3500, by="zhou")


@pytest.mark.parametrize(
    ("happened", "refund", "beside"),
    [
        ((), 0, 0),
        ((settled(2500),), 2500, 0),
        ((settled(2500, line_id="cup"),), 2500, 0),
        ((settled(9000, line_id="cup"),), 5000, 0),
        ((settled(3500, Means.PAYOUT),), 0, 0),
        ((settled(3500, Means.PAYOUT), PROMISED), 0, 0),
        ((settled(3500, Means.PAYOUT), PROMISED, RELEASED), 0, 3500),
        ((settled(1000, Means.COUPON),), 0, 0),
        ((settled(0, Means.OUTSIDE),), 0, 0),
    ],
)
def test_what_is_to_be_paid(happened: tuple[ev.Event, ...], refund: int, beside: int) -> None:
    """A part of the order's payment, never above what its lines were paid; beside it only what finance released."""
    case = aggrieved(*happened)
    assert payable(case, owed(case)) == {Payment.REFUND: refund, Payment.COMPENSATION: beside}


def paid(amount: int, key: str = "k1", kind: Payment = Payment.REFUND) -> tuple[ev.Event, ...]:
    """A payment that arrived."""
    return (
        ev.PaymentDecided(key=key, kind=kind, decision=1, amount=amount),
        ev.PaymentChanged(key=key, state=PaymentState.SETTLED),
    )


def test_a_claim_that_is_taken_up_again_is_settled_anew() -> None:
    """What was paid stays paid and is not owed again; what is settled now comes on top."""
    case = then(closed(then(OWED, AGREED, settled(2500), *paid(2500))), REOPENED)
    assert (case.settlement, still_owed(case)) == (None, 0)
    assert code(commands.Agree(by="ann"), case) == "NOTHING_OWED"
    more = then(case, *effect(OFFER, case), settled(1000))
    assert left_to_pay(more, owed(more))[Payment.REFUND] == 1000


REOPENED = ev.CaseReopened(reason=ev.ReopenReason.UNSOLVED)


def test_a_payment_that_the_bank_took_back_is_owed_as_it_was_settled() -> None:
    """Nobody decides that anew."""
    case = then(OWED, AGREED, settled(2500), *paid(2500), ev.PaymentChanged(key="k1", state=PaymentState.REVERSED))
    again = then(closed(case), ev.CaseReopened(reason=ev.ReopenReason.PAYMENT_REVERSED))
    assert left_to_pay(again, owed(again))[Payment.REFUND] == 2500


@pytest.mark.parametrize(
    ("case", "refund", "beside"),
    [
        (OWED, 2500, 0),
        (aggrieved(wrong=Wrong.LATE_SHIPMENT), 0, 6000),
        (aggrieved(), 0, 0),
    ],
)
def test_what_was_asked_is_what_the_rules_give(case: Case, refund: int, beside: int) -> None:
    """The measure of limits and rulings."""
    assert (asked(case).order_refund, asked(case).compensation_total) == (refund, beside)


@pytest.mark.parametrize(
    ("claim", "rung"),
    [
        (None, Rung.COUPON),
        (Grievance(wrong=Wrong.SERVICE), Rung.COUPON),
        (Grievance(wrong=Wrong.SERVICE, dissatisfaction=1), Rung.COUPON),
        (Grievance(wrong=Wrong.SERVICE, dissatisfaction=2), Rung.COUPON),
        (Grievance(wrong=Wrong.SERVICE, dissatisfaction=3), Rung.GIFT),
        (Grievance(wrong=Wrong.SERVICE, dissatisfaction=4), Rung.CASH),
        (Grievance(wrong=Wrong.SERVICE, dissatisfaction=1, public=True), Rung.CASH),
    ],
)
def test_where_the_ladder_begins(claim: Grievance | None, rung: Rung) -> None:
    """The more dissatisfied, the higher; a public review begins at cash."""
    assert first_rung(claim) is rung


def test_offers_are_prepared_before_the_talk() -> None:
    """From the bottom line to what may be given, up the ladder; none where the level does not reach the bottom line."""
    assert compensation_offers(Rung.COUPON, 500, 5000) == (
        Planned(offer_no=1, rung=Rung.COUPON, value=500),
        Planned(offer_no=2, rung=Rung.BENEFIT, value=2000),
        Planned(offer_no=3, rung=Rung.GIFT, value=3500),
        Planned(offer_no=4, rung=Rung.CASH, value=5000),
    )
    assert [offer.value for offer in compensation_offers(Rung.CASH, 0, 4000)] == [0, 2000, 4000]
    assert compensation_offers(Rung.CASH, 5001, 5000) == ()


@pytest.mark.parametrize(
    ("case", "value", "means"),
    [
        (aggrieved(), 20000, Means.ORDER),
        (aggrieved(), 20001, Means.PAYOUT),
        (aggrieved(wrong=Wrong.OUT_OF_POCKET), 100, Means.PAYOUT),
        (replace(aggrieved(), prior=(PriorRefund(line_id="mug", goods_amount=15000, qty=3),)), 5001, Means.PAYOUT),
    ],
)
def test_how_cash_reaches_the_buyer(case: Case, value: int, means: Means) -> None:
    """As a part of the order's payment while that holds it; a loss beside the order never."""
    assert cash_means(case, value) is means
