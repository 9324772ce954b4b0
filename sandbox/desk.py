"""The courier's desk: inquiries about parcels, and claims for those that are gone, with books of its own."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox import parcels
from sandbox.calls import Answer, Call, copies, play
from sandbox.casting import CARRIERS, carrier_code
from sandbox.clock import resolve, rfc3339
from sandbox.credentials import Shop
from sandbox.faults import Fault
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal, remember, remembered
from sandbox.stories import scene_of
from sandbox.world import DAY, World

REFUSALS = PlainRefusals()
KINDS = ("pickup", "trace", "signature", "weight")
SAID = {"outcome", "signed_by", "fault", "proof", "note", "accepted_grams", "delivered_grams", "opened"}
Document = dict[str, Any]


class TicketForm(PlainForm):
    """POST /tickets."""

    carrier: str = Field(min_length=1)
    waybill: str = Field(min_length=1)
    kind: str
    reference: str = Field(min_length=1)


class PaperForm(PlainForm):
    """One paper: its code and where it is."""

    code: str = Field(min_length=1)
    reference: str = Field(min_length=1)


class ClaimForm(PlainForm):
    """POST /claims."""

    carrier: str = Field(min_length=1)
    waybill: str = Field(min_length=1)
    amount: int = Field(gt=0)
    currency: str = Field(min_length=3, max_length=3)
    papers: list[PaperForm] = Field(min_length=1)
    reference: str = Field(min_length=1)


class PapersForm(PlainForm):
    """POST /claims/papers: further papers for the claim that was filed under the key `claim`."""

    claim: str = Field(min_length=1)
    papers: list[PaperForm] = Field(min_length=1)
    reference: str = Field(min_length=1)


def router(world: World) -> APIRouter:
    """The desk's endpoints."""
    routes = APIRouter(prefix="/courier")

    @routes.post("/tickets")
    async def ticket(request: Request) -> Response:
        shop, body = await caller(world, request, "courier")
        key, form = key_of(request), read(TicketForm, body)
        call = _call(world, "courier.ticket", shop, _parcel(world, form.carrier, form.waybill), json.loads(body))
        return await play(world, call, REFUSALS, lambda fault: _ask(world, shop, key, form, fault))

    @routes.post("/claims")
    async def claim(request: Request) -> Response:
        shop, body = await caller(world, request, "courier")
        key, form = key_of(request), read(ClaimForm, body)
        call = _call(world, "courier.claim", shop, _parcel(world, form.carrier, form.waybill), json.loads(body))
        return await play(world, call, REFUSALS, lambda fault: _file(world, shop, key, form, fault))

    @routes.post("/claims/papers")
    async def papers(request: Request) -> Response:
        shop, body = await caller(world, request, "courier")
        key, form = key_of(request), read(PapersForm, body)
        known = _own_claim(world, shop, form.claim)
        parcel = parcels.find(world, known["carrier"], known["waybill"])
        call = _call(world, "courier.claim", shop, parcel or known, json.loads(body))
        return await play(world, call, REFUSALS, lambda fault: _supply(world, shop, key, form, fault))

    return routes


def _parcel(world: World, carrier: str, waybill: str) -> Document:
    """The parcel that is asked about. Raises RefusedError for one that this courier never was told of."""
    code = carrier_code(carrier)
    if code is None:
        raise refusal(422, "unknown_carrier", f"{carrier!r} is none of {', '.join(CARRIERS)}", "carrier")
    parcel = parcels.find(world, code, waybill)
    if parcel is None:
        raise refusal(422, "unknown_waybill", f"no parcel {waybill!r} of {carrier} was ever announced", "waybill")
    return parcel


def _call(world: World, operation: str, shop: Shop, parcel: Document, body: Any) -> Call:
    del world
    facts = {name: parcel[name] for name in ("carrier", "waybill", "order_id")} | {"shop": shop.shop}
    return Call(operation=operation, identity=parcel["waybill"], order_id=parcel["order_id"], facts=facts, body=body)


def _same(key: str, reference: str) -> None:
    if reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")


# Inquiries


def _ask(world: World, shop: Shop, key: str, form: TicketForm, fault: Fault | None) -> Answer:
    _same(key, form.reference)
    if form.kind not in KINDS:
        raise refusal(422, "invalid_field", f"kind is one of {', '.join(KINDS)}", "kind")
    body, account, now = form.model_dump(), shop.courier.account, world.now()
    known = world.books.get("ticket", key)
    if known or remembered(world, account, "courier.ticket", key, body, now):
        if known and known["form"] != body:
            raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
        return Answer(body=_ticket_form(world.books.get("ticket", key) or {}))
    parcel = _parcel(world, form.carrier, form.waybill)
    number = len(world.books.of_order("ticket", parcel["order_id"]))
    ticket = {
        "ticket_id": f"tk_{secrets.token_hex(6)}",
        "form": body,
        "shop": shop.shop,
        "answer": None,
        "number": number,
    }
    ticket |= {
        "order_id": parcel["order_id"],
        "story": parcel["story"],
        "carrier": form.carrier,
        "waybill": form.waybill,
    }
    world.books.put("ticket", key, ticket, shop=shop.shop, order_id=parcel["order_id"], at=now)
    answer = Answer(body=_ticket_form(ticket))
    remember(world, account, "courier.ticket", key, body, now, answer)
    _plan_answer(world, key, ticket, copies(fault))
    return answer


def _ticket_form(ticket: Document) -> Document:
    answer = ticket.get("answer")
    return {"ticket_id": ticket["ticket_id"], "state": "answered" if answer else "open"} | (
        {"answer": answer} if answer else {}
    )


def _plan_answer(world: World, key: str, ticket: Document, sends: int) -> None:
    outbound = scene_of(world, ticket["story"]).outbound
    planned = outbound.inquiries[ticket["number"] :][:1] if outbound else ()
    for answer in planned:
        order_id = ticket["order_id"]
        clock = world.clock(order_id) + answer.after_days * DAY if answer.after_days else None
        world.schedule.later(
            "courier.answered", order_id=order_id, story=ticket["story"], after=answer.after, clock=clock,
            args={"key": key, "sends": sends},
        )  # fmt: skip


def answered(world: World, *, key: str, sends: int) -> None:
    """The courier answers an inquiry, as the scene plans it."""
    ticket = world.books.get("ticket", key)
    if ticket is None:
        raise KeyError(key)
    outbound = scene_of(world, ticket["story"]).outbound
    planned = outbound.inquiries[ticket["number"]] if outbound else None
    if planned is None:
        raise KeyError(f"{key}: the scene plans no answer")
    now = world.clock(ticket["order_id"])
    said = planned.model_dump(
        include=SAID,
        exclude_none=True,
    )
    eta = {"eta": rfc3339(resolve(planned.eta, now))} if planned.eta else {}
    ticket["answer"] = {name: value for name, value in said.items() if value} | eta | {"at": rfc3339(now)}
    world.books.put("ticket", key, ticket, shop=ticket["shop"], order_id=ticket["order_id"], at=world.now())
    content = {name: ticket[name] for name in ("carrier", "waybill", "ticket_id", "answer")} | {"reference": key}
    body = {"type": "ticket.answered", "timestamp": rfc3339(now), "data": content}
    world.notices.post(ticket["shop"], "courier", ticket["order_id"], body, copies=sends)


# Claims


def _own_claim(world: World, shop: Shop, key: str) -> Document:
    claim = world.books.get("claim", key)
    if claim is None or claim["shop"] != shop.shop:
        raise refusal(404, "not_found", f"no claim was filed under {key!r}", "claim")
    return claim


def _file(world: World, shop: Shop, key: str, form: ClaimForm, fault: Fault | None) -> Answer:
    _same(key, form.reference)
    body = form.model_dump()
    known = world.books.get("claim", key)
    if known is not None:
        if known["form"] != body:
            raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
        return Answer(body=_claim_form(known))
    parcel = _parcel(world, form.carrier, form.waybill)
    for other in world.books.of_order("claim", parcel["order_id"]):
        if other["waybill"] == form.waybill:
            raise refusal(
                409, "already_claimed", f"parcel {form.waybill} was claimed for as {other['claim_id']}", "waybill"
            )
    claim = {
        "claim_id": f"cl_{secrets.token_hex(6)}", "key": key, "form": body, "shop": shop.shop, "state": "open",
        "order_id": parcel["order_id"], "story": parcel["story"], "carrier": form.carrier, "waybill": form.waybill,
        "asked": form.amount, "amount": 0, "papers": [], "reason": "", "words": 0,
        "at": world.clock(parcel["order_id"]),
    }  # fmt: skip
    _keep(world, claim)
    _plan_word(world, claim, copies(fault))
    return Answer(body=_claim_form(claim))


def _supply(world: World, shop: Shop, key: str, form: PapersForm, fault: Fault | None) -> Answer:
    _same(key, form.reference)
    claim, body, now = _own_claim(world, shop, form.claim), form.model_dump(), world.now()
    if not remembered(world, shop.courier.account, "courier.claim", key, body, now):
        lacking = set(claim["papers"]) - {paper.code for paper in form.papers}
        claim |= {"state": "papers_asked" if lacking else "open", "papers": sorted(lacking)}
        claim["at"] = world.clock(claim["order_id"])
        _keep(world, claim)
        remember(world, shop.courier.account, "courier.claim", key, body, now, Answer(body=_claim_form(claim)))
        if not lacking:
            _plan_word(world, claim, copies(fault))
    return Answer(body=_claim_form(_own_claim(world, shop, form.claim)))


def _keep(world: World, claim: Document) -> None:
    world.books.put("claim", claim["key"], claim, shop=claim["shop"], order_id=claim["order_id"], at=world.now())


def _claim_form(claim: Document) -> Document:
    stated = {name: claim[name] for name in ("claim_id", "state", "amount", "papers", "reason")}
    return stated | {"at": rfc3339(claim["at"])}


def _plan_word(world: World, claim: Document, sends: int) -> None:
    outbound = scene_of(world, claim["story"]).outbound
    for word in outbound.claim[claim["words"] :][:1] if outbound else ():
        order_id = claim["order_id"]
        clock = world.clock(order_id) + word.after_days * DAY if word.after_days else None
        world.schedule.later(
            "courier.decided", order_id=order_id, story=claim["story"], after=word.after, clock=clock,
            args={"key": claim["key"], "sends": sends},
        )  # fmt: skip


def decided(world: World, *, key: str, sends: int) -> None:
    """The courier's next word on a claim; after a rejection it may think again, if the scene plans a further word."""
    claim = world.books.get("claim", key)
    if claim is None:
        raise KeyError(key)
    outbound = scene_of(world, claim["story"]).outbound
    if outbound is None:
        raise KeyError(f"{key}: the scene plans no word on it")
    word = outbound.claim[claim["words"]]
    granted = claim["asked"] if word.amount is None else word.amount
    claim |= {"state": word.state, "words": claim["words"] + 1, "papers": list(word.papers), "reason": word.reason}
    claim |= {"amount": granted if word.state == "accepted" else 0, "at": world.clock(claim["order_id"])}
    _keep(world, claim)
    tell(world, claim, sends)
    if word.state == "rejected":
        _plan_word(world, claim, sends)


def tell(world: World, claim: Document, sends: int = 1) -> None:
    """Say how a claim stands."""
    content = _claim_form(claim) | {name: claim[name] for name in ("carrier", "waybill")} | {"reference": claim["key"]}
    body = {"type": "claim.answered", "timestamp": rfc3339(claim["at"]), "data": content}
    world.notices.post(claim["shop"], "courier", claim["order_id"], body, copies=sends)
