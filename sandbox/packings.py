"""The warehouse's records of how an order was packed: asked for once a key, answered when somebody has looked."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox import parcels
from sandbox.calls import Answer, Call, copies, play
from sandbox.clock import resolve, rfc3339
from sandbox.credentials import Shop
from sandbox.faults import Fault
from sandbox.moves import PlannedPacking
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal
from sandbox.stories import scene_of
from sandbox.world import DAY, World

REFUSALS = PlainRefusals()
STATED = {"expected_grams", "out_grams", "packer", "video", "shows", "merged"}


class PackingForm(PlainForm):
    """POST /packings."""

    order_id: str
    line_ids: list[str] = Field(min_length=1)
    reference: str = Field(min_length=1)


def router(world: World) -> APIRouter:
    """The endpoint beside those of `sandbox/warehouse.py`."""
    routes = APIRouter(prefix="/warehouse")

    @routes.post("/packings")
    async def packing(request: Request) -> Response:
        shop, body = await caller(world, request, "warehouse")
        key, form = key_of(request), read(PackingForm, body)
        facts = {"shop": shop.shop, "order_id": form.order_id, "reference": key}
        call = Call(
            operation="warehouse.packing", identity=key, order_id=form.order_id, facts=facts, body=json.loads(body)
        )
        return await play(world, call, REFUSALS, lambda fault: _ask(world, shop, key, form, fault))

    return routes


def _ask(world: World, shop: Shop, key: str, form: PackingForm, fault: Fault | None) -> Answer:
    """The same key asks how the same question stands."""
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    order = world.books.order(form.order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"the warehouse has no order {form.order_id!r}", "order_id")
    known, body = world.books.get("packing", key), form.model_dump()
    if known is None:
        known = {"form": body, "shop": shop.shop, "order_id": form.order_id, "story": order.body["stories"][-1]}
        known |= {"packing": None}
        world.books.put("packing", key, known, shop=shop.shop, order_id=form.order_id, at=world.now())
        _plan(world, key, known, copies(fault))
    elif known["form"] != body:
        raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
    return Answer(body={"packing": known["packing"]} if known["packing"] else {"state": "looking"})


def _plan(world: World, key: str, asked: dict[str, Any], sends: int) -> None:
    planned = scene_of(world, asked["story"]).warehouse.packing
    if planned is None:
        return  # nobody ever looks
    clock = world.clock(asked["order_id"]) + planned.after_days * DAY if planned.after_days else None
    world.schedule.later(
        "warehouse.packed", order_id=asked["order_id"], story=asked["story"], after=planned.after, clock=clock,
        args={"key": key, "sends": sends},
    )  # fmt: skip


def packed(world: World, *, key: str, sends: int) -> None:
    """Somebody has looked, and says what is on record."""
    asked = world.books.get("packing", key)
    if asked is None:
        raise KeyError(key)
    scene = scene_of(world, asked["story"])
    planned = scene.warehouse.packing
    if planned is None:
        raise KeyError(f"{key}: the scene plans no records")
    now = world.clock(asked["order_id"])
    said = {name: value for name, value in planned.model_dump(include=STATED).items() if value not in (None, "")}
    asked["packing"] = said | _other(planned, now) | {"at": rfc3339(now)}
    if planned.other is not None:
        parcels.set_off(world, scene, planned.other.carrier, planned.other.waybill, planned.other.scans)
    world.books.put("packing", key, asked, shop=asked["shop"], order_id=asked["order_id"], at=world.now())
    body = {"type": "packing.reported", "timestamp": rfc3339(now), "data": asked["packing"] | {"reference": key}}
    world.notices.post(asked["shop"], "warehouse", asked["order_id"], body, copies=sends)


def _other(planned: PlannedPacking, now: float) -> dict[str, Any]:
    other = planned.other
    if other is None:
        return {}
    eta = {"other_eta": rfc3339(resolve(other.eta, now))} if other.eta else {}
    return {"other_carrier": other.carrier, "other_waybill": other.waybill} | eta
