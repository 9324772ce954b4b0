"""Messages as senders write them: the generic form, signatures, and a platform's requests."""

import base64
import copy
import hashlib
import hmac
import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests' own shop.").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"the secret it had until recently").decode()
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

ORDER: dict[str, Any] = {
    "order_id": "A-1001",
    "currency": "CNY",
    "buyer": {
        "id": "buyer-77",
        "name": "Lin Qiuyue",
        "email": "lin@mail.example",
        "phone": "13800000000",
        "locale": "zh-CN",
        "time_zone": "Asia/Shanghai",
    },
    "lines": [
        {"line_id": "L1", "sku": "SKU-1", "title": "Lamp", "category": "general", "qty": 2, "unit_price": 5900},
        {"line_id": "L2", "sku": "SKU-2", "title": "Bulb", "qty": 1, "unit_price": 1200, "line_discount": 200},
    ],
    "discounts": [{"id": "D1", "amount": 800, "threshold": 10000, "funded_by": "seller"}],
    "freight": {"mode": "buyer_paid", "charged": 600, "base": 600},
    "tenders": [{"type": "cash", "amount": 12600}],
    "paid_at": "2026-11-10T10:00:00+08:00",
    "shipped_at": "2026-11-11T10:00:00+08:00",
    "signed_at": "2026-11-18T10:00:00+08:00",
    "carrier": "sto",
    "waybill": "OUT-1",
}
REQUEST: dict[str, Any] = {
    "request_id": "R-1",
    "order": ORDER,
    "kind": "return_refund",
    "stage": "received",
    "reason": "7天无理由退货",
    "fault": "buyer",
    "items": [{"line_id": "L1", "qty": 1}],
    "amount": 5500,
    "requested_at": "2026-11-21T10:00:00+08:00",
}


def requested(request_id: str = "R-1", *, order_id: str = "", **changes: Any) -> dict[str, Any]:
    """A `case.requested` message. Each request has an order of its own unless one is named."""
    data = copy.deepcopy(REQUEST) | changes | {"request_id": request_id}
    data["order"]["order_id"] = order_id or f"A-{request_id}"
    data["order"]["waybill"] = f"OUT-{request_id}"
    return message("case.requested", data)


def message(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """The envelope around `data`."""
    return {"type": kind, "timestamp": "2026-11-21T10:00:00+08:00", "data": data}


def shipped(request_id: str = "R-1", waybill: str = "BACK-1") -> dict[str, Any]:
    """The buyer has sent the goods."""
    at = "2026-11-22T09:00:00+08:00"
    return message("buyer.shipped", {"request_id": request_id, "carrier": "yto", "waybill": waybill, "at": at})


def scanned(waybill: str, state: str = "signed", event_id: str = "ev-1") -> dict[str, Any]:
    """A courier's notice."""
    scan = {"event_id": event_id, "state": state, "at": "2026-11-23T09:00:00+08:00", "place": "", "note": ""}
    return message("parcel.scanned", {"carrier": "yto", "waybill": waybill, **scan})


def at_path(found: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a message with one field changed; `path` like `data.order.lines.0.qty`. ABSENT removes it."""
    changed = copy.deepcopy(found)
    *outer, last = path.split(".")
    place: Any = changed
    for part in outer:
        place = place[int(part)] if part.isdigit() else place[part]
    if value is ABSENT:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return changed


ABSENT = object()


def signed(body: bytes, *, message_id: str = "", secret: str = SECRET, at: float | str | None = None) -> dict[str, str]:
    """The headers of a Standard Webhooks message."""
    message_id = message_id or f"msg_{secrets.token_hex(8)}"
    timestamp = at if isinstance(at, str) else str(int(time.time() if at is None else at))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + mac(secret, f"{message_id}.{timestamp}.".encode() + body),
        "content-type": "application/json",
    }


def mac(secret: str, content: bytes) -> str:
    """The signature by hand, so that the library is held against something else than itself."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def as_bytes(found: Any) -> bytes:
    """A message on the wire."""
    return json.dumps(found, ensure_ascii=False).encode()


def taobao_query(body: bytes, *, secret: str, app_key: str, at: datetime | None = None) -> dict[str, str]:
    """The signed query of a pushed Taobao message."""
    local = (at or datetime.now(UTC)) + timedelta(hours=8)
    query = {
        "app_key": app_key,
        "timestamp": local.strftime("%Y-%m-%d %H:%M:%S"),
        "sign_method": "hmac-sha256",
    }
    text = "".join(name + query[name] for name in sorted(query)).encode() + body
    return query | {"sign": hmac.new(secret.encode(), text, hashlib.sha256).hexdigest().upper()}


def pushed(
    refund_id: str, topic: str = "taobao_refund_RefundCreated", message_id: str = "1172200053212681005"
) -> bytes:
    """A Taobao message as it is pushed: ids as numbers beyond 2^53."""
    content = {
        "refund_id": int(refund_id),
        "tid": 2918463734761365258,
        "oid": 2918463734761365258,
        "refund_fee": "1.00",
    }
    row = {
        "id": int(message_id),
        "topic": topic,
        "pub_time": "2026-11-22 12:00:00",
        "user_nick": "s***r",
        "content": json.dumps(content),
    }
    return as_bytes(row)
