"""Callers that sign as Amends must, and a fake intake that keeps what it is told."""

import asyncio
import itertools
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI, Request, Response

from sandbox.clock import top_time, wall_clock
from sandbox.credentials import SHOPS
from sandbox.signing import plain_sign, top_sign
from sandbox.world import World

SCENES = Path(__file__).parent / "scenes"
BASE = "http://sandbox"
FIELDS = (
    "refund_id,tid,oid,status,refund_fee,refund_version,refund_phase,cs_status,operation_contraint,sid,company_name,"
    "refund_remind_timeout,has_good_return,good_status"
)


def scene(name: str, **changes: Any) -> dict[str, Any]:
    """A scene file as JSON; `changes` replace top-level parts."""
    raw: dict[str, Any] = json.loads((SCENES / f"{name}.json").read_text(encoding="utf-8"))
    return raw | changes


class Intake:
    """Where Amends would listen: keeps every delivery, and answers what it is told to."""

    def __init__(self) -> None:
        self.deliveries: list[dict[str, Any]] = []
        self.answers: Iterator[int] = itertools.repeat(204)
        self.app = FastAPI()
        self.app.post("/intake/{shop}/{source}")(self._take)

    async def _take(self, shop: str, source: str, request: Request) -> Response:
        body = (await request.body()).decode()
        self.deliveries.append({
            "shop": shop, "source": source, "headers": dict(request.headers), "query": dict(request.query_params),
            "text": body, "body": json.loads(body),
        })  # fmt: skip
        return Response(status_code=next(self.answers))

    def of(self, source: str, kind: str | None = None) -> list[dict[str, Any]]:
        """Bodies of one source, and of one type or topic."""
        bodies = [one["body"] for one in self.deliveries if one["source"] == source]
        return [body for body in bodies if kind is None or kind in (body.get("type"), body.get("topic"))]


class Sandbox:
    """The world, and ways to call it."""

    def __init__(self, app: FastAPI, intake: Intake) -> None:
        self.app = app
        self.world: World = app.state.world
        self.intake = intake
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=BASE)

    async def load(self, *raw: dict[str, Any]) -> None:
        """Put scenes on."""
        answer = await self.http.post("/_world/scenes", json=list(raw))
        assert answer.status_code == 200, answer.text

    async def fault(self, on: str, kind: str, **more: Any) -> None:
        """Let something fail."""
        answer = await self.http.post("/_world/faults", json={"on": on, "kind": kind, **more})
        assert answer.status_code == 200, answer.text

    async def top(self, method: str, /, *, shop: str = "demo_shop", **params: Any) -> dict[str, Any]:
        """Call the marketplace; the parsed answer."""
        answer = await self.http.post("/router/rest", data=top_params(method, shop=shop, **params))
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    async def refund(self, refund_id: str) -> dict[str, Any]:
        """One request at the marketplace."""
        answer = await self.top("taobao.refund.get", refund_id=refund_id, fields=FIELDS)
        found: dict[str, Any] = answer["refund_get_response"]["refund"]
        return found

    async def plain(
        self, method: str, path: str, body: Any = None, *, shop: str = "side_shop", key: str = "", **changes: str
    ) -> httpx2.Response:
        """Call a plain JSON provider; `changes` replace proof headers by their short names."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = proof(method, path, content, shop=shop, **changes) | ({"Idempotency-Key": key} if key else {})
        return await self.http.request(method, path, content=content, headers=headers)

    async def books(self) -> dict[str, Any]:
        """The books by order."""
        return {order["order_id"]: order for order in (await self.http.get("/_world/books")).json()["orders"]}

    async def audit(self) -> dict[str, Any]:
        """The verdict."""
        found: dict[str, Any] = (await self.http.get("/_world/audit")).json()
        return found

    async def until(self, ready: Callable[[], Awaitable[bool] | bool]) -> None:
        """Wait until something has happened out there."""
        async with asyncio.timeout(15):
            while True:
                found = ready()
                if await found if isinstance(found, Awaitable) else found:
                    return
                await asyncio.sleep(0.01)


def top_params(
    method: str, *, shop: str = "demo_shop", sign_method: str = "hmac-sha256", **params: Any
) -> dict[str, str]:
    """Signed parameters; given ones may replace the common ones before signing, `sign` after it."""
    account = SHOPS[shop].taobao
    wrong_sign = params.pop("sign", None)
    common = {
        "method": method, "app_key": account.app_key, "session": account.session, "v": "2.0", "format": "json",
        "timestamp": top_time(wall_clock()), "sign_method": sign_method,
    }  # fmt: skip
    full = {name: str(value) for name, value in (common | params).items() if value is not None}
    return full | {"sign": wrong_sign or top_sign(full, account.secret, sign_method)}


def proof(method: str, path: str, content: bytes, *, shop: str, **changes: str) -> dict[str, str]:
    """The four headers of the plain form."""
    account = SHOPS[shop].account(path.split("/")[1])
    given = {"account": account.account, "timestamp": str(int(wall_clock())), "nonce": secrets.token_urlsafe(18)}
    given |= {name: value for name, value in changes.items() if name != "signature"}
    given["signature"] = changes.get("signature") or plain_sign(
        account.secret, given["timestamp"], given["nonce"], method, path, content
    )
    return {f"X-Amends-{name.title()}": value for name, value in given.items()}


def refund_body(key: str = "k-1", **changes: Any) -> dict[str, Any]:
    """A refund of the in-transit scene's order."""
    body = {
        "reference": key, "order_id": "S-2001", "purpose": "refund", "amount": 4500, "currency": "EUR",
        "tenders": {"card": 3000, "points": 1500}, "reason": "intercepted",
    }  # fmt: skip
    return body | changes
