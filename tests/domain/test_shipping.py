"""What may leave the warehouse while cases on an order are open, row by row (F24, R96, table 3.0.3)."""

from dataclasses import replace
from typing import Any

import pytest

from domain import commands
from domain import events as ev
from domain.case import Case
from domain.events import Event, Hold, PaymentState, Resolution
from domain.facts import ConsentReported, ShipmentReported, observe
from domain.grievance import Grievance, Wrong
from domain.invoices.invoice import InvoiceWish
from domain.order import Stage
from domain.owed import owed
from domain.permit import effect, permit
from domain.request import Ground, Item, Scenario
from domain.shipments.shipping import Reason, UnknownLine, refund_open, shipping_answer
from tests.domain.case_forms import DAY, NOON, cancelled, case_of, decided, missed, now, spoilt, stated, then

MUG = (Item(line_id="mug", qty=2),)
HELD = ev.WarehouseAnswered(hold=Hold.HELD)
AGREED = ev.ShippingConsented(lines=("mug",))
TAKEN_BACK = ev.ConsentWithdrawn(lines=("mug",))
CLOSED = ev.CaseClosed(resolution=Resolution.CLOSED_BY_HAND)
PAID, SETTLED = decided(10000), now(PaymentState.SETTLED)


def about_mugs(*happened: Event, **more: Any) -> Case:
    """Two of three mugs are not wanted any more; the cup is."""
    return cancelled(*happened, **{"items": MUG, "terms": "cn_other"} | more)


def mugs(*cases: Case) -> tuple[bool, int | None, list[Reason]]:
    """Whether the mugs may leave, how many are free, and the reasons."""
    [line] = shipping_answer("O1", cases, ("mug",)).lines
    return line.may_ship, line.free, [because.reason for because in line.because]


ROWS: list[tuple[str, Case, bool, int, list[Reason]]] = [
    ("asked, the warehouse not heard yet", about_mugs(), False, 1, [Reason.REFUND_ASKED]),
    ("held", about_mugs(HELD), False, 1, [Reason.HELD]),
    ("left already", about_mugs(ev.WarehouseAnswered(hold=Hold.SHIPPED)), False, 1, [Reason.REFUND_ASKED]),
    ("the buyer agreed", about_mugs(HELD, AGREED), True, 3, [Reason.CONSENTED]),
    ("and the case has closed", about_mugs(HELD, AGREED, CLOSED), True, 3, []),
    ("the buyer took the request back", about_mugs(HELD, ev.RequestWithdrawn()), True, 3, []),
    ("refused, and still open", about_mugs(ev.RequestRefused(by="li", reason="r")), False, 1, [Reason.REFUND_ASKED]),
    ("closed without money", about_mugs(HELD, CLOSED), True, 3, []),
    ("the money is going back", about_mugs(HELD, PAID), False, 1, [Reason.PAID_BACK]),
    ("the money is back, the case closed", about_mugs(HELD, PAID, SETTLED, CLOSED), False, 1, [Reason.PAID_BACK]),
    (
        "the payment failed for good",
        about_mugs(HELD, PAID, now(PaymentState.FAILED)),
        False,
        1,
        [Reason.HELD],
    ),
    ("a return", case_of(items=MUG), False, 1, [Reason.REFUND_ASKED]),
    ("counterfeit goods", case_of(items=MUG, kind=Scenario.COUNTERFEIT), False, 1, [Reason.REFUND_ASKED]),
    ("a parcel that did not come", missed(items=MUG), False, 1, [Reason.REFUND_ASKED]),
    ("an exchange", case_of(items=MUG, kind=Scenario.EXCHANGE), True, 3, []),
    ("a repair", case_of(items=MUG, kind=Scenario.REPAIR, ground=Ground.QUALITY), True, 3, []),
    (
        "an exchange that became a return",
        case_of(ev.ScenarioChanged(to=Scenario.RETURN_REFUND, reason="gone"), items=MUG, kind=Scenario.EXCHANGE),
        False,
        1,
        [Reason.REFUND_ASKED],
    ),
    (
        "a dispute about a return",
        case_of(ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused"), items=MUG),
        False,
        1,
        [Reason.REFUND_ASKED],
    ),
    ("a complaint, nothing chosen yet", spoilt(items=MUG), False, 1, [Reason.REFUND_ASKED]),
    (
        "an invoice",
        case_of(items=MUG, kind=Scenario.INVOICE, ground=Ground.INVOICE, wish=InvoiceWish(title="Lin", tax_no="")),
        True,
        3,
        [],
    ),
    (
        "a compensation",
        case_of(
            items=MUG,
            kind=Scenario.COMPENSATION,
            ground=Ground.COMPENSATION,
            grievance=Grievance(wrong=Wrong.SERVICE),
        ),
        True,
        3,
        [],
    ),
]


@pytest.mark.parametrize(
    ("case", "answer"), [(case, answer) for _, case, *answer in ROWS], ids=[row for row, *_ in ROWS]
)
def test_what_a_case_says_of_a_line(case: Case, answer: list[Any]) -> None:
    """Each row of the table: may it leave, how many units are free, and why."""
    assert mugs(case) == tuple(answer)


def test_a_line_that_no_case_is_about_leaves() -> None:
    """The cup is wanted: the order as a whole may not leave, the cup may."""
    answer = shipping_answer("O1", [about_mugs()])
    assert {line.line_id: line.may_ship for line in answer.lines} == {"mug": False, "cup": True}
    assert not answer.may_ship


def test_an_order_without_any_case_leaves() -> None:
    """Nobody asked for anything: what is asked about may leave, and the order may be completed."""
    answer = shipping_answer("O9", [], ("1", "2"))
    assert (answer.known, answer.may_ship, answer.may_complete) == (False, True, True)
    assert [(line.line_id, line.may_ship, line.free) for line in answer.lines] == [("1", True, None), ("2", True, None)]


def test_a_line_that_the_order_does_not_have_gets_no_answer() -> None:
    """A misspelt line must not be answered with a yes."""
    with pytest.raises(UnknownLine, match=r"no line mugs: it has cup, mug"):
        shipping_answer("O1", [about_mugs()], ("mugs",))


def test_several_cases_are_all_heard() -> None:
    """One consents, the other keeps its unit back; together they free what nobody asks for."""
    other = replace(about_mugs(HELD, items=(Item(line_id="mug", qty=1),)), case_id="case-other")
    assert mugs(about_mugs(AGREED), other) == (False, 2, [Reason.CONSENTED, Reason.HELD])
    assert mugs(about_mugs(), other)[1] == 0


@pytest.mark.parametrize("kind", [Scenario.RETURN_REFUND, Scenario.EXCHANGE, Scenario.INVOICE])
def test_an_order_with_an_open_case_is_not_completed(kind: Scenario) -> None:
    """Whatever the case is about (R96, F12); once it has closed, the order may be."""
    wish = InvoiceWish(title="Lin", tax_no="") if kind is Scenario.INVOICE else None
    case = case_of(kind=kind, items=MUG, wish=wish)
    waits = shipping_answer("O1", [case])
    assert (waits.may_complete, waits.open_cases) == (False, (case.case_id,))
    assert shipping_answer("O1", [then(case, CLOSED)]).may_complete


def test_a_consent_to_all_ends_the_request() -> None:
    """The buyer wants the goods: nothing is refunded any more (3.1)."""
    case = about_mugs(HELD, AGREED)
    assert case.withdrawn
    assert not refund_open(case)


def test_a_consent_to_a_part_leaves_the_rest_to_be_refunded() -> None:
    """The cup is to come, the mugs are paid back: for them alone, whatever sum was named for both."""
    both = cancelled(HELD, terms="cn_other", amount=20000)
    part = then(both, ev.ShippingConsented(lines=("cup",)))
    assert not part.withdrawn
    assert [item.line_id for item in part.request.items] == ["mug"]
    assert owed(part).goods_refund == 15000
    answer = shipping_answer("O1", [part])
    assert {line.line_id: line.may_ship for line in answer.lines} == {"mug": False, "cup": True}
    back = then(part, ev.ConsentWithdrawn(lines=("cup",)))
    assert back.request == both.request
    assert not back.consents


def test_on_a_platform_a_consent_does_not_end_the_request(claimed: Case) -> None:
    """The goods may leave; the request stands until the buyer takes it back there."""
    agreed = then(claimed, AGREED)
    assert not agreed.withdrawn
    assert mugs(agreed)[2] == [Reason.CONSENTED]
    assert mugs(then(agreed, TAKEN_BACK))[2] == [Reason.HELD]


@pytest.fixture
def claimed() -> Case:
    """A platform's request, held."""
    return about_mugs(HELD, claim=stated(), terms="cn_taobao")


ORDER_LEFT = ShipmentReported(fact="f1", carrier="yto", waybill="OUT9", at=NOON + DAY)


def test_what_left_against_the_request_is_all_at_the_sellers_cost() -> None:
    """Held, and shipped all the same: goods and freight go back (MR-22, F24)."""
    held = cancelled(HELD, terms="cn_other")
    case = then(held, *observe(ORDER_LEFT, held))
    assert case.left is not None
    assert not case.left.consented
    assert case.order.outbound_waybill == "OUT9"
    assert (owed(case).goods_refund, owed(case).outbound_freight_refund) == (20000, 800)
    assert not any(owed(case).deductions.values())


def test_what_left_as_the_buyer_wanted_is_no_breach(claimed: Case) -> None:
    """A consent first, the parcel then: the normal course, also where the case is not closed yet."""
    case = then(claimed, AGREED)
    [left] = observe(ORDER_LEFT, case)
    after = then(case, left)
    assert after.left is not None
    assert after.left.consented


NO_NEWS: list[tuple[str, Case, ShipmentReported]] = [
    ("left before the request", about_mugs(HELD), replace(ORDER_LEFT, at=NOON - DAY)),
    ("another line", about_mugs(HELD), replace(ORDER_LEFT, lines=("cup",))),
    ("a return", case_of(items=MUG), ORDER_LEFT),
    ("on its way when it was asked", about_mugs(stage=Stage.IN_TRANSIT), ORDER_LEFT),
    ("handed over", about_mugs(ev.WarehouseAnswered(hold=Hold.HANDED_OVER)), ORDER_LEFT),
    ("withdrawn", about_mugs(HELD, ev.RequestWithdrawn()), ORDER_LEFT),
    ("closed", about_mugs(HELD, CLOSED), ORDER_LEFT),
    ("told before", about_mugs(HELD, ev.GoodsLeft(carrier="yto", waybill="OUT9", at=NOON + DAY)), ORDER_LEFT),
]


@pytest.mark.parametrize(("_why", "case", "fact"), NO_NEWS, ids=[why for why, *_ in NO_NEWS])
def test_goods_that_left_are_no_news(_why: str, case: Case, fact: ShipmentReported) -> None:
    """What has nothing to do with the request, or was known, changes nothing."""
    assert observe(fact, case) == ()


def test_a_word_that_comes_too_late_changes_nothing() -> None:
    """The money is going back: the goods stay, and the buyer orders them anew."""
    late = about_mugs(HELD, PAID)
    assert observe(ConsentReported(fact="c1", given=True), late) == ()
    assert observe(ConsentReported(fact="c1", given=True), about_mugs(HELD, ev.RequestWithdrawn())) == ()


def consent(**more: Any) -> commands.Consent:
    """A person enters the buyer's word."""
    return commands.Consent(**{"by": "li", "evidence": "chat-7"} | more)


REFUSED: list[tuple[str, Case, commands.Command]] = [
    ("NO_EVIDENCE", about_mugs(HELD), consent(evidence=" ")),
    ("UNKNOWN_LINE", about_mugs(HELD), consent(lines=("cup",))),
    ("NO_REFUND_OPEN", case_of(items=MUG, kind=Scenario.EXCHANGE), consent()),
    ("ALREADY_LEFT", about_mugs(stage=Stage.IN_TRANSIT), consent()),
    ("ALREADY_LEFT", case_of(items=MUG), consent()),
    ("ALREADY_LEFT", about_mugs(ev.WarehouseAnswered(hold=Hold.SHIPPED)), consent()),
    ("MONEY_MOVING", about_mugs(HELD, PAID), consent()),
    ("PAID_BACK", about_mugs(HELD, PAID, SETTLED), consent()),
    ("CLOSED", about_mugs(HELD, CLOSED), consent()),
    ("PAST_DATE", about_mugs(HELD), commands.AskConsent(by="li", ship_by=NOON)),
    ("PAID_BACK", about_mugs(HELD, PAID, SETTLED), commands.AskConsent(by="li", ship_by=NOON + 9 * DAY)),
    ("NO_CONSENT", about_mugs(HELD), commands.WithdrawConsent(by="li", evidence="chat-8")),
    ("REQUEST_ENDED", about_mugs(HELD, AGREED), commands.WithdrawConsent(by="li", evidence="chat-8")),
]


@pytest.mark.parametrize(("code", "case", "command"), REFUSED, ids=[f"{n}-{row[0]}" for n, row in enumerate(REFUSED)])
def test_a_consent_that_cannot_be_is_refused(code: str, case: Case, command: commands.Command) -> None:
    """Each refusal has its code."""
    with pytest.raises(commands.NotPermitted) as refused:
        permit(command, case, NOON + DAY)
    assert refused.value.code == code


def test_money_is_not_decided_for_goods_that_the_buyer_wants(claimed: Case) -> None:
    """Both would be given; the consent is taken back first."""
    with pytest.raises(commands.NotPermitted) as refused:
        permit(commands.Agree(by="li"), then(claimed, AGREED))
    assert refused.value.code == "GOODS_WANTED"


def test_a_case_that_is_taken_up_again_asks_anew() -> None:
    """The goods never came, and the buyer wants the money after all: the old word is no word on that."""
    kept = about_mugs(HELD, AGREED, ev.CaseClosed(resolution=Resolution.KEPT_BY_CONSENT))
    again = then(kept, ev.CaseReopened(reason=ev.ReopenReason.BY_HAND))
    assert mugs(again) == (False, 1, [Reason.HELD])
    permit(commands.Agree(by="li"), again)


def test_the_buyers_word_is_filed_as_evidence() -> None:
    """Where it lies goes into the package of a dispute (E8)."""
    case = about_mugs(HELD)
    permit(consent(), case)
    after = then(case, *effect(consent(), case))
    assert [(piece.code, piece.reference) for piece in after.evidence] == [("E8", "chat-7")]
    assert after.withdrawn
