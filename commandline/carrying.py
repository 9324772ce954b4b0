"""One command to one case: found, asked, answered."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from commandline.connections import temporal
from commandline.finding import case_of
from commandline.options import Language
from commandline.output import emit, in_language, line

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command
    from workflows.commands import Answer


async def carry(
    any_id: str,
    command_for: "Callable[[Case], Command]",
    *,
    as_json: bool,
    lang: Language,
    wait: float,
    asked: object = None,
) -> None:
    """Bring the command that `command_for` makes of the case as it stands to that case, and tell the answer.

    `asked` are the words of the request where the command holds a moment of its own.
    """
    from commandline.asking import ask, case_now, request_id

    case_id = await case_of(any_id)
    client = await temporal()
    case = await case_now(client, case_id, wait=wait)
    command = command_for(case)
    update_id = request_id(command, case_id, case.version, asked)
    answer = await ask(client, case_id, command, update_id=update_id, wait=wait)
    _tell(case_id, command, answer, as_json=as_json, lang=lang)


def _tell(case_id: str, command: "Command", answer: "Answer", *, as_json: bool, lang: Language) -> None:
    from domain.standing import CaseStage
    from domain.telling import stage_in_words

    if as_json:
        name = type(command).__name__.lower()
        told = {"stage": answer.stage, "waits_for": answer.waits_for, "version": answer.version}
        emit({"case_id": case_id, "command": name, **told})
        return
    stage = in_language(stage_in_words(CaseStage(answer.stage)), lang)
    if lang is Language.ZH:
        line(f"{case_id}:已接受。当前阶段:{stage}")
    else:
        line(f"{case_id}: taken. It is now {stage}; it waits for {answer.waits_for}.")
