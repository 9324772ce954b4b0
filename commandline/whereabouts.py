"""Where a case stands, in one line: what a command or a jump has led to."""

from typing import TYPE_CHECKING

from commandline.options import Language
from commandline.output import in_language

if TYPE_CHECKING:
    from domain.case import Case


def whereabouts(case: "Case", lang: Language) -> str:
    """The stage, what the case waits for and until when, in the shop's time zone; how it ended, once it has."""
    from domain.standing import standing
    from domain.telling import clock_in_words, local, resolution_in_words, stage_in_words, waiting

    now = standing(case)
    stage = in_language(stage_in_words(now.stage), lang)
    if case.resolution is not None:
        ending = in_language(resolution_in_words(case.resolution), lang)
        return f"阶段：{stage}；结果：{ending}" if lang is Language.ZH else f"Stage: {stage}. Ended: {ending}."
    if case.closing:  # it ends at its next wait, which may be a moment away
        return f"阶段：{stage}；正在关闭" if lang is Language.ZH else f"Stage: {stage}. It is being closed."
    waits, until = in_language(waiting(case), lang), ""
    if now.due is not None:
        clock, at = in_language(clock_in_words(now.due.clock), lang), local(now.due.at, case.terms.time_zone)
        until = f"，截止{at}（{clock}）" if lang is Language.ZH else f", until {at} ({clock})"
    if lang is Language.ZH:
        return f"阶段：{stage}；等待：{waits}{until}"
    return f"Stage: {stage}. Waits for: {waits}{until}."
