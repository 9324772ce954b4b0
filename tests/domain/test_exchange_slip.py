"""The slip of an exchange: every field of its register, from the request to the end (R73 to R75)."""

from domain import events as ev
from domain.exchanges.replacement import ReplacementState
from domain.exchanges.slip import slip
from domain.fault import Fault
from domain.goods import ParcelState
from tests.domain.case_forms import AGREED, NOON, case_of, moved
from tests.domain.test_exchanging import BASE, KEY, LEFT, LINK, PAID, SENT, SOUND, wants


def test_a_case_that_is_no_exchange_has_no_slip() -> None:
    """Returns have their own papers."""
    assert slip(case_of()) is None


def test_the_slip_of_a_wish_without_a_fault() -> None:
    """Reason, returned and wanted style, and that postage is to be paid, before anything came (R75)."""
    made = slip(wants(5900, freight=BASE))
    assert made is not None
    assert (made.postage_due, made.postage, made.recharged, made.booked, made.handler) == (True, 600, 0, False, "")
    (line,) = made.lines
    assert (line.returned, line.wanted, line.difference, line.qty, line.booked) == ("Shoe", "Boot", 900, 1, 0)


def test_at_our_fault_no_postage_is_asked_for() -> None:
    """The way out is ours."""
    made = slip(wants(5900, freight=BASE, fault=Fault.SELLER))
    assert made is not None
    assert (made.postage_due, made.fault) == (False, "seller")


def test_the_slip_follows_the_case() -> None:
    """Handled by whom and when, booked, recharged, and the waybill of what left (R74)."""
    here = moved(ParcelState.ARRIVED, "ST1")
    made = slip(wants(5900, AGREED, here, SOUND, LINK, PAID, SENT, LEFT))
    assert made is not None
    assert made.handler == AGREED.by
    assert made.handled_at is not None
    assert (made.booked, made.recharged) == (True, 900)
    (line,) = made.lines
    assert (line.booked, line.sent) == (1, "RP1")


def test_incoming_and_outgoing_lines_stand_in_one_document() -> None:
    """A sock that only comes back has nothing on its other side (R73)."""
    made = slip(wants(5900, sock=True))
    assert made is not None
    assert [(line.line_id, line.wanted) for line in made.lines] == [("shoe", "Boot"), ("sock", "")]


def test_what_was_lost_on_its_way_is_no_shipment() -> None:
    """The slip names the parcel that serves the buyer, not one that never came."""
    lost = ev.ReplacementMoved(key=KEY, state=ReplacementState.LOST, at=NOON)
    made = slip(wants(5000, AGREED, SOUND, SENT, LEFT, lost))
    assert made is not None
    assert made.lines[0].sent == ""
