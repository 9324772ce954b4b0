"""One command to one case: found, asked, answered."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from commandline.connections import temporal
from commandline.exits import Declined, NotFound, Unreachable
from commandline.finding import case_of
from commandline.options import How, Language
from commandline.output import emit, line
from commandline.whereabouts import whereabouts

if TYPE_CHECKING:
    from temporalio.client import Client

    from domain.case import Case
    from domain.commands import Command
    from workflows.commands import Answer


async def carry(
    any_id: str,
    command_for: "Command | Callable[[Case], Command]",
    how: How,
    *,
    asked: object = None,
    to_approve: bool = False,
) -> None:
    """Bring a command, or the one that `command_for` makes of the case as it stands, to that case; tell the answer.

    `asked` are the words of the request where the command holds a moment of its own. With `to_approve` a second person
    is asked to approve it. Whoever asks does so in their role in the case's shop.
    """
    from commandline.asking import ask, case_now, request_id
    from commandline.roles import in_role

    case_id = await case_of(any_id)
    client = await temporal()
    case = await case_now(client, case_id, wait=how.wait)
    wanted = command_for(case) if callable(command_for) else command_for
    command = _question(wanted) if to_approve else wanted
    update_id = request_id(command, case_id, case.version, asked)
    answer = await ask(client, case_id, in_role(command, case_id), update_id=update_id, wait=how.wait)
    now = await _afterwards(client, case_id, wait=how.wait)
    if how.json:
        _emit(case_id, command, answer, now)
    else:
        _tell(case_id, now, how.lang)


def _question(command: "Command") -> "Command":
    """The same, for a second person to approve."""
    from domain import commands
    from domain.approval import pack
    from domain.commands import NotPermitted

    try:
        name, details = pack(command)
    except NotPermitted as no:
        raise Declined(no.code, str(no), "give it without --ask") from no
    return commands.Ask(by=command.by, command=name, details=details)


async def _afterwards(client: "Client", case_id: str, *, wait: float) -> "Case | None":
    """The case once it has gone on after the command; None where it does not say, though it has taken the command."""
    from commandline.asking import case_now

    try:
        return await case_now(client, case_id, wait=wait)
    except (Unreachable, NotFound):
        return None


def _emit(case_id: str, command: "Command", answer: "Answer", now: "Case | None") -> None:
    from domain.standing import standing

    told = {"stage": answer.stage, "waits_for": answer.waits_for, "version": answer.version}
    if now is not None:
        there = standing(now)
        told = {"stage": there.stage, "waits_for": there.waits_for, "version": now.version}
    emit({"case_id": case_id, "command": type(command).__name__.lower(), **told})


def _tell(case_id: str, now: "Case | None", lang: Language) -> None:
    where = "" if now is None else whereabouts(now, lang)
    line(f"{case_id}：已接受。{where}" if lang is Language.ZH else f"{case_id}: taken. {where}".rstrip())
