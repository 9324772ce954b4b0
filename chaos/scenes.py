"""The buyers of a run: each returns one of eleven mugs, for money or for another one, and answers what is asked."""

from typing import Any

from chaos.plan import SHOP, Plan, request_id
from demonstration.samples import Expected, Sample
from domain.events import Resolution
from sandbox.casting import read_scene

WANTED = "MUG-2"  # of another colour, at the same price
UNIT, UNITS = 3900, 11  # minor units; what is not returned is left for the crowd of promise R2


def order_id(number: int) -> str:
    """The order of a buyer."""
    return f"S-C{number:05}"


def played(plan: Plan, number: int) -> dict[str, Any]:
    """The scene of this buyer: a return, or an exchange."""
    return exchange(number) if number in plan.exchanges else scene(number)


def sample(plan: Plan, number: int) -> Sample:
    """One buyer's scene, and how it must end."""
    raw = played(plan, number)
    expect = raw["expect"]
    expected = Expected(resolution=Resolution(expect["resolution"]), refunded=expect["refunded"])
    return Sample(number=number, scene=read_scene(raw, raw["scene"]), raw=raw, ops=(), expected=expected)


def scene(number: int) -> dict[str, Any]:
    """The buyer ships without waiting for our letter, so that the money is reached at any hour of the day."""
    return {
        "scene": f"chaos-{number:05}",
        "shop": SHOP,
        "source": "shop",
        "order": {
            "order_id": order_id(number),
            "currency": "CNY",
            "buyer": {
                "id": f"u-c{number:05}",
                "name": f"Buyer {number}",
                "email": f"chaos{number:05}@buyers.example",
                "locale": "en",
                "time_zone": "Asia/Shanghai",
            },
            "lines": [{"line_id": "1", "sku": "MUG-1", "title": "Mug", "qty": UNITS, "unit_price": UNIT}],
            "tenders": [{"type": "cash", "amount": UNIT * UNITS}],
            "paid_at": "-6d",
            "shipped_at": "-5d",
            "signed_at": "-2d",
            "carrier": "yto",
            "waybill": f"YTC{number:05}",
        },
        "request": {
            "request_id": request_id(number),
            "kind": "return_refund",
            "stage": "received",
            "reason": "no-reason return within seven days",
            "fault": "buyer",
            "items": [{"line_id": "1", "qty": 1}],
        },
        "parcels": {
            "p1": {
                "carrier": "sto",
                "waybill": f"STC{number:05}",
                "inspection": {"units": [{"line_id": "1", "qty": 1, "grade": "A"}]},
            }
        },
        "buyer": [
            {"when": "requested", "after": 0.4, "do": [{"ship": "p1"}]},
            {"when": "asked", "question": "solved", "do": [{"reply": {"answer": "yes"}}]},
            {"when": "asked", "question": "survey", "do": [{"reply": {"experience": 5, "expectation": 4}}]},
        ],
        "expect": {"resolution": "refunded", "refunded": UNIT, "compensated": 0},
    }


def exchange(number: int) -> dict[str, Any]:
    """The same buyer, who wants a mug of another colour: it leaves once the first one was looked at."""
    raw = scene(number)
    [item] = raw["request"]["items"]
    item["wanted"] = {"sku": WANTED, "unit_price": UNIT, "title": "Mug, blue"}
    raw["request"]["kind"] = "exchange"
    raw["warehouse"] = {"stock": {WANTED: {"qty": UNITS}}}
    raw["expect"] = {"resolution": "exchanged", "refunded": 0, "compensated": 0}
    return raw
