"""The warehouse: it holds what has not left, expects what comes back, and says what it found."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox import parcels, picking
from sandbox.calls import Answer, Call, play
from sandbox.clock import rfc3339
from sandbox.credentials import Shop
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal, remember, remembered
from sandbox.scenes import Inspection, Scene
from sandbox.stories import scene_of
from sandbox.world import World

REFUSALS = PlainRefusals()
HEARD_BY_PICKERS = frozenset({"warehouse.hold", "warehouse.release"})
DONE = {"warehouse.release": {"released": True}, "warehouse.give_back": {"given_back": True}}


class LinesForm(PlainForm):
    """POST /holds, /releases and /givebacks."""

    order_id: str
    line_ids: list[str] = Field(min_length=1)
    reference: str = Field(min_length=1)


class ExpectedLine(PlainForm):
    """One line of an announced return."""

    line_id: str
    sku: str
    qty: int = Field(gt=0)


class ReturnForm(PlainForm):
    """POST /returns; `waybill` may be empty while the buyer has not posted yet."""

    return_no: str = Field(min_length=1)
    order_id: str
    waybill: str
    lines: list[ExpectedLine] = Field(min_length=1)


def router(world: World) -> APIRouter:
    """The warehouse's endpoints."""
    routes = APIRouter(prefix="/warehouse")

    @routes.post("/holds")
    async def hold(request: Request) -> Response:
        return await _on_lines(world, request, "warehouse.hold")

    @routes.post("/releases")
    async def release(request: Request) -> Response:
        return await _on_lines(world, request, "warehouse.release")

    @routes.post("/givebacks")
    async def give_back(request: Request) -> Response:
        return await _on_lines(world, request, "warehouse.give_back")

    @routes.post("/returns")
    async def expect(request: Request) -> Response:
        shop, body = await caller(world, request, "warehouse")
        form = read(ReturnForm, body)
        facts = {"shop": shop.shop, "order_id": form.order_id, "return_no": form.return_no}
        call = Call(operation="warehouse.expect", identity=form.return_no, order_id=form.order_id, facts=facts)
        return await play(world, call, REFUSALS, lambda _: _expect(world, shop, form))

    @routes.get("/returns/{return_no:path}/findings")
    async def findings(request: Request, return_no: str) -> Response:
        shop, _ = await caller(world, request, "warehouse")
        call = Call(
            operation="warehouse.findings", identity=return_no, facts={"shop": shop.shop, "return_no": return_no}
        )
        return await play(world, call, REFUSALS, lambda _: _findings(world, shop, return_no))

    return routes


async def _on_lines(world: World, request: Request, operation: str) -> Response:
    shop, body = await caller(world, request, "warehouse")
    key, form = key_of(request), read(LinesForm, body)
    facts = {"shop": shop.shop, "order_id": form.order_id, "reference": key}
    call = Call(operation=operation, identity=key, order_id=form.order_id, facts=facts, body=json.loads(body))
    return await play(world, call, REFUSALS, lambda _: _keyed(world, shop, operation, key, form))


def _keyed(world: World, shop: Shop, operation: str, key: str, form: LinesForm) -> Answer:
    account, body, now = shop.warehouse.account, form.model_dump(), world.now()
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    if known := remembered(world, account, operation, key, body, now):
        return known
    scene = _scene(world, shop, form)
    answer = Answer(body=DONE.get(operation) or _hold(world, scene))
    remember(world, account, operation, key, body, now, answer)
    if operation in HEARD_BY_PICKERS:
        picking.word_came(world, scene)
    return answer


def _scene(world: World, shop: Shop, form: LinesForm) -> Scene:
    order = world.books.order(form.order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"the warehouse has no order {form.order_id!r}", "order_id")
    known = {line["line_id"] for line in order.body["lines"]}
    for number, line_id in enumerate(form.line_ids):
        if line_id not in known:
            raise refusal(422, "invalid_field", f"{line_id!r} is no line of the order", f"line_ids.{number}")
    return scene_of(world, order.body["stories"][-1])


def _hold(world: World, scene: Scene) -> dict[str, str]:
    state = scene.warehouse.hold
    parcel = parcels.find(world, *parcels.of_waybill(scene))
    if state == "handed_over" and parcel and parcel["scans"]:
        state = "shipped"  # scanned meanwhile
    return {"state": state}


def _expect(world: World, shop: Shop, form: ReturnForm) -> Answer:
    order = world.books.order(form.order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"the warehouse has no order {form.order_id!r}", "order_id")
    kept = world.books.get("return", form.return_no) or {**form.model_dump(exclude={"waybill"}), "waybills": []}
    if kept["order_id"] != form.order_id:
        raise refusal(409, "return_no_reused", f"{form.return_no!r} belongs to order {kept['order_id']}", "return_no")
    if form.waybill and form.waybill not in kept["waybills"]:
        kept["waybills"].append(form.waybill)
    kept["lines"] = form.model_dump()["lines"]
    world.books.put("return", form.return_no, kept, shop=shop.shop, order_id=form.order_id, at=world.now())
    return Answer(body={"expected": True})


def _findings(world: World, shop: Shop, return_no: str) -> Answer:
    announced = world.books.get("return", return_no)
    order = world.books.order(announced["order_id"]) if announced else None
    if announced is None or order is None or order.shop != shop.shop:
        raise refusal(404, "not_found", f"no return {return_no!r} was announced", "return_no")
    findings = world.books.of_order("finding", announced["order_id"])
    return Answer(body={"findings": [f for f in findings if f["return_no"] == return_no]})


def inspect(world: World, *, carrier: str, waybill: str) -> None:
    """An inspector opens a parcel and writes down what is in it."""
    parcel = parcels.find(world, carrier, waybill)
    if parcel is None:
        raise KeyError(f"{carrier}/{waybill}")
    scene = scene_of(world, parcel["story"])
    planned = _planned(scene, parcel)
    unlabelled = bool(parcel["name"]) and scene.parcels[parcel["name"]].unlabelled
    finding = {
        "finding_id": f"fd_{secrets.token_hex(8)}",
        "return_no": _return_no(world, parcel, unlabelled=unlabelled),
        "waybill": waybill,
        "inspector": planned.inspector,
        "at": rfc3339(world.clock(parcel["order_id"])),
        "units": [unit.model_dump() for unit in planned.units],
        "gift_present": planned.gift_present,
        "collect_fee": planned.collect_fee,
    }
    _publish(world, parcel, finding)


def _planned(scene: Scene, parcel: dict[str, Any]) -> Inspection:
    planned = scene.parcels[parcel["name"]].inspection if parcel["name"] else None
    if planned is None and scene.outbound:
        planned = scene.outbound.inspection
    if planned is None:
        raise KeyError(f"scene {scene.scene} plans no inspection of {parcel['waybill']}")
    return planned


def _return_no(world: World, parcel: dict[str, Any], *, unlabelled: bool) -> str:
    """Which announced return a parcel belongs to: by its waybill, else by the slip in it, else none."""
    announced = world.books.of_order("return", parcel["order_id"])
    for known in announced:
        if parcel["waybill"] in known["waybills"]:
            return str(known["return_no"])
    return str(announced[-1]["return_no"]) if announced and not unlabelled else ""


def _publish(world: World, parcel: dict[str, Any], finding: dict[str, Any]) -> None:
    shop, order_id = parcel["shop"], parcel["order_id"]
    world.books.put("finding", finding["finding_id"], finding, shop=shop, order_id=order_id, at=world.now())
    body = {"type": "goods.inspected", "timestamp": finding["at"], "data": finding}
    world.notices.post(shop, "warehouse", order_id, body)
