"""The control of the sandbox's world: scenes, clocks, faults, and the books that judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx2


class WorldRefused(RuntimeError):
    """The world did not take what was asked; the message is its own."""


@dataclass(frozen=True, kw_only=True)
class ToCome:
    """What an order's world still has up its sleeve: `soon` by itself, `at` on the order's own clock."""

    soon: bool
    at: datetime | None


NOTHING = ToCome(soon=False, at=None)


class World:
    """A client of `/_world`; `async with World(url) as world`."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.AsyncClient(base_url=url, timeout=20, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def load(self, scenes: Sequence[Mapping[str, Any]]) -> int:
        """Put scenes on; how many were not on already. Raises WorldRefused."""
        loaded = (await self.ask("POST", "/scenes", json=list(scenes)))["loaded"]
        return sum(not scene["known"] for scene in loaded)

    async def to_come(self) -> dict[str, ToCome]:
        """What is still to come, by order; an order that is not here has nothing more."""
        found = await self.ask("GET", "/pending")
        soon: set[str] = {order for order, waiting in found["messages"].items() if waiting}
        at: dict[str, datetime] = {}
        for act in found["acts"]:
            order = act["order_id"]
            if act["due_clock"] is None:
                soon.add(order)
                continue
            moment = datetime.fromtimestamp(act["due_clock"], UTC)
            at[order] = min(moment, at.get(order, moment))
        return {order: ToCome(soon=order in soon, at=at.get(order)) for order in soon | set(at)}

    async def failed_acts(self) -> list[dict[str, Any]]:
        """Acts of the world that could not be done: a mistake in a sample or in the sandbox."""
        failed: list[dict[str, Any]] = (await self.ask("GET", "/pending"))["failed"]
        return failed

    async def move(self, order_id: str, ahead_seconds: float) -> None:
        """Let an order live so far ahead of the wall clock."""
        await self.ask("POST", "/clock", json={"order_id": order_id, "ahead_seconds": ahead_seconds})

    async def ahead(self, order_id: str) -> float:
        """How far ahead of the wall clock an order lives, seconds."""
        [order] = (await self.ask("GET", "/books", params={"order_id": order_id}))["orders"]
        return float(order["ahead"])

    async def books(self) -> dict[str, dict[str, Any]]:
        """What was paid and what went back, by order, minor units."""
        return {order["order_id"]: order for order in (await self.ask("GET", "/books"))["orders"]}

    async def audit(self) -> dict[str, Any]:
        """The judge's verdict over all money that moved."""
        verdict: dict[str, Any] = await self.ask("GET", "/audit")
        return verdict

    async def mend(self, order_id: str) -> None:
        """Lift what is still broken for this order."""
        rules = (await self.ask("GET", "/faults"))["rules"]
        for rule in rules:
            if rule["match"].get("order_id") == order_id:
                await self.ask("DELETE", "/faults", params={"rule": rule["id"]})

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        """Any call of the control, for what has no name here; the answer's JSON. Raises WorldRefused."""
        answer = await self._http.request(method, path, **more)
        if answer.is_error:
            raise WorldRefused(f"{method} {path}: {answer.status_code} {answer.text[:1000]}")
        return answer.json()
