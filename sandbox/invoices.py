"""The tax platform, with books of its own: blue invoices, red confirmations, red invoices.

A red invoice quotes a confirmation, or the paper copies are back. Where the buyer's company has used the tax, it has to
confirm first, as the order says: after so many days on the order's clock, never, or it refuses.
"""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox.calls import Answer, Call, play
from sandbox.credentials import Shop
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal
from sandbox.world import DAY, World

REFUSALS = PlainRefusals()
LIFE = 3 * DAY  # of a confirmation that nobody gave
Document = dict[str, Any]
KEPT = {"tax_used", "confirmed_after_days", "refuses"}  # what the tax platform knows, and no shop


class ConfirmationForm(PlainForm):
    """POST /confirmations."""

    number: str = Field(min_length=1)
    amount: int = Field(gt=0)
    tax: int = Field(ge=0)
    currency: str = Field(min_length=3, max_length=3)
    reason: str
    reference: str = Field(min_length=1)


class RedForm(ConfirmationForm):
    """POST /reds."""

    confirmation: str
    copies_back: bool


class BlueForm(PlainForm):
    """POST /blues."""

    order_id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    tax_no: str
    amount: int = Field(gt=0)
    tax: int = Field(ge=0)
    currency: str = Field(min_length=3, max_length=3)
    replaces: str
    reference: str = Field(min_length=1)


def router(world: World) -> APIRouter:
    """The tax platform's endpoints."""
    routes = APIRouter(prefix="/invoices")

    @routes.post("/confirmations")
    async def confirmation(request: Request) -> Response:
        shop, body = await caller(world, request, "invoices")
        key, form = key_of(request), read(ConfirmationForm, body)
        blue = _blue(world, shop, form.number)
        return await play(
            world, _call("invoices.confirm", shop, blue, key, body), REFUSALS, lambda _: _ask(world, blue, key, form)
        )

    @routes.post("/reds")
    async def red(request: Request) -> Response:
        shop, body = await caller(world, request, "invoices")
        key, form = key_of(request), read(RedForm, body)
        blue = _blue(world, shop, form.number)
        return await play(
            world, _call("invoices.red", shop, blue, key, body), REFUSALS, lambda _: _reverse(world, blue, key, form)
        )

    @routes.post("/blues")
    async def issued(request: Request) -> Response:
        shop, body = await caller(world, request, "invoices")
        key, form = key_of(request), read(BlueForm, body)
        order = world.books.order(form.order_id)
        if order is None or order.shop != shop.shop:
            raise refusal(422, "unknown_order", f"no order {form.order_id!r} of this shop", "order_id")
        call = _call("invoices.blue", shop, {"order_id": form.order_id, "number": form.replaces}, key, body)
        return await play(world, call, REFUSALS, lambda _: _issue(world, shop, key, form))

    return routes


def _call(operation: str, shop: Shop, blue: Document, key: str, body: bytes) -> Call:
    facts = {"shop": shop.shop, "order_id": blue["order_id"], "number": blue["number"]}
    return Call(operation=operation, identity=key, order_id=blue["order_id"], facts=facts, body=json.loads(body))


def enter(world: World, shop: str, order_id: str, invoice: Document) -> None:
    """An invoice that was issued with the order comes into the books."""
    if not invoice["number"] or world.books.get("invoice", invoice["number"]) is not None:
        return
    used = {name: invoice[name] for name in ("tax_used", "confirmed_after_days", "refuses")}
    _keep(world, {**_document(invoice, shop, order_id, invoice["number"]), **used})


def _document(stated: Document, shop: str, order_id: str, number: str) -> Document:
    kept = {name: stated[name] for name in ("title", "amount", "tax")}
    return kept | {
        "number": number, "shop": shop, "order_id": order_id, "reversed": 0, "reversed_tax": 0, "reds": [],
        "tax_used": False, "confirmed_after_days": None, "refuses": "",
    }  # fmt: skip


def _blue(world: World, shop: Shop, number: str) -> Document:
    blue = world.books.get("invoice", number)
    if blue is None or blue["shop"] != shop.shop:
        raise refusal(404, "not_found", f"no invoice {number!r} of this shop", "number")
    return blue


def _keep(world: World, blue: Document) -> None:
    world.books.put("invoice", blue["number"], blue, shop=blue["shop"], order_id=blue["order_id"], at=world.now())


def _known(world: World, kind: str, key: str, form: Document) -> Document | None:
    """What was done under this key before. Raises RefusedError for another form."""
    known = world.books.get(kind, key)
    if known is not None and known["form"] != form:
        raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
    return known


def _fits(blue: Document, form: ConfirmationForm) -> None:
    if form.amount > blue["amount"] - blue["reversed"] or form.tax > blue["tax"] - blue["reversed_tax"]:
        left = f"{blue['amount'] - blue['reversed']} with a tax of {blue['tax'] - blue['reversed_tax']}"
        raise refusal(422, "more_than_left", f"of invoice {blue['number']} {left} is left", "amount")


def _ask(world: World, blue: Document, key: str, form: ConfirmationForm) -> Answer:
    now, stated = world.clock(blue["order_id"]), form.model_dump()
    known = _known(world, "confirmation", key, stated)
    if known is None:
        _fits(blue, form)
        known = {"confirmation_id": f"rc_{secrets.token_hex(6)}", "form": stated, "at": now}
        world.books.put("confirmation", key, known, shop=blue["shop"], order_id=blue["order_id"], at=world.now())
    state, reason = _state(blue, now - known["at"])
    return Answer(body={"confirmation_id": known["confirmation_id"], "state": state, "reason": reason})


def _state(blue: Document, waited: float) -> tuple[str, str]:
    """How a confirmation stands so many seconds after it was asked for."""
    if not blue["tax_used"]:
        return "confirmed", ""
    if blue["refuses"]:
        return "refused", blue["refuses"]
    days = blue["confirmed_after_days"]
    if days is not None and waited >= days * DAY:
        return "confirmed", ""
    return ("expired", "") if waited >= LIFE else ("waiting", "")


def _reverse(world: World, blue: Document, key: str, form: RedForm) -> Answer:
    stated = form.model_dump()
    if (known := _known(world, "red", key, stated)) is not None:
        return Answer(body={"number": known["number"]})
    if not form.copies_back:
        _confirmed(world, blue, form)
    _fits(blue, form)
    number = f"R{secrets.randbelow(10**19):020d}"
    red = {"number": number, "form": stated}
    world.books.put("red", key, red, shop=blue["shop"], order_id=blue["order_id"], at=world.now())
    reds = [*blue["reds"], number]
    _keep(world, blue | {"reversed": blue["reversed"] + form.amount, "reversed_tax": blue["reversed_tax"] + form.tax,
                         "reds": reds})  # fmt: skip
    return Answer(body={"number": number})


def _confirmed(world: World, blue: Document, form: RedForm) -> None:
    given = [
        one for one in world.books.of_order("confirmation", blue["order_id"])
        if one["confirmation_id"] == form.confirmation
    ]  # fmt: skip
    if not given:
        raise refusal(422, "no_confirmation", "a red invoice quotes its confirmation", "confirmation")
    form_then = given[0]["form"]
    if (form_then["number"], form_then["amount"], form_then["tax"]) != (form.number, form.amount, form.tax):
        raise refusal(422, "other_confirmation", "the confirmation is for another reversal", "confirmation")
    state, _ = _state(blue, world.clock(blue["order_id"]) - given[0]["at"])
    if state != "confirmed":
        raise refusal(422, "not_confirmed", f"the confirmation is {state}", "confirmation")


def _issue(world: World, shop: Shop, key: str, form: BlueForm) -> Answer:
    stated = form.model_dump()
    if (known := _known(world, "blue", key, stated)) is not None:
        return Answer(body={"number": known["number"]})
    if form.replaces:
        old = _blue(world, shop, form.replaces)
        if not old["reversed"]:
            raise refusal(422, "not_reversed", f"invoice {form.replaces} still stands", "replaces")
    number = f"B{secrets.randbelow(10**19):020d}"
    done = {"number": number, "form": stated}
    world.books.put("blue", key, done, shop=shop.shop, order_id=form.order_id, at=world.now())
    _keep(world, _document(stated, shop.shop, form.order_id, number))
    return Answer(body={"number": number})
