"""One call to a provider: the fault that bites it, the record of it, and the answer."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import Response

from sandbox.faults import Fault, FaultKind
from sandbox.signing import fingerprint
from sandbox.world import World


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a provider answers; `code` is its own word for the outcome."""

    status: int = 200
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = "ok"


class RefusedError(Exception):
    """The provider says no: nothing was done, and this is the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


class Refusals(Protocol):
    """How a provider words the failures that any of its operations can have."""

    def broken(self) -> Answer:
        """Something went wrong inside."""
        ...

    def banned(self, seconds: float) -> Answer:
        """Too many calls: come back later."""
        ...

    def bad_session(self) -> Answer:
        """The caller is no longer known."""
        ...


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call. `identity` is the key by which a repeat is known; calls for `money` go into the books by themselves."""

    operation: str
    facts: Mapping[str, Any]
    identity: str = ""
    order_id: str = ""
    money: bool = False
    body: Any = None


Deed = Callable[[Fault | None], Answer]


async def play(world: World, call: Call, refusals: Refusals, deed: Deed) -> Response:
    """Do what the call asks, unless and as far as a fault lets it."""
    fault = world.faults.draw(call.operation, call.facts, call.identity)
    request = _ask(world, call, fault)
    answer = _refused_at_once(refusals, fault) or _done(world, deed, fault)
    if request:
        world.ledger.answered(request, answer.code)
    return await _tell(world, call, refusals, fault, answer)


def _ask(world: World, call: Call, fault: Fault | None) -> int:
    if not call.money:
        return 0
    return world.ledger.ask(
        at=world.now(), operation=call.operation, key=call.identity, order_id=call.order_id,
        body_hash=fingerprint(call.body), fault=fault.kind if fault else "",
    )  # fmt: skip


def _refused_at_once(refusals: Refusals, fault: Fault | None) -> Answer | None:
    match fault:
        case Fault(kind=FaultKind.ERROR_BEFORE):
            return refusals.broken()
        case Fault(kind=FaultKind.RATE_BAN, seconds=seconds):
            return refusals.banned(seconds)
        case Fault(kind=FaultKind.BAD_SESSION):
            return refusals.bad_session()
        case _:
            return None


def _done(world: World, deed: Deed, fault: Fault | None) -> Answer:
    try:
        with world.books.writing():
            return deed(fault)
    except RefusedError as refused:
        return refused.answer


async def _tell(world: World, call: Call, refusals: Refusals, fault: Fault | None, answer: Answer) -> Response:
    kind = fault.kind if fault else None
    if kind is FaultKind.NOTICE_FIRST:
        await world.notices.flush(call.order_id)
    if kind is FaultKind.HANG_AFTER_COMMIT:
        await asyncio.sleep(world.pace.hang)
    if kind is FaultKind.ERROR_AFTER_COMMIT:
        answer = refusals.broken()
    text = json.dumps(answer.body, ensure_ascii=False)
    if kind is FaultKind.GARBLED_AFTER_COMMIT:
        text = text[: len(text) // 2]
    return Response(text, answer.status, dict(answer.headers), "application/json")


def copies(fault: Fault | None) -> int:
    """How often the notice of this call goes out."""
    return 2 if fault and fault.kind is FaultKind.DUPLICATE_NOTICE else 1
