"""A bulk command under way: one case after the other, at a bounded rate, each result kept before the next is asked."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commandline import bulk
from commandline.bulk import Chosen, Frozen, Outcome, Result
from commandline.connections import temporal
from commandline.exits import Exit, NotFound, Refused, Unreachable
from commandline.output import emit, line, progress, say

if TYPE_CHECKING:
    from temporalio.client import Client

    from domain.commands import Command

DOING = {"retry": "retrying", "approve": "approving"}
SILENT_IN_A_ROW = 3  # then the others would not answer either


async def run(frozen: Frozen, left: Sequence[Chosen], folder: Path, *, rate: float, wait: float, as_json: bool) -> Exit:
    """Ask each case that is left; how it ended. Raises Unreachable when nobody answers any more.

    Cut off by Ctrl-C, it says how to go on: what was done is written down.
    """
    counts: Counter[Outcome] = Counter()
    try:
        await _each(frozen, left, folder, counts, rate=rate, wait=wait, as_json=as_json)
    except asyncio.CancelledError:
        say(f"Cut off after {counts.total()} of {len(left)}. Go on: {_resume(frozen)}")
        raise
    _sum_up(frozen, folder, counts)
    return Exit.OK if set(counts) <= {Outcome.RETRIED, Outcome.APPROVED} else Exit.PARTIAL


async def _each(
    frozen: Frozen,
    left: Sequence[Chosen],
    folder: Path,
    counts: Counter[Outcome],
    *,
    rate: float,
    wait: float,
    as_json: bool,
) -> None:
    client = await temporal()
    silent = 0
    with progress(DOING[frozen.action], len(left)) as done:
        for case in left:
            started = asyncio.get_running_loop().time()
            result = await _retry(client, frozen, case, wait=wait)
            bulk.note(folder, frozen.bulk_id, result)
            _tell(result, as_json=as_json)
            counts[result.outcome] += 1
            done()
            silent = silent + 1 if result.outcome is Outcome.NO_ANSWER else 0
            if silent == SILENT_IN_A_ROW:
                raise _given_up(frozen, counts)
            await asyncio.sleep(max(0.0, started + 1 / rate - asyncio.get_running_loop().time()))


async def _retry(client: "Client", frozen: Frozen, case: Chosen, *, wait: float) -> Result:
    """The id comes from the version on the list: a case that is asked again after a kill takes it once."""
    from commandline.asking import ask, request_id
    from commandline.roles import in_role

    again, done = _command(frozen, case)
    update_id = request_id(again, case.case_id, case.version)
    try:
        await ask(client, case.case_id, in_role(again, case.case_id), update_id=update_id, wait=wait)
    except Refused as refused:
        return Result(case_id=case.case_id, outcome=Outcome.REFUSED, why=f"{refused.code}: {refused.what}")
    except NotFound as gone:
        return Result(case_id=case.case_id, outcome=Outcome.NOT_FOUND, why=gone.what)
    except Unreachable as silent:
        return Result(case_id=case.case_id, outcome=Outcome.NO_ANSWER, why=silent.what)
    return Result(case_id=case.case_id, outcome=done)


def _command(frozen: Frozen, case: Chosen) -> "tuple[Command, Outcome]":
    """What this case is asked, and what it is called when it takes it."""
    from domain import commands

    if frozen.action == "approve":
        yes = commands.Approve(by=frozen.by, approval_id=case.approval_id, amount=case.amount, note=frozen.reason)
        return yes, Outcome.APPROVED
    return commands.Retry(by=frozen.by, reason=frozen.reason), Outcome.RETRIED


def _tell(result: Result, *, as_json: bool) -> None:
    if as_json:
        emit({"case_id": result.case_id, "outcome": result.outcome, "why": result.why})
    else:
        line(f"{result.outcome:<9}  {result.case_id}  {result.why}".rstrip())


def _given_up(frozen: Frozen, counts: Counter[Outcome]) -> Unreachable:
    done = counts[Outcome.RETRIED] + counts[Outcome.APPROVED]
    what = f"{SILENT_IN_A_ROW} cases in a row did not answer; {done} were done so far."
    advice = f"`starter.py doctor`; then go on with `{_resume(frozen)}`, a repeat is harmless"
    return Unreachable("NO_ANSWER", what, advice)


def _resume(frozen: Frozen) -> str:
    return f"starter.py {frozen.action} --resume {frozen.bulk_id}"


def _sum_up(frozen: Frozen, folder: Path, counts: Counter[Outcome]) -> None:
    say(", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.most_common()))
    say(f"Results: {bulk.results_file(folder, frozen.bulk_id)}")
    if counts[Outcome.NO_ANSWER]:
        say(f"Ask those without an answer again: {_resume(frozen)}")
