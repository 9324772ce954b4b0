"""Payments, courier, warehouse and mail against the sandbox, which checks signatures and keeps its own books."""

from dataclasses import replace

import pytest

from domain.invoices.correction import Confirmation
from gateways.carrier import InterceptState, ScanState
from gateways.errors import Fault
from gateways.invoices import RedForm
from gateways.messaging import Letter
from gateways.payments import PayoutState
from gateways.warehouse import ExpectedLine, HoldState
from sandbox import parcels
from tests.gateways.sandbox_double import LINE, ORDER, Sandbox, error_of, scene


async def test_a_plain_payout_is_paid_once_under_its_key(sandbox: Sandbox) -> None:
    """Sent twice, looked up, and one movement in the books."""
    await sandbox.load()
    payout = await sandbox.payout(claim=None)
    channel = sandbox.gateways.payments("payments")
    assert await channel.look_up(payout) is None
    first, again = await channel.pay(payout), await channel.pay(payout)
    assert (first.state, first.provider_ref) == (PayoutState.SETTLED, again.provider_ref)
    assert await channel.look_up(payout) == again
    assert await sandbox.moved() == [11800]
    assert (await error_of(channel.pay(replace(payout, amount=100, tenders={"cash": 100})))).code == "key_reused"


@pytest.mark.parametrize(
    ("kind", "fault", "paid"),
    [
        ("error_after_commit", Fault.UNKNOWN_EFFECT, True),
        ("hang_after_commit", Fault.UNKNOWN_EFFECT, True),
        ("garbled_after_commit", Fault.UNKNOWN_EFFECT, True),
        ("rate_ban", Fault.RATE_LIMITED, False),
        ("account_frozen", Fault.NEEDS_FUNDS, False),
        ("insufficient", Fault.NEEDS_FUNDS, False),
    ],
)
async def test_a_failing_payout_has_its_class_and_the_lookup_knows(
    sandbox: Sandbox, kind: str, fault: Fault, *, paid: bool
) -> None:
    """After every failure the lookup says whether the money moved."""
    await sandbox.load()
    payout = await sandbox.payout(claim=None)
    channel = sandbox.gateways.payments("payments")
    await sandbox.fail("payments.refund", kind, seconds=30)
    error = await error_of(channel.pay(payout))
    assert error.fault is fault
    assert (error.retry_after is not None) == (fault is Fault.RATE_LIMITED)
    await sandbox.control.delete("/_world/faults")
    found = await channel.look_up(payout)
    assert (found is not None and found.state is PayoutState.SETTLED) == paid


async def test_more_than_was_paid_is_refused(sandbox: Sandbox) -> None:
    """The provider holds the cap, too."""
    await sandbox.load()
    payout = await sandbox.payout(claim=None, amount=11801, tenders={"cash": 11801})
    assert (await error_of(sandbox.gateways.payments("payments").pay(payout))).code == "exceeds_paid"


async def test_parcels_are_subscribed_tracked_and_intercepted(sandbox: Sandbox) -> None:
    """The three things we ask of a courier, each safe to repeat."""
    past = [{"state": "collected", "at": "-1h", "place": "杭州"}]
    order = scene()["order"] | {"shipped_at": "-1h", "carrier": "sf", "waybill": "SF1"}
    await sandbox.load(order=order, request=scene()["request"] | {"stage": "in_transit"}, outbound={"past": past})
    carrier = sandbox.gateways.carrier
    await carrier.subscribe("sf", "SF1")
    await carrier.subscribe("sf", "SF1")
    trace = await carrier.track("sf", "SF1")
    assert [scan.place for scan in trace.scans] == ["杭州"]
    assert await carrier.intercept("sf", "SF1", key="c/intercept/1") in set(InterceptState)
    assert (await error_of(carrier.subscribe("pigeon", "SF1"))).code == "unknown_carrier"


async def test_a_pick_up_is_booked_once_a_key(sandbox: Sandbox) -> None:
    """The courier comes to the door where the parcel went, under its own waybill; a repeat is the same pick-up."""
    order = scene()["order"] | {"shipped_at": "-2d", "signed_at": "-1d", "carrier": "sf", "waybill": "SF1"}
    bag = {"bag": {"carrier": "sto", "waybill": "ST9"}}
    await sandbox.load(order=order, request=scene()["request"] | {"stage": "received"}, parcels=bag, pickup="bag")
    carrier = sandbox.gateways.carrier
    first = await carrier.pick_up("sf", "SF1", order_id=ORDER, key="c/pickup")
    assert (first.carrier, first.waybill) == ("sto", "ST9")
    assert await carrier.pick_up("sf", "SF1", order_id=ORDER, key="c/pickup") == first
    other = carrier.pick_up("sf", "SF2", order_id=ORDER, key="c/pickup")
    assert (await error_of(other)).code == "key_reused"
    assert (await carrier.pick_up("sf", "SF2", order_id=ORDER, key="d/pickup")).waybill == ""


async def test_goods_are_held_and_released_and_returns_announced(sandbox: Sandbox) -> None:
    """What we ask of a warehouse."""
    await sandbox.load()
    warehouse = sandbox.gateways.warehouse
    assert await warehouse.hold(ORDER, (LINE,), key="c/hold/1") is HoldState.HELD
    await warehouse.release(ORDER, (LINE,), key="c/release/1")
    line = ExpectedLine(line_id=LINE, sku="S1", qty=2)
    for waybill in ("", "SF8", "SF9"):
        await warehouse.expect("c/return/1", ORDER, (line,), waybill=waybill)
    assert await warehouse.findings("c/return/1") == ()


STOCKED = {"stock": {"S2": {"qty": 2}, "S3": {"qty": 0}}}


async def test_an_item_is_shipped_once_a_key_and_never_more_than_there_is(sandbox: Sandbox) -> None:
    """A repeat gets the first answer, another body is refused, and the shelf is empty when it is empty."""
    await sandbox.load(warehouse=STOCKED)
    warehouse = sandbox.gateways.warehouse
    first, again = await warehouse.ship(ORDER, "S2", 1, key="c/1"), await warehouse.ship(ORDER, "S2", 1, key="c/1")
    assert first is not None
    assert (first, first.carrier) == (again, "sf")
    assert await warehouse.stock(ORDER, "S2") == 1
    assert await warehouse.ship(ORDER, "S2", 1, key="c/1", insert=("Hotline: 1",)) == first  # no part of what it binds
    assert (await error_of(warehouse.ship(ORDER, "S2", 2, key="c/1"))).code == "key_reused"
    assert await warehouse.ship(ORDER, "S2", 2, key="c/2") is None
    second = await warehouse.ship(ORDER, "S2", 1, key="c/3")
    assert second is not None
    assert second.waybill != first.waybill
    assert await warehouse.stock(ORDER, "S2") == 0
    for sku in ("S3", "never kept"):
        assert await warehouse.stock(ORDER, sku) == 0
        assert await warehouse.ship(ORDER, sku, 1, key=f"c/{sku}") is None
    assert (await error_of(warehouse.ship("1", "S2", 1, key="c/9"))).code == "unknown_order"


@pytest.mark.parametrize("kind", ["error_after_commit", "garbled_after_commit"])
async def test_a_lost_answer_about_a_shipment_is_found_under_its_key(sandbox: Sandbox, kind: str) -> None:
    """It left, the answer did not come through, and asking again sends nothing more."""
    await sandbox.load(warehouse=STOCKED)
    await sandbox.fail("warehouse.ship", kind)
    warehouse = sandbox.gateways.warehouse
    assert (await error_of(warehouse.ship(ORDER, "S2", 1, key="c/1"))).fault is Fault.UNKNOWN_EFFECT
    assert await warehouse.ship(ORDER, "S2", 1, key="c/1") is not None
    assert await warehouse.stock(ORDER, "S2") == 1


async def test_what_was_shipped_instead_reaches_the_buyer(sandbox: Sandbox) -> None:
    """Its scans are told like any parcel's, and the courier answers for it by its waybill."""
    await sandbox.load(warehouse=STOCKED)
    shipment = await sandbox.gateways.warehouse.ship(ORDER, "S2", 1, key="c/1")
    assert shipment is not None
    world = sandbox.app.state.world
    parcels.scanned(world, carrier="sf", waybill=shipment.waybill, state="signed", place="", note="")
    trace = await sandbox.gateways.carrier.track("sf", shipment.waybill)
    assert trace.scans[-1].state is ScanState.SIGNED


async def test_mail_reaches_the_buyers_box_or_says_why_not(sandbox: Sandbox) -> None:
    """250, 452 and 550 from a real mail server; the letter that came twice is one."""
    await sandbox.load()
    letter = Letter(
        key="c/ask/1",
        shop="demo_shop",
        case_id="c",
        to="ann@buyer.example",
        subject="退货",
        text="?",
        question="solved",
    )
    await sandbox.fail("mail.deliver", "smtp_4xx")
    assert (await error_of(sandbox.gateways.mail.send(letter))).fault is Fault.TRANSIENT
    await sandbox.fail("mail.deliver", "smtp_5xx")
    assert (await error_of(sandbox.gateways.mail.send(letter))).fault is Fault.REFUSED
    message_id = await sandbox.gateways.mail.send(letter)
    box = (await sandbox.control.get("/_world/mail")).json()
    (kept,) = box["mail"] if isinstance(box, dict) else box
    assert (kept["message_id"], kept["case_id"], kept["question"]) == (message_id, "c", "solved")


async def test_no_red_invoice_without_its_confirmation(sandbox: Sandbox) -> None:
    """The tax platform refuses it, takes it once with one, and never more than is left of the invoice."""
    invoice = {"number": "B1", "title": "Lin", "amount": 11800, "tax": 1357}
    await sandbox.load(order=scene()["order"] | {"invoice": invoice})
    tax = sandbox.gateways.invoices
    form = RedForm(number="B1", amount=11800, tax=1357, currency="CNY", reason="returned")
    assert (await error_of(tax.reverse(form, key="k/red"))).code == "no_confirmation"
    given = await tax.confirm(form, key="k/confirmation/1")
    assert given == await tax.confirm(form, key="k/confirmation/1")
    assert given.state is Confirmation.CONFIRMED
    other = replace(form, amount=11000, confirmation=given.number)
    assert (await error_of(tax.reverse(other, key="k/red"))).code == "other_confirmation"
    quoting = replace(form, confirmation=given.number)
    assert await tax.reverse(quoting, key="k/red") == await tax.reverse(quoting, key="k/red")
    again = replace(form, amount=1, tax=0)
    assert (await error_of(tax.confirm(again, key="k/confirmation/2"))).code == "more_than_left"


async def test_a_shops_shelf_is_shared_by_its_orders(sandbox: Sandbox) -> None:
    """What one order took is not there for the next; an order whose scene plans a shelf of its own takes from that."""
    await sandbox.load(warehouse=STOCKED)
    warehouse = sandbox.gateways.warehouse
    for sku, qty in (("S9", 1), ("S2", 7)):
        asked = {"shop": "demo_shop", "sku": sku, "shelf": {"qty": qty}}
        put = await sandbox.control.post("/_world/stock", json=asked)
        assert put.json() == {"sku": sku, "available": qty}
    assert await warehouse.stock(ORDER, "S9") == 1
    assert await warehouse.ship(ORDER, "S9", 1, key="k9") is not None
    assert await warehouse.stock(ORDER, "S9") == 0
    assert await warehouse.ship(ORDER, "S9", 1, key="k10") is None
    assert await warehouse.ship(ORDER, "S2", 1, key="k11") is not None
    assert await warehouse.stock(ORDER, "S2") == 1, "its own shelf had two"
    untouched = {"shop": "demo_shop", "sku": "S2", "shelf": {"qty": 7}}
    assert (await sandbox.control.post("/_world/stock", json=untouched)).json()["available"] == 7
    nobody = {"shop": "nobody", "sku": "S2", "shelf": {"qty": 7}}
    assert (await sandbox.control.post("/_world/stock", json=nobody)).status_code == 404
