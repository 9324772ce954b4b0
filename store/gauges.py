"""What is true of the installation at this moment, in numbers small enough to be asked for every few seconds.

Every statement is served by an index that leaves out what was closed or delivered: it costs nothing, however much of it
there is. Nothing personal and no id of a case is among it.
"""

from dataclasses import dataclass

from domain.standing import CaseStage
from store import checks
from store.checks import Check
from store.pool import Connection, Pool

LONGEST_MS = 2000  # a statement that takes longer is given up: being watched must not slow the cases down


@dataclass(frozen=True, kw_only=True)
class OpenCases:
    """The open cases of one stage."""

    stage: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """Open cases past one kind of deadline; `oldest` in seconds."""

    clock: str
    cases: int
    oldest: float


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Open cases that one step holds up for one reason; `oldest` is seconds since such a case last moved."""

    step: str
    reason: str
    cases: int
    oldest: float


@dataclass(frozen=True, kw_only=True)
class Underway:
    """Payments that were sent and are not certain yet; `amount` in minor units, `oldest` in seconds since sent."""

    state: str
    currency: str
    payments: int
    amount: int
    oldest: float


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Messages or cases of one state that wait; `oldest` in seconds."""

    state: str
    count: int
    oldest: float


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All of it, as of one moment."""

    cases: tuple[OpenCases, ...]
    need_human: int
    overdue: tuple[Overdue, ...]
    stuck: tuple[Stuck, ...]
    money: tuple[Underway, ...]
    inbox: tuple[Waiting, ...]
    unstarted: Waiting
    versions: tuple[str, ...]
    checks: tuple[Check, ...]


PATIENCE = f"""
SET LOCAL statement_timeout = {LONGEST_MS}
"""


async def facts(pool: Pool) -> Facts:
    """Read everything. Raises asyncpg's errors, QueryCanceledError when the database is too slow for it."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(PATIENCE)
        return Facts(
            cases=await open_cases(connection),
            need_human=await need_human(connection),
            overdue=await overdue(connection),
            stuck=await stuck(connection),
            money=await underway(connection),
            inbox=await waiting(connection),
            unstarted=await unstarted(connection),
            versions=await versions(connection),
            checks=await checks.latest(connection),
        )


OPEN_CASES = """
SELECT stage, count(*) AS cases FROM cases WHERE stage = ANY ($1::text[]) GROUP BY stage
"""


async def open_cases(connection: Connection) -> tuple[OpenCases, ...]:
    """How many cases stand where; each stage is asked for by name, since `not closed` would read the whole table."""
    stages = [stage for stage in CaseStage if stage is not CaseStage.CLOSED]
    return tuple(OpenCases(**dict(row)) for row in await connection.fetch(OPEN_CASES, stages))


NEED_HUMAN = """
SELECT count(*) FROM cases WHERE needs_human AND closed_at IS NULL
"""


async def need_human(connection: Connection) -> int:
    """How many cases wait for a person."""
    return int(await connection.fetchval(NEED_HUMAN))


OVERDUE = """
SELECT due_clock AS clock, count(*) AS cases, extract(epoch FROM now() - min(due_at))::float AS oldest
  FROM cases WHERE closed_at IS NULL AND COALESCE(due_at, 'infinity'::timestamptz) < now() GROUP BY due_clock
"""


async def overdue(connection: Connection) -> tuple[Overdue, ...]:
    """Deadlines that were missed and still stand."""
    return tuple(Overdue(**dict(row)) for row in await connection.fetch(OVERDUE))


# The clock of a case that was jumped runs ahead, so that its last event may lie in our future.
STUCK = """
SELECT split_part(stuck, ': ', 1) AS step, split_part(stuck, ': ', 2) AS reason, count(*) AS cases,
       greatest(0, extract(epoch FROM now() - min(updated_at)))::float AS oldest
  FROM cases WHERE stuck <> '' AND closed_at IS NULL GROUP BY 1, 2 ORDER BY cases DESC
"""


async def stuck(connection: Connection) -> tuple[Stuck, ...]:
    """What cases are parked at, the most frequent first."""
    return tuple(Stuck(**dict(row)) for row in await connection.fetch(STUCK))


UNDERWAY = """
SELECT state, currency, count(*) AS payments, sum(amount)::bigint AS amount,
       greatest(0, extract(epoch FROM now() - min(COALESCE(first_sent_at, created_at))))::float AS oldest
  FROM movements WHERE state IN ('sent', 'unknown') GROUP BY state, currency
"""


async def underway(connection: Connection) -> tuple[Underway, ...]:
    """Money that has left us, or has not: nobody knows yet."""
    return tuple(Underway(**dict(row)) for row in await connection.fetch(UNDERWAY))


# One part a state, each with the index that holds this state alone.
WAITING = """
SELECT 'waiting' AS state, count(*) AS count, COALESCE(extract(epoch FROM now() - min(received_at)), 0)::float AS oldest
  FROM inbox WHERE state = 'waiting'
UNION ALL
SELECT 'unrouted', count(*), COALESCE(extract(epoch FROM now() - min(received_at)), 0)::float
  FROM inbox WHERE state = 'unrouted'
UNION ALL
SELECT 'refused', count(*), COALESCE(extract(epoch FROM now() - min(received_at)), 0)::float
  FROM inbox WHERE state = 'refused'
"""


async def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """Messages that are not with their case."""
    return tuple(Waiting(**dict(row)) for row in await connection.fetch(WAITING))


UNSTARTED = """
SELECT 'unstarted' AS state, count(*) AS count, COALESCE(extract(epoch FROM now() - min(opened_at)), 0)::float AS oldest
  FROM case_ids WHERE workflow_started_at IS NULL
"""


async def unstarted(connection: Connection) -> Waiting:
    """Cases that were accepted and that Temporal does not have yet."""
    [row] = await connection.fetch(UNSTARTED)
    return Waiting(**dict(row))


VERSIONS = """
SELECT version FROM schema_migrations ORDER BY version
"""


async def versions(connection: Connection) -> tuple[str, ...]:
    """The migrations that the database has."""
    return tuple(row["version"] for row in await connection.fetch(VERSIONS))
