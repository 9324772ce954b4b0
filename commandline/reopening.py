"""`reopen`: cases whose run was lost, taken up again from the register and the ledger: one, or all after a disaster."""

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.confirming import type_to_go_on
from commandline.connections import register, settings, temporal
from commandline.exits import Declined, Exit, Refused, Unreachable
from commandline.finding import case_of, not_found
from commandline.options import AnyId, By, DryRun, Json, Lang, Language, Yes, signed
from commandline.output import emit, line, progress, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.events import CaseTakenUp
    from intake.delivery import Desk
    from intake.reviving import Revived
    from store.pool import Pool

AT_ONCE = 8
OUTCOMES = {
    "reopened": ("taken up again", "已重建"),
    "runs": ("a run is open, nothing was done", "正在运行，未做任何事"),
    "closed": ("has ended, nothing was done", "已完结，未做任何事"),
    "unknown": ("is not known", "没有这张售后单"),
    "no_answer": ("not taken: Temporal did not answer", "Temporal未答复，未重建"),
}


async def reopen(
    case: AnyId | None = None,
    /,
    *,
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="Every open case that has no run.")
    ] = False,
    reason: Annotated[str, Parameter(help="Why; the register keeps it.")] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> Exit:
    """Take a case up again whose run was lost (class S7): what was paid is known, and is not paid again.

    With --all every case that the register has open and Temporal has no run of, also on an empty Temporal. A repeat is
    harmless: a case that runs is left alone.
    """
    from domain.events import CaseTakenUp

    if (case is None) is not all_:
        raise Declined("WHICH_CASES", "Give one of: CASE, --all.", "`starter.py reopen --help`")
    if not reason.strip():
        raise Declined("NO_REASON", "This needs --reason.", "say why; the register of each case keeps it")
    taken_up = CaseTakenUp(by=signed(by), reason=reason.strip())
    if case is not None:
        return await _one(await case_of(case), taken_up, as_json=json, lang=lang)
    return await _all(taken_up, dry_run=dry_run, yes=yes, as_json=json, lang=lang)


async def _one(case_id: str, taken_up: "CaseTakenUp", *, as_json: bool, lang: Language) -> Exit:
    from intake.delivery import Desk, EngineAway
    from intake.reviving import Revived, revive

    desk = Desk(client=await temporal(), task_queue=settings().task_queue)
    try:
        async with register() as pool:
            outcome = await revive(desk, pool, case_id, taken_up)
    except EngineAway as away:
        raise Unreachable("NOT_TAKEN", f"Temporal did not take it: {away}.", "a repeat is harmless") from away
    if outcome is Revived.UNKNOWN:
        raise not_found(case_id)
    if outcome is not Revived.REOPENED:
        code = {Revived.RUNS: "RUNS", Revived.CLOSED: "CLOSED"}[outcome]
        what = f"{case_id}: {OUTCOMES[outcome][0]}."
        raise Refused(code, what, f"`starter.py show {case_id}` tells where the case stands")
    _tell(case_id, outcome, as_json=as_json, lang=lang)
    return Exit.OK


async def _all(taken_up: "CaseTakenUp", *, dry_run: bool, yes: bool, as_json: bool, lang: Language) -> Exit:
    from intake.delivery import Desk
    from intake.reviving import LAST_WRITE

    client = await temporal()
    async with register() as pool:
        lost = await _lost(pool)
        say(f"Open cases without a run: {len(lost)}")
        if dry_run:
            for case_id in lost:
                _tell(case_id, "would_reopen", as_json=as_json, lang=lang)
            say("Dry run: nothing was changed.")
        if dry_run or not lost:
            return Exit.OK
        if not yes:
            count, deed = str(len(lost)), "taken up again"
            type_to_go_on(f"Type {count} to take them up again: ", count, what=f"{count} cases would be {deed}")
        await asyncio.sleep(LAST_WRITE.total_seconds())  # once for all of them
        desk = Desk(client=client, task_queue=settings().task_queue)
        counts = await _each(desk, pool, lost, taken_up, as_json=as_json, lang=lang)
    say(", ".join(f"{count} {OUTCOMES[outcome][0]}" for outcome, count in counts.most_common()))
    return Exit.OK if set(counts) <= {"reopened", "runs"} else Exit.PARTIAL


async def _lost(pool: "Pool") -> list[str]:
    """Cases that the register has open and of which Temporal lists no run; each is looked at again before it begins."""
    from commandline import stuck_signs

    listed = await stuck_signs.lists(await temporal(), pool)
    return sorted(listed.open.keys() - listed.alive)


async def _each(
    desk: "Desk", pool: "Pool", lost: "Sequence[str]", taken_up: "CaseTakenUp", *, as_json: bool, lang: Language
) -> Counter[str]:
    """One result a case, told as soon as it is known; what was not taken is found again by a repeat."""
    counts: Counter[str] = Counter()
    gate = asyncio.Semaphore(AT_ONCE)
    with progress("reopening", len(lost)) as done:

        async def one(case_id: str) -> None:
            async with gate:
                outcome = await _revived(desk, pool, case_id, taken_up)
            counts[outcome] += 1
            _tell(case_id, outcome, as_json=as_json, lang=lang)
            done()

        await asyncio.gather(*(one(case_id) for case_id in lost))
    return counts


async def _revived(desk: "Desk", pool: "Pool", case_id: str, taken_up: "CaseTakenUp") -> "Revived | str":
    from intake.delivery import EngineAway
    from intake.reviving import revive

    try:
        return await revive(desk, pool, case_id, taken_up, waited=True)
    except EngineAway:
        return "no_answer"


def _tell(case_id: str, outcome: str, *, as_json: bool, lang: Language) -> None:
    if as_json:
        emit({"case_id": case_id, "outcome": outcome})
        return
    english, chinese = OUTCOMES.get(outcome, (outcome.replace("_", " "), "将会重建"))
    line(f"{case_id}：{chinese}" if lang is Language.ZH else f"{case_id}: {english}")
