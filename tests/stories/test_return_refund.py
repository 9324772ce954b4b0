"""Stories of returns: what a buyer and the shop's people see."""

from datetime import timedelta

from domain import commands
from domain import events as ev
from domain.events import Resolution
from domain.facts import ParcelReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Freight, FreightMode, OrderLine
from domain.request import Ground, Item
from domain.standing import CaseStage
from tests.stories.floor import Floor, units
from tests.stories.scenery import quiet_now

LAMP = OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp")
MUGS = OrderLine(line_id="1", qty=3, unit_price=5900, sku="MUG", title="Mug")


async def test_a_sound_return_is_refunded_in_full(floor: Floor) -> None:
    """The buyer posts the goods, the warehouse finds them as new, and the whole price goes back."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)

    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED
    letters = [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert letters == ["N7-1", "DONE", "FUP-2", "FUP-3"]


async def test_above_the_automatic_limit_a_person_decides_and_is_told_in_time(floor: Floor) -> None:
    """At 50, 80 and 95 % of the platform's clock somebody is told; then an agent agrees."""
    case = await floor.open(lines=(LAMP,))
    await case.at(CaseStage.DECIDING)
    await case.passes(hours=115)
    alarms = [event.percent for event in await case.story() if isinstance(event, ev.AlarmRaised)]
    assert alarms == [50, 80, 95]

    await case.told(commands.Agree(by="li", note="regular buyer"))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    state = await case.state()
    assert state.agreement is not None
    assert state.agreement.by == "li"


async def test_nothing_is_sent_back(floor: Floor) -> None:
    """Two reminders before the window closes, then the case lapses and no money moves."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert await case.ending() is Resolution.LAPSED
    letters = [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert letters == ["N7-1", "N7-R", "N7-R", "LAPSED"]
    assert floor.refunded(case) == 0


async def test_part_of_a_line_comes_back(floor: Floor) -> None:
    """Two of three mugs are returned: the buyer gets their share of what was paid for the line."""
    case = await floor.open(lines=(MUGS,), items=(Item(line_id="1", qty=2),))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST2")
    await case.arrives("ST2")
    await case.found("ST2", units("1", 2))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 11800


async def test_goods_come_in_two_parcels(floor: Floor) -> None:
    """The refund waits for both parcels, in whatever order they are inspected."""
    cup = OrderLine(line_id="2", qty=1, unit_price=4000, sku="CUP", title="Cup")
    case = await floor.open(lines=(MUGS, cup))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("STA")
    await case.posts("STB")
    await case.arrives("STB")
    await case.found("STB", units("2", 1))
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    assert floor.refunded(case) == 0
    await case.arrives("STA")
    await case.found("STA", units("1", 3))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 3 * 5900 + 4000


async def test_a_parcel_without_a_waybill_is_matched_at_the_dock(floor: Floor) -> None:
    """The buyer forgot to enter the waybill; the slip in the parcel names the case, and that is enough."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.found("UNANNOUNCED", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_silent_courier_is_asked(floor: Floor) -> None:
    """No push for two days: the courier is polled, and the arrival that it forgot to push is known."""
    case = await floor.open(scene={"parcels": {"p1": SILENT_PARCEL}})
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    floor.world_ships(case, "p1")
    await case.posts("SILENT1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.passes(hours=49)
    await case.at(CaseStage.INSPECTING)
    await case.found("SILENT1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)


SILENT_PARCEL = {
    "carrier": "sto",
    "waybill": "SILENT1",
    "scans": [{"state": "collected", "after": 0.01}, {"state": "signed", "after": 0.01}],
}


async def test_a_parcel_with_many_scans_has_one_timer(floor: Floor) -> None:
    """Each scan puts off the question to the courier; the timer is set anew when it fires, and not at each scan."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST12")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    before = await case.timers()
    for scan in range(6):
        await case.passes(hours=15)
        fact = ParcelReported(
            fact=f"scan-{scan}", carrier="sto", waybill="ST12", at=case.now(), state=ParcelState.UNDER_WAY
        )
        await case.hears(fact)
    assert await case.timers() - before <= 2
    await case.arrives("ST12")
    await case.found("ST12", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)


async def test_the_law_s_seven_days_alarm_while_nobody_inspects(floor: Floor) -> None:
    """The parcel lies on the dock: the warehouse is asked after two days, people are told as the seven days run out."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST3")
    await case.arrives("ST3")
    await case.at(CaseStage.INSPECTING)
    await case.passes(days=9)
    story = await case.story()
    passed = [event.clock for event in story if isinstance(event, ev.DeadlinePassed)]
    alarms = [(event.clock, event.percent) for event in story if isinstance(event, ev.AlarmRaised)]
    assert passed == ["inspect", "statutory_refund"]
    assert alarms == [("statutory_refund", 50), ("statutory_refund", 80), ("statutory_refund", 95)]
    await case.found("ST3", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)


async def test_the_buyer_takes_the_request_back(floor: Floor) -> None:
    """A withdrawn request ends without money, whatever it waited for."""
    from domain.facts import WithdrawalReported

    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.hears(WithdrawalReported(fact="w1"))
    assert await case.ending() is Resolution.WITHDRAWN


async def test_seller_s_fault_gives_the_freight_back_too(floor: Floor) -> None:
    """A quality return decided by a person: price and outbound freight, since nothing is kept (MR-13)."""
    case = await floor.open(
        ground=Ground.QUALITY,
        fault=Fault.SELLER,
        freight=Freight(mode=FreightMode.BUYER_PAID, charged=1200, base=1200),
    )
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="li", seller_pays_freight=True))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST4")
    await case.arrives("ST4")
    await case.found("ST4", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900 + 1200


async def test_goods_excluded_by_law_need_a_person(floor: Floor) -> None:
    """Made to order: policy does not agree by itself, and it does not refuse either."""
    custom = OrderLine(line_id="1", qty=1, unit_price=9900, sku="RING", title="Ring", category="custom")
    case = await floor.open(lines=(custom,))
    await case.at(CaseStage.DECIDING)
    assert (await case.state()).agreement is None
    await case.told(commands.Refuse(by="li", reason="made to order", evidence=("E16",), unasked=True))
    state = await case.until(lambda case: case.scenario == "dispute")
    assert state.refusal is not None


async def test_a_late_parcel_reopens_a_closed_case(floor: Floor) -> None:
    """The window lapsed, then the goods arrive: a person consents, and the money goes back after all (F18)."""
    case = await floor.open()
    case.long = "a whole return after a whole lapse"
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=8)
    await case.at(CaseStage.CLOSED)
    await case.posts("LATE1")
    await case.at(CaseStage.REOPENED)
    await case.told(commands.Agree(by="wang", note="still as new"))
    await case.arrives("LATE1")
    await case.found("LATE1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED


async def test_two_scans_of_the_same_parcel_are_one_arrival(floor: Floor) -> None:
    """Couriers repeat themselves and mix up the order: the register tells it once."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST5")
    await case.arrives("ST5")
    await case.arrives("ST5")
    await case.scanned("ST5", ParcelState.COMING_BACK)
    await case.posts("ST5")
    await case.found("ST5", units("1", 1))
    await case.found("ST5", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    kinds = await case.kinds()
    assert kinds.count(ev.ParcelSent) == 1
    assert kinds.count(ev.ParcelMoved) == 1
    assert kinds.count(ev.GoodsInspected) == 1
    assert floor.refunded(case) == 19900


async def test_the_window_runs_from_the_day_the_buyer_was_told(floor: Floor) -> None:
    """A letter held back over night does not cost the buyer a day."""
    case = await floor.open(revised=quiet_now())
    deferred = await case.until(lambda case: case.contact_until is not None, "the letter is held back")
    assert deferred.ship_by is None
    await case.passes(hours=24)
    state = await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert state.ship_by is not None
    assert state.ship_by >= deferred.opened_at + timedelta(days=7)
    kinds = await case.kinds()
    assert kinds.index(ev.ContactDeferred) < kinds.index(ev.BuyerContacted) < kinds.index(ev.ReturnWindowOpened)
