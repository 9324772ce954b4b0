"""The warehouse's outgoing side: what is on the shelf for an order, and what left instead, once a key for ever."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox import parcels
from sandbox.calls import Answer, Call, play
from sandbox.credentials import Shop
from sandbox.faults import Fault, FaultKind
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal
from sandbox.scenes import Scene, Shelf
from sandbox.stories import scene_of
from sandbox.world import World

REFUSALS = PlainRefusals()


LEFT_THE_SHOP = """
SELECT coalesce(sum(json_extract(s.body, '$.body.qty')), 0) AS qty FROM documents s
 WHERE s.kind = 'shipment' AND s.shop = ? AND json_extract(s.body, '$.body.sku') = ?
   AND json_extract(s.body, '$.answer.state') = 'shipped' AND NOT EXISTS (
     SELECT 1 FROM documents t WHERE t.kind = 'story' AND t.order_id = s.order_id
        AND json_type(t.body, '$.scene.warehouse.stock."' || json_extract(s.body, '$.body.sku') || '"') IS NOT NULL)
"""


class ShipmentForm(PlainForm):
    """POST /shipments."""

    order_id: str
    sku: str = Field(min_length=1)
    qty: int = Field(gt=0)
    reference: str = Field(min_length=1)
    insert: list[str] = Field(default_factory=list)  # lines of the slip in the parcel: no part of what a key binds


def router(world: World) -> APIRouter:
    """The endpoints beside those of `sandbox/warehouse.py`."""
    routes = APIRouter(prefix="/warehouse")

    @routes.get("/stock/{order_id}/{sku:path}")
    async def stock(request: Request, order_id: str, sku: str) -> Response:
        shop, _ = await caller(world, request, "warehouse")
        facts = {"shop": shop.shop, "order_id": order_id, "sku": sku}
        call = Call(operation="warehouse.stock", identity=sku, order_id=order_id, facts=facts)
        return await play(world, call, REFUSALS, lambda _: _stock(world, shop, order_id, sku))

    @routes.post("/shipments")
    async def ship(request: Request) -> Response:
        shop, body = await caller(world, request, "warehouse")
        key, form = key_of(request), read(ShipmentForm, body)
        facts = {"shop": shop.shop, "order_id": form.order_id, "reference": key, "sku": form.sku}
        call = Call(
            operation="warehouse.ship", identity=key, order_id=form.order_id, facts=facts, body=json.loads(body)
        )
        return await play(world, call, REFUSALS, lambda fault: _ship(world, shop, key, form, fault))

    return routes


def _stock(world: World, shop: Shop, order_id: str, sku: str) -> Answer:
    return Answer(body={"sku": sku, "available": _available(world, _scene(world, shop, order_id), sku)})


def _ship(world: World, shop: Shop, key: str, form: ShipmentForm, fault: Fault | None) -> Answer:
    """What leaves is written down for ever, and so is that nothing could leave: both answers bind their key."""
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    name, body = f"{shop.warehouse.account}/{key}", form.model_dump(exclude={"insert"})
    known = world.books.get("shipment", name)
    if known is not None:
        if known["body"] != body:
            raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
        return Answer(body=known["answer"], code="repeated")
    if fault and fault.kind is FaultKind.ITEM_BLOCKED:
        raise refusal(422, "item_blocked", "this item may not leave: ask the warehouse", "sku")
    answer = _leave(world, _scene(world, shop, form.order_id), form)
    kept = {"body": body, "answer": answer, "insert": form.insert}
    world.books.put("shipment", name, kept, shop=shop.shop, order_id=form.order_id, at=world.now())
    return Answer(body=answer)


def _leave(world: World, scene: Scene, form: ShipmentForm) -> dict[str, Any]:
    if _available(world, scene, form.sku) < form.qty:
        return {"state": "out_of_stock"}
    shelf = scene.warehouse.stock.get(form.sku) or shop_shelf(world, scene.shop, form.sku)
    assert shelf is not None  # something is available, so there is a shelf
    parcel = parcels.send_out(world, scene, shelf.carrier, shelf.scans)
    return {"state": "shipped", "carrier": parcel["carrier"], "waybill": parcel["waybill"]}


def _available(world: World, scene: Scene, sku: str) -> int:
    shelf = scene.warehouse.stock.get(sku)
    if shelf is None:
        return _in_shop(world, scene.shop, sku)
    shipments = world.books.of_order("shipment", scene.order.order_id)
    left = [int(s["body"]["qty"]) for s in shipments if s["body"]["sku"] == sku and s["answer"]["state"] == "shipped"]
    return shelf.qty - sum(left)


def put_on_shelf(world: World, shop: str, sku: str, shelf: Shelf) -> int:
    """A shop has so many units for all of its orders; a scene that plans a shelf of its own is not served from here."""
    kept = shelf.model_dump(mode="json")
    world.books.put("shelf", f"{shop}/{sku}", kept, shop=shop, order_id="", at=world.now())
    return _in_shop(world, shop, sku)


def shop_shelf(world: World, shop: str, sku: str) -> Shelf | None:
    """What the shop was given of an item, for all of its orders."""
    kept = world.books.get("shelf", f"{shop}/{sku}")
    return None if kept is None else Shelf.model_validate(kept)


def _in_shop(world: World, shop: str, sku: str) -> int:
    """What is left of it, over all orders that no scene planned a shelf for."""
    shelf = shop_shelf(world, shop, sku)
    if shelf is None:
        return 0
    row = world.books.row(LEFT_THE_SHOP, shop, sku)
    return shelf.qty - (int(row["qty"]) if row is not None else 0)


def _scene(world: World, shop: Shop, order_id: str) -> Scene:
    order = world.books.order(order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"the warehouse has no order {order_id!r}", "order_id")
    return scene_of(world, order.body["stories"][-1])
