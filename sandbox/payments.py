"""The payment provider: refunds under a key, a lookup by our reference, notices of what became of them."""

import json
import secrets
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox.books import Order
from sandbox.calls import Answer, Call, copies, play
from sandbox.clock import rfc3339
from sandbox.credentials import Shop
from sandbox.faults import Fault, FaultKind
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal, remember, remembered
from sandbox.stories import stir
from sandbox.world import World

REFUSALS = PlainRefusals()
AMOUNT_CODES = {"amount": "invalid_amount", "tenders": "invalid_amount"}
# How long after the answer the notice follows, unless a fault changes that: seconds.
NOTICE_AFTER = 0.05
LARGEST = 10**12  # minor units
ACCEPTED = {FaultKind.PROCESSING, FaultKind.ACCEPTED_THEN_FAILED}


class RefundForm(PlainForm):
    """POST /refunds."""

    reference: str = Field(min_length=1, max_length=255)
    order_id: str
    purpose: Literal["refund", "compensation"]
    amount: int = Field(gt=0, le=LARGEST)
    currency: str
    tenders: dict[str, int]
    reason: str = Field(max_length=256)


def router(world: World) -> APIRouter:
    """The provider's endpoints."""
    routes = APIRouter(prefix="/payments")

    @routes.post("/refunds")
    async def refund(request: Request) -> Response:
        shop, body = await caller(world, request, "payments")
        key, form = key_of(request), read(RefundForm, body, AMOUNT_CODES)
        call = Call(
            operation="payments.refund", identity=key, order_id=form.order_id, money=True, body=json.loads(body),
            facts={"shop": shop.shop, "order_id": form.order_id, "reference": key, "purpose": form.purpose},
        )  # fmt: skip
        return await play(world, call, REFUSALS, lambda fault: _refund(world, shop, key, form, fault))

    @routes.get("/refunds/{reference:path}")
    async def lookup(request: Request, reference: str) -> Response:
        shop, _ = await caller(world, request, "payments")
        call = Call(operation="payments.lookup", identity=reference, facts={"shop": shop.shop, "reference": reference})
        return await play(world, call, REFUSALS, lambda _: _lookup(world, shop, reference))

    return routes


def _refund(world: World, shop: Shop, key: str, form: RefundForm, fault: Fault | None) -> Answer:
    body, clock, account = form.model_dump(), world.clock(form.order_id), shop.payments.account
    if known := remembered(world, account, "payments.refund", key, body, clock):
        return known
    order = _checked(world, shop, key, form, unguarded=_is(fault, FaultKind.UNGUARDED))
    if _is(fault, FaultKind.ACCOUNT_FROZEN):
        raise refusal(423, "account_frozen", "the paying account is frozen")
    if _is(fault, FaultKind.INSUFFICIENT):
        raise refusal(402, "insufficient_balance", "the paying account has not enough money")
    refund_id = _pay(world, order, form, fault)
    answer = Answer(body=_form(_payout(world, refund_id)))
    # The caller of a failed call gets the same failure again under the same key, although the money has moved.
    kept = REFUSALS.broken() if _is(fault, FaultKind.ERROR_AFTER_COMMIT) else answer
    remember(world, account, "payments.refund", key, body, clock, kept)
    return answer


def _is(fault: Fault | None, kind: FaultKind) -> bool:
    return fault is not None and fault.kind is kind


def _checked(world: World, shop: Shop, key: str, form: RefundForm, *, unguarded: bool) -> Order:
    if form.reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")
    order = world.books.order(form.order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"no order {form.order_id!r} was paid here", "order_id")
    if form.currency != order.currency:
        raise refusal(422, "invalid_amount", f"the order was paid in {order.currency}", "currency")
    _check_tenders(order, form)
    left = order.paid - world.ledger.moved(order.order_id, "refund") - world.ledger.promised(order.order_id)
    if form.purpose == "refund" and form.amount > left and not unguarded:
        raise refusal(422, "exceeds_paid", f"{form.amount} asked, {left} of {order.paid} paid is left", "amount")
    return order


def _check_tenders(order: Order, form: RefundForm) -> None:
    if sum(form.tenders.values()) != form.amount or min(form.tenders.values(), default=0) < 0:
        raise refusal(422, "invalid_amount", f"tenders do not add up to {form.amount}", "tenders")
    paid_with = {tender["type"] for tender in order.body["tenders"]}
    if form.purpose == "refund" and not form.tenders.keys() <= paid_with:
        raise refusal(422, "invalid_amount", f"the order was paid with {', '.join(sorted(paid_with))}", "tenders")


def _pay(world: World, order: Order, form: RefundForm, fault: Fault | None) -> str:
    refund_id, now = f"rf_{secrets.token_hex(10)}", world.clock(order.order_id)
    accepted = fault is not None and fault.kind in ACCEPTED
    world.books.run(
        "INSERT INTO payouts (refund_id, shop, reference, order_id, purpose, amount, currency, status, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'processing', ?)",
        refund_id, order.shop, form.reference, order.order_id, form.purpose, form.amount, form.currency, now,
    )  # fmt: skip
    if not accepted:
        first = _is(fault, FaultKind.NOTICE_FIRST)
        settle(world, refund_id, notice_after=0 if first else NOTICE_AFTER, sends=copies(fault))
    if fault and fault.kind in ACCEPTED | {FaultKind.REVERSED_LATER}:
        name = {
            FaultKind.PROCESSING: "payments.settle", FaultKind.ACCEPTED_THEN_FAILED: "payments.fail",
        }.get(fault.kind, "payments.reverse")  # fmt: skip
        world.schedule.later(name, order_id=order.order_id, after=world.pace.settle, args={"refund_id": refund_id})
    return refund_id


def settle(world: World, refund_id: str, *, notice_after: float = 0.0, sends: int = 1) -> None:
    """The money goes out."""
    payout = _payout(world, refund_id)
    now = world.clock(payout["order_id"])
    _book(world, payout, payout["amount"], "settled", now)
    world.books.run("UPDATE payouts SET status = 'succeeded', settled_at = ? WHERE refund_id = ?", now, refund_id)
    _notify(world, refund_id, "refund.succeeded", after=notice_after, sends=sends)
    order = world.books.order(payout["order_id"])
    for story in order.body["stories"] if order else []:
        stir(world, story, "refunded")


def fail(world: World, refund_id: str, failure: str = "receiver_account_closed") -> None:
    """An accepted payment comes to nothing."""
    world.books.run("UPDATE payouts SET status = 'failed', failure = ? WHERE refund_id = ?", failure, refund_id)
    _notify(world, refund_id, "refund.failed")


def reverse(world: World, refund_id: str) -> None:
    """The bank sends a settled payment back."""
    payout = _payout(world, refund_id)
    _book(world, payout, -payout["amount"], "reversed", world.clock(payout["order_id"]))
    world.books.run(
        "UPDATE payouts SET status = 'reversed', failure = 'returned_by_bank' WHERE refund_id = ?", refund_id
    )
    _notify(world, refund_id, "refund.reversed")


def _book(world: World, payout: dict[str, Any], amount: int, cause: str, now: float) -> None:
    names = ("reference", "refund_id", "order_id", "purpose", "currency")
    world.ledger.move(at=now, channel="payments", amount=amount, cause=cause, **{n: payout[n] for n in names})


def _notify(world: World, refund_id: str, kind: str, *, after: float = 0.0, sends: int = 1) -> None:
    payout = _payout(world, refund_id)
    names = ("reference", "refund_id", "order_id", "amount", "currency", "status")
    content = {name: payout[name] for name in names}
    if payout["failure"]:
        content["failure"] = payout["failure"]
    body = {"type": kind, "timestamp": rfc3339(world.clock(payout["order_id"])), "data": content}
    world.notices.post(payout["shop"], "payments", payout["order_id"], body, after=after, copies=sends)


def _lookup(world: World, shop: Shop, reference: str) -> Answer:
    # The newest one: a key that was forgotten and used again has two, and the caller must see the one that stands.
    row = world.books.row(
        "SELECT * FROM payouts WHERE shop = ? AND reference = ? ORDER BY rowid DESC LIMIT 1", shop.shop, reference
    )
    if row is None:
        raise refusal(404, "not_found", "no refund has this reference", "reference")
    return Answer(body=_form(dict(row)))


def _payout(world: World, refund_id: str) -> dict[str, Any]:
    row = world.books.row("SELECT * FROM payouts WHERE refund_id = ?", refund_id)
    if row is None:
        raise KeyError(refund_id)
    return dict(row)


def _form(payout: dict[str, Any]) -> dict[str, Any]:
    names = ("refund_id", "reference", "status", "amount", "currency")
    form = {name: payout[name] for name in names} | {"created_at": rfc3339(payout["created_at"])}
    if payout["settled_at"] is not None:
        form["settled_at"] = rfc3339(payout["settled_at"])
    if payout["failure"]:
        form["failure"] = payout["failure"]
    return form
