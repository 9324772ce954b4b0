"""The paper of a parcel that comes back, and the register of what came (R94, R143)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import events as ev
from domain.case import Case
from domain.events import Event
from domain.fault import Fault
from domain.goods import FoundLine, Grade, ParcelState, Sign
from domain.order import Stage
from domain.quotes.quote import Bearer
from domain.register.figures import Dated
from domain.register.return_register import Returned, returned_between
from domain.register.return_slip import Handling, ReturnSlip, return_slip
from domain.register.story import case_of as told
from domain.request import Ground, Scenario
from tests.domain.case_forms import (
    AGREED,
    ALL_SOUND,
    DAY,
    HOUR,
    NOON,
    ONE_WORN,
    OPEN_WINDOW,
    PAID,
    cancelled,
    case_of,
    decided,
    found,
    inspected,
    missed,
    moved,
    now,
    sent,
    units,
)


def slip_of(case: Case) -> ReturnSlip:
    """The slip, which the case has."""
    made = return_slip(case)
    assert made is not None
    return made


def test_a_fresh_return_leaves_boxes_for_the_pen() -> None:
    """What nobody has seen yet is neither intact nor damaged; the number is the request's."""
    made = slip_of(case_of(AGREED, OPEN_WINDOW, signed_at=NOON - DAY))
    assert (made.number, made.order_id, made.handling, made.freight) == ("1", "O1", Handling.NO_REASON, Bearer.BUYER)
    assert (made.packaging_intact, made.goods_damaged, made.late_receipt, made.gift_sent) == (None, None, None, False)
    assert [(line.line_id, line.qty, line.intact) for line in made.lines] == [("mug", 3, 0), ("cup", 1, 0)]
    assert made.signed_at == NOON - DAY
    assert made.ship_by == OPEN_WINDOW.ship_by


def test_what_the_warehouse_saw_is_on_it() -> None:
    """One mug worn, the seal broken, the gift there, and the money that went back."""
    opened = FoundLine(line_id="cup", qty=1, grade=Grade.INTACT, signs=(Sign.SEAL_BROKEN,))
    seen = inspected(units("mug", 2), units("mug", 1, Grade.NOT_INTACT), opened, gift_present=True)
    made = slip_of(case_of(AGREED, sent(), moved(ParcelState.ARRIVED), seen, *PAID, gift_sku="TOY"))
    assert (made.packaging_intact, made.goods_damaged, made.gift_sent, made.gift_back) == (False, True, True, True)
    assert [(line.intact, line.worn, line.foreign) for line in made.lines] == [(2, 1, 0), (1, 0, 0)]
    assert (made.paid_back, made.waybills) == (20000, ("ST1",))


@pytest.mark.parametrize(
    ("eta", "late"), [(NOON - 2 * DAY, True), (NOON, False), (None, None)], ids=["late", "in time", "nobody promised"]
)
def test_late_receipt_is_told_by_the_promise(eta: object, *, late: bool | None) -> None:
    """Had later than promised; unknown where nothing was promised."""
    assert slip_of(case_of(outbound_eta=eta, signed_at=NOON - DAY)).late_receipt is late


@pytest.mark.parametrize(
    ("kind", "ground", "handling"),
    [
        (Scenario.RETURN_REFUND, Ground.NO_REASON, Handling.NO_REASON),
        (Scenario.RETURN_REFUND, Ground.QUALITY, Handling.DIRECT_REFUND),
        (Scenario.EXCHANGE, Ground.NO_REASON, Handling.EXCHANGE),
        (Scenario.REPAIR, Ground.QUALITY, Handling.REPAIR),
    ],
)
def test_one_box_is_ticked(kind: Scenario, ground: Ground, handling: Handling) -> None:
    """Seven days, exchange, direct refund or repair."""
    assert slip_of(case_of(kind=kind, ground=ground)).handling is handling


def test_freight_is_as_agreed_and_else_as_the_fault_has_it() -> None:
    """At the seller's fault it is never the buyer's."""
    ours = ev.RequestAgreed(by="li", seller_pays_freight=True)
    assert slip_of(case_of(ours)).freight is Bearer.SELLER
    assert slip_of(case_of()).freight is Bearer.BUYER
    assert slip_of(case_of(ground=Ground.QUALITY, fault=Fault.SELLER)).freight is Bearer.SELLER


def test_where_nothing_comes_back_there_is_no_slip() -> None:
    """Money before dispatch, and a parcel that never came."""
    assert return_slip(cancelled()) is None
    assert return_slip(missed(stage=Stage.IN_TRANSIT)) is None


def story_of(*happened: Event) -> list[Dated]:
    """The usual case, then all of this, an hour apart."""
    case = case_of()
    opening = ev.CaseOpened(
        case_id=case.case_id,
        shop=case.shop,
        source=case.source,
        external_id=case.external_id,
        buyer=case.buyer,
        order=case.order,
        request=replace(case.request, reason="too big"),
        terms=case.terms,
    )
    return [Dated(event=event, at=NOON + n * HOUR) for n, event in enumerate((opening, *happened))]


def rows_of(*happened: Event, start: timedelta = timedelta(), end: timedelta = DAY) -> tuple[Returned, ...]:
    """The register's rows of the usual case, within this span after NOON."""
    return returned_between(story_of(*happened), NOON + start, NOON + end)


def test_the_register_has_one_row_a_line_and_its_part_of_the_money() -> None:
    """Reason, item, amount, handler and time; the parts sum to what was paid (R94)."""
    mugs, cup = rows_of(
        AGREED, sent(), moved(ParcelState.ARRIVED), ALL_SOUND, decided(19999), now(ev.PaymentState.SETTLED)
    )
    assert (mugs.line_id, mugs.qty, mugs.reason, mugs.inspector, mugs.handler) == (
        "mug",
        3,
        "too big",
        "wh-07",
        "policy",
    )
    assert (mugs.refunded, cup.refunded) == (14999, 5000)
    assert mugs.at == NOON + 4 * HOUR
    assert mugs.refunded_at == NOON + 6 * HOUR


def test_money_that_did_not_leave_is_in_no_row() -> None:
    """Decided is not paid."""
    assert [row.refunded for row in rows_of(AGREED, ALL_SOUND, decided())] == [0, 0]
    assert [row.refunded_at for row in rows_of(AGREED, ALL_SOUND, decided())] == [None, None]


def test_a_line_in_two_parcels_has_its_money_once() -> None:
    """A column can be summed over any spans: the second row of a line says 0, whichever span asks."""
    second = ev.GoodsInspected(finding=found(units("mug", 1), waybill="ST2"))
    first = inspected(units("mug", 2), units("cup", 1))
    happened = (AGREED, first, second, *PAID)
    assert [(row.qty, row.refunded) for row in rows_of(*happened)] == [(2, 15000), (1, 5000), (1, 0)]
    assert [(row.qty, row.refunded) for row in rows_of(*happened, start=3 * HOUR)] == [(1, 0)]


def test_a_parcel_counts_when_it_was_looked_at_last() -> None:
    """A corrected finding takes the place of the first, with its time; worn units stand apart."""
    again = replace(ONE_WORN, finding=replace(ONE_WORN.finding, finding_id="again", at=NOON + 5 * HOUR))
    rows = rows_of(AGREED, ALL_SOUND, again)
    assert [(row.qty, row.worn, row.at) for row in rows] == [(3, 1, NOON + 3 * HOUR), (1, 0, NOON + 3 * HOUR)]
    assert rows_of(AGREED, ALL_SOUND, again, end=3 * HOUR) == ()


def test_a_story_folds_to_its_case() -> None:
    """The same as its events make it one by one."""
    story = story_of(AGREED, ALL_SOUND, *PAID)
    assert told(story).paid_back() == 20000
    assert told(story).version == len(story)


def test_a_line_that_the_order_does_not_have_is_a_row_too() -> None:
    """Somebody else's goods in the parcel: the register says so."""
    rows = rows_of(AGREED, inspected(units("strange", 1, Grade.WRONG_GOODS)))
    assert [(row.line_id, row.title, row.foreign, row.refunded) for row in rows] == [("strange", "strange", 1, 0)]
