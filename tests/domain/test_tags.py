"""What a case is found by: each row of the tables that names a tag, and the marks of people over them."""

from dataclasses import replace

import pytest

from domain import events as ev
from domain.case import Case
from domain.events import Intercept, Party, Question, Rung
from domain.exchanges.replacement import Purpose
from domain.goods import Grade, ParcelState
from domain.grievance import Wrong
from domain.order import Discount
from domain.quotes.quote import Bearer, Decision, Flag, Quote
from domain.register.tags import automatic, tags_of
from domain.request import Ground, Item, Scenario, Wanted
from domain.trail import Situation
from tests.domain import case_forms as forms

QUOTE = Quote(
    currency="CNY",
    decision=Decision.APPROVE,
    line_paid={},
    goods_refund=0,
    outbound_freight_refund=0,
    deductions={},
    order_refund=0,
    compensation={},
    compensation_total=0,
    buyer_receives_total=0,
    return_freight_bearer=Bearer.SELLER,
    shortfall_not_collected=0,
    tender_split={},
    flags=(Flag.REPRICE_CLAMPED,),
)
PAID = ev.PaymentDecided(key="k", kind=ev.Payment.REFUND, decision=1, amount=0, quote=QUOTE)
OFFER = ev.CompensationOffered(
    offer_no=1, rung=Rung.GIFT, value=1000, floor=500, hours=72, reason="sorry", by="li", reference="mug"
)
TAKEN = ev.BuyerAnswered(question=Question.COMPENSATION, answer=ev.Answer.ACCEPT)
PROMISED = ev.PayoutPromised(
    payout_id="p1", owner="finance", account="", amount=900, due_at=forms.NOON, reason="owed", by="policy"
)
LATE_PAYOUT = ev.PayoutLate(payout_id="p1", hours=24)


AGAIN = ev.ReplacementOrdered(key="k", purpose=Purpose.AGAIN, line_id="mug", sku="MUG", qty=3, cost=15000, by="li")
INSTEAD = replace(AGAIN, purpose=Purpose.EXCHANGE, sku="JUG")
LEFT = ev.ReplacementShipped(key="k", carrier="sf", waybill="RP1")


def replaced(*happened: ev.Event) -> Case:
    """Mugs for which the buyer wants jugs."""
    items = (Item(line_id="mug", qty=3, wanted=Wanted(sku="JUG", unit_price=5000)),)
    return forms.case_of(forms.AGREED, *happened, kind=Scenario.EXCHANGE, items=items)


def ruled(side: Party, article: str = "") -> ev.RulingGiven:
    """A dispute was decided."""
    return ev.RulingGiven(in_favour_of=side, amount=None, article=article, by="officer")


def passed(clock: str) -> ev.DeadlinePassed:
    """A clock ran out."""
    return ev.DeadlinePassed(clock=clock, due_at=forms.NOON)


@pytest.mark.parametrize(
    ("case", "tags"),
    [
        (forms.case_of(), {"no_reason", "reason:no_reason"}),
        (forms.cancelled(), {"reason:not_wanted", "unshipped"}),
        (forms.travelling(), {"reason:not_wanted", "in_transit"}),
        (forms.cancelled(ground=Ground.OUT_OF_STOCK), {"oos"}),
        (forms.case_of(ground=Ground.QUALITY), {"defect", "reason:quality"}),
        (forms.case_of(ground=Ground.WRONG_ITEM), {"wrong_item"}),
        (forms.case_of(ground=Ground.SHORT), {"short"}),
        (forms.case_of(ground=Ground.DAMAGED), {"transit_damage"}),
        (forms.case_of(discounts=(Discount(discount_id="d", amount=500),)), {"promo"}),
        (forms.missed(), {"carrier:yto", "in_transit"}),
        (forms.missed(ev.ParcelTraced(situation=Situation.LOST)), {"lost"}),
        (forms.missed(ev.ParcelTraced(situation=Situation.STALLED)), {"stalled"}),
        (forms.missed(ev.ParcelTraced(situation=Situation.NO_FIRST_SCAN)), {"no_trace"}),
        (forms.missed(ev.ParcelTraced(situation=Situation.SIGNED_BY_OTHERS)), {"false_sign"}),
        (forms.travelling(ev.InterceptChanged(state=Intercept.STOPPED)), {"intercept_ok"}),
        (forms.travelling(ev.InterceptChanged(state=Intercept.FAILED)), {"intercept_fail"}),
        (forms.travelling(forms.moved(ParcelState.REFUSED, waybill="OUT1")), {"rejected_delivery"}),
        (forms.missed(AGAIN, LEFT), {"reshipped"}),
        (replaced(forms.sent("ST1"), INSTEAD, LEFT), {"exchange", "advance_ship"}),
        (replaced(forms.moved(ParcelState.ARRIVED, "ST1"), INSTEAD, LEFT), {"exchange"}),
        (forms.case_of(forms.AGREED, forms.sent(), forms.ONE_WORN), {"not_intact:C"}),
        (forms.case_of(forms.AGREED, forms.sent(), forms.SWAPPED), {"not_intact:X"}),
        (
            forms.case_of(
                forms.AGREED,
                forms.sent(),
                forms.inspected(forms.units("mug", 3, Grade.AS_NEW), gift_present=False, collect_fee=900),
            ),
            {"gift_missing", "collect"},
        ),
        (forms.case_of(PAID), {"freight:seller", "reprice", "clamped"}),
        (forms.aggrieved(OFFER, TAKEN), {"goodwill", "goodwill:gift"}),
        (forms.aggrieved(wrong=Wrong.PRICE_DROP), {"price_protect"}),
        (forms.aggrieved(wrong=Wrong.LATE_SHIPMENT), {"late_ship"}),
        (forms.aggrieved(PROMISED, LATE_PAYOUT), {"payout_late"}),
        (forms.case_of(forms.REFUSED, ev.ScenarioChanged(to=Scenario.DISPUTE, reason="x")), {"dispute"}),
        (forms.case_of(ruled(Party.SELLER)), {"dispute", "dispute:won"}),
        (forms.case_of(ruled(Party.BUYER, "art. 53")), {"dispute", "dispute:lost"}),
        (forms.case_of(ruled(Party.BUYER)), {"dispute:settled"}),
        (forms.case_of(passed("inspect")), {"late"}),
        (
            forms.case_of(
                ev.BuyerAnswered(
                    question=Question.SURVEY, answer=ev.Answer.WORDS, experience=2, expectation=4, by="buyer"
                )
            ),
            {"csat:2"},
        ),
        (
            forms.then(forms.closed(forms.case_of()), ev.CaseReopened(reason=ev.ReopenReason.UNSOLVED)),
            {"reopened"},
        ),
    ],
)
def test_tags_follow_from_the_case(case: Case, tags: set[str]) -> None:
    """Each is borne by the case that its table names, and the plain case bears none of the others."""
    assert tags <= set(automatic(case))
    plain = {"no_reason", "reason:no_reason"}
    assert set(automatic(forms.case_of())) == plain


def test_what_the_buyer_let_pass_is_not_our_lateness() -> None:
    """A window of the buyer's that closed makes no case late."""
    assert "late" not in automatic(forms.case_of(passed("ship_back")))


def test_people_put_marks_on_and_take_marks_off() -> None:
    """Also a mark of the case's own; put on again it is back."""
    case = forms.case_of(ev.TagAdded(tag="batch:7", by="li"), ev.TagRemoved(tag="no_reason", by="li"))
    assert tags_of(case) == ("batch:7", "reason:no_reason")
    again = forms.then(case, ev.TagAdded(tag="no_reason", by="li"), ev.TagRemoved(tag="batch:7", by="li"))
    assert tags_of(again) == ("no_reason", "reason:no_reason")
