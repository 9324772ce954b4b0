"""A bulk change under way: one case after the other, at a bounded rate, each result kept before the next is asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commandline import bulk
from commandline.bulk import Chosen, Frozen, Outcome, Result
from commandline.confirming import type_to_go_on
from commandline.connections import temporal
from commandline.exits import Declined, Exit, NotFound, Refused, Unreachable
from commandline.output import emit, line, progress, say

if TYPE_CHECKING:
    from temporalio.client import Client

    from commandline.roles import Roles
    from domain.commands import Command

SILENT_IN_A_ROW = 3  # then the others would not answer either
TYPED_ABOVE = 20  # more cases than this are confirmed by typing their number


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What a bulk change does to each case, and the words for it. `moot` are refusals that mean: nothing was left."""

    command: "Callable[[Frozen, Chosen], Command]"
    done: Outcome
    verb: str
    doing: str
    action: str  # the command, which with --resume goes on with a run that was cut off
    moot: frozenset[str] = frozenset()


def check_rate(rate: float) -> None:
    """Raise Declined for a rate that nobody means."""
    if not 0 < rate <= 1000:
        raise Declined("BAD_RATE", f"--rate {rate:g} is not between 0 and 1000.", "10 a second is usual")


def one_of(deed: Deed, case: str | None, *, all_: bool, resume: str | None) -> None:
    """Raise Declined unless exactly one of the three says which cases are meant."""
    if sum((case is not None, all_, resume is not None)) != 1:
        raise Declined("WHICH_CASES", "Give one of: CASE, --all, --resume ID.", f"`starter.py {deed.action} --help`")


async def run(
    deed: Deed, frozen: Frozen, left: Sequence[Chosen], folder: Path, *, rate: float, wait: float, as_json: bool
) -> Exit:
    """Ask each case that is left; how it ended. Raises Unreachable when nobody answers any more.

    Cut off by Ctrl-C, it says how to go on: what was done is written down.
    """
    counts: Counter[Outcome] = Counter()
    try:
        await _each(deed, frozen, left, folder, counts, rate=rate, wait=wait, as_json=as_json)
    except asyncio.CancelledError:
        say(f"Cut off after {counts.total()} of {len(left)}. Go on: starter.py {deed.action} --resume {frozen.bulk_id}")
        raise
    _sum_up(deed, frozen, folder, counts)
    return Exit.OK if set(counts) <= {deed.done, Outcome.UNCHANGED} else Exit.PARTIAL


async def _each(
    deed: Deed,
    frozen: Frozen,
    left: Sequence[Chosen],
    folder: Path,
    counts: Counter[Outcome],
    *,
    rate: float,
    wait: float,
    as_json: bool,
) -> None:
    from commandline.roles import Roles

    client, roles = await temporal(), Roles()
    silent = 0
    with progress(deed.doing, len(left)) as done:
        for case in left:
            started = asyncio.get_running_loop().time()
            result = await _do(client, roles, deed, frozen, case, wait=wait)
            bulk.note(folder, frozen.bulk_id, result)
            _tell(result, as_json=as_json)
            counts[result.outcome] += 1
            done()
            silent = silent + 1 if result.outcome is Outcome.NO_ANSWER else 0
            if silent == SILENT_IN_A_ROW:
                raise _given_up(deed, frozen, counts)
            await asyncio.sleep(max(0.0, started + 1 / rate - asyncio.get_running_loop().time()))


async def _do(client: "Client", roles: "Roles", deed: Deed, frozen: Frozen, case: Chosen, *, wait: float) -> Result:
    """The id comes from the version on the list: a case that is asked again after a kill takes it once."""
    from commandline.asking import ask, request_id

    command = deed.command(frozen, case)
    update_id = request_id(command, case.case_id, case.version)
    try:
        await ask(client, case.case_id, roles.sign(command, case.case_id), update_id=update_id, wait=wait)
    except Refused as refused:
        outcome = Outcome.UNCHANGED if refused.code in deed.moot else Outcome.REFUSED
        return Result(case_id=case.case_id, outcome=outcome, why=f"{refused.code}: {refused.what}")
    except NotFound as gone:
        return Result(case_id=case.case_id, outcome=Outcome.NOT_FOUND, why=gone.what)
    except Unreachable as silent:
        return Result(case_id=case.case_id, outcome=Outcome.NO_ANSWER, why=silent.what)
    return Result(case_id=case.case_id, outcome=deed.done)


def _tell(result: Result, *, as_json: bool) -> None:
    if as_json:
        emit({"case_id": result.case_id, "outcome": result.outcome, "why": result.why})
    else:
        line(f"{result.outcome:<9}  {result.case_id}  {result.why}".rstrip())


def _given_up(deed: Deed, frozen: Frozen, counts: Counter[Outcome]) -> Unreachable:
    what = f"{SILENT_IN_A_ROW} cases in a row did not answer; {counts[deed.done]} were {deed.done} so far."
    go_on = f"starter.py {deed.action} --resume {frozen.bulk_id}"
    advice = f"`starter.py doctor`; then go on with `{go_on}`, a repeat is harmless"
    return Unreachable("NO_ANSWER", what, advice)


def _sum_up(deed: Deed, frozen: Frozen, folder: Path, counts: Counter[Outcome]) -> None:
    say(", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.most_common()))
    say(f"Results: {bulk.results_file(folder, frozen.bulk_id)}")
    if counts[Outcome.NO_ANSWER]:
        say(f"Ask those without an answer again: starter.py {deed.action} --resume {frozen.bulk_id}")


def confirm(deed: Deed, count: int, *, yes: bool) -> None:
    """Ask, unless told not to. Raises Declined; also where there is nobody to ask."""
    if yes:
        return
    typed = count > TYPED_ABOVE
    question = f"Type {count} to {deed.verb} them: " if typed else f"{deed.verb.capitalize()} them? [y/N] "
    type_to_go_on(question, str(count) if typed else "y", what=f"{count} cases would be {deed.done}")
