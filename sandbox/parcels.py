"""Parcels on their way: scan after scan, as the scene planned it, unless somebody turns them round."""

import secrets
from collections.abc import Sequence
from typing import Any

from sandbox.casting import carrier_code
from sandbox.clock import resolve, rfc3339
from sandbox.scans import PlannedScan
from sandbox.scenes import Parcel, Scene
from sandbox.stories import scene_of, stir
from sandbox.world import World

ParcelDoc = dict[str, Any]
DEPARTED = "*departed"  # the order's own parcel, of a scene that plans when it leaves
REPLACEMENT = "*replacement"  # the name of a parcel that the shop sent instead; no scene can plan one of that name
ARRIVED = frozenset({"signed", "refused", "returning", "returned", "lost"})


def find(world: World, code: str, waybill: str) -> ParcelDoc | None:
    """The parcel with this waybill, or None when the carrier never heard of it."""
    return world.books.get("parcel", f"{code}/{waybill}")


def of_waybill(scene: Scene) -> tuple[str, str]:
    """Carrier code and waybill of the way out."""
    return carrier_code(scene.order.carrier) or "", scene.order.waybill


def _keep(world: World, parcel: ParcelDoc) -> None:
    world.books.put(
        "parcel", f"{parcel['carrier']}/{parcel['waybill']}", parcel,
        shop=parcel["shop"], order_id=parcel["order_id"], at=world.now(),
    )  # fmt: skip


def _new(world: World, scene: Scene, code: str, waybill: str, name: str) -> ParcelDoc:
    parcel = {
        "carrier": code, "waybill": waybill, "name": name, "story": scene.request.request_id, "shop": scene.shop,
        "order_id": scene.order.order_id, "scans": [],
    }  # fmt: skip
    _keep(world, parcel)
    return parcel


def set_out(world: World, scene: Scene, now: float) -> None:
    """The way out, as far as it has come when the scene begins, and what the scene plans for it."""
    code, waybill = of_waybill(scene)
    if not (code and waybill) or find(world, code, waybill):
        return
    parcel = _new(world, scene, code, waybill, "")
    for state, at, place, note in _history(scene, now):
        parcel["scans"].append(_scan(state, at, place, note))
    _keep(world, parcel)
    if scene.outbound:
        plan(world, parcel, scene.outbound.scans)


def _history(scene: Scene, now: float) -> list[tuple[str, float, str, str]]:
    if scene.outbound:
        return [(scan.state, resolve(scan.at, now), scan.place, scan.note) for scan in scene.outbound.past]
    stated = {"collected": scene.order.shipped_at, "signed": scene.order.signed_at}
    return [(state, resolve(at, now), "", "") for state, at in stated.items() if at is not None]


def send_back(world: World, scene: Scene, name: str) -> None:
    """The buyer hands a parcel to the courier; a second time for the same parcel nothing happens."""
    planned: Parcel = scene.parcels[name]
    code = carrier_code(planned.carrier) or ""
    if find(world, code, planned.waybill) is None:
        plan(world, _new(world, scene, code, planned.waybill, name), planned.scans)


def send_out(world: World, scene: Scene, carrier: str, scans: Sequence[PlannedScan]) -> ParcelDoc:
    """The shop sends another parcel to the buyer, under a waybill of its own."""
    parcel = _new(world, scene, carrier_code(carrier) or "", f"RP{secrets.token_hex(6).upper()}", REPLACEMENT)
    plan(world, parcel, scans)
    return parcel


def depart(world: World, scene: Scene, carrier: str, waybill: str, scans: Sequence[PlannedScan]) -> None:
    """The order's own parcel leaves the warehouse; a second time nothing happens."""
    code = carrier_code(carrier) or ""
    if find(world, code, waybill) is None:
        plan(world, _new(world, scene, code, waybill, DEPARTED), scans)


def set_off(world: World, scene: Scene, carrier: str, waybill: str, scans: Sequence[PlannedScan]) -> None:
    """Another parcel of the order is on its way; a second time for the same waybill nothing happens."""
    code = carrier_code(carrier) or ""
    if find(world, code, waybill) is None:
        plan(world, _new(world, scene, code, waybill, REPLACEMENT), scans)


def plan(world: World, parcel: ParcelDoc, scans: Sequence[PlannedScan]) -> None:
    """Schedule scans one after the other."""
    after = 0.0
    for scan in scans:
        after += scan.after
        args = {"carrier": parcel["carrier"], "waybill": parcel["waybill"], **scan.model_dump(exclude={"after"})}
        world.schedule.later("parcel.scan", order_id=parcel["order_id"], story=parcel["story"], after=after, args=args)


def scanned(world: World, *, carrier: str, waybill: str, state: str, place: str, note: str) -> None:
    """The courier scans a parcel: it goes into the trace, to whoever subscribed, and has consequences."""
    parcel = find(world, carrier, waybill)
    if parcel is None:
        raise KeyError(f"{carrier}/{waybill}")
    scan = _scan(state, world.clock(parcel["order_id"]), place, note)
    parcel["scans"].append(scan)
    _keep(world, parcel)
    for subscription in _subscriptions(world, parcel):
        _push(world, parcel, scan, subscription)
    _consequences(world, parcel, state)


def _consequences(world: World, parcel: ParcelDoc, state: str) -> None:
    scene = scene_of(world, parcel["story"])
    if parcel["name"] == REPLACEMENT:
        if state == "signed":
            stir(world, parcel["story"], "replacement_delivered")
        return
    if parcel["name"] == DEPARTED:
        if state == "signed":
            stir(world, parcel["story"], "delivered")
        return
    if parcel["name"]:
        inspection = scene.parcels[parcel["name"]].inspection if state == "signed" else None
    else:
        inspection = scene.outbound.inspection if scene.outbound and state == "returned" else None
        happened = {"signed": "delivered", "returned": "parcel_back"}.get(state)
        if happened:
            stir(world, parcel["story"], happened)
    if inspection:
        world.schedule.later(
            "warehouse.inspect", order_id=parcel["order_id"], story=parcel["story"], after=inspection.after,
            args={"carrier": parcel["carrier"], "waybill": parcel["waybill"]},
        )  # fmt: skip


def _scan(state: str, at: float, place: str, note: str) -> dict[str, Any]:
    return {"event_id": f"ev_{secrets.token_hex(8)}", "state": state, "at": at, "place": place, "note": note}


def scan_form(scan: dict[str, Any]) -> dict[str, Any]:
    """A scan as the courier states it."""
    return {**scan, "at": rfc3339(scan["at"])}


def _subscriptions(world: World, parcel: ParcelDoc) -> list[dict[str, Any]]:
    found = world.books.get("subscription", f"{parcel['shop']}/{parcel['carrier']}/{parcel['waybill']}")
    return [found] if found else []


def _push(world: World, parcel: ParcelDoc, scan: dict[str, Any], subscription: dict[str, Any]) -> None:
    content = {"carrier": subscription["carrier"], "waybill": parcel["waybill"], **scan_form(scan)}
    body = {"type": "parcel.scanned", "timestamp": content["at"], "data": content}
    world.notices.post(subscription["shop"], "courier", parcel["order_id"], body)


def catch_up(world: World, code: str, waybill: str, subscription: str) -> None:
    """A new subscriber is told what has been scanned so far."""
    parcel, kept = find(world, code, waybill), world.books.get("subscription", subscription)
    if parcel is None or kept is None:
        return
    for scan in parcel["scans"]:
        _push(world, parcel, scan, kept)


def has_arrived(parcel: ParcelDoc) -> bool:
    """True once a parcel can no longer be turned round."""
    return bool(parcel["scans"]) and parcel["scans"][-1]["state"] in ARRIVED


def turn_round(world: World, parcel: ParcelDoc | None, key: str) -> str:
    """Somebody wants the parcel back: `ordered`, or `failed` where it is too late or not on its way out."""
    if parcel is None or parcel["name"] not in {"", DEPARTED} or has_arrived(parcel):
        return "failed"
    outbound = scene_of(world, parcel["story"]).outbound
    if outbound is None:
        return "failed"
    world.schedule.later(
        "courier.intercepted", order_id=parcel["order_id"], story=parcel["story"], after=outbound.intercept.after,
        args={"key": key, "carrier": parcel["carrier"], "waybill": parcel["waybill"]},
    )  # fmt: skip
    return "ordered"


def bring_back(world: World, parcel: ParcelDoc) -> None:
    """The parcel goes no further and comes back, as the scene plans the way back."""
    cancel_scans(world, parcel)
    outbound = scene_of(world, parcel["story"]).outbound
    if outbound:
        plan(world, parcel, outbound.back)


def cancel_scans(world: World, parcel: ParcelDoc) -> None:
    """What was planned for the parcel does not happen."""
    world.schedule.cancel("parcel.scan", parcel["order_id"], carrier=parcel["carrier"], waybill=parcel["waybill"])


def refused_at_door(world: World, scene: Scene) -> None:
    """The buyer does not take the parcel; nothing happens when it has arrived already."""
    parcel = find(world, *of_waybill(scene))
    if parcel is None or has_arrived(parcel):
        return
    cancel_scans(world, parcel)
    scanned(world, carrier=parcel["carrier"], waybill=parcel["waybill"], state="refused", place="", note="")
    bring_back(world, parcel)
