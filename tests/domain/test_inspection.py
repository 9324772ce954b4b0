"""What came back: line by line, parcel by parcel, and what is still to be waited for."""

import pytest

from domain import events as ev
from domain.events import Event
from domain.goods import Grade, ParcelState
from domain.inspection import Awaiting, accepted_units, assess, awaiting
from domain.request import Item
from tests.domain.case_forms import (
    ACCEPTED,
    ALL_SOUND,
    DECLINED,
    HOUR,
    NOON,
    ONE_MISSING,
    ONE_WORN,
    SWAPPED,
    case_of,
    inspected,
    moved,
    offered,
    sent,
    units,
)

REST = inspected(units("mug", 1), waybill="ST2")
SHORTFALL = ev.ShortfallNoted()
EMPTY_BOX = inspected()


@pytest.mark.parametrize(
    ("happened", "contested", "short", "summary"),
    [
        ([ALL_SOUND], False, False, "4 sound"),
        ([inspected(units("mug", 3, Grade.INTACT), units("cup", 1, Grade.INTACT))], False, False, "4 sound"),
        ([ONE_MISSING], True, True, "3 sound, 1 missing"),
        ([ONE_MISSING, REST], False, False, "4 sound"),
        ([inspected(units("mug", 5), units("cup", 2))], False, False, "4 sound"),
        ([inspected(units("mug", 3), units("cup", 1), units("mug", 1, Grade.NOT_INTACT))], False, False, "4 sound"),
        ([ONE_WORN], True, False, "3 sound, 1 not intact"),
        ([SWAPPED], True, False, "1 sound, 3 not ours or swapped, 3 missing"),
        ([inspected(units("mug", 2), units("mug", 1, Grade.NOT_INTACT))], True, False, "2 sound, 1 not intact, 1 mi"),
        ([EMPTY_BOX], True, False, "4 missing"),
    ],
    ids=[
        "as new", "tried, intact (F48)", "short", "two parcels", "surplus", "surplus worn", "worn", "swapped",
        "worn and short", "empty box",
    ],
)  # fmt: skip
def test_what_the_goods_mean(happened: list[Event], contested: bool, short: bool, summary: str) -> None:  # noqa: FBT001 - a table's columns
    """Units are compared with what was to come back; surplus never makes up for nor spoils anything."""
    assessment = assess(case_of(*happened))
    assert (assessment.contested, assessment.merely_short) == (contested, short)
    assert assessment.summary.startswith(summary)


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([], Awaiting.PARCEL),
        ([sent()], Awaiting.ARRIVAL),
        ([sent(), moved(ParcelState.ARRIVED)], Awaiting.FINDING),
        ([sent(), moved(ParcelState.LOST)], Awaiting.PARCEL),
        ([ALL_SOUND], Awaiting.NOTHING),
        ([sent("ST2"), ALL_SOUND], Awaiting.NOTHING),
        ([sent(), sent("ST2"), ONE_MISSING], Awaiting.ARRIVAL),
        ([sent(), sent("ST2"), ONE_MISSING, moved(ParcelState.ARRIVED, "ST2")], Awaiting.FINDING),
        ([sent(), sent("ST2"), ONE_MISSING, moved(ParcelState.LOST, "ST2")], Awaiting.REST),
        ([ONE_MISSING], Awaiting.REST),
        ([ONE_MISSING, SHORTFALL], Awaiting.NOTHING),
        ([ONE_MISSING, SHORTFALL, moved(ParcelState.ARRIVED, "ST2")], Awaiting.FINDING),
        ([ONE_MISSING, SHORTFALL, REST], Awaiting.NOTHING),
        ([SWAPPED], Awaiting.NOTHING),
        ([EMPTY_BOX], Awaiting.REST),
        ([ONE_WORN], Awaiting.NOTHING),
    ],
    ids=[
        "nothing sent", "on the road", "on the dock", "lost", "unannounced", "all here, a parcel on the road", "half",
        "second here", "second lost", "rest unknown", "short for good", "short, then late", "late seen", "swapped",
        "empty box", "worn",
    ],
)  # fmt: skip
def test_what_a_return_waits_for(happened: list[Event], expected: Awaiting) -> None:
    """A parcel, its arrival, its finding, the rest, or nothing more; lost goods do not arrive."""
    assert awaiting(case_of(*happened)) is expected


@pytest.mark.parametrize(
    ("happened", "worn"),
    [
        ([ONE_WORN], {}),
        ([ONE_WORN, offered(19000), ACCEPTED], {"mug": 1}),
        ([ONE_WORN, offered(19000), DECLINED], {}),
        ([ONE_WORN, offered(19000)], {}),
        ([ONE_MISSING, offered(15000), ACCEPTED], {}),
    ],
    ids=["worn", "deduction taken", "declined", "open", "what never came"],
)
def test_the_units_that_are_paid_for(happened: list[Event], worn: dict[str, int]) -> None:
    """Sound ones always, worn ones once the buyer took the deduction, missing ones never."""
    assert accepted_units(case_of(*happened)) == ({"mug": 2, "cup": 1}, worn)


def test_a_parcel_looked_at_twice_counts_once() -> None:
    """By hand and by the warehouse's system: one parcel, whose newest finding holds, in whatever order they come."""
    hand = inspected(units("mug", 1), units("cup", 1), finding_id="hand")
    again = inspected(units("mug", 2), units("cup", 1), finding_id="again", at=NOON + 5 * HOUR)
    for order in ([hand, again], [again, hand]):
        assert assess(case_of(*order)).missing == (Item(line_id="mug", qty=1),)
