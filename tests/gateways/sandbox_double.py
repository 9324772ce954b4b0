"""The sandbox in this process, and a shop's gateways into it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from gateways.assembly import Gateways, ShopGateways
from gateways.errors import GatewayError
from gateways.http import Http
from gateways.payments import Claim, Payout
from gateways.shops import read_shops
from sandbox.app import create_app
from sandbox.credentials import connections

ORDER = "2918463734761365258"
REQUEST = "181784773340365852"
LINE = "2918463734761365259"


def now() -> datetime:
    """The wall clock: the sandbox compares our times with its own."""
    return datetime.now(UTC)


def scene(**more: Any) -> dict[str, Any]:
    """A buyer on the marketplace who wants his money back before anything left."""
    return {
        "scene": "gateways",
        "source": "taobao",
        "order": {
            "order_id": ORDER,
            "buyer": {"id": "AAHL", "name": "安", "email": "ann@buyer.example"},
            "lines": [{"line_id": LINE, "sku": "S1", "title": "杯", "qty": 2, "unit_price": 5900}],
            "tenders": [{"type": "cash", "amount": 11800}],
            "paid_at": "-2d",
        },
        "request": {
            "request_id": REQUEST,
            "kind": "refund_only",
            "stage": "unshipped",
            "reason": "不想要了",
            "items": [{"line_id": LINE, "qty": 2}],
            "amount": 11800,
            "requested_at": "-1h",
        },
    } | more


RETURN = {
    "order": scene()["order"] | {"shipped_at": "-36h", "signed_at": "-12h", "carrier": "sf", "waybill": "SF1"},
    "request": scene()["request"] | {"kind": "return_refund", "stage": "received"},
}


class Sandbox:
    """The world and a shop's gateways into it."""

    def __init__(self, app: FastAPI, gateways: Gateways, control: httpx2.AsyncClient) -> None:
        self.app = app
        self.gateways = gateways
        self.control = control

    async def load(self, **more: Any) -> None:
        """Put a scene on."""
        answer = await self.control.post("/_world/scenes", json=scene(**more))
        assert answer.status_code == 200, answer.text

    async def fail(self, on: str, kind: str, **more: Any) -> None:
        """Let the next call of an operation go wrong."""
        answer = await self.control.post("/_world/faults", json={"on": on, "kind": kind, **more})
        assert answer.status_code == 200, answer.text

    async def moved(self) -> list[int]:
        """Every amount that the sandbox's books say was moved."""
        books = (await self.control.get("/_world/books")).json()
        return [movement["amount"] for order in books["orders"] for movement in order["movements"]]

    async def payout(self, **more: Any) -> Payout:
        """Money back for the request as it stands."""
        refund = await self.gateways.platform.refund(REQUEST)
        payout = Payout(
            key="case-demo_shop-taobao-1/refund/1",
            shop="demo_shop",
            order_id=ORDER,
            amount=11800,
            currency="CNY",
            purpose="refund",
            reason="不想要了",
            tenders={"cash": 11800},
            claim=Claim(refund_id=REQUEST, version=refund.version, phase=refund.phase),
        )
        return replace(payout, **more)


@asynccontextmanager
async def opened(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The world in this process, its mail server on a free port."""
    app = create_app(tmp_path / "books.sqlite", smtp_port=0)
    async with lifespan(app):
        shops = read_shops(connections("http://sandbox.test", "127.0.0.1", app.state.smtp_port))
        http = Http(transport=httpx2.ASGITransport(app), patience=timedelta(seconds=1))
        outside = ShopGateways(shops, clock=now, http=http)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://sandbox.test") as control:
            yield Sandbox(app, outside.of("demo_shop"), control)
        await outside.close()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The application's own lifespan, which an ASGI transport does not run."""
    async with app.router.lifespan_context(app):
        yield


async def error_of(call: Any) -> GatewayError:
    """The error that a call ends with."""
    with pytest.raises(GatewayError) as caught:
        await call
    return caught.value
