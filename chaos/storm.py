"""The fault window: cases come in, the provider errs, and everything of ours is killed by the plan."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2

from chaos.household import House
from chaos.plan import LEAST_KILLS, WORKERS
from chaos.program import Life
from chaos.scenes import played
from demonstration.world import World
from engine.errors import EngineError

TICK = 0.05
LONGEST_START = 60.0
Say = Callable[[str], None]


@dataclass(kw_only=True)
class Tally:
    """What was done to the run; times in seconds."""

    worker_kills: int = 0
    server_kills: int = 0
    ended_by_themselves: int = 0  # while an engine was away: a supervisor starts them again, here we do
    temporal_away: list[float] = field(default_factory=list)
    postgres_away: list[float] = field(default_factory=list)


class Storm:
    """Everything that happens in the fault window."""

    def __init__(self, house: House, world: World, say: Say) -> None:
        self.house = house
        self.plan = house.plan
        self.world = world
        self.say = say
        self.tally = Tally()
        self.over = asyncio.Event()
        self.began = 0.0

    async def blow(self) -> Tally:
        """The whole window; when it is over everything runs again and nothing fails any more."""
        await self._up()
        await self.world.ask("POST", "/faults", json=self.plan.faults)
        self.began = time.monotonic()
        lives = [asyncio.create_task(self._worker(number)) for number in range(WORKERS)]
        lives.append(asyncio.create_task(self._server()))
        await asyncio.gather(self._open_cases(), self._engine(), self._window())
        self.over.set()
        await asyncio.gather(*lives)
        await self.world.ask("DELETE", "/faults")
        return self.tally

    async def _up(self) -> None:
        """Our programs begin; the window does once the server answers. Raises EngineError when it does not."""
        for name in ("server", *(f"worker-{number}" for number in range(WORKERS))):
            self.house.begin(name)
        end = time.monotonic() + LONGEST_START
        while not await self._answers():
            if time.monotonic() > end:
                raise EngineError(f"the server does not answer.\n{self.house.lives['server'].last_words()}")
            await self._pause(TICK)

    async def _window(self) -> None:
        """As long as the plan says; on a slow machine until enough workers were killed, at most twice as long."""
        window = self.plan.sizes.window
        while self._now() < window or (self.tally.worker_kills < LEAST_KILLS and self._now() < 2 * window):
            await asyncio.sleep(min(10, max(1.0, window - self._now())))
            self.say(
                f"{self._now():4.0f} s: {self.tally.worker_kills} workers and {self.tally.server_kills} servers killed"
            )

    def _now(self) -> float:
        return time.monotonic() - self.began

    async def _at(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - self._now()))

    async def _open_cases(self) -> None:
        for moment, number in self.plan.opens:
            await self._at(moment)
            await self.world.load([played(self.plan, number)])

    async def _worker(self, number: int) -> None:
        """One life after another: each ends a seeded while after its first finished activity."""
        name, life = f"worker-{number}", 0
        while not self.over.is_set():
            worker = self.house.lives[name] if not life else self.house.begin(name)
            if await self._until(lambda: self.house.worked(name).exists(), worker):
                await self._pause(self.plan.worker_lives(number, life))
                if not self.over.is_set() and worker.alive:
                    worker.kill()
                    self.tally.worker_kills += 1
            life += 1
        if not self.house.lives[name].alive:
            self.house.begin(name)

    async def _until(self, ready: Callable[[], bool], child: Life) -> bool:
        """False when the window ended first, or the program by itself because an engine was away."""
        while not self.over.is_set():
            if ready():
                return True
            if not child.alive:
                self.tally.ended_by_themselves += 1
                return False
            await self._pause(TICK)
        return False

    async def _pause(self, seconds: float) -> None:
        """So long, or until the window is over."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)

    async def _server(self) -> None:
        """Killed by the plan while messages come in; started again at once, as a supervisor does."""
        kills = list(self.plan.server_kills)
        child = self.house.lives["server"]
        while not self.over.is_set():
            if kills and self._now() >= kills[0] and await self._answers():
                kills.pop(0)
                child.kill()
                self.tally.server_kills += 1
            elif not child.alive:
                self.tally.ended_by_themselves += 1
            if not child.alive:
                child = self.house.begin("server")
            await self._pause(TICK)
        if not child.alive:
            self.house.begin("server")

    async def _answers(self) -> bool:
        """A server that is not up yet takes nothing in: killing it would prove nothing."""
        try:
            async with httpx2.AsyncClient(timeout=1, trust_env=False) as http:
                return (await http.get(f"{self.house.at.settings.server_url}/health")).is_success
        except httpx2.HTTPError:
            return False

    async def _engine(self) -> None:
        """Temporal is killed, Postgres is stopped as by a power cut; both come back on their own files."""
        moments = [(at, self._kill_temporal) for at in self.plan.temporal_kills]
        moments += [(at, self._stop_postgres) for at in self.plan.postgres_stops]
        for moment, harm in sorted(moments, key=lambda each: each[0]):
            await self._at(moment)
            await asyncio.to_thread(harm)

    def _kill_temporal(self) -> None:
        began = time.monotonic()
        self.house.temporal.stop_immediately()
        self.house.temporal.start()
        self.tally.temporal_away.append(time.monotonic() - began)
        self.say(f"{self._now():4.0f} s: Temporal killed, back after {self.tally.temporal_away[-1]:.1f} s")

    def _stop_postgres(self) -> None:
        began = time.monotonic()
        self.house.postgres.stop_immediately()
        self.house.postgres.start()
        self.tally.postgres_away.append(time.monotonic() - began)
        self.say(f"{self._now():4.0f} s: Postgres stopped at once, back after {self.tally.postgres_away[-1]:.1f} s")
