"""`jump`: time passes for one case, where this installation lets cases jump."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.connections import register, settings, temporal
from commandline.exits import Declined, Failed, refused
from commandline.options import ANSWER_SECONDS, AnyId, Json, Lang, Language, Wait
from commandline.output import emit, in_language, line
from commandline.whereabouts import whereabouts

if TYPE_CHECKING:
    from temporalio.client import Client

    from commandline.page import Happening
    from domain.case import Case
    from store.codec import Entry
    from store.pool import Pool

FLAG = "frontend.WorkflowTimeSkippingEnabled=true"
LOOKS = 50  # how often the register is looked at, a tenth of a second apart, for what the jump brought


async def jump(
    case: AnyId,
    length: Annotated[str, Parameter(name="SPAN", help="How far: 7d, 36h, 1d12h, 90m.")],
    /,
    *,
    wait: Wait = ANSWER_SECONDS,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Let time pass for one case, and tell what happened; for demos and tests, where AMENDS_TIME_SKIPPING is on."""
    from commandline.asking import case_now
    from commandline.clocks import case_time, span
    from commandline.finding import case_of
    from commandline.page import timeline
    from domain.telling import local

    distance = span(length)
    if not settings().time_skipping:
        what = "Time cannot be moved in this installation: AMENDS_TIME_SKIPPING is off."
        raise Declined("NO_TIME_SKIPPING", what, "a demo and a test server have it on; production never has")
    case_id = await case_of(case)
    client = await temporal()
    before = await case_now(client, case_id, wait=wait)
    started = await case_time(client, case_id)
    went_on = await _fast_forward(client, case_id, distance)
    after = await case_now(client, case_id, wait=wait)
    clock = await case_time(client, case_id)
    async with register() as pool:
        entries = await _caught_up(pool, case_id, after.version)
    news = [event for event in timeline(entries) if event.seq > before.version]
    if json:
        emit(_as_json(after, news, started, clock, ended=not went_on))
        return
    line(f"{case_id}: {local(started, after.terms.time_zone)} -> {local(clock, after.terms.time_zone)}")
    for event in news:
        line(f"  {local(event.at, after.terms.time_zone)}  {in_language(event.told, lang)}")
    line(f"  {_now(after, lang, ended=not went_on)}")


async def _fast_forward(client: "Client", case_id: str, distance: timedelta) -> bool:
    """False when the case's workflow ended on the way. Raises Refused when it had ended before, and Failed."""
    from temporalio.service import RPCError
    from temporalio.testing import TimeSkipper

    try:
        return await TimeSkipper(client).fast_forward(client.get_workflow_handle(case_id), distance)
    except RPCError as error:
        if "completed" in error.message:
            raise refused("CLOSED", "The case has ended for good: no time passes for it.", case_id) from error
        if "not enabled" in error.message:
            what = "Temporal does not let time be skipped, though AMENDS_TIME_SKIPPING is on."
            raise Failed("NO_TIME_SKIPPING", what, f"start it with `--dynamic-config-value {FLAG}`") from error
        raise


async def _caught_up(pool: "Pool", case_id: str, version: int) -> "list[Entry]":
    """The register once it has all that the case did, or what it has after a while."""
    from store.register import events

    for _ in range(LOOKS):
        entries = await events(pool, case_id)
        if entries and entries[-1].seq >= version:
            break
        await asyncio.sleep(0.1)
    return entries


def _now(case: "Case", lang: Language, *, ended: bool) -> str:
    where = whereabouts(case, lang)
    if lang is Language.ZH:
        return where + ("。本单已彻底结束" if ended else "")
    return where + (" It has ended for good." if ended else "")


def _as_json(
    case: "Case", news: "list[Happening]", started: datetime, clock: datetime, *, ended: bool
) -> dict[str, Any]:
    from domain.standing import stage_of

    told = [
        {"seq": event.seq, "at": event.at.isoformat(), "type": event.type, "zh": event.told.zh, "en": event.told.en}
        for event in news
    ]
    moved = {"from": started.isoformat(), "to": clock.isoformat(), "ended": ended}
    return {"case_id": case.case_id, **moved, "stage": stage_of(case), "version": case.version, "events": told}
