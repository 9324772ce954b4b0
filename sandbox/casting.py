"""Reading a scene: every mistake is named with its file and field before anything of it comes into the world."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from sandbox.credentials import SHOPS
from sandbox.faults import FaultRefusedError, check
from sandbox.purchases import Line, Order
from sandbox.scenes import Reply, Scene

CARRIERS = {
    "yto": "圆通速递", "sto": "申通快递", "zto": "中通快递", "yunda": "韵达快递", "sf": "顺丰速运",
    "ems": "EMS", "jd": "京东快递", "jtexpress": "极兔速递", "dhl": "DHL", "ups": "UPS",
}  # fmt: skip


ANSWERS = {
    "wait_or_intercept": ("wait", "intercept"), "deduction": ("accept", "decline"), "solved": ("yes", "no"),
    "compensation": ("accept", "decline"), "delivery": ("wait", "reship", "refund"),
    "diagnosis": ("yes", "no", "return"), "cure": ("return", "exchange", "repair", "keep", "give_back"),
    "repair_quote": ("accept", "decline"), "supply": ("wait", "substitute", "refund"),
    "remedy": ("reship", "refund", "keep", "return"), "wanted": ("refund",), "top_up": ("accept", "refund"),
    "received": ("yes", "no"), "ship": ("wait", "refund"),
}  # fmt: skip
OPEN_QUESTIONS = ("survey", "cancel_reason")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One mistake in a scene."""

    file: str
    field: str
    message: str


class SceneRefusedError(ValueError):
    """A scene that cannot be played; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.file}: {p.field}: {p.message}" for p in problems))
        self.problems = problems

    def as_json(self) -> list[dict[str, str]]:
        """The problems for an answer over HTTP."""
        return [asdict(problem) for problem in self.problems]


def carrier_code(name: str) -> str | None:
    """Our code of a carrier, from its code or its Chinese name; None when it is unknown."""
    if name.lower() in CARRIERS:
        return name.lower()
    return next((code for code, chinese in CARRIERS.items() if chinese == name), None)


def line_total(line: Line) -> int:
    """Minor units of a line after its own discount."""
    return line.qty * line.unit_price - line.line_discount


def paid(order: Order) -> int:
    """Minor units the buyer paid for goods and freight, over all tenders."""
    return sum(tender.amount for tender in order.tenders)


def read_scene_text(text: str, file: str) -> Scene:
    """Read a scene file's text. Raises SceneRefusedError."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as broken:
        where = f"line {broken.lineno}, column {broken.colno}"
        raise SceneRefusedError([Problem(file=file, field=where, message=f"not JSON: {broken.msg}")]) from broken
    return read_scene(raw, file)


def read_scene(raw: Any, file: str) -> Scene:
    """Check a scene and return it. Raises SceneRefusedError with every mistake found."""
    try:
        scene = Scene.model_validate(raw)
    except ValidationError as invalid:
        raise SceneRefusedError([_problem(error, file) for error in invalid.errors()]) from invalid
    problems = [Problem(file=file, field=field, message=message) for field, message in _contradictions(scene)]
    if problems:
        raise SceneRefusedError(problems)
    return scene


def _problem(error: Any, file: str) -> Problem:
    field = ".".join(str(part) for part in error["loc"]) or "(whole file)"
    return Problem(file=file, field=field, message=error["msg"].removeprefix("Value error, "))


def _contradictions(scene: Scene) -> Iterator[tuple[str, str]]:
    if scene.shop not in SHOPS:
        yield "shop", f"{scene.shop!r} is none of the sandbox's shops: {', '.join(SHOPS)}"
    yield from _order_problems(scene.order)
    yield from _request_problems(scene)
    yield from _parcel_problems(scene)
    yield from _script_problems(scene)
    if scene.source == "taobao":
        yield from _taobao_problems(scene)
    for number, fault in enumerate(scene.faults):
        try:
            check(fault.on, fault.kind)
        except FaultRefusedError as refused:
            yield f"faults.{number}.{refused.field}", refused.message


def _order_problems(order: Order) -> Iterator[tuple[str, str]]:
    stated = [line.paid for line in order.lines if line.paid is not None]
    if len(stated) == len(order.lines):
        goods = sum(stated)
    else:
        goods = sum(line_total(line) for line in order.lines) - sum(discount.amount for discount in order.discounts)
    if goods + order.freight.charged != paid(order):
        yield "order.tenders", f"add up to {paid(order)}, but goods {goods} + freight {order.freight.charged} were due"
    for number, line in enumerate(order.lines):
        if line_total(line) < 0:
            yield f"order.lines.{number}.line_discount", "is more than the line costs"
    ids = [line.line_id for line in order.lines]
    if len(set(ids)) < len(ids):
        yield "order.lines", "two lines have the same line_id"
    tenders = [tender.type for tender in order.tenders]
    if len(set(tenders)) < len(tenders):
        yield "order.tenders", "two tenders have the same type"
    if order.carrier and carrier_code(order.carrier) is None:
        yield "order.carrier", f"{order.carrier!r} is unknown; known: {', '.join(CARRIERS)}"


def _request_problems(scene: Scene) -> Iterator[tuple[str, str]]:  # noqa: PLR0912 - one arm a field
    bought = {line.line_id: line.qty for line in scene.order.lines}
    for number, item in enumerate(scene.request.items):
        if item.line_id not in bought:
            yield f"request.items.{number}.line_id", f"{item.line_id!r} is no line of the order"
        elif item.qty > bought[item.line_id]:
            yield f"request.items.{number}.qty", f"{item.qty} asked, {bought[item.line_id]} bought"
    if scene.request.amount is not None and scene.request.amount > paid(scene.order):
        yield "request.amount", f"{scene.request.amount} is more than the {paid(scene.order)} paid"
    if (scene.request.kind == "compensation") != (scene.request.compensation is not None):
        yield "request.compensation", "belongs to a request of the kind compensation, and to no other"
    if scene.request.supply is not None and (scene.request.kind != "refund_only" or scene.source == "taobao"):
        yield "request.supply", "belongs to a request of the kind refund_only that a shop's own system sends"
    if scene.request.defect is not None and scene.request.kind not in {"quality", "repair"}:
        yield "request.defect", "belongs to a request of the kind quality or repair, and to no other"
    if scene.request.kind in {"compensation", "counterfeit", "quality", "repair"} and scene.source == "taobao":
        yield "request.kind", "the marketplace has no such request: put it on as source shop"
    exchanges = any(item.wanted for item in scene.request.items)
    if exchanges != (scene.request.kind == "exchange"):
        yield "request.items", "wanted belongs to a request of the kind exchange, which needs it, and to no other"
    if scene.request.kind == "exchange" and scene.source == "taobao":
        yield "request.kind", "the marketplace has no such request: put it on as source shop"
    if scene.request.kind in {"return_refund", "exchange"} and scene.request.stage == "unshipped":
        yield "request.stage", "goods that were never shipped cannot be returned"
    elif scene.request.stage == "unshipped" and scene.order.shipped_at:
        yield "order.shipped_at", "is the carrier's first scan, but request.stage is unshipped"
    if scene.request.stage == "in_transit" and scene.order.signed_at:
        yield "order.signed_at", "the parcel was signed for, but request.stage is in_transit"


def _parcel_problems(scene: Scene) -> Iterator[tuple[str, str]]:
    lines = {line.line_id for line in scene.order.lines}
    for name, parcel in scene.parcels.items():
        if carrier_code(parcel.carrier) is None:
            yield f"parcels.{name}.carrier", f"{parcel.carrier!r} is unknown; known: {', '.join(CARRIERS)}"
        for number, unit in enumerate(parcel.inspection.units if parcel.inspection else []):
            if unit.line_id not in lines:
                yield f"parcels.{name}.inspection.units.{number}.line_id", f"{unit.line_id!r} is no line of the order"
    if scene.pickup and scene.pickup not in scene.parcels:
        yield "pickup", f"{scene.pickup!r} is none of the parcels: {', '.join(scene.parcels) or '(none)'}"
    if carrier_code(scene.repairs.back.carrier) is None:
        yield "repairs.back.carrier", f"{scene.repairs.back.carrier!r} is unknown; known: {', '.join(CARRIERS)}"
    departure = scene.warehouse.departure
    if departure is not None and carrier_code(departure.carrier) is None:
        yield "warehouse.departure.carrier", f"{departure.carrier!r} is unknown; known: {', '.join(CARRIERS)}"
    for sku, shelf in scene.warehouse.stock.items():
        if carrier_code(shelf.carrier) is None:
            yield f"warehouse.stock.{sku}.carrier", f"{shelf.carrier!r} is unknown; known: {', '.join(CARRIERS)}"
    if scene.outbound and not (scene.order.carrier and scene.order.waybill):
        yield "outbound", "needs order.carrier and order.waybill"


def _reply_problems(scene: Scene, where: str, reply: Reply, question: str) -> Iterator[tuple[str, str]]:
    """A shop's own channel carries short answers; in a marketplace's thread any words go."""
    if scene.source == "taobao":
        return
    possible = ANSWERS.get(question)
    if possible and reply.answer not in possible:
        yield f"{where}.reply.answer", f"{reply.answer!r} does not answer {question}: one of {', '.join(possible)} does"
    if question == "survey" and (reply.experience is None or reply.expectation is None):
        yield f"{where}.reply", "a survey is answered with experience and expectation"
    if question and possible is None and question not in OPEN_QUESTIONS:
        yield f"{where}.reply", f"question {question!r} is none of {', '.join((*ANSWERS, *OPEN_QUESTIONS))}"


def _script_problems(scene: Scene) -> Iterator[tuple[str, str]]:
    for number, reaction in enumerate(scene.buyer):
        for step, deed in enumerate(reaction.do):
            where = f"buyer.{number}.do.{step}"
            if deed.ship is not None and deed.ship not in scene.parcels:
                yield f"{where}.ship", f"{deed.ship!r} is none of the parcels: {', '.join(scene.parcels) or '(none)'}"
            if deed.reply:
                yield from _reply_problems(scene, where, deed.reply, reaction.question)
            if deed.modify and scene.source != "taobao":
                yield f"{where}.modify", "only a marketplace request can be changed; answer with reply"
            if deed.escalate and scene.platform.ruling is None:
                yield f"{where}.escalate", "needs platform.ruling: the officer must decide somehow"
            if deed.refuse_at_door and scene.outbound is None:
                yield f"{where}.refuse_at_door", "needs outbound: there is no parcel to refuse"


def _taobao_problems(scene: Scene) -> Iterator[tuple[str, str]]:
    ids = {"order.order_id": scene.order.order_id, "request.request_id": scene.request.request_id}
    ids |= {f"order.lines.{n}.line_id": line.line_id for n, line in enumerate(scene.order.lines)}
    for field, value in ids.items():
        if not value.isdigit():
            yield field, f"{value!r}: the marketplace's ids are digits"
    if len(scene.request.items) != 1:
        yield "request.items", "a marketplace request is about exactly one line"
    if scene.request.amount is None:
        yield "request.amount", "a marketplace request states its amount"
    if scene.order.currency != "CNY":
        yield "order.currency", "the marketplace deals in CNY"
