"""What was sent wrong is collected at the buyer's door at our cost (3.6 row 1, WRG-1); else the buyer posts it."""

from typing import Any

from domain import events as ev
from domain.complaints.flaw import Remedy
from domain.events import Answer, Resolution
from domain.goods import ParcelState
from domain.order import OrderLine
from domain.request import Ground
from domain.standing import CaseStage
from tests.stories.floor import Floor
from tests.stories.story import StoryCase
from tests.stories.test_complaint import agreed, answers, complained, shows, travels

BAG = {"parcels": {"bag": {"carrier": "sto", "waybill": "ST77"}}, "pickup": "bag"}


async def wrong(floor: Floor, **more: Any) -> StoryCase:
    """A wrong mug, photos of it, and a person who has seen them."""
    case = await complained(floor, Ground.WRONG_ITEM, **more)
    await shows(case)
    await agreed(case, by="li")
    return case


async def test_the_courier_comes_for_the_wrong_item(floor: Floor) -> None:
    """The right one has left; the pick-up is booked once, its number is told, and its arrival ends the waiting."""
    case = await wrong(floor, remedy=Remedy.RESHIP, scene=BAG)
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    known = await case.until(lambda case: "WRG-8" in case.letters, "the number is told")
    assert known.complaint.pickup is not None
    assert (known.complaint.pickup.carrier, known.complaint.pickup.waybill) == ("sto", "ST77")
    await case.scanned("ST77", ParcelState.UNDER_WAY)
    await case.until(lambda case: bool(case.parcels), "it is collected")
    await case.arrives("ST77")
    assert await case.ending() is Resolution.RESHIPPED
    kinds = await case.kinds()
    assert kinds.count(ev.PickupBooked) == 1
    assert kinds.index(ev.ReplacementShipped) < kinds.index(ev.PickupBooked)
    assert not (await case.state()).complaint.written_off


async def test_where_no_courier_can_come_the_buyer_posts_it(floor: Floor) -> None:
    """The letter says so, until when, and that the freight is ours."""
    case = await wrong(floor, remedy=Remedy.RESHIP)
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    known = await case.until(lambda case: "WRG-7" in case.letters, "the buyer is told to post it")
    assert known.complaint.pickup is not None
    assert known.complaint.pickup.waybill == ""
    await case.posts("ST9")
    await case.arrives("ST9")
    assert await case.ending() is Resolution.RESHIPPED


async def test_a_courier_that_does_not_answer_holds_up_no_goods(floor: Floor) -> None:
    """The right item is with the buyer all the same; once the courier answers there is one pick-up."""
    floor.world.faults.declare("courier.pickup", "error_after_commit")
    case = await wrong(floor, remedy=Remedy.RESHIP, scene=BAG)
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    await case.until(lambda case: "WRG-1" in case.letters, "the buyer knows of the right one")
    assert (await case.state()).complaint.pickup is None
    floor.lift_faults()
    await case.until(lambda case: "WRG-8" in case.letters, "the number is told")
    assert len(floor.world.books.of_order("pickup", floor.orders[case.case_id])) == 1
    await case.arrives("ST77")
    assert await case.ending() is Resolution.RESHIPPED


async def test_what_comes_back_first_is_collected_too(floor: Floor) -> None:
    """Great value (row 4): the courier comes first, and the right one leaves once the wrong one is here."""
    lines = (OrderLine(line_id="1", qty=1, unit_price=300000, sku="MUG", title="Mug"),)
    case = await wrong(floor, lines=lines, scene=BAG)
    case.long = "a pick-up, its way to us, and then the right item's way to the buyer"
    await answers(case, Answer.RESHIP)
    await case.until(lambda case: "WRG-8" in case.letters, "the number is told")
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert not (await case.state()).replacements
    await case.arrives("ST77")
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    assert await case.ending() is Resolution.RESHIPPED
