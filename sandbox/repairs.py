"""The repair shop: jobs, quotes and goods that go back to their owner, with books of its own."""

import json
import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from sandbox import parcels
from sandbox.calls import Answer, Call, play
from sandbox.clock import resolve, rfc3339
from sandbox.credentials import Shop
from sandbox.mending import PlannedReport
from sandbox.plain import PlainForm, PlainRefusals, caller, key_of, read, refusal
from sandbox.stories import scene_of
from sandbox.world import DAY, World

REFUSALS = PlainRefusals()
KINDS = ("examine", "repair")
ENDED = frozenset({"examined", "repaired", "failed", "unrepairable", "declined"})
Document = dict[str, Any]


class ItemForm(PlainForm):
    """What is to be looked at or mended."""

    sku: str
    title: str
    qty: int = Field(gt=0)
    serial_no: str


class JobForm(PlainForm):
    """POST /jobs."""

    order_id: str
    kind: str
    item: ItemForm
    symptom: str
    waybill: str
    free: bool
    reference: str = Field(min_length=1)


class AnswerForm(PlainForm):
    """POST /answers: the owner's word on the quote of `job`."""

    job: str = Field(min_length=1)
    accepted: bool
    reference: str = Field(min_length=1)


class ReturnForm(PlainForm):
    """POST /returns: the goods of `job` go back with these papers."""

    job: str = Field(min_length=1)
    papers: list[str]
    reference: str = Field(min_length=1)


def router(world: World) -> APIRouter:
    """The shop's endpoints."""
    routes = APIRouter(prefix="/repairs")

    @routes.post("/jobs")
    async def book(request: Request) -> Response:
        shop, body = await caller(world, request, "repairs")
        key, form = key_of(request), read(JobForm, body)
        call = _call("repairs.book", shop, key, form.order_id, json.loads(body))
        return await play(world, call, REFUSALS, lambda _: _book(world, shop, key, form))

    @routes.get("/jobs/{reference:path}")
    async def standing(request: Request, reference: str) -> Response:
        shop, _ = await caller(world, request, "repairs")
        job = _own(world, shop, reference)
        call = _call("repairs.standing", shop, reference, job["order_id"])
        return await play(world, call, REFUSALS, lambda _: Answer(body=_stated(_own(world, shop, reference))))

    @routes.post("/answers")
    async def answer(request: Request) -> Response:
        shop, body = await caller(world, request, "repairs")
        key, form = key_of(request), read(AnswerForm, body)
        job = _own(world, shop, form.job)
        call = _call("repairs.answer", shop, key, job["order_id"], json.loads(body))
        return await play(world, call, REFUSALS, lambda _: _answer(world, shop, key, form))

    @routes.post("/returns")
    async def send_back(request: Request) -> Response:
        shop, body = await caller(world, request, "repairs")
        key, form = key_of(request), read(ReturnForm, body)
        job = _own(world, shop, form.job)
        call = _call("repairs.return", shop, key, job["order_id"], json.loads(body))
        return await play(world, call, REFUSALS, lambda _: _send_back(world, shop, key, form))

    return routes


def _call(operation: str, shop: Shop, key: str, order_id: str, body: Any = None) -> Call:
    facts = {"shop": shop.shop, "order_id": order_id, "reference": key}
    return Call(operation=operation, identity=key, order_id=order_id, facts=facts, body=body)


def _same(key: str, reference: str) -> None:
    if reference != key:
        raise refusal(422, "invalid_field", "must equal the Idempotency-Key", "reference")


def _own(world: World, shop: Shop, key: str) -> Document:
    job = world.books.get("job", key)
    if job is None or job["shop"] != shop.shop:
        raise refusal(404, "not_found", f"no job was booked under {key!r}", "job")
    return job


def _keep(world: World, job: Document) -> None:
    world.books.put("job", job["key"], job, shop=job["shop"], order_id=job["order_id"], at=world.now())


def _stated(job: Document) -> Document:
    return {"job_id": job["job_id"], "state": _state(job), "reports": job["reports"]}


def _state(job: Document) -> str:
    return str(job["reports"][-1]["state"]) if job["reports"] else "booked"


def _book(world: World, shop: Shop, key: str, form: JobForm) -> Answer:
    _same(key, form.reference)
    if form.kind not in KINDS:
        raise refusal(422, "invalid_field", f"kind is one of {', '.join(KINDS)}", "kind")
    body, known = form.model_dump(), world.books.get("job", key)
    if known is not None:
        if known["form"] != body:
            raise refusal(409, "key_reused", "this key came with another body before", "Idempotency-Key")
        return Answer(body=_stated(known), code="repeated")
    order = world.books.order(form.order_id)
    if order is None or order.shop != shop.shop:
        raise refusal(422, "unknown_order", f"the repair shop has no order {form.order_id!r}", "order_id")
    number = len(world.books.of_order("job", form.order_id))
    job = {
        "job_id": f"jb_{secrets.token_hex(6)}", "key": key, "form": body, "shop": shop.shop, "number": number,
        "order_id": form.order_id, "story": order.body["stories"][-1], "reports": [], "accepted": None, "back": None,
    }  # fmt: skip
    _keep(world, job)
    _plan_next(world, job)
    return Answer(body=_stated(job))


def _answer(world: World, shop: Shop, key: str, form: AnswerForm) -> Answer:
    """The first answer binds; work begins after a yes, and never after a no."""
    _same(key, form.reference)
    job = _own(world, shop, form.job)
    if job["accepted"] is None:
        if _state(job) != "quoted":
            raise refusal(409, "no_quote", f"job {form.job!r} has no open quote: it is {_state(job)}", "job")
        job["accepted"] = form.accepted
        if form.accepted:
            _keep(world, job)
            _plan_next(world, job)
        else:
            _report(world, job, PlannedReport(state="declined"))
    elif job["accepted"] is not form.accepted:
        raise refusal(409, "answered", "the quote was answered before, and otherwise", "accepted")
    return Answer(body=_stated(_own(world, shop, form.job)))


def _send_back(world: World, shop: Shop, key: str, form: ReturnForm) -> Answer:
    _same(key, form.reference)
    job = _own(world, shop, form.job)
    if job["back"] is not None:
        if job["back"]["form"] != form.model_dump():
            raise refusal(409, "key_reused", "the goods of this job left before, with another word", "job")
        return Answer(body=job["back"]["answer"], code="repeated")
    if _state(job) == "working":
        raise refusal(409, "on_the_bench", "the goods are being worked on: they leave once that has ended", "job")
    back = scene_of(world, job["story"]).repairs.back
    parcel = parcels.send_out(world, scene_of(world, job["story"]), back.carrier, back.scans)
    answer = {"carrier": parcel["carrier"], "waybill": parcel["waybill"]}
    job["back"] = {"form": form.model_dump(), "answer": answer}
    _keep(world, job)
    return Answer(body=answer)


def _planned(world: World, job: Document) -> PlannedReport | None:
    jobs = scene_of(world, job["story"]).repairs.jobs
    if job["number"] >= len(jobs):
        return None
    told = len(job["reports"])
    reports = jobs[job["number"]].reports
    return reports[told] if told < len(reports) else None


def _plan_next(world: World, job: Document) -> None:
    planned = _planned(world, job)
    if planned is None:
        return
    order_id = job["order_id"]
    clock = world.clock(order_id) + planned.after_days * DAY if planned.after_days else None
    world.schedule.later(
        "repairs.report", order_id=order_id, story=job["story"], after=planned.after, clock=clock,
        args={"key": job["key"]},
    )  # fmt: skip


def reported(world: World, *, key: str) -> None:
    """The shop's next word on a job, as the scene plans it."""
    job = world.books.get("job", key)
    planned = _planned(world, job) if job is not None else None
    if job is None or planned is None:
        raise KeyError(f"{key}: the scene plans no further word")
    _report(world, job, planned)
    if planned.state != "quoted" and planned.state not in ENDED:
        _plan_next(world, job)


def _report(world: World, job: Document, planned: PlannedReport) -> None:
    now = world.clock(job["order_id"])
    said = planned.model_dump(exclude={"after", "after_days", "eta"}, exclude_none=True)
    eta = {"eta": rfc3339(resolve(planned.eta, now))} if planned.eta else {}
    report = {name: value for name, value in said.items() if value} | eta
    report |= {"report_id": f"rp_{secrets.token_hex(8)}", "at": rfc3339(now)}
    job["reports"].append(report)
    _keep(world, job)
    body = {"type": "job.reported", "timestamp": report["at"], "data": {"reference": job["key"], **report}}
    world.notices.post(job["shop"], "repairs", job["order_id"], body)
