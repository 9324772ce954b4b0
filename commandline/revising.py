"""`terms revise`: the terms that bind a shop's open cases, brought to what its policy says now."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline import bulk
from commandline.bulk import Chosen, Frozen, Outcome
from commandline.bulk_run import Deed, check_rate, confirm, run
from commandline.connections import now, register, settings
from commandline.exits import Declined, Exit, NotFound
from commandline.options import ANSWER_SECONDS, By, DryRun, Json, Wait, Yes, signed
from commandline.output import emit, line, progress, say

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command
    from domain.events import TermsRevised
    from domain.revision import Changed, Moved

PAGE = 500
HARM = "HARMS_BUYER"
CALENDAR_ONLY = "newest calendar"


def _revision(frozen: Frozen, _case: Chosen) -> "Command":
    from domain import commands

    event = _given(frozen)
    return commands.Revise(
        by=event.by,
        reason=event.reason,
        terms=event.terms,
        calendar=event.calendar,
        accepts_harm=event.accepts_harm,
    )


REVISE = Deed(
    command=_revision,
    done=Outcome.REVISED,
    verb="revise",
    doing="revising",
    action="terms revise",
    moot=frozenset({"SAME_TERMS"}),
)


@dataclass(frozen=True, kw_only=True)
class Revised:
    """What the new terms do to one open case."""

    case_id: str
    version: int
    time_zone: str
    changes: "tuple[Changed, ...]"
    moves: "tuple[Moved, ...]"


async def revise(
    *,
    shop: Annotated[str | None, Parameter(help="Whose open cases; the shops file says the terms.")] = None,
    reason: Annotated[str, Parameter(help="Why; the register of each case keeps it.")] = "",
    accept_harm: Annotated[
        bool,
        Parameter(negative=(), show_default=False, help="Also where buyers are worse off by it; the register says so."),
    ] = False,
    resume: Annotated[str | None, Parameter(help="Go on with a revision that was cut off, by its id.")] = None,
    rate: Annotated[float, Parameter(help="Cases a second at most.")] = 10.0,
    dry_run: DryRun = False,
    yes: Yes = False,
    by: By = None,
    wait: Wait = ANSWER_SECONDS,
    json: Json = False,
) -> Exit:
    """Bind the open cases of a shop by the terms that its policy has now, and by the newest calendar.

    Cases are bound by the terms they were opened under until this is done. With --dry-run each case is shown with
    the numbers that change and the deadlines that move. What an event has fixed, such as the day by which goods are
    to be posted, does not move. A change to the buyers' harm is refused without --accept-harm.
    """
    if (shop is None) == (resume is None):
        raise Declined("WHICH_CASES", "Give one of: --shop SHOP, --resume ID.", "`starter.py terms revise --help`")
    check_rate(rate)
    folder = settings().home / "bulk"
    if resume is not None:
        frozen = bulk.thaw(folder, resume, REVISE.action)
        _given(frozen)
    else:
        frozen = await _choose(
            shop or "", reason=reason, by=signed(by), accept_harm=accept_harm, dry_run=dry_run, json=json
        )
    left = bulk.left(frozen, bulk.results(folder, frozen.bulk_id))
    _preview(frozen, left)
    if dry_run:
        say("Dry run: nothing was changed.")
        return Exit.OK
    if not left:
        return Exit.OK
    confirm(REVISE, len(left), yes=yes)
    if resume is None:
        say(f"The list is kept: {bulk.freeze(folder, frozen)}")
    return await run(REVISE, frozen, left, folder, rate=rate, wait=wait, as_json=json)


async def _choose(shop: str, *, reason: str, by: str, accept_harm: bool, dry_run: bool, json: bool) -> Frozen:
    """The open cases that the shop's terms of now would change, frozen with these terms. Raises Declined, NotFound."""
    from domain.events import TermsRevised
    from intake.calendar import work_calendar
    from store.codec import encode

    if not reason.strip():
        raise Declined("NO_REASON", "A revision needs --reason.", "say why; the register of each case keeps it")
    terms, at = _terms_of(shop), now()
    target = TermsRevised(
        terms=terms, reason=reason, by=by, calendar=work_calendar(terms, at), accepts_harm=accept_harm
    )
    found = []
    async for revised in _each_open(shop, target):
        found.append(revised)
        if dry_run:
            _show(revised, as_json=json)
    harmed = [one for one in found if any(changed.harms for changed in one.changes)]
    if harmed and not accept_harm and not dry_run:
        raise _harm(harmed)
    name = bulk.new_id(at)
    chosen = tuple(Chosen(case_id=one.case_id, version=one.version, stuck=_in_short(one)) for one in found)
    given = encode(target)[1]
    return Frozen(
        bulk_id=name,
        made_at=at.isoformat(),
        by=by,
        reason=reason,
        stuck="",
        cases=chosen,
        action=REVISE.action,
        given=given,
    )


def _terms_of(shop: str) -> Any:
    from gateways.shops import load_shops
    from intake.policies import load_policies

    file = settings().shops_file
    policies = load_policies(file, load_shops(file))
    if shop not in policies:
        raise NotFound("NO_SUCH_SHOP", f"{file} has no shop {shop!r}.", f"its shops are {', '.join(sorted(policies))}")
    return policies[shop].terms


async def _each_open(shop: str, target: "TermsRevised") -> "AsyncIterator[Revised]":
    """What the target does to each open case that it changes, by the register."""
    from store import cases
    from store.codec import fold
    from store.register import events

    async with register() as pool:
        rows, last = [], None
        while page := await cases.listing(pool, shop=shop, closed=False, limit=PAGE, after=last):
            rows += page
            last = cases.after(page[-1])
        with progress("reading", len(rows)) as done:
            for case_id in dict.fromkeys(row.case_id for row in rows):
                case = fold(await events(pool, case_id))
                done()
                if (revised := _revised(case, target)) is not None:
                    yield revised


def _revised(case: "Case", target: "TermsRevised") -> Revised | None:
    from domain.revision import changes, moves

    renewed = _calendar_is_short(case, target)
    if case.terms == target.terms and not renewed:
        return None
    if case.terms.pack != target.terms.pack:  # a shop that changed its law keeps open cases under the old one
        return None
    return Revised(
        case_id=case.case_id,
        version=case.version,
        time_zone=case.terms.time_zone,
        changes=changes(case.terms, target.terms),
        moves=moves(case, target.terms, target.calendar),
    )


def _calendar_is_short(case: "Case", target: "TermsRevised") -> bool:
    """The case's calendar ends where nothing was published yet, and more is known by now."""
    from intake.calendar import BEFORE, PINNED_DAYS

    calendar, newest = case.calendar, target.calendar
    if calendar is None or newest is None:
        return False
    whole = (calendar.until - calendar.since).days >= PINNED_DAYS + BEFORE.days
    return not whole and newest.until > calendar.until


def _show(revised: Revised, *, as_json: bool) -> None:
    if as_json:
        changed = [{"key": c.key, "old": c.old, "new": c.new, "harms": c.harms} for c in revised.changes]
        moved = [{"clock": m.clock, "old": m.old, "new": m.new} for m in revised.moves]
        emit({"case_id": revised.case_id, "changes": changed, "deadlines": moved, "outcome": "would_revise"})
        return
    line(f"would revise  {revised.case_id}  {_in_short(revised)}")
    for moved_ in revised.moves:
        line(f"    {moved_.clock}: {_local(moved_.old, revised)} -> {_local(moved_.new, revised)}")


def _local(moment: Any, revised: Revised) -> str:
    from zoneinfo import ZoneInfo

    if moment is None:
        return "none"
    return f"{moment.astimezone(ZoneInfo(revised.time_zone)):%Y-%m-%d %H:%M %Z}"


def _in_short(revised: Revised) -> str:
    from domain.revision import in_words

    told = [in_words(changed) + (" (to the buyer's harm)" if changed.harms else "") for changed in revised.changes]
    return "; ".join(told) or CALENDAR_ONLY


def _harm(harmed: Sequence[Revised]) -> Declined:
    from domain.revision import in_words

    keys = sorted({in_words(changed) for one in harmed for changed in one.changes if changed.harms})
    what = f"Buyers of {len(harmed)} cases would be worse off: {'; '.join(keys)}. Nothing was changed."
    return Declined(HARM, what, "mend the shop's terms; or give --accept-harm, and the register says who meant it")


def _given(frozen: Frozen) -> "TermsRevised":
    from domain.events import TermsRevised
    from store.codec import decode

    if not frozen.given:
        what = f"{frozen.bulk_id} is no revision of terms."
        raise Declined("NOT_A_REVISION", what, f"go on with `starter.py retry --resume {frozen.bulk_id}`")
    event = decode(TermsRevised.__name__, frozen.given)
    assert isinstance(event, TermsRevised)  # decode answers the type it is asked for
    return event


def _preview(frozen: Frozen, left: Sequence[Chosen]) -> None:
    before = f" ({len(frozen.cases) - len(left)} were done before)" if len(left) < len(frozen.cases) else ""
    event = _given(frozen)
    say(f"Cases to revise to {event.terms.pack} {event.terms.version}: {len(left)}{before}")
    for change, count in bulk.causes(left):
        say(f"{count:>6}  {change}")
