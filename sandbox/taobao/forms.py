"""The marketplace's forms: documented fields, yuan as text, local times without a zone, ids as text or numbers."""

from collections.abc import Mapping
from typing import Any

from sandbox.casting import CARRIERS, carrier_code, line_total, paid
from sandbox.clock import resolve, top_time
from sandbox.credentials import SHOPS
from sandbox.purchases import Line
from sandbox.scenes import Scene

REMIND_TYPE = {
    "WAIT_SELLER_AGREE": 1, "SELLER_REFUSE_BUYER": 2, "WAIT_BUYER_RETURN_GOODS": 3, "WAIT_SELLER_CONFIRM_GOODS": 4,
}  # fmt: skip
STOP_TIMEOUT = 5
SHIP_TO = "浙江省杭州市余杭区仓前街道88号 退货组"


def yuan(fen: int) -> str:
    """Minor units as the marketplace writes them."""
    return f"{fen // 100}.{fen % 100:02d}"


def refund_form(refund: Mapping[str, Any]) -> dict[str, Any]:
    """One request with every field the sandbox knows, ids as text (as in refund.get)."""
    status, unshipped = refund["status"], refund["stage"] == "unshipped"
    form = {
        "refund_id": refund["refund_id"],
        "alipay_no": f"2026{refund['tid'][-12:]}",
        "tid": refund["tid"],
        "oid": refund["oid"],
        "buyer_nick": refund["buyer_nick"],
        "buyer_open_uid": refund["buyer_open_uid"],
        "seller_nick": SHOPS[refund["shop"]].taobao.seller_nick,
        "total_fee": yuan(refund["total_fee"]),
        "refund_fee": yuan(refund["refund_fee"]),
        "payment": yuan(max(refund["total_fee"] - refund["refund_fee"], 0)),
        "status": status,
        "created": top_time(refund["created"]),
        "modified": top_time(refund["modified"]),
        "order_status": "WAIT_SELLER_SEND_GOODS" if unshipped else "WAIT_BUYER_CONFIRM_GOODS",
        "good_status": _good_status(refund),
        "has_good_return": refund["has_good_return"],
        "reason": refund["reason"],
        "desc": refund["desc"],
        "title": refund["title"],
        "price": yuan(refund["price"]),
        "num": refund["num"],
        "outer_id": refund["sku"],
        "sku": refund["sku"],
        "refund_phase": refund["phase"],
        "refund_version": str(refund["version"]),
        "refund_remind_timeout": _remind(refund),
        "dispute_type": "REFUND_AND_RETURN" if refund["has_good_return"] else "REFUND",
        "operation_contraint": "cannot_refuse" if cannot_refuse(refund) else "null",
        "cs_status": refund["cs_status"],
        "advance_status": 0,
        "attribute": ";".join(f"{k}:{v}" for k, v in {"article": refund.get("article", "")}.items() if v),
    }
    if refund["has_good_return"] and status not in ("WAIT_SELLER_AGREE", "SELLER_REFUSE_BUYER"):
        form["address"] = SHIP_TO
    if refund["goods_back"]:
        form["company_name"], form["sid"] = refund["company_name"], refund["sid"]
        form["good_return_time"] = top_time(refund["good_return_time"])
    if status in ("SUCCESS", "CLOSED"):
        form["end_time"] = top_time(refund["modified"])
    return form


def cannot_refuse(refund: Mapping[str, Any]) -> bool:
    """Refusal is closed to the seller: not shipped, or no reason needed and the goods not back yet (rule F14)."""
    if refund["stage"] == "unshipped":
        return True
    return bool(refund["no_reason"]) and not refund["goods_back"]


def _good_status(refund: Mapping[str, Any]) -> str:
    if refund["goods_back"]:
        return "BUYER_RETURNED_GOODS"
    return "BUYER_RECEIVED" if refund["stage"] == "received" else "BUYER_NOT_RECEIVED"


def _remind(refund: Mapping[str, Any]) -> dict[str, Any]:
    if refund["deadline"] is None:
        return {"remind_type": STOP_TIMEOUT, "exist_timeout": False}
    return {
        "remind_type": REMIND_TYPE[refund["status"]],
        "exist_timeout": True,
        "timeout": top_time(refund["deadline"]),
    }


def numbered(form: Mapping[str, Any]) -> dict[str, Any]:
    """The same form with ids as JSON numbers beyond 2^53, as the list and the messages have them."""
    ids = ("refund_id", "tid", "oid")
    return {name: int(value) if name in ids else value for name, value in form.items()}


def notice_content(refund: Mapping[str, Any]) -> dict[str, Any]:
    """The inner JSON of a message about a request."""
    form = refund_form(refund)
    names = (
        "buyer_nick", "buyer_open_uid", "refund_phase", "refund_fee", "modified", "oid", "seller_nick", "refund_id",
        "tid",
    )  # fmt: skip
    bill = "return_bill" if refund["has_good_return"] else "refund_bill"
    return numbered({name: form[name] for name in names}) | {"bill_type": bill}


def trade_form(scene: Scene, order: Mapping[str, Any], loaded_at: float) -> dict[str, Any]:
    """One order as trade.fullinfo.get has it; the documented fields that the sandbox knows."""
    buyer, moments = scene.order.buyer, order["moments"]
    shipped = scene.request.stage != "unshipped"
    form: dict[str, Any] = {
        "tid": int(scene.order.order_id),
        "tid_str": scene.order.order_id,
        "status": "WAIT_BUYER_CONFIRM_GOODS" if shipped else "WAIT_SELLER_SEND_GOODS",
        "payment": yuan(paid(scene.order)),
        "post_fee": yuan(scene.order.freight.charged),
        "created": top_time((moments["paid_at"] or resolve(scene.order.paid_at, loaded_at)) - 120),
        "pay_time": top_time(moments["paid_at"]),
        "buyer_open_uid": buyer.id,
        "buyer_nick": buyer.name[:1] + "**",
        "buyer_email": buyer.email,
        "receiver_name": buyer.name,
        "receiver_mobile": buyer.phone,
        "receiver_state": "浙江省",
        "receiver_city": "杭州市",
        "receiver_district": "西湖区",
        "receiver_address": buyer.address,
        "orders": {"order": _sub_orders(scene, shipped=shipped)},
    }
    if moments["shipped_at"]:
        form["consign_time"] = top_time(moments["shipped_at"])
    return form


def _sub_orders(scene: Scene, *, shipped: bool) -> list[dict[str, Any]]:
    lines = scene.order.lines
    shares = [0] * len(lines)
    for discount in scene.order.discounts:
        weights = [line_total(ln) if not discount.scope or ln.line_id in discount.scope else 0 for ln in lines]
        shares = [share + part for share, part in zip(shares, allocate(discount.amount, weights), strict=True)]
    return [_sub_order(scene, line, share, shipped=shipped) for line, share in zip(lines, shares, strict=True)]


def _sub_order(scene: Scene, line: Line, share: int, *, shipped: bool) -> dict[str, Any]:
    total = line_total(line)
    due = total - share if line.paid is None else line.paid
    return {
        "oid": int(line.line_id),
        "oid_str": line.line_id,
        "num_iid": int(line.line_id[-12:]),
        "sku_id": line.line_id[-10:],
        "outer_sku_id": line.sku,
        "title": line.title,
        "num": line.qty,
        "price": yuan(line.unit_price),
        "total_fee": yuan(total),
        "discount_fee": yuan(line.line_discount),
        "payment": yuan(due),
        "divide_order_fee": yuan(due),
        "part_mjz_discount": yuan(max(total - due, 0)),
        "status": "WAIT_BUYER_CONFIRM_GOODS" if shipped else "WAIT_SELLER_SEND_GOODS",
        "cid": 50_011_167,
        "logistics_company": CARRIERS.get(carrier_code(scene.order.carrier) or "", ""),
        "invoice_no": scene.order.waybill,
    }


def allocate(amount: int, weights: list[int]) -> list[int]:
    """Split minor units by weight, largest remainder first, so that the parts add up."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % whole), n))
    for n in by_remainder[: amount - sum(parts)]:
        parts[n] += 1
    return parts
