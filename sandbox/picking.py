"""The picker of a shop's own warehouse: before the order's own parcel leaves, Amends is asked whether it may.

A scene plans the departure. The picker asks when the goods are about to leave, and again whenever they were stopped or
let go; without a yes they stay, unless the scene has a picker who does not heed. Every answer goes into the books, so
that the audit can say what left while it was told no.
"""

import asyncio
import json
import secrets
from typing import Any

import httpx2

from sandbox import parcels
from sandbox.clock import rfc3339
from sandbox.credentials import SHOPS
from sandbox.scenes import Scene
from sandbox.signing import webhook_headers
from sandbox.stories import scene_of
from sandbox.world import World

KIND = "departure"
LOOKS_AGAIN = 1.0  # seconds until a question without an answer is asked again


def about_to_leave(world: World, scene: Scene) -> None:
    """The scene's departure comes into the world; a question is asked once its moment is there."""
    planned = scene.warehouse.departure
    if planned is None:
        return
    story, order_id = scene.request.request_id, scene.order.order_id
    kept: dict[str, Any] = {"state": "packed", "answers": [], "carrier": planned.carrier, "waybill": planned.waybill}
    _keep(world, scene, kept)
    if planned.after is not None:
        world.schedule.later("warehouse.asks", order_id=order_id, story=story, after=planned.after)


def word_came(world: World, scene: Scene) -> None:
    """The goods were stopped, or let go: the picker asks what holds now."""
    planned = scene.warehouse.departure
    if planned is not None:
        world.schedule.later(
            "warehouse.asks", order_id=scene.order.order_id, story=scene.request.request_id, after=planned.again
        )


def asks(world: World, story: str) -> None:
    """The picker wants to know; the question goes out with the next round."""
    kept = world.books.get(KIND, story)
    if kept is not None and kept["state"] != "left":
        _keep(world, scene_of(world, story), kept | {"state": "asking"})


async def ask_due(world: World) -> int:
    """Ask every question that is open and not under way; how many there were."""
    if world.notices.receiver.base_url is None:
        return 0
    rows = world.books.rows(
        "SELECT id FROM documents WHERE kind = ? AND json_extract(body, '$.state') = 'asking' ORDER BY rowid", KIND
    )
    fresh = [row["id"] for row in rows if row["id"] not in world.asked]
    world.asked.update(fresh)
    try:
        await asyncio.gather(*(_ask(world, scene_of(world, story)) for story in fresh))
    finally:
        world.asked.difference_update(fresh)
    return len(fresh)


async def _ask(world: World, scene: Scene) -> None:
    base_url = world.notices.receiver.base_url
    body = json.dumps({"type": "order.may_ship", "data": {"order_id": scene.order.order_id}})
    secret, message_id = SHOPS[scene.shop].webhooks["warehouse"], f"ask_{secrets.token_urlsafe(12)}"
    headers = webhook_headers(secret, message_id, world.now(), body)
    try:
        answer = await world.notices.http().post(
            f"{base_url}/ask/{scene.shop}/warehouse", content=body.encode(), headers=headers
        )
    except httpx2.HTTPError as broken:
        _answered(world, scene, {"status": 0, "told": type(broken).__name__, "may_ship": False})
        return
    told = answer.json() if answer.status_code == 200 else {}
    _answered(
        world, scene, {"status": answer.status_code, "told": message_id, "may_ship": told.get("may_ship") is True}
    )


def _answered(world: World, scene: Scene, answer: dict[str, Any]) -> None:
    """No answer is a no; without one the picker asks again a little later."""
    order_id, story = scene.order.order_id, scene.request.request_id
    planned = scene.warehouse.departure
    assert planned is not None  # its question was asked
    with world.books.writing():
        kept = world.books.get(KIND, story) or {}
        at = {"at": rfc3339(world.clock(order_id))}
        _keep(world, scene, kept | {"state": "packed", "answers": [*kept["answers"], answer | at]})
        if answer["may_ship"] or not planned.heeds:
            world.schedule.later("warehouse.departs", order_id=order_id, story=story)
        elif answer["status"] != 200:
            world.schedule.later("warehouse.asks", order_id=order_id, story=story, after=LOOKS_AGAIN)


def departs(world: World, story: str) -> None:
    """The parcel leaves, once, and the shop's systems say so."""
    scene, kept = scene_of(world, story), world.books.get(KIND, story)
    planned = scene.warehouse.departure
    if kept is None or planned is None or kept["state"] == "left":
        return
    _keep(world, scene, kept | {"state": "left"})
    parcels.depart(world, scene, planned.carrier, planned.waybill, planned.scans)
    at, lines = rfc3339(world.clock(scene.order.order_id)), [line.line_id for line in scene.order.lines]
    data = {
        "order_id": scene.order.order_id, "carrier": planned.carrier, "waybill": planned.waybill, "line_ids": lines,
        "at": at,
    }  # fmt: skip
    body = {"type": "goods.shipped", "timestamp": at, "data": data}
    world.notices.post(scene.shop, "warehouse", scene.order.order_id, body)


def _keep(world: World, scene: Scene, kept: dict[str, Any]) -> None:
    world.books.put(
        KIND, scene.request.request_id, kept, shop=scene.shop, order_id=scene.order.order_id, at=world.now()
    )
