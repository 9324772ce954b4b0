"""Putting a scene on: its order, its request, its parcels and its faults come into the world, once."""

from typing import Any

from sandbox import buyer, invoices, parcels, picking
from sandbox.books import Order
from sandbox.casting import Problem, SceneRefusedError, paid, read_scene
from sandbox.clock import resolve, rfc3339
from sandbox.scenes import Scene
from sandbox.stories import settled_moments, stir
from sandbox.taobao import requests
from sandbox.world import World


def put_on(world: World, raw: Any, file: str = "(request)") -> dict[str, Any]:
    """Load one scene; one that is on already stays as it is (`known`). Raises SceneRefusedError."""
    scene = read_scene(raw, file)
    story, order_id = scene.request.request_id, scene.order.order_id
    with world.books.writing():
        known = _known(world, scene, file)
        if not known:
            _bring_in(world, scene, file)
    return {"scene": scene.scene, "shop": scene.shop, "order_id": order_id, "request_id": story, "known": known}


def _known(world: World, scene: Scene, file: str) -> bool:
    kept = world.books.get("story", scene.request.request_id)
    if kept is None:
        return False
    if kept["scene"] != scene.model_dump(mode="json"):
        message = f"{scene.request.request_id!r} is already on with another content; take another id"
        raise SceneRefusedError([Problem(file=file, field="request.request_id", message=message)])
    return True


def _bring_in(world: World, scene: Scene, file: str) -> None:
    story, now = scene.request.request_id, world.clock(scene.order.order_id)
    order = _order(world, scene, now, file)
    kept = {"scene": scene.model_dump(mode="json"), "fired": {}}
    world.books.put("story", story, kept, shop=scene.shop, order_id=order.order_id, at=now)
    _lives_at(world, scene)
    for fault in scene.faults:
        match = {"order_id": order.order_id, **fault.match}
        world.faults.declare(fault.on, fault.kind, match=match, times=fault.times, seconds=fault.seconds)
    parcels.set_out(world, scene, now)
    picking.about_to_leave(world, scene)
    created = min(resolve(scene.request.requested_at, now), now)
    if scene.source == "taobao":
        requests.open_request(world, scene, created)
    else:
        buyer.request(world, scene, request_form(scene, order.body["moments"], created))
    stir(world, story, "requested")


def _order(world: World, scene: Scene, now: float, file: str) -> Order:
    order_id, story, form = scene.order.order_id, scene.request.request_id, scene.order.model_dump(mode="json")
    order = world.books.order(order_id)
    if order is None:
        body = {
            "lines": form["lines"], "tenders": form["tenders"], "stories": [story], "form": form, "loaded_at": now,
            "moments": settled_moments(scene, now),
        }  # fmt: skip
        total = paid(scene.order)
        order = Order(
            order_id=order_id, shop=scene.shop, currency=scene.order.currency, paid=total, ahead=0.0, body=body
        )
        world.books.add_order(order)
        if form["invoice"] is not None:
            invoices.enter(world, scene.shop, order_id, form["invoice"])
        return order
    if order.body["form"] != form or order.shop != scene.shop:
        message = f"order {order_id!r} is in the world with another content"
        raise SceneRefusedError([Problem(file=file, field="order", message=message)])
    order.body["stories"].append(story)
    world.books.rewrite_order(order)
    return order


def _lives_at(world: World, scene: Scene) -> None:
    address = scene.order.buyer.email.lower()
    known = world.books.get("address", address) or {"stories": []}
    known["stories"].append(scene.request.request_id)
    world.books.put("address", address, known, shop=scene.shop, order_id=scene.order.order_id, at=world.now())


def request_form(scene: Scene, moments: dict[str, float | None], created: float) -> dict[str, Any]:
    """The shop's own form of a request, without its id: the order as it is now, moments with offset."""
    unsaid = {"buyer": {"address"}, "invoice": invoices.KEPT}
    order = scene.order.model_dump(mode="json", exclude_none=True, exclude=unsaid)
    order |= {name: rfc3339(at) for name, at in moments.items() if at is not None}
    order = {name: value for name, value in order.items() if value != ""}
    names = ["kind", "stage", "reason", "fault", "items", "amount", "compensation", "invoice", "defect", "flaw", "wish"]
    names.append("supply")
    request = scene.request.model_dump(mode="json", exclude_none=True)
    content = {name: request[name] for name in names if request.get(name) not in (None, "")}
    return {"order": order, **content, "requested_at": rfc3339(created)}
