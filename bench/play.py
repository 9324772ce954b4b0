"""Playing cases from their opening to their end, ours and the bare one in the same manner.

Whoever plays sends the next signal as soon as the bell says that the last step is done, and jumps over the waiting
days after the refund by one call; both kinds of case wait for, and are woken by, the same timers.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Protocol

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from bench.bare import NOTE
from bench.bell import Bell
from bench.request import Ticket, message, scene
from bench.skeleton import Bone, Kind
from bench.stack import SHOP, Stack, queue_of
from demonstration.world import World
from domain.facts import GoodsReported, ParcelReported
from domain.goods import Finding, FoundLine, Grade, ParcelState
from gateways.assembly import ShopGateways
from gateways.shops import load_shops
from intake.circuits import Circuits
from intake.delivery import Desk, tell
from intake.handling import Handling
from intake.messages import CaseRequest
from intake.policies import load_policies
from intake.shop_form import read_shop_message

WAITING_DAYS = timedelta(days=60)  # more than follow-up, survey and the days for reopening together
SCENES_AT_ONCE = 100
_numbers = count(1)
_run = f"{int(time.time()) % 10_000_000}"  # so that no number comes twice, whatever ran before


@dataclass(kw_only=True)
class Lived:
    """How long one case took from its opening to its end, and each of its steps: from a signal to what it led to."""

    seconds: float = 0.0
    opened: float = 0.0
    steps: list[float] = field(default_factory=list)


class Player(Protocol):
    """Plays one kind of case."""

    kind: str

    async def prepare(self, tickets: Sequence[Ticket]) -> None:
        """What the outside world must know before; its time is not counted."""

    async def live(self, ticket: Ticket) -> Lived:
        """One case from its opening to its end."""


def tickets(times: int, **more: int) -> list[Ticket]:
    """Fresh cases."""
    return [Ticket(number=f"B{_run}{next(_numbers):07d}", **more) for _ in range(times)]


class OurPlayer:
    """Plays our straight return with everything that it does: ledger, letters, parcel, payment, register."""

    def __init__(self, stack: Stack, world: World, *, kind: str = "ours", pause: float = 0.0) -> None:
        """`pause` is how long, in seconds, the outside leaves the case waiting before each of its signals."""
        self.kind, self._pause = kind, pause
        self._client, self._pool, self._bell, self._world = stack.client, stack.pool, stack.bell, world
        self._desk = Desk(client=stack.client, task_queue=queue_of(kind))
        shops = load_shops(stack.settings.shops_file)
        self._policy = load_policies(stack.settings.shops_file, shops)[SHOP]
        gateways = ShopGateways(shops, clock=now)
        self._handling = Handling(stack.pool, self._desk, gateways=gateways.of, circuits=Circuits(now), clock=now)

    async def prepare(self, tickets: Sequence[Ticket]) -> None:
        """Their orders into the world's books."""
        for first in range(0, len(tickets), SCENES_AT_ONCE):
            await self._world.load([scene(ticket) for ticket in tickets[first : first + SCENES_AT_ONCE]])

    async def open(self, ticket: Ticket) -> None:
        """As a message opens it: the identity is claimed, the order's account opened, the workflow started."""
        found = message(ticket)
        asked = read_shop_message(found, shop=SHOP, message_id=ticket.number, reasons=self._policy.reasons)
        assert isinstance(asked, CaseRequest)  # what message() makes
        await self._handling.start(SHOP, await self._handling.claim(asked, self._policy))

    async def live(self, ticket: Ticket) -> Lived:
        """Agreed by policy, posted, arrived, found as new, paid back, followed up, closed."""
        bell, case_id, began = self._bell, ticket.case_id, time.perf_counter()
        await self.open(ticket)
        marks = [time.perf_counter()]
        lived = Lived(opened=marks[0] - began)
        await bell.reached(case_id, "ReturnWindowOpened")
        marks.append(time.perf_counter())
        await self._hears(ticket, self._parcel(ticket, ParcelState.UNDER_WAY, sent=True))
        await bell.reached(case_id, "watch_parcel")
        marks.append(time.perf_counter())
        await self._hears(ticket, self._parcel(ticket, ParcelState.SIGNED))
        await bell.reached(case_id, "ParcelMoved")
        marks.append(time.perf_counter())
        await self._hears(ticket, self._found(ticket))
        await bell.reached_all(case_id, ("PaymentChanged", "pay"))
        await bell.reached(case_id, "contact_buyer", 2)
        marks.append(time.perf_counter())
        await _to_the_end(self._client, case_id)
        lived.seconds, lived.steps = time.perf_counter() - began, [late - early for early, late in pairwise(marks)]
        bell.forget(case_id)
        return lived

    async def _hears(self, ticket: Ticket, fact: ParcelReported | GoodsReported) -> None:
        await asyncio.sleep(self._pause)
        await tell(self._desk, self._pool, ticket.case_id, fact)

    def _parcel(self, ticket: Ticket, state: ParcelState, *, sent: bool = False) -> ParcelReported:
        return ParcelReported(
            fact=f"{state}:{ticket.waybill}", carrier="sto", waybill=ticket.waybill, at=now(), state=state, sent=sent
        )

    def _found(self, ticket: Ticket) -> GoodsReported:
        line = FoundLine(line_id="1", qty=1, grade=Grade.AS_NEW)
        named = f"found:{ticket.waybill}"
        finding = Finding(finding_id=named, waybill=ticket.waybill, inspector="wh-07", at=now(), lines=(line,))
        return GoodsReported(fact=named, finding=finding)


class BarePlayer:
    """Plays the bare workflow along the same skeleton."""

    kind = "bare"

    def __init__(self, stack: Stack, bones: Sequence[Bone]) -> None:
        self._client, self._bell = stack.plain, stack.bell
        self._cues = cues(bones)

    async def prepare(self, tickets: Sequence[Ticket]) -> None:
        """The world knows nothing of bare cases."""

    async def live(self, ticket: Ticket) -> Lived:
        """Signal by signal, each once the step before is done."""
        bell, case_id, began = self._bell, f"bare-{ticket.number}", time.perf_counter()
        handle = await self._client.start_workflow("BareCase", NOTE, id=case_id, task_queue=queue_of(self.kind))
        marks = [time.perf_counter()]
        lived = Lived(opened=marks[0] - began)
        for number, cue in enumerate(self._cues, start=1):
            await cue.heard(bell, case_id)
            marks.append(time.perf_counter())
            if number < len(self._cues):
                await handle.signal("hear", NOTE)
        await _to_the_end(self._client, case_id)
        lived.seconds, lived.steps = time.perf_counter() - began, [late - early for early, late in pairwise(marks)]
        bell.forget(case_id)
        return lived


@dataclass(frozen=True, kw_only=True)
class Cue:
    """When the next signal, or the jump, is due: after so many activities, or when the workflow says so."""

    activities: int = 0
    said: str = ""

    async def heard(self, bell: Bell, case_id: str) -> None:
        """Wait for it."""
        if self.said:
            await bell.reached(case_id, self.said)
        else:
            await bell.reached(case_id, "empty", self.activities)


def cues(bones: Sequence[Bone]) -> tuple[Cue, ...]:
    """One for each signal and one for the jump. Where an activity came just before, its end is the cue, as in ours."""
    found, activities, signals, before = list[Cue](), 0, 0, Kind.SIGNAL
    for bone in bones:
        if bone.kind is Kind.ACTIVITY:
            activities += 1
        elif bone.kind in {Kind.SIGNAL, Kind.JUMP}:
            signals += bone.kind is Kind.SIGNAL
            said = f"signal{signals}" if bone.kind is Kind.SIGNAL else "jump"
            found.append(Cue(activities=activities) if before is Kind.ACTIVITY else Cue(said=said))
        before = bone.kind
    return tuple(found)


async def history(client: Client, case_id: str) -> list[HistoryEvent]:
    """The events of one case."""
    return list((await client.get_workflow_handle(case_id).fetch_history()).events)


async def _to_the_end(client: Client, case_id: str) -> None:
    handle = client.get_workflow_handle(case_id)
    await TimeSkipper(client).fast_forward(handle, WAITING_DAYS)
    await handle.result()


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)
