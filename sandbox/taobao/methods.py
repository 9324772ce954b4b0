"""The marketplace's methods: what each reads, checks and does. Fields and limits as documented; see README.md."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.calls import copies
from sandbox.clock import from_top, top_time
from sandbox.credentials import Shop
from sandbox.faults import Fault, FaultKind
from sandbox.stories import scene_of
from sandbox.taobao import requests
from sandbox.taobao.agreeing import agree
from sandbox.taobao.forms import cannot_refuse, numbered, refund_form, trade_form
from sandbox.taobao.lookup import changeable, digits, fields, own_refund, required, select, whole
from sandbox.taobao.refusals import business, invalid
from sandbox.world import World

Params = Mapping[str, str]
Result = dict[str, Any]
LONGEST_MESSAGE = 400
MOST_CONFIRMED = 200


def refund_get(world: World, shop: Shop, params: Params, _fault: Fault | None) -> Result:
    """taobao.refund.get"""
    refund = own_refund(world, shop, required(params, "refund_id"))
    return {"refund": select(refund_form(refund), fields(params))}


def refunds_receive(world: World, shop: Shop, params: Params, _fault: Fault | None) -> Result:
    """taobao.refunds.receive.get"""
    wanted, page, size = fields(params), whole(params, "page_no", 1, 1, 10_000), whole(params, "page_size", 40, 1, 100)
    since, until = _moment(params, "start_modified", 0.0), _moment(params, "end_modified", 9e15)
    # The marketplace states whole seconds: the last of the span belongs to it.
    found = world.books.changed("refund", shop.shop, since, until + 0.999)
    if status := params.get("status"):
        found = [refund for refund in found if refund["status"] == status]
    rows = [select(numbered(refund_form(r)), wanted) for r in found[(page - 1) * size : page * size]]
    result: Result = {"refunds": {"refund": rows} if rows else {}}
    if params.get("use_has_next") == "true":
        return result | {"has_next": len(found) > page * size}
    return result | {"total_results": len(found)}


def _moment(params: Params, name: str, default: float) -> float:
    if not params.get(name):
        return default
    try:
        return from_top(params[name])
    except ValueError as wrong:
        raise invalid(name, "must be written as 2026-01-31 08:00:00") from wrong


def trade_fullinfo(world: World, shop: Shop, params: Params, _fault: Fault | None) -> Result:
    """taobao.trade.fullinfo.get"""
    tid, wanted = required(params, "tid"), fields(params)
    order = world.books.order(tid)
    if order is None or order.shop != shop.shop:
        raise business("isv.trade-not-exist", f"no trade {tid}")
    scene = scene_of(world, order.body["stories"][0])
    return {"trade": select(trade_form(scene, order.body, order.body["loaded_at"]), wanted)}


def messages_get(world: World, shop: Shop, params: Params, _fault: Fault | None) -> Result:
    """taobao.refund.messages.get"""
    refund, wanted = own_refund(world, shop, required(params, "refund_id")), fields(params)
    page, size = whole(params, "page_no", 1, 1, 10_000), whole(params, "page_size", 40, 1, 100)
    rows = world.books.rows("SELECT * FROM messages WHERE refund_id = ? ORDER BY id", refund["refund_id"])
    forms = [_message(world, shop, refund, dict(row)) for row in rows]
    shown = [select(form, wanted) for form in forms[(page - 1) * size : page * size]]
    return {"refund_messages": {"refund_message": shown} if shown else {}, "total_results": len(forms)}


def _message(world: World, shop: Shop, refund: Mapping[str, Any], row: Mapping[str, Any]) -> Result:
    buyer = row["owner_role"] == 1
    kept = world.books.get("pictures", str(row["id"]))
    pictures = {"pic_urls": {"pic_url": [{"url": address} for address in kept["pictures"]]}} if kept else {}
    return pictures | {
        "id": row["id"], "refund_id": int(refund["refund_id"]), "owner_role": row["owner_role"],
        "owner_nick": refund["buyer_nick"] if buyer else shop.taobao.seller_nick, "content": row["content"],
        "created": top_time(row["created_at"]), "message_type": "NORMAL",
    }  # fmt: skip


def message_add(world: World, shop: Shop, params: Params, fault: Fault | None) -> Result:
    """taobao.refund.message.add: no key, so the same words twice are two messages."""
    refund, content = own_refund(world, shop, required(params, "refund_id")), required(params, "content")
    if fault and fault.kind is FaultKind.THREAD_CLOSED:
        raise business("isv.refund-message-closed", "the conversation of this request is closed")
    if len(content) > LONGEST_MESSAGE:
        raise invalid("content", f"has {len(content)} characters; at most {LONGEST_MESSAGE}")
    message_id = requests.write(world, refund, 2, content)
    return {"refund_message": {"id": message_id, "created": top_time(world.clock(refund["tid"]))}}


def returngoods_agree(world: World, shop: Shop, params: Params, fault: Fault | None) -> Result:
    """taobao.rp.returngoods.agree"""
    refund = changeable(world, shop, params)
    if params.get("post_fee_bear_role", "1") not in ("0", "1"):
        raise invalid("post_fee_bear_role", "is 0 (seller) or 1 (buyer)")
    if refund["status"] != requests.WAIT_SELLER_AGREE or not refund["has_good_return"]:
        raise business("isv.refund-status-error", f"no return to agree to in {refund['status']}")
    refund["post_fee_bear_role"] = params.get("post_fee_bear_role", "1")
    requests.agree_return(world, refund, copies=copies(fault))
    return {"result": True}


def refuse(world: World, shop: Shop, params: Params, fault: Fault | None) -> Result:
    """taobao.refund.refuse"""
    text = required(params, "refuse_message")
    if not 2 <= len(text) <= 200:
        raise invalid("refuse_message", f"has {len(text)} characters; 2 to 200 are allowed")
    refund = changeable(world, shop, params)
    if refund["status"] not in (requests.WAIT_SELLER_AGREE, requests.WAIT_SELLER_CONFIRM):
        raise business("isv.refund-status-error", f"cannot refuse in {refund['status']}")
    if cannot_refuse(refund):
        raise business("isv.cannot-refuse", "not shipped, or seven days without reason: the seller cannot refuse")
    requests.refuse(world, refund, text, copies=copies(fault))
    return {"refund": {"refund_id": refund["refund_id"], "status": refund["status"]}}


def tmc_consume(world: World, shop: Shop, params: Params, _fault: Fault | None) -> Result:
    """taobao.tmc.messages.consume"""
    messages = world.queue.consume(shop.shop, whole(params, "quantity", 100, 10, 200))
    return {"messages": {"tmc_message": messages} if messages else {}}


def tmc_confirm(world: World, shop: Shop, params: Params, _fault: Fault | None) -> Result:
    """taobao.tmc.messages.confirm"""
    ids = [part.strip() for part in required(params, "s_message_ids").split(",")]
    if len(ids) > MOST_CONFIRMED or not all(digits(part) for part in ids):
        raise invalid("s_message_ids", f"at most {MOST_CONFIRMED} numbers, separated by commas")
    world.queue.confirm(shop.shop, [int(part) for part in ids])
    return {"is_success": True}


METHODS: dict[str, Callable[[World, Shop, Params, Fault | None], Result]] = {
    "taobao.refund.get": refund_get,
    "taobao.refunds.receive.get": refunds_receive,
    "taobao.trade.fullinfo.get": trade_fullinfo,
    "taobao.refund.messages.get": messages_get,
    "taobao.refund.message.add": message_add,
    "taobao.rp.refunds.agree": agree,
    "taobao.rp.returngoods.agree": returngoods_agree,
    "taobao.refund.refuse": refuse,
    "taobao.tmc.messages.consume": tmc_consume,
    "taobao.tmc.messages.confirm": tmc_confirm,
}
