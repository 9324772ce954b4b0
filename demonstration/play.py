"""The play: cases live, people act, and waiting days are jumped over as soon as nothing else can happen before.

A case is jumped only when it waits for time alone: the world has nothing pending for its order, no message is on its
way, no activity runs and no person's act is due. It is jumped to the next thing that is due anywhere: a timer of the
case, a deadline of the platform, a deed of the buyer, or the hour at which a person takes it up.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from temporalio.service import RPCError

from demonstration.case_time import CaseTime, Execution
from demonstration.people import Desk, People
from demonstration.register import Happened, news, on_the_way, unfold
from demonstration.samples import Sample
from demonstration.telling import Audience
from demonstration.world import NOTHING, ToCome, World
from domain.case import Case
from store.codec import Entry
from store.pool import Pool

TICK_SECONDS = 0.15
AT_ONCE = 50  # cases that are looked at together: a thousand questions at once would wait for each other
PATIENCE_SECONDS = 90.0  # nothing at all happened for so long: something is wrong, and the verdict says what


@dataclass(kw_only=True)
class Played:
    """One sample while it is played. `calm` is how the case stood when it was last found waiting."""

    sample: Sample
    desk: Desk
    case: Case | None = None
    calm: tuple[int, int] | None = None
    history_events: int = 0
    finished: bool = False

    @property
    def version(self) -> int:
        """The number of the last event that we know."""
        return self.case.version if self.case is not None else 0


@dataclass(kw_only=True)
class Play:
    """All samples at once. `first_closed` is seconds from the beginning to the first closed case."""

    samples: Sequence[Sample]
    pool: Pool
    world: World
    clock: CaseTime
    people: People
    audience: Audience
    cases: list[Played] = field(default_factory=list)
    first_closed: float | None = None
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.cases = [Played(sample=sample, desk=Desk(sample=sample)) for sample in self.samples]

    async def catch_up(self) -> None:
        """Take in, without telling it again, what happened in an earlier run."""
        for played, entries in await self._news():
            played.case = unfold(None, entries)[-1].after
            self.audience.remembers(played.sample, played.case)

    async def run(self) -> None:
        """Play until every case has run to its end, or nothing happens any more."""
        moved_at = time.monotonic()
        while not all(played.finished for played in self.cases):
            if await self._tick():
                moved_at = time.monotonic()
            if time.monotonic() - moved_at > PATIENCE_SECONDS:
                return
            await asyncio.sleep(TICK_SECONDS)

    async def _tick(self) -> bool:
        """One look at everything, and whatever can be done now; True when something happened."""
        heard = await self._hear()
        to_come, messages = await self.world.to_come(), await on_the_way(self.pool)
        room = asyncio.Semaphore(AT_ONCE)

        async def step(played: Played) -> bool:
            async with room:
                return await self._step(played, to_come.get(played.sample.order_id, NOTHING), messages)

        steps = [step(played) for played in self.cases if played.case is not None and not played.finished]
        return any([heard, *await asyncio.gather(*steps)])

    async def _hear(self) -> bool:
        """Take in what the register tells anew, and tell the audience."""
        found = await self._news()
        for played, entries in found:
            story = unfold(played.case, entries)
            played.case = story[-1].after
            self._note_first_closed(story)
            self.audience.hears(played.sample, story)
        return bool(found)

    async def _news(self) -> list[tuple[Played, list[Entry]]]:
        by_id = {played.sample.case_id: played for played in self.cases}
        found = await news(self.pool, {case_id: played.version for case_id, played in by_id.items()})
        return [(by_id[case_id], entries) for case_id, entries in found.items()]

    def _note_first_closed(self, story: Sequence[Happened]) -> None:
        if self.first_closed is None and any(happened.after.resolution is not None for happened in story):
            self.first_closed = time.monotonic() - self.began

    async def _step(self, played: Played, to_come: ToCome, messages: Sequence[bytes]) -> bool:
        """Let a person act or time pass, if nothing else is under way for this case."""
        case = played.case
        if case is None or to_come.soon or _spoken_of(played.sample, messages):
            played.calm = None
            return False
        execution = await self._execution(played)
        if execution is None or not execution.running:
            return execution is not None and self._finish(played, execution)
        standing = (execution.history_events, case.version)
        if execution.busy or played.calm != standing:
            played.calm = None if execution.busy else standing
            return False
        played.calm = None
        return await self._move_on(played, case, execution.now, to_come)

    async def _execution(self, played: Played) -> Execution | None:
        """None while Temporal has not heard of the case."""
        try:
            return await self.clock.execution(played.sample.case_id)
        except RPCError:
            return None

    def _finish(self, played: Played, execution: Execution) -> bool:
        played.finished, played.history_events = True, execution.history_events
        self.audience.ended(played.sample)
        return True

    async def _move_on(self, played: Played, case: Case, now: datetime, to_come: ToCome) -> bool:
        due = played.desk.next_op(case, now)
        if due is not None and due[2] <= now:
            number, op, _ = due
            self.audience.command_line(played.sample, await self.people.act(case, op))
            played.desk.done.add(number)
            return True
        moments = (await self.clock.next_timer(case.case_id), to_come.at, due[2] if due is not None else None)
        to = min((moment for moment in moments if moment is not None), default=None)
        if to is None:
            return False
        self.audience.jumps(played.sample, now, max(to, now))
        await self.clock.jump(case.case_id, played.sample.order_id, since=now, to=max(to, now))
        return True


def _spoken_of(sample: Sample, messages: Sequence[bytes]) -> bool:
    return any(word.encode() in body for body in messages for word in sample.outside_ids)
