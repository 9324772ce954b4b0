"""The dispatcher: takes messages out of the inbox and sees each through to its case.

Every step may be repeated: a dispatcher that is killed anywhere leaves a message whose lease runs out, and the next one
handles it again to the same end. What cannot be done now is tried again later, ever more slowly; what makes no sense is
refused with the reason; what belongs to no case of ours yet waits until it does.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import asyncpg
import structlog

from domain.neighbours import Conflict
from domain.workdays import CalendarUnknown
from gateways.errors import Fault, GatewayError
from intake import lookups
from intake.circuits import Circuits, Paused
from intake.delivery import EngineAway, NotHeard
from intake.handling import Handling, NotYet, Unrouted
from intake.messages import BadMessage, Source
from intake.policies import Policy
from intake.reading import read
from intake.watching import Delivered, handled
from store import identity, inbox
from store import payment as money
from store.inbox import Taken
from store.pool import Pool

log = structlog.get_logger(__name__)

MOST_STARTS = 100  # of one sweep
AT_ONCE = 16  # messages handled side by side; each holds at most one database session at a time
IDLE = timedelta(seconds=1)
SWEEP = timedelta(seconds=10)  # how often unstarted cases and unrouted messages are looked at
GROWN_OLD = timedelta(days=3)  # a fact whose case did not come in this time needs a person
MOST_REFUSALS = 5  # a platform may know a request a moment later than its own message says


class Dispatcher:
    """Sees messages through to their cases. Any number may run at once, in any number of programs."""

    def __init__(
        self,
        pool: Pool,
        handling: Handling,
        *,
        policies: Mapping[str, Policy],
        circuits: Circuits,
        clock: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._handling = handling
        self._policies = policies
        self._circuits = circuits
        self._clock = clock
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There is a message: do not wait for the second to pass."""
        self._news.set()

    async def run(self) -> None:
        """Handle messages until cancelled. An outage of the database is waited out."""
        swept_at: datetime | None = None
        while True:
            self._news.clear()
            try:
                if swept_at is None or self._clock() - swept_at >= SWEEP:
                    await self.sweep()
                    swept_at = self._clock()
                handled = await self.round()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                log.warning("the database is out of reach", error_class=type(error).__name__)
                handled = 0
            except Exception:
                # A fault of ours in one round must not end all rounds to come.
                log.exception("the dispatcher stumbled")
                handled = 0
            if handled < AT_ONCE:
                await self._pause()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), IDLE.total_seconds())
        except TimeoutError:
            return

    async def round(self) -> int:
        """Handle what is waiting, some messages side by side; how many there were."""
        taken = await inbox.take(self._pool, AT_ONCE)
        await asyncio.gather(*(self.handle(message) for message in taken))
        return len(taken)

    async def sweep(self) -> None:
        """Start what Temporal could not take at its moment, and look again at messages that belonged to nobody."""
        await lookups.requeue_found(self._pool)
        try:
            await self._handling.start_left_over(MOST_STARTS)
        except EngineAway as away:
            log.warning("Temporal does not take cases now", error_class=type(away).__name__)

    async def handle(self, taken: Taken) -> None:
        """See one message through, or note why that is not possible and when it is tried again."""
        bound = structlog.contextvars.bound_contextvars(
            shop=taken.shop, source=taken.source, message_id=taken.message_id
        )
        with bound, handled(taken, self._clock) as became:
            became(await self._handle(taken))

    async def _handle(self, taken: Taken) -> Delivered:
        try:
            await inbox.done(self._pool, taken.id, case_id=await self._see_through(taken))
        except (BadMessage, Conflict, identity.IdTaken, money.OrderDisagrees) as wrong:
            log.warning("a message is refused", error_class=type(wrong).__name__)
            await inbox.refuse(self._pool, taken.id, str(wrong))
            return Delivered.REFUSED
        except Unrouted as nobody:
            await self._lay_aside(taken, nobody)
            return Delivered.UNROUTED
        except NotYet as early:
            await self._wait_for_case(taken, str(early))
            return Delivered.EARLY
        except (Paused, GatewayError, CalendarUnknown, NotHeard, EngineAway) as failure:
            return await self._later(taken, failure)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            # The lease brings the message back: nothing can be written now.
            log.warning("the database is out of reach", error_class=type(error).__name__)
            return Delivered.DATABASE
        except Exception as error:
            # A fault of ours must not lose the message, nor stop those behind it.
            log.exception("a message could not be handled")
            return await self._later(taken, error)
        return Delivered.DONE

    async def _see_through(self, taken: Taken) -> str:
        """Do what the message means; the case that it is about, "" when it is about none."""
        policy = self._policies.get(taken.shop)
        if policy is None:
            raise BadMessage("shop", f"{taken.shop!r} is not in the shops file any more")
        meaning = read(taken.shop, Source(taken.source), taken.message_id, taken.body, policy)
        return await self._handling.act(taken.shop, meaning, policy)

    async def _lay_aside(self, taken: Taken, nobody: Unrouted) -> None:
        """Keep the message until its parcel is known; it may have become known while we looked."""
        log.info("a message belongs to no case yet")
        await inbox.unrouted(self._pool, taken.id, waybill=nobody.waybill, reason=str(nobody))
        if nobody.waybill:
            await lookups.requeue_found(self._pool)

    async def _wait_for_case(self, taken: Taken, reason: str) -> None:
        if self._clock() - taken.received_at > GROWN_OLD:
            await inbox.unrouted(self._pool, taken.id, reason=f"{reason} within {GROWN_OLD.days} days")
            return
        await inbox.again(self._pool, taken.id, after=backoff(taken.tries), error=reason)

    async def _later(self, taken: Taken, failure: Exception) -> Delivered:
        if _certainly_refused(failure) and taken.tries >= MOST_REFUSALS:
            log.error("the platform does not tell us of a request", error_class=type(failure).__name__)
            await inbox.refuse(self._pool, taken.id, str(failure))
            return Delivered.REFUSED
        after = self._pause_after(taken, failure)
        log.warning(
            "a message is tried again later",
            error_class=type(failure).__name__,
            attempt=taken.tries,
            retry_in_s=after.total_seconds(),
        )
        await inbox.again(self._pool, taken.id, after=after, error=f"{type(failure).__name__}: {failure}"[:500])
        return Delivered.LATER

    def _pause_after(self, taken: Taken, failure: Exception) -> timedelta:
        """A platform that said when it takes calls again is not asked before; an unpublished calendar takes hours."""
        try:
            self._circuits.check(taken.shop)
        except Paused as paused:
            if isinstance(failure, GatewayError | Paused):
                return max(paused.until - self._clock(), timedelta(seconds=1))
        if isinstance(failure, CalendarUnknown):
            return timedelta(hours=1)
        return backoff(taken.tries)


def _certainly_refused(failure: Exception) -> bool:
    return isinstance(failure, GatewayError) and failure.fault in {Fault.REFUSED, Fault.STALE, Fault.PARTIAL}


def backoff(tries: int) -> timedelta:
    """1 s, 2 s, 4 s ... up to a minute, and after an hour of that every ten minutes."""
    if tries > 60:
        return timedelta(minutes=10)
    return timedelta(seconds=min(60, 2 ** min(tries - 1, 6)))
