"""The courier: traces, subscriptions, and orders to turn a parcel round."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox import parcels
from sandbox.calls import Answer, Call, copies, play
from sandbox.casting import CARRIERS, carrier_code
from sandbox.clock import rfc3339
from sandbox.credentials import Shop
from sandbox.faults import Fault
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal, remember, remembered
from sandbox.stories import scene_of, stir
from sandbox.world import World

REFUSALS = PlainRefusals()


class ParcelForm(PlainForm):
    """POST /subscriptions."""

    carrier: str = Field(min_length=1)
    waybill: str = Field(min_length=1)


class PickupForm(ParcelForm):
    """POST /pickups: at the door where this parcel was delivered."""

    order_id: str
    reference: str = Field(min_length=1)


class InterceptForm(ParcelForm):
    """POST /intercepts."""

    reference: str = Field(min_length=1)


def router(world: World) -> APIRouter:
    """The courier's endpoints."""
    routes = APIRouter(prefix="/courier")

    @routes.post("/subscriptions")
    async def subscribe(request: Request) -> Response:
        shop, body = await caller(world, request, "courier")
        form = read(ParcelForm, body)
        call = _call(world, "courier.subscribe", shop, form.carrier, form.waybill)
        return await play(world, call, REFUSALS, lambda _: _subscribe(world, shop, form))

    @routes.get("/traces/{carrier}/{waybill}")
    async def trace(request: Request, carrier: str, waybill: str) -> Response:
        shop, _ = await caller(world, request, "courier")
        call = _call(world, "courier.trace", shop, carrier, waybill)
        return await play(world, call, REFUSALS, lambda _: _trace(world, carrier, waybill))

    @routes.post("/intercepts")
    async def intercept(request: Request) -> Response:
        shop, body = await caller(world, request, "courier")
        key, form = key_of(request), read(InterceptForm, body)
        call = _call(world, "courier.intercept", shop, form.carrier, form.waybill, json.loads(body))
        return await play(world, call, REFUSALS, lambda fault: _intercept(world, shop, key, form, fault))

    @routes.post("/pickups")
    async def pick_up(request: Request) -> Response:
        shop, body = await caller(world, request, "courier")
        key, form = key_of(request), read(PickupForm, body)
        call = _call(world, "courier.pickup", shop, form.carrier, form.waybill, json.loads(body))
        return await play(world, call, REFUSALS, lambda _: _pick_up(world, shop, key, form))

    return routes


def _call(world: World, operation: str, shop: Shop, carrier: str, waybill: str, body: Any = None) -> Call:
    known = parcels.find(world, _code(carrier), waybill)
    order_id = known["order_id"] if known else ""
    facts = {"shop": shop.shop, "carrier": carrier, "waybill": waybill, "order_id": order_id}
    return Call(operation=operation, identity=waybill, order_id=order_id, facts=facts, body=body)


def _code(carrier: str) -> str:
    code = carrier_code(carrier)
    if code is None:
        raise refusal(422, "unknown_carrier", f"{carrier!r} is none of {', '.join(CARRIERS)}", "carrier")
    return code


def _subscribe(world: World, shop: Shop, form: ParcelForm) -> Answer:
    subscription = f"{shop.shop}/{_code(form.carrier)}/{form.waybill}"
    if world.books.get("subscription", subscription):
        return Answer(body={"subscribed": True, "duplicate": True})
    # The carrier's name is kept as the caller writes it: pushes speak the subscriber's language.
    kept = {"shop": shop.shop, "carrier": form.carrier, "waybill": form.waybill}
    world.books.put("subscription", subscription, kept, shop=shop.shop, order_id="", at=world.now())
    parcels.catch_up(world, _code(form.carrier), form.waybill, subscription)
    return Answer(body={"subscribed": True})


def _trace(world: World, carrier: str, waybill: str) -> Answer:
    _patience(world, _code(carrier), waybill)
    parcel = parcels.find(world, _code(carrier), waybill)
    scans = [parcels.scan_form(scan) for scan in parcel["scans"]] if parcel else []
    return Answer(body={"carrier": carrier, "waybill": waybill, "scans": scans})


def _patience(world: World, code: str, waybill: str) -> None:
    """Refuse to be polled too often for one waybill."""
    key, now = f"{code}/{waybill}", world.now()
    last = world.books.get("polled", key)
    if last and now - last["at"] < world.pace.patience:
        wait = str(max(1, round(world.pace.patience - (now - last["at"]))))
        message = f"this waybill was asked for just now: wait {wait} s"
        raise refusal(429, "rate_limited", message, **{"Retry-After": wait})
    if world.pace.patience:
        world.books.put("polled", key, {"at": now}, shop="", order_id="", at=now)


def _pick_up(world: World, shop: Shop, key: str, form: PickupForm) -> Answer:
    """The courier comes for what the scene says, under its own waybill; the same key is the same pick-up."""
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    known = world.books.get("pickup", f"{shop.shop}/{key}")
    if known is not None:
        if known["form"] != form.model_dump():
            raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
        return Answer(body=known["answer"], code="repeated")
    delivered = parcels.find(world, _code(form.carrier), form.waybill)
    answer: dict[str, Any] = {"pickup_id": f"pu_{secrets.token_hex(8)}", "state": "impossible"}
    ours = delivered if delivered is not None and delivered["shop"] == shop.shop else None
    scene = scene_of(world, ours["story"]) if ours is not None else None
    if scene is not None and scene.pickup:
        planned = scene.parcels[scene.pickup]
        answer |= {"state": "booked", "carrier": planned.carrier, "waybill": planned.waybill}
        parcels.send_back(world, scene, scene.pickup)
    kept = {"form": form.model_dump(), "answer": answer}
    order_id = ours["order_id"] if ours is not None else ""
    world.books.put("pickup", f"{shop.shop}/{key}", kept, shop=shop.shop, order_id=order_id, at=world.now())
    return Answer(body=answer)


def _intercept(world: World, shop: Shop, key: str, form: InterceptForm, fault: Fault | None) -> Answer:
    body, account, now = form.model_dump(), shop.courier.account, world.now()
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    if remembered(world, account, "courier.intercept", key, body, now):
        # The same key asks how the same order stands by now.
        return Answer(body=_standing(world, key))
    code = _code(form.carrier)
    order = {"intercept_id": f"ic_{secrets.token_hex(8)}", "state": "ordered", "shop": shop.shop, **body}
    parcel = parcels.find(world, code, form.waybill)
    order["state"] = parcels.turn_round(world, parcel, key)
    order_id = parcel["order_id"] if parcel else ""
    world.books.put("intercept", key, order, shop=shop.shop, order_id=order_id, at=now)
    answer = Answer(body=_standing(world, key))
    remember(world, account, "courier.intercept", key, body, now, answer)
    if order["state"] == "failed":
        report(world, key, "failed", sends=copies(fault))
    return answer


def _standing(world: World, key: str) -> dict[str, Any]:
    order = world.books.get("intercept", key)
    if order is None:
        raise KeyError(key)
    return {"intercept_id": order["intercept_id"], "state": order["state"]}


def report(world: World, key: str, state: str, sends: int = 1) -> None:
    """Say how an order to turn a parcel round ended."""
    order = world.books.get("intercept", key)
    if order is None:
        raise KeyError(key)
    order["state"] = state
    parcel = parcels.find(world, _code(order["carrier"]), order["waybill"])
    order_id = parcel["order_id"] if parcel else ""
    world.books.put("intercept", key, order, shop=order["shop"], order_id=order_id, at=world.now())
    at = rfc3339(world.clock(order_id))
    content = {name: order[name] for name in ("carrier", "waybill", "reference")} | {"state": state, "at": at}
    body = {"type": "parcel.intercepted", "timestamp": at, "data": content}
    world.notices.post(order["shop"], "courier", order_id, body, after=0.05, copies=sends)


def intercepted(world: World, *, key: str, carrier: str, waybill: str) -> None:
    """The order to turn a parcel round is carried out, or fails, as the scene says."""
    parcel = parcels.find(world, carrier, waybill)
    if parcel is None:
        raise KeyError(f"{carrier}/{waybill}")
    outbound = scene_of(world, parcel["story"]).outbound
    stopped = outbound is not None and outbound.intercept.result == "stopped" and not parcels.has_arrived(parcel)
    if stopped:
        parcels.bring_back(world, parcel)
    report(world, key, "stopped" if stopped else "failed")
    stir(world, parcel["story"], "intercept_stopped" if stopped else "intercept_failed")
