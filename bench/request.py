"""The request of the straight case: one line of one order comes back within seven days, and is worth its price.

The same order stands in the sandbox's world, whose provider pays it back, and in the message that opens the case.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.stack import SHOP

BY_POLICY, BY_PERSON = 19_900, 89_900  # minor units: below the automatic limit, and above it, where a case waits


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """One case to be played: its number outside, its id with us, and what its order cost."""

    number: str
    price: int = BY_POLICY

    @property
    def case_id(self) -> str:
        """As intake makes it."""
        return f"case-{SHOP}-shop-{self.number}"

    @property
    def waybill(self) -> str:
        """Of the parcel that comes back."""
        return f"W{self.number}"


def message(ticket: Ticket) -> dict[str, Any]:
    """The message by which the shop's own system opens the case (docs/intake.md)."""
    now = datetime.now(UTC)
    return {
        "type": "case.requested",
        "timestamp": now.isoformat(),
        "data": {
            "request_id": ticket.number,
            "kind": "return_refund",
            "stage": "received",
            "reason": "no-reason return within seven days",
            "fault": "buyer",
            "items": [{"line_id": "1", "qty": 1}],
            "requested_at": now.isoformat(),
            "order": {
                **_order(ticket),
                "paid_at": (now - timedelta(days=6)).isoformat(),
                "shipped_at": (now - timedelta(days=4)).isoformat(),
                "signed_at": (now - timedelta(days=2)).isoformat(),
            },
        },
    }


def scene(ticket: Ticket) -> dict[str, Any]:
    """The order as the sandbox's world knows it; its buyer says nothing, since the bench speaks for all of them."""
    order = _order(ticket)
    past = {"paid_at": "-6d", "shipped_at": "-4d", "signed_at": "-2d", "carrier": "yto", "waybill": f"O{ticket.number}"}
    return {
        "scene": f"bench-{ticket.number}",
        "shop": SHOP,
        "source": "shop",
        "order": order | past | {"freight": {"mode": "free_unconditional", "charged": 0, "base": 0}},
        "request": {
            "request_id": ticket.number,
            "kind": "return_refund",
            "stage": "received",
            "reason": "no-reason return within seven days",
            "fault": "buyer",
            "items": [{"line_id": "1", "qty": 1}],
        },
    }


def body(ticket: Ticket) -> bytes:
    """The message as it is sent."""
    return json.dumps(message(ticket)).encode()


def _order(ticket: Ticket) -> dict[str, Any]:
    return {
        "order_id": f"S{ticket.number}",
        "currency": "CNY",
        "buyer": {"id": f"u{ticket.number}", "name": "Lin Xiaoyu", "email": f"u{ticket.number}@buyers.example"},
        "lines": [{"line_id": "1", "sku": "LAMP-1", "title": "Desk lamp", "qty": 1, "unit_price": ticket.price}],
        "tenders": [{"type": "cash", "amount": ticket.price}],
    }
