"""`schedules apply` and `schedules list`: what happens by the clock beside the cases."""

from typing import TYPE_CHECKING

from commandline.connections import settings, temporal
from commandline.exits import Exit
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, in_language, line, say, show, table

if TYPE_CHECKING:
    from commandline.schedules import Standing

HEADINGS = {
    Language.EN: ("Schedule", "Shop", "Daily at", "State", "Next", "Last", "What it does"),
    Language.ZH: ("计划", "店铺", "每天", "状态", "下次", "上次", "内容"),
}
STATES = {
    "well": ("✓ well", "✓ 正常"),
    "paused": ("‖ paused", "‖ 已暂停"),
    "different": ("! not as the terms say", "! 与条款不一致"),
    "missing": ("✗ missing", "✗ 缺失"),
}


async def apply_all(*, json: Json = False) -> None:
    """Make the schedules of all shops as their terms say; safe to repeat. What a person paused stays paused."""
    from commandline import schedules

    at, client = settings(), await temporal()
    wanted = schedules.wanted(at)
    for each in wanted:
        before = await schedules.apply(client, each, at.task_queue)
        done = {schedules.State.MISSING: "made", schedules.State.DIFFERENT: "changed"}.get(before, "as it was")
        if json:
            emit({"schedule": each.name, "shop": each.order.shop, "done": done.replace(" ", "_")})
        else:
            line(f"{done:<9}  {each.name}  daily at {each.hour:02}:00 {each.order.time_zone}")
    say(f"{len(wanted)} schedules.")


async def list_all(*, json: Json = False, lang: Lang = Language.EN) -> Exit:
    """How the schedules of all shops stand. Ends with 1 when one is missing or not as the terms say."""
    from commandline import schedules

    at, client = settings(), await temporal()
    found = [await schedules.standing(client, each, at.task_queue) for each in schedules.wanted(at)]
    if json:
        for each in found:
            emit(_row(each))
    else:
        drawn = table(*HEADINGS[lang])
        for each in found:
            add_row(drawn, *_cells(each, lang))
        show(drawn)
    bad = [each for each in found if each.state in {schedules.State.MISSING, schedules.State.DIFFERENT}]
    if bad:
        say("What to do: `starter.py schedules apply`")
    return Exit.ERROR if bad else Exit.OK


def _row(of: "Standing") -> dict[str, object]:
    order = of.rota.order
    return {
        "schedule": of.rota.name,
        "shop": order.shop,
        "hour": of.rota.hour,
        "time_zone": order.time_zone,
        "state": of.state,
        "next_at": of.next_at.isoformat() if of.next_at else None,
        "last_at": of.last_at.isoformat() if of.last_at else None,
    }


def _cells(of: "Standing", lang: Language) -> tuple[str, ...]:
    from domain.rounds import WORDS
    from domain.telling import local

    order = of.rota.order
    english, chinese = STATES[of.state]
    state = chinese if lang is Language.ZH else english
    next_at, last_at = (local(at, order.time_zone) if at else "-" for at in (of.next_at, of.last_at))
    does = in_language(WORDS[of.rota.round], lang)
    return of.rota.name, order.shop, f"{of.rota.hour:02}:00", state, next_at, last_at, does
