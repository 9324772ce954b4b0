"""The life of one request on the marketplace: states, versions, deadlines, and the messages that tell of them.

Statuses and topics are the documented ones (rules F107, F108); deadlines default to rules F1 to F6. Every change moves
`refund_version` on. Money moves here, when the seller agrees or when a deadline of the seller's passes.
"""

from collections.abc import Sequence
from typing import Any

from sandbox.casting import line_total, paid
from sandbox.scenes import Scene
from sandbox.stories import scene_of, stir
from sandbox.taobao.forms import notice_content
from sandbox.world import World

Refund = dict[str, Any]

WAIT_SELLER_AGREE = "WAIT_SELLER_AGREE"
WAIT_BUYER_RETURN = "WAIT_BUYER_RETURN_GOODS"
WAIT_SELLER_CONFIRM = "WAIT_SELLER_CONFIRM_GOODS"
REFUSED = "SELLER_REFUSE_BUYER"
SUCCESS = "SUCCESS"
CLOSED = "CLOSED"
OPEN = (WAIT_SELLER_AGREE, WAIT_BUYER_RETURN, WAIT_SELLER_CONFIRM, REFUSED)

HOUR = 3600.0
USUAL_HOURS = {"seller_agree": 120.0, "buyer_ship": 168.0, "seller_confirm": 240.0, "buyer_modify": 168.0}
UNSHIPPED_HOURS = 48.0
TIMER = {
    WAIT_SELLER_AGREE: "seller_agree", WAIT_BUYER_RETURN: "buyer_ship",
    WAIT_SELLER_CONFIRM: "seller_confirm", REFUSED: "buyer_modify",
}  # fmt: skip
# cs_status: 1 none, 2 applied for, 3 officer in, 8 ruled for the buyer, 9 for the seller (rule F107)
APPLIED, OFFICER_IN, FOR_BUYER, FOR_SELLER = 2, 3, 8, 9


def find(world: World, refund_id: str) -> Refund | None:
    """The request, or None."""
    return world.books.get("refund", refund_id)


def open_request(world: World, scene: Scene, created: float) -> None:
    """The buyer's request comes into being, and with it its first deadline."""
    request, item = scene.request, scene.request.items[0]
    line = next(line for line in scene.order.lines if line.line_id == item.line_id)
    refund: Refund = {
        "refund_id": request.request_id, "tid": scene.order.order_id, "oid": line.line_id, "shop": scene.shop,
        "buyer_open_uid": scene.order.buyer.id, "buyer_nick": scene.order.buyer.name[:1] + "**",
        "total_fee": line_total(line) if line.paid is None else line.paid, "refund_fee": request.amount,
        "price": line.unit_price, "num": item.qty, "title": line.title, "sku": line.sku,
        "reason": request.reason, "desc": request.description, "phase": scene.platform.phase,
        "has_good_return": request.kind == "return_refund", "no_reason": scene.platform.no_reason,
        "stage": request.stage, "status": WAIT_SELLER_AGREE, "cs_status": 1, "version": 0, "timer": 0,
        "created": created, "modified": created, "deadline": None, "goods_back": False, "paid_total": paid(scene.order),
    }  # fmt: skip
    change(world, refund, "RefundCreated", at=created)


def change(
    world: World, refund: Refund, topic: str, *, copies: int = 1, status: str | None = None, at: float | None = None
) -> None:
    """Write a changed request: a later version, a fresh deadline, and a message about it."""
    now = world.clock(refund["tid"]) if at is None else at
    refund["status"] = status or refund["status"]
    refund["version"] = max(refund["version"] + 1, int(now * 1000))
    refund["modified"] = max(now, refund["modified"])
    _set_deadline(world, refund, now)
    keep(world, refund)
    tell(world, refund, topic, copies=copies)


def keep(world: World, refund: Refund) -> None:
    """Write the request as it is."""
    world.books.put(
        "refund", refund["refund_id"], refund, shop=refund["shop"], order_id=refund["tid"], at=refund["modified"]
    )


def _set_deadline(world: World, refund: Refund, now: float) -> None:
    refund["timer"] += 1
    stopped = refund["cs_status"] in (APPLIED, OFFICER_IN)  # STOP_TIMEOUT (rule F13)
    if refund["status"] not in TIMER or stopped:
        refund["deadline"] = None
        return
    refund["deadline"] = now + _hours(world, refund) * HOUR
    world.schedule.later(
        "platform.deadline",
        order_id=refund["tid"],
        story=refund["refund_id"],
        clock=refund["deadline"],
        args={"refund_id": refund["refund_id"], "timer": refund["timer"]},
    )


def _hours(world: World, refund: Refund) -> float:
    name = TIMER[refund["status"]]
    stated: float | None = getattr(scene_of(world, refund["refund_id"]).platform.timeouts_hours, name)
    if stated is not None:
        return stated
    return UNSHIPPED_HOURS if name == "seller_agree" and refund["stage"] == "unshipped" else USUAL_HOURS[name]


def tell(world: World, refund: Refund, topic: str, *, copies: int = 1) -> None:
    """Queue a message about the request, and push it over HTTP where the scene says so."""
    full = f"taobao_refund_{topic}"
    at = world.clock(refund["tid"])
    queue_id = world.queue.publish(refund["shop"], refund["tid"], full, notice_content(refund), at)
    delivery = scene_of(world, refund["refund_id"]).platform.delivery
    if delivery == "queue":
        return
    world.notices.push(refund["shop"], refund["tid"], queue_id, copies=copies)
    if delivery == "push":  # never handed out by the queue
        world.books.run("UPDATE queue SET hidden_until = 9e15 WHERE id = ?", queue_id)


def pay(world: World, refund: Refund, cause: str, *, copies: int = 1) -> None:
    """The money goes back to the buyer, and the request is done."""
    world.ledger.move(
        at=world.clock(refund["tid"]), channel="taobao", reference=refund["refund_id"], refund_id=refund["refund_id"],
        order_id=refund["tid"], purpose="refund", amount=refund["refund_fee"], currency="CNY", cause=cause,
    )  # fmt: skip
    change(world, refund, "RefundSuccess", copies=copies, status=SUCCESS)
    stir(world, refund["refund_id"], "refunded")


def agree_return(world: World, refund: Refund, *, copies: int = 1) -> None:
    """The seller, or the marketplace in his place, takes the goods back; the buyer gets the address."""
    change(world, refund, "RefundSellerAgreeAgreement", copies=copies, status=WAIT_BUYER_RETURN)
    stir(world, refund["refund_id"], "return_agreed")


def refuse(world: World, refund: Refund, text: str, *, copies: int = 1) -> None:
    """The seller refuses; the buyer may change the request, ask for an officer, or let it lapse."""
    refund["refused_from"] = refund["status"]
    change(world, refund, "RefundSellerRefuseAgreement", copies=copies, status=REFUSED)
    stir(world, refund["refund_id"], "refused", text=text)


def close(world: World, refund: Refund) -> None:
    """The request ends without money."""
    change(world, refund, "RefundClosed", status=CLOSED)
    stir(world, refund["refund_id"], "closed")


def enter_waybill(world: World, refund: Refund, company: str, waybill: str) -> bool:
    """The buyer enters a waybill; False when the request no longer takes one. A further one replaces the first."""
    if refund["status"] not in (WAIT_BUYER_RETURN, WAIT_SELLER_CONFIRM):
        return False
    refund["company_name"], refund["sid"] = company, waybill
    refund["goods_back"], refund["good_return_time"] = True, world.clock(refund["tid"])
    change(world, refund, "RefundBuyerReturnGoods", status=WAIT_SELLER_CONFIRM)
    return True


def modify(world: World, refund: Refund, amount: int | None, kind: str | None, reason: str | None) -> bool:
    """The buyer changes what is asked for; the seller's time starts anew. False when the request is over."""
    if refund["status"] not in OPEN:
        return False
    refund["refund_fee"] = amount or refund["refund_fee"]
    refund["reason"] = reason or refund["reason"]
    if kind:
        refund["has_good_return"] = kind == "return_refund"
    back_to = WAIT_SELLER_CONFIRM if refund["goods_back"] else WAIT_SELLER_AGREE
    change(world, refund, "RefundBuyerModifyAgreement", status=back_to)
    return True


def write(world: World, refund: Refund, role: int, content: str, pictures: Sequence[str] = ()) -> int:
    """A message in the request's own thread; its id. The buyer's (role 1) are told of, the seller's are heard."""
    now = world.clock(refund["tid"])
    cursor = world.books.run(
        "INSERT INTO messages (refund_id, order_id, owner_role, content, created_at) VALUES (?, ?, ?, ?, ?)",
        refund["refund_id"], refund["tid"], role, content, now,
    )  # fmt: skip
    if pictures:
        kept = {"pictures": list(pictures)}
        world.books.put(
            "pictures", str(cursor.lastrowid), kept, shop=refund["shop"], order_id=refund["tid"], at=world.now()
        )
    if role == 1:
        tell(world, refund, "RefundCreateMessage")
    else:
        stir(world, refund["refund_id"], "asked", text=content)
    return int(cursor.lastrowid or 0)
