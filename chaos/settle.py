"""After the storm: everything must come to its end by itself, and then the days of the follow-up are jumped over."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from temporalio.client import Client

from chaos.household import House
from chaos.plan import case_id
from chaos.storm import Say
from demonstration.case_time import CaseTime
from demonstration.people import People
from demonstration.play import Play, Played
from demonstration.register import Happened
from demonstration.samples import Sample
from demonstration.world import World
from domain.case import Case
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How long it took after healing, seconds; `slowest` is from the request to the settled payment, or the parcel."""

    converged: float | None
    slowest: float
    slowest_case: str
    open_cases: tuple[str, ...]


DONE = """
SELECT i.case_id, extract(epoch FROM m.updated_at - i.opened_at)::float8 AS seconds
  FROM case_ids AS i JOIN movements AS m USING (case_id) JOIN cases AS c USING (case_id)
 WHERE m.state = 'settled' AND c.refunded = m.amount AND i.case_id = ANY($1::text[])
UNION ALL
SELECT i.case_id, extract(epoch FROM e.at - i.opened_at)::float8 AS seconds
  FROM case_ids AS i JOIN case_events AS e USING (case_id)
 WHERE e.type = 'ReplacementShipped' AND i.case_id = ANY($2::text[])
"""


async def converge(pool: Pool, house: House, say: Say) -> Recovery:
    """Wait until every case was paid or its goods left, and its register says so, as long as the promise allows."""
    began, plan = time.monotonic(), house.plan
    paid, sent = ([case_id(number) for number in numbers] for numbers in (plan.returns, plan.exchanges))
    wanted = [*paid, *sent]
    told = began
    while True:
        found = {row["case_id"]: row["seconds"] for row in await pool.fetch(DONE, paid, sent)}
        seconds = time.monotonic() - began
        if len(found) == len(wanted) or seconds > plan.sizes.converge:
            break
        if time.monotonic() - told > 10:
            told = time.monotonic()
            say(f"{seconds:4.0f} s after healing: {len(found)} of {len(wanted)} cases served")
        await asyncio.sleep(0.5)
    slowest = max(found, key=lambda each: found[each], default="")
    return Recovery(
        converged=seconds if len(found) == len(wanted) else None,
        slowest=found.get(slowest, 0.0),
        slowest_case=slowest,
        open_cases=tuple(sorted(set(wanted) - set(found))),
    )


class Silence:
    """Nobody listens to single cases here."""

    def remembers(self, sample: Sample, case: Case) -> None:
        """Nothing is told."""

    def hears(self, sample: Sample, story: Sequence[Happened]) -> None:
        """Nothing is told."""

    def jumps(self, sample: Sample, now: datetime, to: datetime) -> None:
        """Nothing is told."""

    def ended(self, sample: Sample) -> None:
        """Nothing is told."""

    def command_line(self, sample: Sample, lines: Sequence[str]) -> None:
        """Nothing is told."""


async def live_on(client: Client, pool: Pool, world: World, house: House, samples: Sequence[Sample]) -> list[Played]:
    """Let follow-up, survey and the last days pass, until every case has closed or nothing happens any more."""
    play = Play(
        samples=samples,
        pool=pool,
        world=world,
        clock=CaseTime(client, world),
        people=People(client, world, house.at),
        audience=Silence(),
    )
    await play.catch_up()
    await play.run()
    return play.cases
