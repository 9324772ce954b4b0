"""The shop's people: they see where a case stands and send it a command, as the command line does."""

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.client import Client

from commandline.asking import ask, request_id
from commandline.roles import in_role
from demonstration.household import Places
from demonstration.samples import PARKED, Op, Sample
from demonstration.world import World
from domain.case import Case
from domain.commands import Retry
from domain.standing import stage_of

STARTER = Path(__file__).resolve().parent.parent / "starter.py"
ANSWER_SECONDS = 20.0


@dataclass(kw_only=True)
class Desk:
    """What the people of one sample have seen and done: when each op's moment came, by the case's own clock."""

    sample: Sample
    seen: dict[int, datetime] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    def next_op(self, case: Case, now: datetime) -> tuple[int, Op, datetime] | None:
        """What is to be done where the case stands, and from when on."""
        for number, op in enumerate(self.sample.ops):
            if number in self.done or not _stands_at(case, op):
                continue
            start = self.seen.setdefault(number, now)
            return number, op, start + timedelta(hours=op.after_hours)
        return None


def _stands_at(case: Case, op: Op) -> bool:
    if op.when == PARKED:
        return bool(case.parked)
    return not case.parked and stage_of(case) == op.when


class People:
    """Those who send commands to cases."""

    def __init__(self, client: Client, world: World, at: Places) -> None:
        self._client = client
        self._world = world
        self._at = at

    async def act(self, case: Case, op: Op) -> list[str]:
        """Do it; the command lines that were used, with what they answered, where people would show them."""
        if isinstance(op.command, Retry):
            return await self._find_and_retry(case, op.command)
        update_id = request_id(op.command, case.case_id, case.version)
        signed = in_role(op.command, case.case_id, shops_file=self._at.settings.shops_file)
        await ask(self._client, case.case_id, signed, update_id=update_id, wait=ANSWER_SECONDS)
        return []

    async def _find_and_retry(self, case: Case, retry: Retry) -> list[str]:
        """A parked case is found in the list of what is stuck, its cause is mended, and it is tried again."""
        found = await self._command_line("list", "--stuck", "any")
        await self._world.mend(case.order.order_id)
        retried = await self._command_line("retry", case.case_id, "--reason", retry.reason, "--by", retry.by)
        return [*found, *retried]

    async def _command_line(self, *words: str) -> list[str]:
        """Run the real command line; raises RuntimeError with its own words when it does not end well."""
        asked = await asyncio.create_subprocess_exec(
            *(sys.executable, str(STARTER), *words),
            env=self._at.child_environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await asked.communicate())[0].decode().strip()
        shown = " ".join(f'"{word}"' if " " in word else word for word in words)
        if asked.returncode != 0:
            raise RuntimeError(f"starter.py {shown} ended with {asked.returncode}: {said}")
        return [f"$ starter.py {shown}", *(f"  {line.rstrip()}" for line in said.splitlines() if line.strip(" ─"))]
