"""`retry`: parked steps again, of one case or of a frozen list of cases."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline import bulk
from commandline.bulk import Chosen, Frozen, Outcome
from commandline.bulk_run import Deed, check_rate, confirm, one_of, run
from commandline.carrying import carry
from commandline.connections import now, register, settings
from commandline.exits import Declined, Exit
from commandline.options import AS_USUAL, DryRun, How, Yes
from commandline.output import emit, line, say

if TYPE_CHECKING:
    from domain.commands import Command

SAMPLE = 5
PAGE = 500


def _again(frozen: Frozen, _case: Chosen) -> "Command":
    from domain import commands

    return commands.Retry(by=frozen.by, reason=frozen.reason)


RETRY = Deed(command=_again, done=Outcome.RETRIED, verb="retry", doing="retrying", action="retry")


async def retry(
    case: Annotated[
        str | None,
        Parameter(name="CASE", help="Any id of one case; without it, give --all or --resume."),
    ] = None,
    /,
    *,
    step: Annotated[str, Parameter(help="Only this step of the case; all parked ones otherwise.")] = "",
    reason: Annotated[str, Parameter(help="Why; the register keeps it. Needed with --all.")] = "",
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="Every parked case that --stuck names.")
    ] = False,
    stuck: Annotated[str, Parameter(help='With --all: only cases whose "step: reason" holds this.')] = "",
    shop: Annotated[str | None, Parameter(help="With --all: only cases of this shop.")] = None,
    resume: Annotated[str | None, Parameter(help="Go on with a bulk retry that was cut off, by its id.")] = None,
    rate: Annotated[float, Parameter(help="Cases a second at most, with --all and --resume.")] = 10.0,
    dry_run: DryRun = False,
    yes: Yes = False,
    how: How = AS_USUAL,
) -> Exit:
    """Try parked steps again: of one case, or of all that are stuck in the same way.

    With --all the cases are chosen once and written down, then confirmed, then asked one after the other.
    """
    one_of(RETRY, case, all_=all_, resume=resume)
    if case is not None:
        from domain import commands

        again = commands.Retry(by=how.who, step=step, reason=reason)
        await carry(case, again, how)
        return Exit.OK
    check_rate(rate)
    folder = settings().home / "bulk"
    if resume is not None:
        frozen = bulk.thaw(folder, resume, RETRY.action)
    else:
        frozen = await _choose(stuck=stuck, shop=shop, by=how.who, reason=reason)
    left = bulk.left(frozen, bulk.results(folder, frozen.bulk_id))
    _preview(frozen, left)
    if dry_run:
        return _dry(left, as_json=how.json)
    if not left:
        return Exit.OK
    confirm(RETRY, len(left), yes=yes)
    if resume is None:
        say(f"The list is kept: {bulk.freeze(folder, frozen)}")
    return await run(RETRY, frozen, left, folder, rate=rate, wait=how.wait, as_json=how.json)


async def _choose(*, stuck: str, shop: str | None, by: str, reason: str) -> Frozen:
    """The cases that are stuck now, frozen: nothing that comes later joins them. Raises Declined."""
    from domain.standing import RETRYING
    from store import cases

    if not reason.strip():
        raise Declined("NO_REASON", "A bulk retry needs --reason.", "say why; the register of each case keeps it")
    chosen: dict[str, Chosen] = {}
    async with register() as pool:
        last = None
        while rows := await cases.listing(pool, stuck=stuck, shop=shop, closed=False, limit=PAGE, after=last):
            for row in rows:
                if row.stuck.startswith(RETRYING):  # it is tried again by itself; only a parked step takes a retry
                    continue
                chosen[row.case_id] = Chosen(case_id=row.case_id, version=row.version, stuck=row.stuck)
            last = cases.after(rows[-1])
    at = now()
    name = bulk.new_id(at)
    cases_of_it = tuple(chosen.values())
    return Frozen(bulk_id=name, made_at=at.isoformat(), by=by, reason=reason, stuck=stuck, cases=cases_of_it)


def _preview(frozen: Frozen, left: Sequence[Chosen]) -> None:
    """How many, why they are stuck, and some of them."""
    before = f" ({len(frozen.cases) - len(left)} were done before)" if len(left) < len(frozen.cases) else ""
    say(f"Cases to retry: {len(left)}{before}")
    for stuck, count in bulk.causes(left):
        say(f"{count:>6}  {stuck}")
    for case in left[:SAMPLE]:
        say(f"        such as {case.case_id}")


def _dry(left: Sequence[Chosen], *, as_json: bool) -> Exit:
    for case in left:
        if as_json:
            emit({"case_id": case.case_id, "stuck": case.stuck, "outcome": "would_retry"})
        else:
            line(f"would retry  {case.case_id}  {case.stuck}")
    say("Dry run: nothing was changed.")
    return Exit.OK
