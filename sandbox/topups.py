"""Money in: links by which a buyer pays on top of an order, once a key, and no more once their time is up."""

import json
import secrets
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox.calls import Answer, Call, play
from sandbox.clock import rfc3339
from sandbox.credentials import Shop
from sandbox.payments import LARGEST
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal
from sandbox.world import World

REFUSALS = PlainRefusals()


class TopUpForm(PlainForm):
    """POST /topups."""

    reference: str = Field(min_length=1, max_length=255)
    order_id: str
    amount: int = Field(gt=0, le=LARGEST)
    currency: str
    reason: str = Field(max_length=256)
    expires_at: datetime = Field(strict=False)


def router(world: World) -> APIRouter:
    """The endpoints beside those of `sandbox/payments.py`."""
    routes = APIRouter(prefix="/payments")

    @routes.post("/topups")
    async def ask(request: Request) -> Response:
        shop, body = await caller(world, request, "payments")
        key, form = key_of(request), read(TopUpForm, body)
        facts = {"shop": shop.shop, "order_id": form.order_id, "reference": key}
        call = Call(
            operation="payments.topup", identity=key, order_id=form.order_id, facts=facts, body=json.loads(body)
        )
        return await play(world, call, REFUSALS, lambda _: _ask(world, shop, key, form))

    @routes.get("/topups/{reference:path}")
    async def lookup(request: Request, reference: str) -> Response:
        shop, _ = await caller(world, request, "payments")
        facts = {"shop": shop.shop, "reference": reference}
        call = Call(operation="payments.topup_lookup", identity=reference, facts=facts)
        return await play(world, call, REFUSALS, lambda _: _lookup(world, shop, reference))

    return routes


def _ask(world: World, shop: Shop, key: str, form: TopUpForm) -> Answer:
    """A link is written down for ever under its key; asked again it is told as it stands."""
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    order = world.books.order(form.order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"no order {form.order_id!r} was paid here", "order_id")
    if form.currency != order.currency:
        raise refusal(422, "invalid_amount", f"the order was paid in {order.currency}", "currency")
    asked = {"amount": form.amount, "currency": form.currency, "order_id": form.order_id}
    known = world.books.get("topup", f"{shop.shop}/{key}")
    if known is not None:
        if {name: known[name] for name in asked} != asked:
            raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
        return Answer(body=_form(world, known), code="repeated")
    topup_id = f"tu_{secrets.token_hex(8)}"
    made = asked | {
        "reason": form.reason,
        "topup_id": topup_id,
        "reference": key,
        "link": f"https://pay.sandbox.example/{topup_id}",
        "expires_at": form.expires_at.timestamp(),
        "paid_at": None,
    }
    _keep(world, shop.shop, made)
    return Answer(body=_form(world, made))


def _lookup(world: World, shop: Shop, reference: str) -> Answer:
    known = world.books.get("topup", f"{shop.shop}/{reference}")
    if known is None:
        raise refusal(404, "not_found", "no top-up has this reference", "reference")
    return Answer(body=_form(world, known))


def pay(world: World, shop: str, order_id: str) -> bool:
    """The buyer pays the newest link of an order; False when there is none that still takes a payment."""
    links = [link for link in world.books.of_order("topup", order_id) if _status(world, link) == "open"]
    if not links:
        return False
    paid = links[-1] | {"paid_at": world.clock(order_id)}
    _keep(world, shop, paid)
    content = {name: value for name, value in _form(world, paid).items() if name != "expires_at"}
    body = {"type": "topup.paid", "timestamp": content["paid_at"], "data": content}
    world.notices.post(shop, "payments", order_id, body, after=0.05)
    return True


def _status(world: World, link: dict[str, Any]) -> str:
    if link["paid_at"] is not None:
        return "paid"
    return "expired" if world.clock(link["order_id"]) >= link["expires_at"] else "open"


def _form(world: World, link: dict[str, Any]) -> dict[str, Any]:
    form = {name: link[name] for name in ("topup_id", "reference", "order_id", "amount", "currency", "link")}
    form |= {"status": _status(world, link), "expires_at": rfc3339(link["expires_at"])}
    return form | ({"paid_at": rfc3339(link["paid_at"])} if link["paid_at"] is not None else {})


def _keep(world: World, shop: str, link: dict[str, Any]) -> None:
    order_id = link["order_id"]
    world.books.put("topup", f"{shop}/{link['reference']}", link, shop=shop, order_id=order_id, at=world.now())
