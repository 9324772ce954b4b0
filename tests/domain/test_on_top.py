"""What was paid on top for another item that is not the buyer's: it is theirs, whatever becomes of the request."""

import pytest

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.events import Payment, PaymentState
from domain.exchanges import on_top
from domain.exchanges.replacement import ReplacementState
from domain.facts import WithdrawalReported, observe
from domain.fault import Fault
from domain.goods import ParcelState
from domain.owed import left_to_pay, owed
from domain.permit import permit
from domain.request import Scenario
from tests.domain.case_forms import AGREED, NOON, case_of, then
from tests.domain.test_exchanging import KEY, LEFT, LINK, PAID, SENT, SOUND, wants

BACK = (
    ev.PaymentDecided(key="k", kind=Payment.COMPENSATION, decision=1, amount=900),
    ev.PaymentChanged(key="k", state=PaymentState.SETTLED),
)
DELIVERED = ev.ReplacementMoved(key=KEY, state=ReplacementState.DELIVERED, at=NOON)
LOST = ev.ReplacementMoved(key=KEY, state=ReplacementState.LOST, at=NOON)
ELSEWHERE = ev.ScenarioChanged(to=Scenario.COMPENSATION, reason="keeps it")
UNSAID = ev.CaseCorrected(field="fault", value=Fault.NONE, by="li", reason="not yet")
HERE = (
    ev.ParcelSent(carrier="sto", waybill="ST1", at=NOON),
    ev.ParcelMoved(carrier="sto", waybill="ST1", state=ParcelState.ARRIVED, at=NOON),
)


@pytest.mark.parametrize(
    ("told", "happened", "left"),
    [
        ("nothing was paid", (LINK,), 0),
        ("nothing has left", (LINK, PAID), 900),
        ("taken back", (LINK, PAID, ev.RequestWithdrawn()), 900),
        ("another matter", (LINK, PAID, ELSEWHERE), 900),
        ("the other item is on its way", (LINK, PAID, SENT, LEFT), 0),
        ("it is lost", (LINK, PAID, SENT, LEFT, LOST), 900),
        ("more came than it costs", (LINK, ev.TopUpPaid(key="c/topup/1", amount=1000, at=NOON), SENT, LEFT), 100),
        ("nobody can say what it costs", (LINK, PAID, SENT, LEFT, UNSAID), 0),
        ("it is back", (LINK, PAID, *BACK), 0),
    ],
)
def test_what_is_the_buyers_own(told: str, happened: tuple[ev.Event, ...], left: int) -> None:
    """All of it where no item leaves for it, what is above the price where one did, and nothing twice."""
    case = wants(5900, AGREED, SOUND, *happened)
    assert on_top.for_nothing(case) == left, told
    assert on_top.back(case).compensation_total == left


def test_a_return_gives_it_back_by_itself() -> None:
    """The return's own quote has it; nothing is left for the close once that is paid."""
    case = wants(5900, AGREED, SOUND, LINK, PAID, ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason="sold out"))
    assert left_to_pay(case, owed(case))[Payment.COMPENSATION] == 900
    assert on_top.for_nothing(then(case, *BACK)) == 0


@pytest.mark.parametrize(
    ("case", "late"),
    [
        (wants(5000, AGREED), False),
        (wants(5000, AGREED, SENT), True),
        (wants(5000, AGREED, SENT, LEFT), True),
        (wants(5000, AGREED, SENT, LEFT, DELIVERED), True),
        (wants(5000, AGREED, SENT, LEFT, LOST), False),
        (case_of(AGREED), False),
    ],
)
def test_who_has_the_other_item_cannot_take_the_exchange_back(case: Case, *, late: bool) -> None:
    """What left in advance would be a gift; the wish is written down once, and the case goes on."""
    word = WithdrawalReported(fact="w")
    told = observe(word, case)
    assert told == (ev.RequestWithdrawn(fact="w", too_late=late),)
    assert then(case, *told).withdrawn is not late
    assert observe(word, then(case, *told)) == ()


@pytest.mark.parametrize(
    ("happened", "to", "code"),
    [
        ((SENT, LEFT), Scenario.RETURN_REFUND, "ALREADY_EXCHANGED"),
        ((SENT, LEFT, DELIVERED), Scenario.REFUND_ONLY, "ALREADY_EXCHANGED"),
        ((SENT, LEFT, DELIVERED), Scenario.COMPENSATION, ""),
        ((SENT, LEFT, LOST), Scenario.RETURN_REFUND, ""),
        ((), Scenario.RETURN_REFUND, ""),
    ],
)
def test_what_was_exchanged_is_not_paid_for_too(happened: tuple[ev.Event, ...], to: Scenario, code: str) -> None:
    """Another item, or the money: never both, whoever asks for it."""
    case = wants(5000, AGREED, *HERE, SOUND, *happened)
    divert = commands.Divert(by="li", to=to, reason="wants the money", role=Level.MANAGER)
    if not code:
        permit(divert, case, NOON)
        return
    with pytest.raises(NotPermitted) as failed:
        permit(divert, case, NOON)
    assert failed.value.code == code
