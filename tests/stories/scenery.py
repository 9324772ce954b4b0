"""What a story plays with: orders as shops know them, and the same orders as scenes of the sandbox's world."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.order import Order, OrderLine, Stage
from domain.quotes.discounts import line_paid
from domain.request import Ground, Item, Request, Scenario
from domain.terms import Terms
from intake.policies import shipped
from sandbox.credentials import PROVIDERS, SHOPS

SHOP = "demo_shop"
BASE = "http://sandbox.example"
CARE = {
    "hotline": "400-100-200",
    "hours": "9-21",
    "contact": "care@shop.example",
    "leaflet": "shop.example/mug",
    "return_address": "Dock 4, Hangzhou",
}


def terms(pack: str = "cn_other") -> Terms:
    """A shipped pack."""
    return replace(
        shipped(pack),
        text_from_clock=0,
        text_until_clock=24,
        platform_quiet_until_clock=0,
        platform_quiet_from_clock=24,
    )


REASONS = {
    Ground.NO_REASON: "7天无理由退货",
    Ground.NOT_WANTED: "不想要了",
    Ground.QUALITY: "质量问题",
    Ground.NOT_RECEIVED: "未收到货",
    Ground.SHORT: "少件/漏发",
    Ground.WRONG_ITEM: "卖家发错货",
    Ground.DAMAGED: "商品破损",
    Ground.COMPENSATION: "要求补偿",
    Ground.INVOICE: "发票抬头有误",
    Ground.OUT_OF_STOCK: "缺货",
    Ground.LATE_SHIPMENT: "未按约定时间发货",
    Ground.COUNTERFEIT: "假货",
}


# What the buyer asks for on the platform, where our own remedy has no name there.
PLATFORM_KINDS = {Scenario.DELIVERY: "refund_only", Scenario.COUNTERFEIT: "return_refund"}


def order_of(order_id: str, lines: tuple[OrderLine, ...], stage: Stage, more: dict[str, Any]) -> Order:
    """An order as the shop told it, bought five days ago; `more` replaces any field of it."""
    now = datetime.now(UTC)
    shipped = now - timedelta(days=3) if stage is not Stage.UNSHIPPED else None
    signed = now - timedelta(days=1) if stage is Stage.RECEIVED else None
    base: dict[str, Any] = {
        "shop": SHOP,
        "order_id": order_id,
        "currency": "CNY",
        "lines": lines,
        "stage": stage,
        "paid_at": now - timedelta(days=5),
        "shipped_at": shipped,
        "signed_at": signed,
        "outbound_carrier": "yto" if stage is not Stage.UNSHIPPED else "",
        "outbound_waybill": f"OUT{order_id}" if stage is not Stage.UNSHIPPED else "",
        "no_reason_until": now + timedelta(days=6),
    }
    return Order(**(base | more))


def scene_of(order: Order, request: Request, external: str, source: str, more: dict[str, Any]) -> dict[str, Any]:
    """The same order and request as the sandbox's world plays them; `more` is merged into it."""
    lines = [
        {
            "line_id": line.line_id,
            "sku": line.sku or "SKU",
            "title": line.title or "Thing",
            "qty": line.qty,
            "unit_price": line.unit_price,
            "line_discount": line.line_discount,
        }
        | ({} if line.paid is None else {"paid": line.paid})
        for line in order.lines
    ]
    total = sum(line_paid(order).values()) + order.freight.charged
    scene: dict[str, Any] = {
        "scene": f"story-{external}",
        "shop": order.shop,
        "source": source,
        "order": {
            "order_id": order.order_id,
            "currency": order.currency,
            "buyer": {"id": f"buyer-{order.order_id}", "name": "林小雨", "email": f"{order.order_id}@buyers.example"},
            "lines": lines,
            "freight": {"mode": order.freight.mode, "charged": order.freight.charged, "base": order.freight.base},
            "discounts": [
                {"id": each.discount_id, "amount": each.amount, "threshold": each.threshold} for each in order.discounts
            ],
            "tenders": [{"type": "cash", "amount": total}],
            "paid_at": "-5d",
        },
        "request": {
            "request_id": external,
            "kind": _kind(request, source),
            "stage": order.stage,
            "reason": request.reason,
            "fault": request.fault,
            "items": [_asked(item) for item in request.items],
        },
        "platform": {"no_reason": request.ground is Ground.NO_REASON},
    }
    if request.grievance is not None:
        scene["request"]["compensation"] = {"wrong": request.grievance.wrong}
    if request.invoice is not None:
        scene["request"]["invoice"] = {"title": request.invoice.title}
    if order.invoice is not None:
        invoice = order.invoice
        stated = {name: getattr(invoice, name) for name in ("kind", "number", "title", "amount", "tax")}
        scene["order"]["invoice"] = stated | more.pop("invoice", {})
    if request.defect is not None:
        scene["request"]["defect"] = {"kind": request.defect.kind}
    if request.amount is not None:
        scene["request"]["amount"] = request.amount
    if order.stage is not Stage.UNSHIPPED:
        scene["order"] |= {
            "shipped_at": "-3d",
            "carrier": order.outbound_carrier,
            "waybill": order.outbound_waybill,
        }
    if order.stage is Stage.RECEIVED:
        scene["order"]["signed_at"] = "-1d"
    for key, value in more.items():
        scene[key] = scene.get(key, {}) | value if isinstance(value, dict) else value
    return scene


def _asked(item: Item) -> dict[str, Any]:
    asked: dict[str, Any] = {"line_id": item.line_id, "qty": item.qty}
    return asked if item.wanted is None else asked | {"wanted": vars(item.wanted)}


def _kind(request: Request, source: str) -> str:
    """What the buyer asked for: in their words, and on a marketplace in its own."""
    asked_there = source == "taobao" and request.kind is Scenario.COMPLAINT
    return "refund_only" if asked_there else PLATFORM_KINDS.get(request.kind, request.kind)


def connections(base: str = BASE, smtp_port: int = 8025) -> dict[str, Any]:
    """The sandbox's shops as a shops file would have them."""
    tables: dict[str, Any] = {}
    for shop_id, shop in SHOPS.items():
        taobao = shop.taobao
        plain = {
            name: {
                "base_url": f"{base}/{name}",
                "account": shop.account(name).account,
                "secret": shop.account(name).secret,
            }
            for name in PROVIDERS
        }
        tables[shop_id] = {
            "taobao": {
                "base_url": f"{base}/router/rest",
                "app_key": taobao.app_key,
                "secret": taobao.secret,
                "session": taobao.session,
            },
            **plain,
            "smtp": {"host": "127.0.0.1", "port": smtp_port, "sender": "care@shop.example"},
            "quality": {"address": "product@shop.example", "warehouse": "warehouse@shop.example"},
            "care": CARE,
            "team": {"members": ["ann", "li", "sun"], "stand_ins": {"ann": "sun"}},
            "webhooks": shop.webhooks,
        }
    return tables


def quiet_now() -> dict[str, int]:
    """Hours in which it is quiet just now in the buyer's zone, whenever the test runs."""
    opens = (datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).hour + 2) % 23
    return {"text_from_clock": opens, "text_until_clock": opens + 1}
