"""News that an open case must not swallow: goods after the money, an older payment taken back, a wish that is late."""

import pytest

from domain import events as ev
from domain.case import Case
from domain.events import Payment, PaymentState
from domain.exchanges.replacement import Purpose, ReplacementState
from domain.facts import ParcelReported, PaymentReported, WithdrawalReported, observe
from domain.goods import ParcelState
from domain.owed import left_to_pay, owed, owes_again
from domain.request import Scenario
from tests.domain.case_forms import AGREED, ALL_SOUND, NOON, case_of, then

KEY = "case-shop-taobao-1/sending/1"
ON_ITS_WAY = (
    ev.ReplacementOrdered(key=KEY, purpose=Purpose.AGAIN, line_id="mug", sku="MUG", qty=1, cost=5000, by="ann"),
    ev.ReplacementShipped(key=KEY, carrier="sf", waybill="RP1"),
)
LATE = ev.ReplacementMoved(key=KEY, state=ReplacementState.LATE, at=NOON)
THERE = ParcelReported(fact="s", carrier="sf", waybill="RP1", at=NOON, state=ParcelState.SIGNED)
LATER = Scenario.DELIVERY
LOST_HOME = ev.OwnGoodsLost(carrier="sf", waybill="HOME1")


def paid(number: int, amount: int) -> tuple[ev.Event, ...]:
    """A refund that has arrived."""
    key = f"k{number}"
    decided = ev.PaymentDecided(key=key, kind=Payment.REFUND, decision=number, amount=amount)
    return (decided, ev.PaymentChanged(key=key, state=PaymentState.SETTLED))


@pytest.mark.parametrize(
    ("told", "case", "events"),
    [
        ("on its way, and nothing was paid", case_of(*ON_ITS_WAY), ["ReplacementMoved"]),
        ("late, and nothing was paid yet", case_of(*ON_ITS_WAY, LATE), ["ReplacementMoved"]),
        ("late, and paid back", case_of(*ON_ITS_WAY, LATE, *paid(1, 5000)), ["ReplacementMoved", "CaseReopened"]),
        ("the case writes it itself", case_of(*ON_ITS_WAY, LATE, *paid(1, 5000), kind=LATER), ["ReplacementMoved"]),
        ("in time, and a difference was paid", case_of(*ON_ITS_WAY, *paid(1, 500)), ["ReplacementMoved"]),
    ],
)
def test_goods_that_come_after_the_money(told: str, case: Case, events: list[str]) -> None:
    """Who has both is shown to a person at once, and not only once the case is closed."""
    news = observe(THERE, case)
    assert [type(event).__name__ for event in news] == events, told
    assert observe(THERE, then(case, *news)) == ()


@pytest.mark.parametrize(("key", "amount", "anew"), [("k1", 12000, True), ("k2", 8000, False)])
def test_a_payment_that_the_bank_takes_back_is_owed_again(key: str, amount: int, *, anew: bool) -> None:
    """Also one that others have followed; once that is made good nothing more is owed."""
    case = case_of(AGREED, ALL_SOUND, *paid(1, 12000), *paid(2, 8000))
    due = owed(case).order_refund
    assert not owes_again(case)
    news = observe(PaymentReported(fact="b", key=key, state=PaymentState.REVERSED), case)
    assert [event.owed_anew for event in news if isinstance(event, ev.PaymentChanged)] == [anew]
    back = then(case, *news)
    assert owes_again(back)
    again = left_to_pay(back, owed(back))[Payment.REFUND]
    assert again == due - case.paid_back() + amount
    assert not owes_again(then(back, *paid(3, again)))


@pytest.mark.parametrize(("happened", "late"), [((), False), ((LOST_HOME,), True)])
def test_goods_that_we_lost_are_owed_whatever_the_buyer_gives_up(happened: tuple[ev.Event, ...], *, late: bool) -> None:
    """Taking back the request for a repair is no gift of what was to be repaired."""
    case = case_of(AGREED, *happened)
    news = observe(WithdrawalReported(fact="w"), case)
    assert news == (ev.RequestWithdrawn(fact="w", too_late=late),)
    assert then(case, *news).withdrawn is not late
