"""`show`: one case on a page, in the shop's time zone."""

import json as jsonlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import link, now, register, settings, temporal
from commandline.exits import Failed, Unreachable
from commandline.labels import label, payment_state
from commandline.options import AnyId, Json, Lang, Language
from commandline.output import emit, in_language, line, say
from commandline.shipping import draw_answers

if TYPE_CHECKING:
    from commandline.page import Page, Reviewed
    from domain.case import Case, CasePayment
    from store.codec import Entry
    from store.pool import Pool

COLON = {Language.EN: ": ", Language.ZH: "："}
AHEAD = timedelta(minutes=1)  # less than this between two clocks is nothing


async def show(
    case: AnyId,
    /,
    *,
    raw: Annotated[bool, Parameter(negative=(), show_default=False, help="With the entries of the register.")] = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Show a case: what it waits for, what blocks it, its money cent by cent, and what happened."""
    from commandline.finding import cases_of
    from commandline.listing import tell_rows
    from store import cases, shipping

    async with register() as pool:
        found = await cases_of(pool, case)
        if len(found) > 1:
            say(label("several", lang))
            rows = [row for one in found if (row := await cases.one(pool, one))]
            await tell_rows(pool, rows, as_json=json, lang=lang)
            return
        shown, entries = await _page(pool, found[0])
        asked = await shipping.of_order(pool, shown.case.shop, shown.case.order.order_id)
    if json:
        from commandline.page import as_json

        emit(as_json(shown, entries if raw else None) | {"shipping": [given.as_json() for given in asked]})
        return
    _draw(shown, lang)
    draw_answers(asked, shown.case.terms.time_zone, lang)
    if raw:
        _draw_raw(entries, lang)


async def _page(pool: "Pool", case_id: str) -> "tuple[Page, list[Entry]]":
    from commandline.page import page
    from domain.register.incident import explaining
    from store import incidents, ledger
    from store.codec import fold
    from store.register import events

    entries = await events(pool, case_id)
    if not entries:
        raise Failed(
            "NOT_BEGUN",
            f"{case_id} was accepted, and its workflow has not written anything yet.",
            f"is a worker running? `starter.py doctor`; then look again. {link(case_id)}",
        )
    case = fold(entries)
    account = await ledger.by_order(pool, case.shop, case.order.order_id)
    movements = await ledger.by_case(pool, case_id)
    clock = await _clock(case, entries[-1].at)
    told = await _reviews(pool, case_id)
    why = explaining(await incidents.listed(pool, case.shop), case)
    place = link(case_id)
    shown = page(entries, account=account, movements=movements, clock=clock, link=place, reviews=told, incidents=why)
    return shown, entries


async def _reviews(pool: "Pool", case_id: str) -> "list[Reviewed]":
    """The public reviews of the order that are attached to this case."""
    from commandline.page import Reviewed
    from domain.words.review import told
    from store.reviews import BOOK, STORY

    rows = await BOOK.of_case(pool, case_id)
    return [
        Reviewed(
            row=row,
            told=tuple(told(STORY.decode(entry.type, entry.data)) for entry in await BOOK.events(pool, row.review_id)),
        )
        for row in rows
    ]


async def _clock(case: "Case", newest: datetime) -> datetime | None:
    """The case's own time; None where Temporal would have to be asked and is away."""
    if not settings().time_skipping or case.resolution is not None:
        return max(now(), newest)
    from temporalio.service import RPCError

    from commandline.clocks import case_time

    try:
        return max(await case_time(await temporal(), case.case_id), newest)
    except (RPCError, Unreachable):
        return None


def _draw(shown: "Page", lang: Language) -> None:
    from commandline.slips import draw_goods
    from domain.telling import scenario_in_words

    case = shown.case
    line(f"{label('case', lang)}  {case.case_id}")
    line(f"{label('order', lang)}  {case.order.order_id} ({case.shop})")
    line(f"{label('remedy', lang)}  {in_language(scenario_in_words(case.scenario), lang)}")
    _draw_standing(shown, lang)
    _draw_parked(shown, lang)
    _draw_to_do(case, lang)
    _draw_money(shown, lang)
    draw_goods(case, lang)
    line()
    line(f"{label('timeline', lang)} ({case.terms.time_zone})")
    for event in shown.timeline:
        line(f"  {_at(event.at, case)}  {in_language(event.told, lang)}")
    for reviewed in shown.reviews:
        line()
        line(f"{label('review_of', lang)}  {reviewed.row.review_id}")
        for said in reviewed.told:
            line(f"  {in_language(said, lang)}")
    line()
    line(f"{label('links', lang)}  {shown.link}")


def _draw_standing(shown: "Page", lang: Language) -> None:
    from domain.disputes.clean_hands import must_be_clean, stains
    from domain.disputes.malice import review_due
    from domain.register.incident import WORDS as INCIDENTS
    from domain.telling import clock_in_words, resolution_in_words, stage_in_words, waiting
    from domain.words.clean_hands import breaches_in_words
    from domain.words.conduct import score_in_words

    case, standing = shown.case, shown.standing
    line(f"{label('stage', lang)}  {in_language(stage_in_words(standing.stage), lang)}")
    if case.resolution is not None:
        line(f"{label('ended', lang)}  {in_language(resolution_in_words(case.resolution), lang)}")
    line(f"{label('waits', lang)}  {in_language(waiting(case), lang)}")
    if standing.due is not None:
        clock = in_language(clock_in_words(standing.due.clock), lang)
        at, left = _at(standing.due.at, case), _left(shown, standing.due.at, lang)
        until = f"{at}，{left}（{clock}）" if lang is Language.ZH else f"{at}, {left} ({clock})"
        line(f"{label('until', lang)}  {until}")
    for incident in shown.incidents:
        what, at = INCIDENTS[incident.what][0 if lang is Language.ZH else 1], _at(incident.since, case)
        named = f"{what} {incident.name}".strip()
        line(f"! {label('incident', lang, number=str(incident.number), what=named, at=at, note=incident.note)}")
    if case.held:
        line(f"‖ {label('held', lang)}")
    if case.score is not None:
        words = score_in_words(case.score)[lang is not Language.ZH]
        line(f"{label('conduct', lang)}  {words}{label('review', lang) if review_due(case) else ''}")
    if must_be_clean(case) and case.resolution is None:
        line(f"{label('ours', lang)}  {breaches_in_words(stains(case))[lang is not Language.ZH]}")
    wall = now()
    if shown.clock is None:
        line(f"  {label('no_clock', lang)}")
    elif shown.clock - wall > AHEAD:
        from commandline.clocks import in_words

        line(f"  {label('ahead', lang, at=_at(shown.clock, case), span=in_words(shown.clock - wall, lang))}")


def _left(shown: "Page", due: datetime, lang: Language) -> str:
    """How long it is until the deadline, by the case's own clock."""
    from commandline.clocks import in_words

    left = due - (shown.clock or now())
    return label("left" if left > timedelta() else "over", lang, span=in_words(left, lang))


def _draw_parked(shown: "Page", lang: Language) -> None:
    from commandline.to_do import helpful
    from domain.telling import remedy

    case = shown.case
    if not case.parked:
        return
    line()
    line(label("parked", lang))
    for parked in case.parked:
        line(f"  ✗ {parked.step} {label('since', lang, at=_at(parked.at, case))}{COLON[lang]}{parked.reason}")
        line(f"    {parked.message}")
        line(f"    {label('helps', lang)}{COLON[lang]}{in_language(remedy(parked), lang)}")
        for command in helpful(parked, case):
            line(f"      {command}")


def _draw_to_do(case: "Case", lang: Language) -> None:
    """Why a person has to decide, and by which commands."""
    from commandline.page import undecided
    from commandline.to_do import to_do

    if why := undecided(case):
        line(f"{label('undecided', lang)}  {in_language(why, lang)}")
    if commands := to_do(case):
        line(label("todo", lang))
    for command in commands:
        line(f"  {command}")


def _draw_money(shown: "Page", lang: Language) -> None:
    case, account = shown.case, shown.account
    line()
    line(label("money", lang))
    if case.request.amount is not None:
        line(f"  {label('claimed', lang)}{COLON[lang]}{_money(case.request.amount, case)}")
    if account is not None:
        parts = {"paid": account.paid, "refunded": account.settled, "left": account.left}
        parts["pending"] = account.committed - account.settled
        line(f"  {label('account', lang, **{name: _money(part, case) for name, part in parts.items()})}")
        if account.compensated:
            line(f"  {label('compensated', lang, amount=_money(account.compensated, case))}")
    for payment in case.payments:
        _draw_payment(payment, case, lang)
    if not case.payments:
        line(f"  {label('no_payment', lang)}")


def _draw_payment(payment: "CasePayment", case: "Case", lang: Language) -> None:
    from domain.payment_lines import payment_lines
    from domain.words.telling import KINDS

    kind = KINDS[payment.kind][0 if lang is Language.ZH else 1]
    receipt = f", {payment.provider_ref}" if payment.provider_ref else ""
    state = payment_state(payment.state, lang)
    line(f"  {kind} {_money(payment.amount, case)}{COLON[lang]}{state}{receipt}  {payment.key}")
    for reason in payment_lines(payment, case):
        amount = _money(reason.amount, case) if reason.amount else ""
        line(f"    {amount:>14}  {reason.zh if lang is Language.ZH else reason.en}")


def _draw_raw(entries: "list[Entry]", lang: Language) -> None:
    line()
    line(label("raw", lang))
    for entry in entries:
        line(f"  {entry.seq} {entry.at.isoformat()} {entry.type} by {entry.actor}")
        line(f"    {jsonlib.dumps(entry.data, ensure_ascii=False, sort_keys=True)}")


def _money(amount: int, case: "Case") -> str:
    from domain.money import format_money

    return format_money(amount, case.order.currency)


def _at(moment: datetime, case: "Case") -> str:
    from domain.telling import local

    return local(moment, case.terms.time_zone)
