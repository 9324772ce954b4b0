"""`/_world`: how demo and tests set the scene, let things fail, move clocks, and read the books. Loopback only."""

import ipaddress
import json
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from sandbox import credentials, mail
from sandbox.audit import audit
from sandbox.casting import SceneRefusedError
from sandbox.clock import rfc3339
from sandbox.faults import FaultRefusedError
from sandbox.scenes import Deed, Shelf
from sandbox.shipping import put_on_shelf
from sandbox.staging import put_on
from sandbox.stories import scene_of
from sandbox.world import World


class Command(BaseModel):
    """A body of the control: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid")


class FaultForm(Command):
    """POST /_world/faults: a rule, or with `seed` and `rates` a random plan."""

    on: str = ""
    kind: str = ""
    match: dict[str, Any] = {}
    times: int | None = 1
    seconds: float = Field(default=2.0, gt=0)
    seed: str | int | None = None
    rates: dict[str, dict[str, float]] = {}


class ClockForm(Command):
    """POST /_world/clock."""

    order_id: str
    ahead_seconds: float = Field(ge=0)


class StockForm(Command):
    """POST /_world/stock: what a shop has of an item, for all orders whose scene plans no shelf for it."""

    shop: str
    sku: str = Field(min_length=1)
    shelf: Shelf


class DeedForm(Command):
    """POST /_world/deeds: the buyer does something now that no script foresaw."""

    request_id: str
    do: Deed
    question: str = ""


def _loopback(request: Request) -> None:
    host = request.client.host if request.client else "127.0.0.1"
    if not ipaddress.ip_address(host).is_loopback:
        raise HTTPException(403, "the world is controlled from its own machine only")


def router(world: World) -> APIRouter:
    """The control's endpoints."""
    routes = APIRouter(prefix="/_world", dependencies=[Depends(_loopback)])
    for group in (_scenes, _stock, _time, _faults, _money, _words):
        group(routes, world)
    _itself(routes)
    return routes


def _scenes(routes: APIRouter, world: World) -> None:
    @routes.post("/scenes")
    async def load(request: Request) -> JSONResponse:
        try:
            raw = json.loads(await request.body())
        except ValueError as broken:
            return JSONResponse({"problems": [{"file": "(request)", "field": "(body)", "message": str(broken)}]}, 422)
        loaded: list[dict[str, Any]] = []
        for number, one in enumerate(raw if isinstance(raw, list) else [raw]):
            file = str(one.get("scene") or f"scene {number}") if isinstance(one, dict) else f"scene {number}"
            try:
                loaded.append(put_on(world, one, file))
            except SceneRefusedError as refused:
                return JSONResponse({"problems": refused.as_json(), "loaded": loaded}, 422)
        return JSONResponse({"loaded": loaded})

    @routes.get("/scenes")
    async def scenes() -> list[dict[str, Any]]:
        stories = world.books.rows("SELECT id FROM documents WHERE kind = 'story' ORDER BY rowid")
        return [standing(world, row["id"]) for row in stories]

    @routes.post("/deeds")
    async def deed(form: DeedForm) -> dict[str, Any]:
        order_id = world.books.order_of_story(form.request_id)
        if not order_id:
            raise HTTPException(404, f"no scene has the request {form.request_id!r}")
        name, content = form.do.named()
        args = {"content": content, "question": form.question}
        world.schedule.later(f"buyer.{name}", order_id=order_id, story=form.request_id, args=args)
        return {"scheduled": name}


def _stock(routes: APIRouter, world: World) -> None:
    @routes.post("/stock")
    async def stock(form: StockForm) -> dict[str, Any]:
        if form.shop not in credentials.SHOPS:
            raise HTTPException(404, f"{form.shop!r} is none of {', '.join(credentials.SHOPS)}")
        with world.books.writing():
            return {"sku": form.sku, "available": put_on_shelf(world, form.shop, form.sku, form.shelf)}


def _time(routes: APIRouter, world: World) -> None:
    @routes.post("/clock")
    async def clock(form: ClockForm) -> dict[str, Any]:
        return move_clock(world, form.order_id, form.ahead_seconds)

    @routes.get("/pending")
    async def pending(order_id: str | None = None) -> dict[str, Any]:
        acts, failed = world.schedule.pending(order_id), world.schedule.failed()
        return {"acts": acts, "failed": failed, "messages": world.notices.waiting(order_id)}


def _faults(routes: APIRouter, world: World) -> None:
    @routes.post("/faults")
    async def declare(form: FaultForm) -> dict[str, Any]:
        try:
            return _declared(world, form)
        except FaultRefusedError as refused:
            raise HTTPException(422, {"field": refused.field, "message": refused.message}) from refused

    @routes.get("/faults")
    async def faults() -> dict[str, Any]:
        return world.faults.standing()

    @routes.delete("/faults")
    async def lift(rule: int | None = None) -> dict[str, Any]:
        world.faults.lift(rule)
        return {"lifted": True}


def _declared(world: World, form: FaultForm) -> dict[str, Any]:
    if form.seed is not None:
        world.faults.plan(str(form.seed), form.rates)
        return {"planned": True}
    rule = world.faults.declare(form.on, form.kind, match=form.match, times=form.times, seconds=form.seconds)
    return {"id": rule}


def move_clock(world: World, order_id: str, ahead: float) -> dict[str, Any]:
    """Let an order live ahead of the wall clock. Time only goes forward: a smaller lead is refused."""
    if world.books.order(order_id) is None:
        raise HTTPException(404, f"no order {order_id!r} in this world")
    if ahead < world.books.ahead(order_id):
        raise HTTPException(422, f"time does not go back: the order lives {world.books.ahead(order_id):.0f} s ahead")
    world.schedule.move_clock(order_id, ahead)
    return {"order_id": order_id, "now": rfc3339(world.clock(order_id))}


def _money(routes: APIRouter, world: World) -> None:
    @routes.get("/books")
    async def books(order_id: str | None = None) -> dict[str, Any]:
        return {"orders": world.ledger.totals(order_id), "requests": world.ledger.requests(order_id)}

    @routes.get("/audit")
    async def verdict() -> dict[str, Any]:
        return audit(world.books)


def _words(routes: APIRouter, world: World) -> None:
    @routes.get("/mail")
    async def letters(to: str | None = None, order_id: str | None = None) -> list[dict[str, Any]]:
        return mail.kept(world, to, order_id)

    @routes.get("/messages")
    async def messages(order_id: str) -> list[dict[str, Any]]:
        rows = world.books.rows("SELECT * FROM messages WHERE order_id = ? ORDER BY id", order_id)
        return [dict(row) for row in rows]

    @routes.get("/notices")
    async def notices(order_id: str | None = None) -> list[dict[str, Any]]:
        return world.notices.sent(order_id)


def _itself(routes: APIRouter) -> None:
    @routes.get("/health")
    async def health() -> dict[str, Any]:
        return {"ready": True}

    @routes.get("/shops")
    async def shops(request: Request) -> dict[str, Any]:
        smtp_port = request.app.state.smtp_port or 0
        return credentials.connections(str(request.base_url), "127.0.0.1", smtp_port)


def standing(world: World, story: str) -> dict[str, Any]:
    """A scene as it stands: what it expects, and what the books say so far."""
    scene = scene_of(world, story)
    order_id = scene.order.order_id
    refund = world.books.get("refund", story)
    return {
        "scene": scene.scene,
        "title": scene.title,
        "shop": scene.shop,
        "source": scene.source,
        "order_id": order_id,
        "request_id": story,
        "currency": scene.order.currency,
        "expect": scene.expect,
        "refunded": world.ledger.moved(order_id, "refund"),
        "compensated": world.ledger.moved(order_id, "compensation"),
        "platform_status": refund["status"] if refund else None,
        "now": rfc3339(world.clock(order_id)),
        "pending": len(world.schedule.pending(order_id)),
    }
