"""The hand of the daily check of the hand-over: looks at a shop's open cases, and has cases change hands."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from domain.commands import AlarmHandover, Assign, Command
from domain.people.handover import Move, Rules, gaps, plan, untaken
from gateways.assembly import Gateways
from store import absences, cases, checks
from store.pool import Pool

PATIENCE = timedelta(seconds=10)  # for one answer of one case
SILENT = (TimeoutError, RPCError, WorkflowUpdateRPCTimeoutOrCancelledError)
MOST = 10_000  # open cases of a shop that one look takes in


@dataclass(frozen=True, kw_only=True)
class Look:
    """Whose cases are looked at, by which numbers, as of when."""

    shop: str
    now: datetime
    rules: Rules


@dataclass(frozen=True, kw_only=True)
class Due:
    """What the check has to do: cases that change hands, and hand-overs that nobody took."""

    moves: tuple[Move, ...] = field(default=())
    untaken: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A part of that, with the day's name, by which a repeat is known."""

    day: str
    hours: int
    due: Due


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of it."""

    moved: int = 0
    alarmed: int = 0
    left: int = 0  # closed, moved or taken meanwhile
    unanswered: int = 0  # looked at again the next day


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What is missing on the open cases of a shop, counted by gap, and how many cases that are."""

    cases: int = 0
    gaps: dict[str, int] = field(default_factory=dict)


class Handover:
    """Looks and acts; the team stands in the shops file that this worker was started with."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways]) -> None:
        self.pool = pool
        self.gateways = gateways

    @activity.defn(name="plan_handover")
    async def plan(self, look: Look) -> Due:
        """Which cases of a shop are to change hands, and which hand-overs nobody took; changes nothing."""
        rows = await cases.listing(self.pool, shop=look.shop, closed=False, limit=MOST)
        away = await absences.coming(self.pool, look.shop, look.now)
        team = self.gateways(look.shop).shop.team
        waiting = tuple(row.case_id for row in rows if untaken(row, look.now, look.rules))
        return Due(moves=plan(rows, team, away, look.now, look.rules), untaken=waiting)

    @activity.defn(name="carry_handover")
    async def carry(self, batch: Batch) -> Done:
        """Have the cases do it, by commands of their own; a repeat asks the same."""
        done: Counter[str] = Counter()
        for move in batch.due.moves:
            command = Assign(by="policy", to=move.to, reason=move.reason)
            done[await _told(activity.client(), move.case_id, "assign", command, batch.day, "moved")] += 1
            activity.heartbeat()
        for case_id in batch.due.untaken:
            alarm = AlarmHandover(by="policy", hours=batch.hours)
            done[await _told(activity.client(), case_id, "alarm_handover", alarm, batch.day, "alarmed")] += 1
            activity.heartbeat()
        return Done(**done)

    @activity.defn(name="note_handover")
    async def note(self, look: Look) -> Missing:
        """Count what is missing, and keep that the check was made: alerts watch both."""
        rows = await cases.listing(self.pool, shop=look.shop, closed=False, limit=MOST)
        away = await absences.coming(self.pool, look.shop, look.now)
        found = [gaps(row, away, look.now, look.rules) for row in rows]
        missing = Missing(
            cases=sum(bool(each) for each in found),
            gaps=dict(sorted(Counter(str(gap) for each in found for gap in each).items())),
        )
        await checks.note_shop(self.pool, checks.Subject.HANDOVER, look.shop, missing.cases)
        return missing


async def _told(client: Client, case_id: str, update: str, command: Command, day: str, done: str) -> str:
    """What became of it: `done`, `left` where the case does not take it, `unanswered`."""
    handle = client.get_workflow_handle(case_id)
    asked = handle.execute_update(update, command, id=f"handover-{day}-{update}-{case_id}")
    try:
        await asyncio.wait_for(asked, PATIENCE.total_seconds())
    except WorkflowUpdateFailedError:
        return "left"
    except SILENT:
        return "unanswered"
    return done
