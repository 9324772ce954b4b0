"""Commands of people who have cases in hand: tag, cause, note, assign; and the pick-list of root causes."""

from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.exits import Declined
from commandline.options import AS_USUAL, AnyId, How, Json, Lang, Language
from commandline.output import add_row, emit, in_language, show, table

HEADINGS = {Language.EN: ("Cause", "In words", "Who hears of it"), Language.ZH: ("代码", "原因", "通知部门")}


async def tag(
    case: AnyId,
    /,
    *,
    add: Annotated[list[str] | None, Parameter(help="Put this tag on; may be given again.")] = None,
    remove: Annotated[list[str] | None, Parameter(help="Take this tag off, also one of the case's own.")] = None,
    how: How = AS_USUAL,
) -> None:
    """Put tags on a case, and take others off; `list --tag` finds it by them."""
    from domain import commands

    if not add and not remove:
        raise Declined("WHICH_TAG", "Give --add or --remove.", "`starter.py tag --help`")
    marks = commands.Tag(by=how.who, add=tuple(add or ()), remove=tuple(remove or ()))
    await carry(case, marks, how)


async def cause(
    case: AnyId,
    name: Annotated[str, Parameter(name="CAUSE", help="A key of the pick-list: `starter.py causes` lists them.")],
    /,
    *,
    note: Annotated[str, Parameter(help="What it was, in a few words.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Say why a case came about at all, once that is known."""
    from domain import commands

    named = commands.NameCause(by=how.who, cause=name, note=note)
    await carry(case, named, how)


async def causes(*, json: Json = False, lang: Lang = Language.EN) -> None:
    """List the root causes that can be named, and which department hears of each."""
    from domain.causes import CAUSES, DEPARTMENTS

    drawn = table(*HEADINGS[lang])
    for each in CAUSES.values():
        if json:
            emit({"cause": each.key, "zh": each.words.zh, "en": each.words.en, "department": each.department})
            continue
        told = in_language(DEPARTMENTS[each.department], lang) if each.department else "-"
        add_row(drawn, each.key, in_language(each.words, lang), told)
    if not json:
        show(drawn)


async def note(
    case: AnyId,
    text: Annotated[str, Parameter(name="TEXT", help="What was done, and how things stand; no names, no numbers.")],
    /,
    *,
    action: Annotated[str, Parameter(name="--next", help="What is done next.")] = "",
    due: Annotated[datetime | None, Parameter(help="Until when that is done: 2026-12-01T18:00+08:00.")] = None,
    how: How = AS_USUAL,
) -> None:
    """Note the progress of a case; the register keeps each note with its date, `handover` shows the newest."""
    from domain import commands

    moment = None if due is None else due.astimezone(UTC)  # without an offset: the viewer's zone
    noted = commands.TakeNote(by=how.who, text=text, next_action=action, next_due=moment)
    await carry(case, noted, how)


async def assign(
    case: AnyId,
    /,
    *,
    to: Annotated[str | None, Parameter(help="Who has it in hand from now on; you yourself by default.")] = None,
    reason: Annotated[str, Parameter(help="Why; the register keeps it.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Make somebody the owner of a case; whoever takes a case that was handed over to them does it so, too."""
    from domain import commands

    asked = commands.Assign(by=how.who, to=to or how.who, reason=reason)
    await carry(case, asked, how)


async def delay(
    case: AnyId,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why it is late, in the buyer's language: they read it as it stands.")],
    until: Annotated[datetime, Parameter(help="Until when it is done now: 2026-12-01T18:00+08:00.")],
    how: How = AS_USUAL,
) -> None:
    """Tell the buyer that a step is delayed, why, and until when it is done now."""
    from domain import commands

    told = commands.TellProgress(by=how.who, reason=reason, eta=until.astimezone(UTC))
    await carry(case, told, how)
