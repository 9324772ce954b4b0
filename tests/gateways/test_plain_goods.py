"""Courier and warehouse in the plain JSON form: what we ask, and how their answers are read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gateways.carrier import InterceptState, Pickup, Scan, ScanState
from gateways.errors import Fault, GatewayError
from gateways.plain import PlainApi
from gateways.plain_courier import PlainCourier
from gateways.plain_warehouse import PlainWarehouse
from gateways.warehouse import ExpectedLine, FoundUnits, HoldState, Shipment

SCAN = {"event_id": "e1", "state": "signed", "at": "2026-11-22T10:00:00+08:00", "place": "杭州", "note": "前台"}


async def test_a_trace_is_read_oldest_scan_first(script: Any, api: PlainApi) -> None:
    """Couriers answer newest first, or in no order."""
    earlier = SCAN | {"event_id": "e0", "state": "collected", "at": "2026-11-21T10:00:00+08:00"}
    script.will_say({"carrier": "sf", "waybill": "SF/1", "scans": [SCAN, earlier]})
    trace = await PlainCourier(api).track("sf", "SF/1")
    assert [scan.event_id for scan in trace.scans] == ["e0", "e1"]
    assert trace.scans[1] == Scan(
        event_id="e1",
        state=ScanState.SIGNED,
        at=datetime(2026, 11, 22, 2, tzinfo=UTC),
        place="杭州",
        note="前台",
    )
    assert script.requests[0].url.raw_path == b"/v1/traces/sf/SF%2F1"


async def test_an_empty_trace_is_normal(script: Any, api: PlainApi) -> None:
    """In the first hours the courier knows nothing."""
    script.will_say({"carrier": "sf", "waybill": "SF1", "scans": []})
    assert (await PlainCourier(api).track("sf", "SF1")).scans == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"carrier": "sf", "waybill": "SF2", "scans": []},
        {"carrier": "sf", "waybill": "SF1"},
        {"carrier": "sf", "waybill": "SF1", "scans": [SCAN | {"state": "teleported"}]},
    ],
)
async def test_a_trace_that_makes_no_sense_is_read_again(script: Any, api: PlainApi, answer: object) -> None:
    """Another waybill's trace, none at all, or a state that we do not know."""
    script.will_say(answer)
    with pytest.raises(GatewayError) as caught:
        await PlainCourier(api).track("sf", "SF1")
    assert caught.value.fault is Fault.TRANSIENT


async def test_subscribing_twice_is_fine(script: Any, api: PlainApi) -> None:
    """The second answer says that it is a duplicate, and is a success."""
    script.will_say({"subscribed": True, "duplicate": True})
    await PlainCourier(api).subscribe("sf", "SF1")
    assert json.loads(script.requests[0].content) == {"carrier": "sf", "waybill": "SF1"}


@pytest.mark.parametrize(
    ("answer", "pickup"),
    [
        (
            {"pickup_id": "p1", "state": "booked", "carrier": "sf", "waybill": "PU1"},
            Pickup(carrier="sf", waybill="PU1"),
        ),
        ({"pickup_id": "p1", "state": "impossible"}, Pickup()),
    ],
)
async def test_a_pick_up_has_a_waybill_or_nobody_comes(
    script: Any, api: PlainApi, answer: object, pickup: Pickup
) -> None:
    """Asked under its key, at the door where the parcel went."""
    script.will_say(answer)
    assert await PlainCourier(api).pick_up("yto", "YT1", order_id="O1", key="c/pickup") == pickup
    sent = json.loads(script.requests[0].content)
    assert sent == {"carrier": "yto", "waybill": "YT1", "order_id": "O1", "reference": "c/pickup"}
    assert script.requests[0].headers["Idempotency-Key"] == "c/pickup"


async def test_a_pick_up_that_makes_no_sense_is_asked_again(script: Any, api: PlainApi) -> None:
    """A booking without a waybill is none."""
    script.will_say({"pickup_id": "p1", "state": "booked", "carrier": "sf"})
    with pytest.raises(GatewayError):
        await PlainCourier(api).pick_up("yto", "YT1", order_id="O1", key="c/pickup")


async def test_an_interception_is_asked_under_its_key(script: Any, api: PlainApi) -> None:
    """The same key asks how the same order stands."""
    script.will_say({"intercept_id": "i1", "state": "stopped"})
    assert await PlainCourier(api).intercept("sf", "SF1", key="k/1") is InterceptState.STOPPED
    assert script.requests[0].headers["Idempotency-Key"] == "k/1"


async def test_holding_tells_whether_it_came_in_time(script: Any, api: PlainApi) -> None:
    """What is with the courier already must be intercepted instead."""
    script.will_say({"state": "handed_over"})
    assert await PlainWarehouse(api).hold("o1", ("l1", "l2"), key="k") is HoldState.HANDED_OVER
    assert json.loads(script.requests[0].content) == {"order_id": "o1", "line_ids": ["l1", "l2"], "reference": "k"}


async def test_a_release_must_be_confirmed(script: Any, api: PlainApi) -> None:
    """An answer without the word leaves it unknown; releasing is safe to repeat."""
    script.will_say({"released": False})
    with pytest.raises(GatewayError) as caught:
        await PlainWarehouse(api).release("o1", ("l1",), key="k")
    assert caught.value.fault is Fault.UNKNOWN_EFFECT


async def test_a_return_is_announced_with_its_lines(script: Any, api: PlainApi) -> None:
    """The dock matches a parcel by these."""
    script.will_say({"expected": True})
    await PlainWarehouse(api).expect("R1", "o1", (ExpectedLine(line_id="l1", sku="s", qty=2),), waybill="SF1")
    assert json.loads(script.requests[0].content) == {
        "return_no": "R1",
        "order_id": "o1",
        "waybill": "SF1",
        "lines": [{"line_id": "l1", "sku": "s", "qty": 2}],
    }


async def test_findings_are_read_with_every_unit(script: Any, api: PlainApi) -> None:
    """Grade, photos and a missing gift reach the case as the warehouse said them."""
    unit = {"line_id": "l1", "qty": 1, "grade": "C", "note": "scratched", "photos": ["blob:1"]}
    finding = {
        "finding_id": "f1",
        "return_no": "",
        "waybill": "SF1",
        "inspector": "w7",
        "at": "2026-11-22T10:00:00+08:00",
        "units": [unit, {"line_id": "l2", "qty": 2, "grade": "A"}],
        "gift_present": False,
        "collect_fee": 1500,
    }
    script.will_say({"findings": [finding]})
    (found,) = await PlainWarehouse(api).findings("R 1")
    assert found.units == (
        FoundUnits(line_id="l1", qty=1, grade="C", note="scratched", photos=("blob:1",)),
        FoundUnits(line_id="l2", qty=2, grade="A"),
    )
    assert (found.return_no, found.gift_present, found.collect_fee) == ("", False, 1500)
    assert script.requests[0].url.raw_path == b"/v1/returns/R%201/findings"


async def test_a_shipment_is_ordered_under_its_key(script: Any, api: PlainApi) -> None:
    """Courier and waybill come back, by which the parcel is followed."""
    script.will_say({"state": "shipped", "carrier": "sf", "waybill": "SF7"})
    assert await PlainWarehouse(api).ship("o1", "s2", 1, key="k/1") == Shipment(carrier="sf", waybill="SF7")
    assert script.requests[0].headers["Idempotency-Key"] == "k/1"
    assert json.loads(script.requests[0].content) == {"order_id": "o1", "sku": "s2", "qty": 1, "reference": "k/1"}


@pytest.mark.parametrize("answer", [{"state": "soon"}, {"state": "shipped", "carrier": "sf"}, {}])
async def test_a_shipment_that_makes_no_sense_may_have_left(script: Any, api: PlainApi, answer: object) -> None:
    """Nobody knows whether a parcel is on its way, so it is asked again under the same key."""
    script.will_say(answer)
    with pytest.raises(GatewayError) as caught:
        await PlainWarehouse(api).ship("o1", "s2", 1, key="k/1")
    assert caught.value.fault is Fault.UNKNOWN_EFFECT


async def test_stock_below_nothing_is_junk(script: Any, api: PlainApi) -> None:
    """It is read again rather than believed."""
    script.will_say({"sku": "s2", "available": -1})
    with pytest.raises(GatewayError) as caught:
        await PlainWarehouse(api).stock("o1", "s2")
    assert caught.value.fault is Fault.TRANSIENT
